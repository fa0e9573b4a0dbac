// Answers → `zapros-request/1`, and back from a problem's pointer to the answer it is about.
import type { Json, RequestJson } from "../ipc/types";
import { isoDate, typedDate } from "./dates";
import { answer, chosen, leaves, type Answers, type Input, type Key, type Leaf } from "./fields";
import { basisOf, documentWay, isRepresented, kindOf, nameOf, nthOf, pageOf, path, rows, type Page } from "./pages";

export type SigningForm = "electronic" | "ink" | "none";

/** The request these answers make. Dates and numbers that are not yet right go as typed: the shell says what is wrong. */
export function toRequest(answers: Answers, today: string, signing: SigningForm): RequestJson {
  const request: RequestJson = { format: "zapros-request/1", date: today };
  for (const page of path(answers)) {
    if (nameOf(page) === "demand") put(request, `/demands/${nthOf(page)}/kind`, kindOf(answers, nthOf(page)));
    if (page === "document" && documentWay(answers, page) === "passport") put(request, "/subject/document/type", "passport_rf");
    if (page === "representative") put(request, "/representative/basis", basisOf(answers));
    if (page === "representative_document" && documentWay(answers, page) === "passport") {
      put(request, "/representative/person/document/type", "passport_rf");
    }
    for (const part of rows(page, answers).flat()) {
      if (part.is !== "tagged") continue;
      part.options
        .filter((option) => chosen(answers, part.at).includes(option.value))
        .forEach((option, index) => put(request, `${part.at}/${index}/type`, option.value));
    }
    for (const leaf of leaves(rows(page, answers), answers)) {
      const value = valueOf(leaf, answers);
      if (leaf.is === "input" && leaf.type === "address" && typeof value === "string") putAddress(request, leaf.pointer, value);
      else put(request, leaf.pointer, value);
    }
  }
  request["enclosures"] ??= [];
  request["signing"] = { form: signing };
  return request;
}

/** The answer a problem of the shell is about: the nearest field at, above or below the pointer, and its page. */
export function placeOf(pointer: string, answers: Answers): { page: Page; key: Key } {
  let best: { page: Page; key: Key; common: number } | null = null;
  for (const page of path(answers)) {
    for (const leaf of leaves(rows(page, answers), answers)) {
      const common = kinship(leaf.pointer, pointer);
      if (leaf.at.startsWith("/") && common > (best?.common ?? 0)) best = { page, key: leaf.at, common };
    }
  }
  const home = demandPage(pointer) ?? HOMES.find(([start]) => pointer.startsWith(start))?.[1];
  const homePage = home && path(answers).includes(home) ? home : null;
  // A whole missing object has no field of its own: its page is known by the pointer's beginning.
  if (homePage && (best === null || best.page !== homePage)) return { page: homePage, key: pointer };
  return best ?? { page: "kind", key: pointer };
}

const HOMES: readonly (readonly [string, Page])[] = [
  ["/operator", "operator"],
  ["/subject/document", "document"],
  ["/subject", "subject"],
  ["/representative/basis", "whose"],
  ["/representative/person/document", "representative_document"],
  ["/representative/person", "representative"],
  ["/representative/authority", "authority"],
  ["/representative", "whose"],
  ["/relationship", "relationship"],
  ["/reply", "reply"],
  ["/enclosures", "enclosures"],
];

/** A problem of a demand belongs to the pages of that demand. */
function demandPage(pointer: string): Page | null {
  const [, nth, what] = /^\/demands(?:\/(\d+)(\/kind)?)?/.exec(pointer) ?? [];
  if (!pointer.startsWith("/demands")) return null;
  return pageOf(what || nth === undefined ? "kind" : "demand", Number(nth ?? 0));
}

/** How many segments two pointers share from the root. */
function kinship(a: string, b: string): number {
  const [left, right] = [a.split("/").slice(1), b.split("/").slice(1)];
  const differ = left.findIndex((segment, i) => segment !== right[i]);
  return differ === -1 ? left.length : differ;
}

function valueOf(leaf: Leaf, answers: Answers): Json {
  const typed = answer(answers, leaf.at).trim();
  if (!leaf.at.startsWith("/")) return null;
  switch (leaf.is) {
    case "items": {
      const codes = chosen(answers, leaf.at);
      return codes.length === 0 || codes.length === leaf.codes.length ? "all" : leaf.codes.filter((c) => codes.includes(c));
    }
    case "flag":
      return typed === "yes" ? true : null;
    case "choice":
      return typed || null;
    case "input":
      return typed === "" ? null : inputValue(leaf, typed);
  }
}

function inputValue(part: Input, typed: string): Json {
  switch (part.type) {
    case "lines":
      return split(typed, /\n/);
    case "dates":
      return split(typed, /[\n,;]/).map((date) => isoDate(date) ?? date);
    case "date":
      return isoDate(typed) ?? typed;
    case "digits":
      return typed.replace(/[\s\-–]/g, "");
    case "subdivision":
      return typed.replace(/\s/g, "").replace(/^(\d{3})[-–]?(\d{3})$/, "$1-$2");
    case "phone":
      return phone(typed);
    case "count":
      return /^\d+$/.test(typed) ? Number(typed) : typed;
    case "line":
    case "address":
    case "text":
    case "email":
      return typed;
  }
}

/** An address is asked in one piece, as it is written on an envelope; the file keeps its index apart. */
function putAddress(request: RequestJson, pointer: string, typed: string): void {
  const [, code, rest] = /^(\d{6})[,\s]+(.+)$/s.exec(typed) ?? [];
  put(request, pointer.replace(/text$/, "postal_code"), code ?? null);
  put(request, pointer, rest ?? typed);
}

const split = (text: string, by: RegExp): string[] =>
  text
    .split(by)
    .map((line) => line.trim())
    .filter(Boolean);

/** Russian numbers as people write them, in E.164; others only lose their spaces and brackets. */
export function phone(typed: string): string {
  const bare = typed.replace(/[\s()\-–]/g, "");
  return bare.replace(/^(?:8|7|\+7)(\d{10})$/, "+7$1");
}

/** Sets a value at a JSON Pointer; a numeric segment makes a list. Nothing is set for `null`. */
function put(root: RequestJson, pointer: string, value: Json): void {
  if (value === null) return;
  const segments = pointer.split("/").slice(1);
  let here: Record<string, Json> = root;
  segments.forEach((segment, i) => {
    const next = segments[i + 1];
    if (next === undefined) here[segment] = value;
    else here = (here[segment] ??= /^\d+$/.test(next) ? [] : {}) as Record<string, Json>;
  });
}

/** What a skeleton of the shell fills in beforehand, as answers. */
export function answersFrom(skeleton: RequestJson): Record<Key, string> {
  const found: Record<Key, string> = {};
  const visit = (value: Json, at: Key): void => {
    if (typeof value === "string") found[at] = /\/[a-z_]+_on$/.test(at) ? typedDate(value) : value;
    else if (value !== null && typeof value === "object" && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) visit(inner, `${at}/${key}`);
    }
  };
  visit(skeleton["operator"] ?? null, "/operator");
  const { "/operator/address/postal_code": code, ...rest } = found;
  if (code) rest["/operator/address/text"] = `${code}, ${rest["/operator/address/text"] ?? ""}`;
  return rest;
}

/** The files chosen as enclosures, by the tokens the shell knows them by. */
export const enclosedFiles = (answers: Answers): string[] =>
  Array.from({ length: Number(answer(answers, "count:/enclosures")) || 0 }, (_, i) => answer(answers, `/enclosures/${i}/file`)).filter(Boolean);

/** The e-mail address the letter would go to, when it may go by e-mail. */
export const recipient = (answers: Answers): string => answer(answers, "/operator/email").trim();

/** Whose name stands under the letter. */
export const applicant = (answers: Answers): string => (isRepresented(answers) ? "/representative/person" : "/subject");
