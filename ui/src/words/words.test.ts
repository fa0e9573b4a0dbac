import { describe, expect, it } from "vitest";
import { faults } from "../draft/faults";
import { errorWords, fill, speech, typeset } from ".";
import codes from "./error-codes.json";
import { faultText, summaryHeading } from "./faults";
import problemCodes from "./problem-codes.json";
import { problemText, reasonText } from "./problems";

const both = [speech("ru"), speech("en")] as const;

describe.each(both)("errors in $language", (spoken) => {
  const { errors } = spoken.words;

  it("has words for every code of the shell, and for no other", () => {
    expect(Object.keys(errors).sort()).toEqual([...codes].sort());
  });

  it.each(codes)("%s has heading, what happened, what to do", (code) => {
    const words = errors[code as keyof typeof errors];
    for (const text of [words.heading, words.what, words.do]) expect(text.trim().length).toBeGreaterThan(3);
    expect(words.heading).not.toMatch(/[.!]$/);
    expect(words.what).toMatch(/[.!?]$/);
    expect(words.do).toMatch(/[.!?]$/);
  });

  it("says six different things for six failures of sending", () => {
    const six = ["smtp_wrong_password", "smtp_port_closed", "smtp_certificate_untrusted", "smtp_mailbox_refused", "smtp_temporary", "smtp_outcome_unknown"];
    const texts = six.map((code) => errorWords(spoken, { code }));
    expect(new Set(texts.map((t) => t.heading)).size).toBe(6);
    expect(new Set(texts.map((t) => t.do)).size).toBe(6);
  });

  it("names a code it does not know instead of guessing", () => {
    expect(errorWords(spoken, { code: "something_new" }).what).toContain("something_new");
  });

  it("never shows a bare brace", () => {
    for (const code of codes) expect(Object.values(errorWords(spoken, { code })).join()).not.toMatch(/[{}]/);
  });
});

it("tells what happened in the shell's own Russian sentence, which names the values", () => {
  const error = { code: "smtp_port_closed", args: { message: "Компьютер mail.example не принимает соединения на порту 2465" } };
  expect(errorWords(speech("ru"), error).what.replaceAll("\u00a0", " ")).toBe("Компьютер mail.example не принимает соединения на порту 2465.");
  expect(errorWords(speech("en"), error).what).not.toMatch(/[а-яё]/i);
});

it("English has a sentence for every problem of the shell", () => {
  const { problems } = speech("en").words;
  expect(Object.keys(problems).sort()).toEqual([...problemCodes].sort());
});

it("a problem without words of its own is told in the shell's, without a lone full stop", () => {
  const problem = { severity: "error", code: "new", field: "", norm: "ст. 14 ч. 3", required_by: "law", message: "Укажите имя." } as const;
  expect(problemText(speech("ru"), problem)).toBe("Укажите имя");
});

it("says a fault of the passport as the passport's", () => {
  const answers = { "/subject/document/series": "4508", "/subject/document/number": "12345", "/subject/document/issued_by": "ОВД", "/subject/document/issued_on": "14.05.2028" };
  const found = faults("document", answers, "2026-12-21");
  expect(found.map((fault) => faultText(speech("ru"), fault).replaceAll("\u00a0", " "))).toEqual([
    "Номер паспорта – шесть цифр, введено пять",
    "Дата выдачи ещё не наступила, проверьте год",
  ]);
  expect(found.map((fault) => faultText(speech("en"), fault))[0]?.replaceAll("\u00a0", " ")).toBe("The passport’s number has six digits, you typed five");
});

it("counts in Russian", () => {
  const ru = speech("ru");
  const plain = (n: number) => ru.count(ru.words.term.units.working_days, n).replaceAll("\u00a0", " ");
  expect([1, 2, 5, 10, 11, 21, 22, 112].map(plain)).toEqual([
    "1 рабочий день", "2 рабочих дня", "5 рабочих дней", "10 рабочих дней", "11 рабочих дней", "21 рабочий день", "22 рабочих дня", "112 рабочих дней",
  ]);
  expect([1, 2, 3, 5].map((n) => summaryHeading(ru, n).replaceAll("\u00a0", " "))).toEqual([
    "Исправьте ответ", "Исправьте два ответа", "Исправьте 3 ответа", "Исправьте 5 ответов",
  ]);
});

it("sets type: no-break spaces, one full stop after «г.»", () => {
  expect(typeset("ст. 14 ч. 3 и № 5 – так")).toBe("ст.\u00a014\u00a0ч.\u00a03 и\u00a0№\u00a05\u00a0– так");
  expect(typeset("до 9 марта 2023 г..")).toBe("до\u00a09\u00a0марта 2023\u00a0г.");
  expect(fill("{a} и {b}", { a: 1 })).toBe("1 и –");
});

it("translates why a day does not count", () => {
  const en = speech("en");
  expect(reasonText(en, "суббота")).toBe("day off");
  expect(reasonText(en, "праздничный день: Новогодние каникулы (ТК РФ ст. 112)")).toBe("public holiday");
  expect(reasonText(en, "выходной перенесён с 04.01.2026 (ПП РФ № 1466)")).toContain("04.01.2026");
});
