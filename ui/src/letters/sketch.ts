// Which place of the letter a page fills, and what already stands there.
import { isoDate, typedDate } from "../draft/dates";
import { answer, chosen } from "../draft/fields";
import { isRepresented, kindOf, type Page } from "../draft/pages";
import type { Speech } from "../words";
import type { Draft } from "../draft/draft";

export type Zone = "to" | "from" | "title" | "body" | "document" | "relationship" | "reply" | "enclosures";

export interface SketchText {
  from: string[];
  to: string[];
  date: string;
  title: string;
  name: string;
}

export function zoneOf(page: Page): Zone {
  const zones: Record<Page, Zone> = {
    operator: "to",
    kind: "title",
    demand: "body",
    whose: "from",
    subject: "from",
    document: "document",
    representative: "from",
    representative_document: "document",
    authority: "document",
    relationship: "relationship",
    reply: "reply",
    enclosures: "enclosures",
  };
  return zones[page];
}

export function sketchText({ answers }: Draft, today: string, speech: Speech): SketchText {
  const writer = isRepresented(answers) ? "/representative/person" : "/subject";
  const get = (key: string) => answer(answers, key).trim();
  const filled = (...texts: string[]) => texts.filter(Boolean);
  const kind = kindOf(answers);
  const initials = [get(`${writer}/given_name`), get(`${writer}/patronymic`)].filter(Boolean).map((n) => `${n[0]}.`);
  return {
    from: filled(
      get(`${writer}/surname`),
      filled(get(`${writer}/given_name`), get(`${writer}/patronymic`)).join(" "),
      get(`${writer}/address/text`),
      get(`${writer}/email`),
    ),
    to: filled(get("/operator/short_name") || get("/operator/name"), get("/operator/address/text"), get("/operator/email")),
    date: typedDate(isoDate(today) ?? today),
    title: kind ? speech.words.choices.kind[kind].label : "",
    name: get(`${writer}/surname`) ? [...initials, get(`${writer}/surname`)].join(" ") : "",
  };
}

/** How many lines of the body the sketch draws for the demand. */
export const bodyLines = ({ answers }: Draft): number => {
  const items = chosen(answers, "/demands/0/items").length;
  return kindOf(answers) === "access" ? (items === 0 ? 11 : items) : 6;
};
