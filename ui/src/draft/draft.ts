// The draft: where the person is, what they have answered, what has come of it. A plain union and a pure `next`.
import type { CaseView, Composed, Language, OutboxState } from "../ipc/types";
import { DEMANDS } from "./demands";
import { without, type Answers, type Key } from "./fields";
import { faults } from "./faults";
import { mayJoin } from "./kinds";
import { demandCount, kindOf, kindsOf, nameOf, nthOf, pageOf, path, type Page } from "./pages";
import { recipient } from "./request";

/** How the letter gets its signature. */
export type Way = "certificate" | "outside" | "paper" | "unsigned";

interface Common {
  format: "zapros-draft/1";
  language: Language;
  answers: Answers;
  /** Pages already answered: a change that opens no new page leads straight back to the summary. */
  answered: readonly Page[];
}

export type Draft = Common &
  (
    | { at: "language" }
    | { at: "asking"; page: Page; changing: boolean }
    | { at: "checking" }
    | { at: "signing"; way: Way | null }
    | { at: "sending"; way: Way; composed: Composed }
    | { at: "done"; way: Way; composed: Composed; outcome: Outcome }
  );

/** What became of the letter; only `sent` was proven by the server. */
export type Outcome =
  | { state: "saved" }
  | { state: "sent"; sentAt: string; recipient: string }
  | { state: "unknown"; recipient: string };

export type Event =
  | { do: "begin" }
  | { do: "speak"; language: Language }
  | { do: "answer"; key: Key; value: string }
  | { do: "answers"; values: Answers }
  | { do: "continue"; today: string }
  | { do: "back" }
  | { do: "change"; page: Page }
  | { do: "add" }
  | { do: "remove"; nth: number }
  | { do: "sign" }
  | { do: "way"; way: Way }
  | { do: "composed"; composed: Composed }
  | { do: "signed"; composed: Composed }
  | { do: "sent"; state: OutboxState; sentAt: string; recipient: string }
  | { do: "keep" }
  | { do: "again"; answers: Answers };

export function blank(language: Language, answers: Answers = {}): Draft {
  return { format: "zapros-draft/1", language, answers: { ...FIRST_ANSWERS, ...answers }, answered: [], at: "language" };
}

/** What stands chosen before anybody answers: the law's own defaults (ст. 14 ч. 3). */
const FIRST_ANSWERS: Answers = { "/reply/form": "same", "/reply/to": "representative" };

/** The next draft. An event that has no meaning where the draft stands changes nothing. */
export function next(draft: Draft, event: Event): Draft {
  switch (event.do) {
    case "begin":
      return draft.at === "language" ? asking(draft, "operator", false) : draft;
    case "speak":
      return { ...draft, language: event.language };
    case "answer":
      return withAnswers(draft, { [event.key]: event.value });
    case "answers":
      return withAnswers(draft, event.values);
    case "continue":
      return goOn(draft, event.today);
    case "back":
      return goBack(draft);
    case "change":
      // From the summary, and from wherever it turns out that an answer must be another.
      return draft.at !== "done" && path(draft.answers).includes(event.page) ? asking(draft, event.page, draft.at !== "asking") : draft;
    case "add": {
      // Another demand in the same letter; its page comes at once, and then the summary again.
      if (draft.at !== "checking" || mayJoin(kindsOf(draft.answers)).length === 0) return draft;
      const nth = demandCount(draft.answers);
      const answers = { ...draft.answers, "count:/demands": String(nth + 1) };
      return asking({ ...draft, answers }, pageOf("kind", nth), true);
    }
    case "remove":
      return draft.at === "checking" && demandCount(draft.answers) > 1 ? { ...draft, ...withoutDemand(draft, event.nth) } : draft;
    case "sign":
      return draft.at === "checking" ? { ...common(draft), at: "signing", way: null } : draft;
    case "way":
      return draft.at === "signing" ? { ...draft, way: event.way } : draft;
    case "composed":
      return draft.at === "signing" && draft.way !== null
        ? { ...common(draft), at: "sending", way: draft.way, composed: event.composed }
        : draft;
    case "signed":
      // Signed by another program, held against the letter and filed: from here it may be sent.
      return draft.at === "sending" && draft.way === "outside" ? { ...draft, composed: event.composed } : draft;
    case "sent":
      if (draft.at !== "sending") return draft;
      if (event.state === "sent") return done(draft, { state: "sent", sentAt: event.sentAt, recipient: event.recipient });
      return event.state === "unknown" ? done(draft, { state: "unknown", recipient: event.recipient }) : draft;
    case "keep":
      return draft.at === "sending" ? done(draft, { state: "saved" }) : draft;
    case "again":
      return asking(blank(draft.language, event.answers), "operator", false);
  }
}

/** A draft found after a restart: what the outbox knows of its letter beats what the draft last saw. */
export function caughtUp(draft: Draft, known: CaseView | null): Draft {
  if (draft.at !== "sending" || known?.caseId !== draft.composed.caseId) return draft;
  const to = recipient(draft.answers);
  // Cut off in the middle of sending: nobody knows whether it went.
  const state = known.state === "sending" ? "unknown" : known.state;
  return state === null ? draft : next(draft, { do: "sent", state, sentAt: known.sentAt ?? "", recipient: to });
}

/** Where the person is on the way that these answers open. */
export const step = (draft: Draft): { number: number; of: number } | null => {
  if (draft.at === "language" || draft.at === "done") return null;
  const pages = path(draft.answers);
  const of = pages.length + 2;
  if (draft.at === "asking") return { number: pages.indexOf(draft.page) + 1, of };
  return { number: draft.at === "checking" ? of - 1 : of, of };
};

function goOn(draft: Draft, today: string): Draft {
  if (draft.at !== "asking" || faults(draft.page, draft.answers, today).length > 0) return draft;
  const answered = [...new Set([...draft.answered, draft.page])];
  const pages = path(draft.answers);
  const following = pages.slice(pages.indexOf(draft.page) + 1);
  const target = draft.changing ? pages.find((page) => !answered.includes(page)) : following[0];
  const here = { ...common(draft), answered };
  return target === undefined ? { ...here, at: "checking" } : asking(here, target, draft.changing);
}

function goBack(draft: Draft): Draft {
  switch (draft.at) {
    case "language":
    case "done":
      return draft;
    case "asking": {
      if (draft.changing) return { ...withoutEmpty(draft), at: "checking" };
      const pages = path(draft.answers);
      const previous = pages[pages.indexOf(draft.page) - 1];
      return previous ? asking(draft, previous, false) : { ...common(draft), at: "language" };
    }
    case "checking": {
      const last = path(draft.answers).at(-1);
      return last ? asking(draft, last, false) : draft;
    }
    case "signing":
      return { ...common(draft), at: "checking" };
    case "sending":
      // The letter is composed and lies in its folder; to change it is to compose another.
      return { ...common(draft), at: "signing", way: draft.way };
  }
}

function withAnswers(draft: Draft, values: Answers): Draft {
  const answers = { ...draft.answers, ...values };
  // What a demand asks hangs on its kind.
  const same = (page: Page) => nameOf(page) !== "demand" || kindOf(answers, nthOf(page)) === kindOf(draft.answers, nthOf(page));
  return { ...draft, answers, answered: draft.answered.filter(same) };
}

/** The `nth` demand and its pages taken away; the later ones move up. */
function withoutDemand(draft: Common, nth: number): Common {
  const moved = draft.answered.flatMap((page): Page[] => {
    const [name, at] = [nameOf(page), nthOf(page)];
    if ((name !== "kind" && name !== "demand") || at < nth) return [page];
    return at === nth ? [] : [pageOf(name, at - 1)];
  });
  return { ...common(draft), answers: { ...draft.answers, ...without(draft.answers, DEMANDS, nth) }, answered: moved };
}

/** A demand that was begun and left before its kind was chosen. */
function withoutEmpty(draft: Common): Common {
  const last = demandCount(draft.answers) - 1;
  return last > 0 && kindOf(draft.answers, last) === null ? withoutDemand(draft, last) : common(draft);
}

const asking = (draft: Common, page: Page, changing: boolean): Draft => ({ ...common(draft), at: "asking", page, changing });
const done = (draft: Draft & { at: "sending" }, outcome: Outcome): Draft => ({
  ...common(draft),
  at: "done",
  way: draft.way,
  composed: draft.composed,
  outcome,
});

const common = ({ format, language, answers, answered }: Common): Common => ({ format, language, answers, answered });
