// What can be said of a page's answers at once, without the shell: something is missing, or has not its shape.
// Law and policy are the shell's to judge.
import { isoDate } from "./dates";
import { answer, chosen, leaves, type Answers, type Input, type Key, type Part, type Row } from "./fields";
import { kindOf, nameOf, nthOf, rows, type Page } from "./pages";
import type { FieldKey } from "../words";

export type Fault = { key: Key; label: FieldKey } & (
  | { code: "missing" }
  | { code: "digits"; lengths: readonly number[]; got: number }
  | { code: "not_digits" }
  | { code: "not_a_date" }
  | { code: "in_the_future" }
  | { code: "email" }
  | { code: "phone" }
  | { code: "subdivision" }
  | { code: "count" }
);

export function faults(page: Page, answers: Answers, today: string): Fault[] {
  if (nameOf(page) === "kind") {
    const nth = nthOf(page);
    return kindOf(answers, nth) ? [] : [{ key: `/demands/${nth}/kind`, label: "kind", code: "missing" }];
  }
  const asked = rows(page, answers);
  return [...tagless(asked, answers), ...[...leaves(asked, answers)].flatMap((leaf) => faultOf(leaf, answers, today))];
}

/** Lists of which nothing is chosen; they have no leaf of their own. */
const tagless = (asked: readonly Row[], answers: Answers): Fault[] =>
  asked
    .flat()
    .filter((part) => part.is === "tagged" && part.must && chosen(answers, part.at).length === 0)
    .map((part) => ({ key: part.at, label: part.label, code: "missing" }));

function faultOf(part: Part, answers: Answers, today: string): Fault[] {
  const typed = answer(answers, part.at).trim();
  const at = { key: part.at, label: part.label };
  if (part.is === "choice") return part.must && typed === "" ? [{ ...at, code: "missing" }] : [];
  if (part.is !== "input" || part.hidden) return [];
  if (typed === "") return part.must ? [{ ...at, code: "missing" }] : [];
  const shape = shapeOf(part, typed, today);
  return shape ? [{ ...at, ...shape }] : [];
}

type Shape = Fault extends infer F ? (F extends Fault ? Omit<F, "key" | "label"> : never) : never;

function shapeOf(part: Input, typed: string, today: string): Shape | null {
  switch (part.type) {
    case "date":
    case "dates": {
      const dates = part.type === "date" ? [typed] : typed.split(/[\n,;]/).map((d) => d.trim()).filter(Boolean);
      const read = dates.map(isoDate);
      if (read.includes(null)) return { code: "not_a_date" };
      const mayBeAhead = part.at.endsWith("/valid_until");
      return !mayBeAhead && read.some((date) => date !== null && date > today) ? { code: "in_the_future" } : null;
    }
    case "digits": {
      const bare = typed.replace(/[\s\-–]/g, "");
      if (!/^\d*$/.test(bare)) return { code: "not_digits" };
      return !part.lengths || part.lengths.includes(bare.length)
        ? null
        : { code: "digits", lengths: part.lengths, got: bare.length };
    }
    case "email":
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(typed) ? null : { code: "email" };
    case "phone":
      return /^\+?[\d\s()\-–]{7,20}$/.test(typed) ? null : { code: "phone" };
    case "subdivision":
      return /^\d{3}[-–]?\d{3}$/.test(typed.replace(/\s/g, "")) ? null : { code: "subdivision" };
    case "count":
      return /^[1-9]\d{0,3}$/.test(typed) ? null : { code: "count" };
    case "line":
    case "address":
    case "text":
    case "lines":
      return null;
  }
}
