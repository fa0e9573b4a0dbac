// Languages, plurals, dates and typesetting.
import type { Language } from "../ipc/types";
import { en } from "./en";
import { ru, type Words } from "./ru";

export type { Words } from "./ru";
export type FieldKey = keyof typeof ru.fields;
export type ChoiceKey = keyof typeof ru.choices;
export type ErrorCode = keyof typeof ru.errors;
export type Args = Readonly<Record<string, string | number>>;
export type Plural = Readonly<Record<"one" | "few" | "many" | "other", string>>;

/** A language as the pages use it. */
export interface Speech {
  language: Language;
  words: Words;
  /** A sentence with its values, typeset. */
  say: (template: string, args?: Args) => string;
  /** The right form for a number, which fills `{n}`. */
  count: (forms: Plural, n: number) => string;
  /** `13 января 2027 г.` */
  longDate: (iso: string) => string;
  /** `13 января` */
  dayMonth: (iso: string) => string;
  /** `ср` */
  weekday: (iso: string) => string;
  time: (moment: string) => string;
}

export function speech(language: Language): Speech {
  const words = language === "ru" ? ru : en;
  const locale = language === "ru" ? "ru-RU" : "en-GB";
  const rules = new Intl.PluralRules(locale);
  const format = (options: Intl.DateTimeFormatOptions) => {
    const made = new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options });
    return (iso: string) => typeset(made.format(new Date(`${iso.slice(0, 10)}T00:00:00Z`)));
  };
  const clock = new Intl.DateTimeFormat(locale, { timeZone: "Europe/Moscow", hour: "2-digit", minute: "2-digit" });
  const say = (template: string, args: Args = {}) => typeset(fill(template, args));
  return {
    language,
    words,
    say,
    count: (forms, n) => say(forms[rules.select(n) as keyof Plural] ?? forms.other, { n: number(n, locale) }),
    longDate: format({ day: "numeric", month: "long", year: "numeric" }),
    dayMonth: format({ day: "numeric", month: "long" }),
    weekday: format({ weekday: "short" }),
    time: (moment) => clock.format(new Date(moment)),
  };
}

/** The three texts of an error; a code the window does not know is said to be unforeseen and named. */
export function errorWords(speech: Speech, error: { code: string; args?: Args }): { heading: string; what: string; do: string } {
  const texts = Object.entries(speech.words.errors).find(([code]) => code === error.code)?.[1];
  const found = texts ?? speech.words.errors.internal;
  const args = error.args ?? {};
  // The shell's own sentence is Russian and names the values: server, port, answer.
  const told = speech.language === "ru" && typeof args["message"] === "string" ? sentence(args["message"]) : null;
  const what = told ?? speech.say(found.what, args);
  return {
    heading: speech.say(found.heading, args),
    what: texts ? what : `${what} (${error.code})`,
    do: speech.say(found.do, args),
  };
}

const sentence = (text: string): string => {
  const whole = text.charAt(0).toLocaleUpperCase("ru") + text.slice(1);
  return typeset(/[.!?…]$/.test(whole) ? whole : `${whole}.`);
};

/** Puts values in their places; a value the sentence lacks leaves a dash, never a bare brace. */
export function fill(template: string, args: Args): string {
  return template.replace(/\{(\w+)\}/g, (_, key: string) => String(args[key] ?? "–"));
}

/** No-break spaces after №, ст., ч., п., initials and short words, and before dashes. */
export function typeset(text: string): string {
  return text
    // «г.» at the end of a sentence needs no second full stop.
    .replace(/г\.\./g, "г.")
    // A number with a hyphen is one word.
    .replace(/(?<=[\p{L}\d])-(?=\d)/gu, "\u2060-\u2060")
    .replace(/ ([–—])/g, "\u00a0$1")
    .replace(/(№|ст\.|ч\.|п\.|ПП|ТК|ГК|ФЗ) (?=\S)/gi, "$1\u00a0")
    .replace(/(ст\.\u00a0[\d.–]+) (?=ч\.)/gi, "$1\u00a0")
    .replace(/(?<=^|[\s«„(])([а-яёa-z]{1,2}) (?=\S)/giu, "$1\u00a0")
    .replace(/(\d) (?=(?:г\.|КБ|МБ|KB|MB|[а-яё]{3}))/gu, "$1\u00a0");
}

const number = (n: number, locale: string): string => new Intl.NumberFormat(locale).format(n);
