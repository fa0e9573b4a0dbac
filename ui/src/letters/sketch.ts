// Which place of the letter a page fills, and what already stands there.
import { isoDate, typedDate } from "../draft/dates";
import { answer, chosen } from "../draft/fields";
import type { Kind } from "../draft/kinds";
import { demandCount, isRepresented, kindOf, nameOf, type Page, type PageName } from "../draft/pages";
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
  const zones: Record<PageName, Zone> = {
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
  return zones[nameOf(page)];
}

export function sketchText({ answers }: Draft, today: string): SketchText {
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
    title: demandCount(answers) > 1 ? SEVERAL : kind ? HEADINGS[kind] : "",
    name: get(`${writer}/surname`) ? [...initials, get(`${writer}/surname`)].join(" ") : "",
  };
}

/** How many lines of the body the sketch draws for the demand. */
export const bodyLines = ({ answers }: Draft): number => {
  const items = chosen(answers, "/demands/0/items").length;
  return kindOf(answers) === "access" ? (items === 0 ? 11 : items) : 6;
};

/** Of a letter with several demands. */
const SEVERAL = "О реализации прав субъекта персональных данных";

/** Headings of the letters, as their templates have them: the letter is Russian in every language of the window. */
const HEADINGS: Record<Kind, string> = {
  access: "О предоставлении сведений об обработке персональных данных",
  access_repeat: "О предоставлении сведений об обработке персональных данных (повторный запрос)",
  rectification: "Об уточнении персональных данных",
  blocking: "О блокировании персональных данных",
  destruction: "Об уничтожении персональных данных",
  unlawful_processing: "О неправомерной обработке персональных данных",
  consent_withdrawal: "Об отзыве согласия на обработку персональных данных",
  stop_processing: "О прекращении обработки персональных данных",
  marketing_stop: "О прекращении рекламных сообщений",
  stop_dissemination: "О прекращении распространения персональных данных",
  public_source_removal: "Об исключении сведений из общедоступного источника персональных данных",
  automated_decision_objection: "О возражении против решения, принятого автоматизированной обработкой",
  refusal_to_provide: "О предоставлении персональных данных и последствиях отказа",
  explanation: "О разъяснении вопросов обработки персональных данных",
  delete_all: "О прекращении обработки и уничтожении персональных данных",
  complaint: "О нарушении прав субъекта персональных данных (жалоба)",
  free: "По вопросу обработки персональных данных",
};
