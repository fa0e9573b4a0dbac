// What a page asks, as data. A field is known by the JSON Pointer of its place in the request, so that a problem
// named by the shell and a field of a page are the same thing. What is typed is kept as typed.
import type { ChoiceKey, FieldKey } from "../words";

/** JSON Pointer of the answer's place in the request; a key without a slash is the window's own. */
export type Key = string;
export type Answers = Readonly<Record<Key, string>>;

export type Part = Input | Choice | Tagged | Items | Flag | Repeat;
export type Row = readonly Part[];

export type InputType = "line" | "address" | "text" | "lines" | "date" | "dates" | "email" | "phone" | "digits" | "subdivision" | "count";
/** Width of the expected answer. */
export type Width = "series" | "number" | "date" | "half" | "full";

export interface Input {
  is: "input";
  at: Key;
  type: InputType;
  label: FieldKey;
  must: boolean;
  width: Width;
  /** Numeral of the same place on the drawing beside. */
  numeral?: number;
  /** Lengths that are right, for `digits`. */
  lengths?: readonly number[];
  autocomplete?: AutoFill;
  /** Carried into the request, asked of nobody (an operator's source, an enclosure's file). */
  hidden?: boolean;
}
export type AutoFill = "family-name" | "given-name" | "additional-name" | "bday" | "email" | "tel" | "street-address";

/** One of several; the chosen one may ask more. */
export interface Choice {
  is: "choice";
  at: Key;
  label: FieldKey;
  words: ChoiceKey;
  must: boolean;
  options: readonly Option[];
}
export interface Option {
  value: string;
  rows?: readonly Row[];
}

/** Any of several; each becomes an object `{type, …}` in a list. Its fields are keyed `list/type/field`. */
export interface Tagged {
  is: "tagged";
  at: Key;
  label: FieldKey;
  words: ChoiceKey;
  must: boolean;
  options: readonly Option[];
}

/** All, or some of a fixed list of codes (ст. 14 ч. 7). */
export interface Items {
  is: "items";
  at: Key;
  label: FieldKey;
  words: ChoiceKey;
  codes: readonly string[];
}

export interface Flag {
  is: "flag";
  at: Key;
  label: FieldKey;
}

/** The same few fields several times; the number stands under `count:` and the list's pointer. */
export interface Repeat {
  is: "repeat";
  at: Key;
  label: FieldKey;
  least: number;
  rows: (at: Key) => readonly Row[];
}

export type Leaf = Exclude<Part, Tagged | Repeat> & { pointer: string };

export const answer = (answers: Answers, key: Key): string => answers[key] ?? "";
export const chosen = (answers: Answers, key: Key): string[] => answer(answers, key).split(",").filter(Boolean);
export const repeats = (answers: Answers, part: Repeat): number =>
  Math.max(part.least, Number(answer(answers, `count:${part.at}`)) || 0);

/** Every field that is open with these answers, with its real place in the request (lists are numbered). */
export function* leaves(rows: readonly Row[], answers: Answers, place: (key: Key) => string = (k) => k): Generator<Leaf> {
  for (const part of rows.flat()) {
    switch (part.is) {
      case "tagged": {
        let index = 0;
        for (const option of part.options) {
          if (!chosen(answers, part.at).includes(option.value)) continue;
          const own = `${part.at}/${option.value}`;
          const real = `${part.at}/${index++}`;
          yield* leaves(option.rows ?? [], answers, (key) => place(key.replace(own, real)));
        }
        break;
      }
      case "repeat":
        for (let i = 0; i < repeats(answers, part); i++) yield* leaves(part.rows(`${part.at}/${i}`), answers, place);
        break;
      case "choice":
        yield { ...part, pointer: place(part.at) };
        for (const option of part.options) {
          if (option.value === answer(answers, part.at)) yield* leaves(option.rows ?? [], answers, place);
        }
        break;
      default:
        yield { ...part, pointer: place(part.at) };
    }
  }
}

/** The answers that take the `index`-th of a repeated group away: the later ones move up. */
export function without(answers: Answers, part: Repeat, index: number): Answers {
  const last = repeats(answers, part) - 1;
  const changed: Record<Key, string> = { [`count:${part.at}`]: String(Math.max(part.least, last)) };
  const moving = Object.keys(answers).flatMap((key) => {
    // The counts of lists inside the group move with it.
    const own = parted(key, part.at);
    return own && own.number >= index ? [{ key, ...own }] : [];
  });
  for (const { key } of moving) changed[key] = "";
  for (const { key, mark, number, rest } of moving) {
    if (number > index) changed[`${mark}${part.at}/${number - 1}${rest}`] = answer(answers, key);
  }
  return changed;
}

/** A key of a repeated group: whether it is a count, the group's number, and what follows. */
function parted(key: Key, list: Key): { mark: string; number: number; rest: string } | null {
  const mark = key.startsWith("count:") ? "count:" : "";
  if (!key.startsWith(`${mark}${list}/`)) return null;
  const match = /^(\d+)(\/.*)$/.exec(key.slice(mark.length + list.length + 1));
  return match ? { mark, number: Number(match[1]), rest: match[2] ?? "" } : null;
}
