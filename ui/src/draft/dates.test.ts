import { expect, it } from "vitest";
import { isoDate, moscowDay, typedDate } from "./dates";

it("reads a date the ways people write it, and no other", () => {
  for (const typed of ["14.05.2008", "14/5/2008", " 14-05-2008 ", "14052008", "2008-05-14"]) expect(isoDate(typed)).toBe("2008-05-14");
  for (const typed of ["", "31.02.2008", "14.05.08", "2008", "14.13.2008", "завтра"]) expect(isoDate(typed)).toBeNull();
  expect(isoDate("29.02.2024")).toBe("2024-02-29");
  expect(typedDate("2008-05-14")).toBe("14.05.2008");
});

it("the day is Moscow's, whatever the clock's zone", () => {
  expect(moscowDay("2026-12-21T21:30:00Z")).toBe("2026-12-22");
  expect(moscowDay("2026-12-22T00:30:00+03:00")).toBe("2026-12-22");
});
