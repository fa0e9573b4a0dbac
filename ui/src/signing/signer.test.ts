import { expect, it } from "vitest";
import { differs } from "./signer";

it("compares names as the contract does: case, ё, hyphens and order of words fold", () => {
  expect(differs("ИВАНОВА-ПЕТРОВСКАЯ Мария Сергеевна", "Иванова Петровская Мария")).toBe(false);
  expect(differs("Семенов Петр", "Семёнов Пётр Ильич")).toBe(false);
  expect(differs("Ким Ольга Викторовна", "Иванова Мария")).toBe(true);
});
