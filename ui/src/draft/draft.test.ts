import { describe, expect, it } from "vitest";
import { blank, caughtUp, next, step, type Draft, type Event } from "./draft";
import type { Composed } from "../ipc/types";
import { faults } from "./faults";
import { mayJoin } from "./kinds";
import { asked, demandCount, kindsOf, path, rows, type Page } from "./pages";
import { without, type Repeat } from "./fields";

const TODAY = "2026-12-21";
const walk = (draft: Draft, ...events: Event[]): Draft => events.reduce(next, draft);
const go: Event = { do: "continue", today: TODAY };
const pageOf = (draft: Draft): Page | Draft["at"] => (draft.at === "asking" ? draft.page : draft.at);

/** Answers that let every page be left. */
const ANSWERS = {
  "/operator/name": "ООО «Ромашка»",
  "/operator/address/text": "197110, г. Санкт-Петербург",
  "/demands/0/kind": "access",
  whose: "self",
  "/subject/surname": "Ким",
  "/subject/given_name": "Ольга",
  "/subject/document/series": "45 08",
  "/subject/document/number": "123456",
  "/subject/document/issued_by": "ОВД",
  "/subject/document/issued_on": "14.05.2008",
  "/relationship": "account",
  "/relationship/account/value": "kim",
};
const COMPOSED: Composed = { caseId: "1", folder: "f", files: [], legalForce: "none", warnings: [] };

describe("several demands in one letter", () => {
  const summary = walk(blank("ru", ANSWERS), { do: "begin" }, go, go, go, go, go, go, go, go, go);
  const added = walk(
    summary,
    { do: "add" },
    { do: "answer", key: "/demands/1/kind", value: "rectification" },
    go,
    { do: "answers", values: { "count:/demands/1/corrections": "2", "/demands/1/corrections/0/what": "имя", "/demands/1/corrections/1/what": "адрес" } },
  );

  it("asks for the second one alone and comes back to the summary", () => {
    expect(summary.at).toBe("checking");
    expect(pageOf(next(summary, { do: "add" }))).toBe("kind-1");
    expect(pageOf(added)).toBe("demand-1");
    expect(kindsOf(added.answers)).toEqual(["access", "rectification"]);
  });

  it("forgets one that was begun and left", () => {
    const left = walk(summary, { do: "add" }, { do: "back" });
    expect(left.at).toBe("checking");
    expect(demandCount(left.answers)).toBe(1);
  });

  it("takes one away with everything it held; the others move up", () => {
    const one = walk({ ...added, at: "checking" } as Draft, { do: "remove", nth: 0 });
    expect(kindsOf(one.answers)).toEqual(["rectification"]);
    expect(one.answers["count:/demands/0/corrections"]).toBe("2");
    expect(one.answers["/demands/0/corrections/1/what"]).toBe("адрес");
    expect(next(one, { do: "remove", nth: 0 })).toBe(one);
  });

  it("asks the document when one of them needs it, and a signature unless none does", () => {
    const ads = { ...ANSWERS, "/demands/0/kind": "marketing_stop" };
    expect(path(ads)).not.toContain("document");
    expect(asked("signature", ads)).toBeNull();
    const both = { ...ads, "count:/demands": "2", "/demands/1/kind": "access" };
    expect(path(both)).toContain("document");
    expect(asked("signature", both)).toBe("law");
  });

  it("joins no complaint to a demand: their addressees differ", () => {
    expect(mayJoin(["access"])).not.toContain("complaint");
    expect(next({ ...summary, answers: { ...summary.answers, "/demands/0/kind": "complaint" } }, { do: "add" }).at).toBe("checking");
  });
});

describe("the way through the pages", () => {
  it("asks in the order of the letter and ends at the summary", () => {
    let draft = walk(blank("ru", ANSWERS), { do: "begin" });
    const seen: string[] = [];
    while (draft.at === "asking" && seen.length < 20) {
      seen.push(draft.page);
      draft = next(draft, go);
    }
    expect(seen).toEqual(["operator", "kind", "demand", "whose", "subject", "document", "relationship", "reply", "enclosures"]);
    expect(draft.at).toBe("checking");
  });

  it("opens the representative's pages only for one who writes for another", () => {
    let draft = walk(blank("ru", { ...ANSWERS, whose: "power_of_attorney" }), { do: "begin" });
    const seen: string[] = [];
    for (let i = 0; i < 7 && draft.at === "asking"; i++) {
      seen.push(draft.page);
      draft = next(draft, go);
    }
    expect(seen.at(-1)).toBe("representative");
    expect(pageOf(draft)).toBe("representative");
  });

  it("does not leave a page with a fault, and keeps what was typed", () => {
    const draft = walk(blank("ru", { ...ANSWERS, "/subject/surname": " " }), { do: "begin" }, go, go, go, go, go);
    expect(pageOf(draft)).toBe("subject");
    expect(draft.answers["/subject/given_name"]).toBe("Ольга");
  });

  it("goes back the way it came, and forward again with every answer kept", () => {
    const there = walk(blank("ru", ANSWERS), { do: "begin" }, go, go, go);
    const back = walk(there, { do: "back" }, { do: "back" });
    expect(pageOf(back)).toBe("kind");
    expect(pageOf(walk(back, go, go))).toBe(pageOf(there));
    expect(back.answers).toEqual(there.answers);
  });

  it("goes back from the first question to the choice of language", () => {
    expect(walk(blank("en", ANSWERS), { do: "begin" }, { do: "back" }).at).toBe("language");
  });
});

describe("a change from the summary", () => {
  const checking = walk(blank("ru", ANSWERS), { do: "begin" }, go, go, go, go, go, go, go, go, go);

  it("returns straight to the summary", () => {
    expect(pageOf(walk(checking, { do: "change", page: "subject" }, go))).toBe("checking");
    expect(pageOf(walk(checking, { do: "change", page: "subject" }, { do: "back" }))).toBe("checking");
  });

  it("asks what the change has made needful, and nothing else", () => {
    const draft = walk(checking, { do: "change", page: "whose" }, { do: "answer", key: "whose", value: "parent" }, go);
    expect(pageOf(draft)).toBe("representative");
    const other = walk(checking, { do: "change", page: "kind" }, { do: "answer", key: "/demands/0/kind", value: "complaint" }, go);
    expect(pageOf(other)).toBe("demand");
  });

  it("keeps the answers of another kind in case the person returns to it", () => {
    const draft = walk(
      checking,
      { do: "answer", key: "/demands/0/items", value: "retention" },
      { do: "answer", key: "/demands/0/kind", value: "free" },
      { do: "answer", key: "/demands/0/kind", value: "access" },
    );
    expect(draft.answers["/demands/0/items"]).toBe("retention");
  });
});

describe("signing and sending", () => {
  const signing = walk(blank("ru", ANSWERS), { do: "begin" }, go, go, go, go, go, go, go, go, go, { do: "sign" });
  const sending = walk(signing, { do: "way", way: "certificate" }, { do: "composed", composed: COMPOSED });
  const sent = (state: "sent" | "unknown" | "refused" | "queued"): Event => ({ do: "sent", state, sentAt: TODAY, recipient: "a@b.example" });

  it("an answer that paper needs is changed and the summary read again", () => {
    const paper = walk(signing, { do: "way", way: "paper" }, { do: "change", page: "reply" });
    expect(pageOf(walk(paper, go))).toBe("checking");
  });

  it("a letter is composed only when it is known how it is signed", () => {
    expect(next(signing, { do: "composed", composed: COMPOSED })).toBe(signing);
    expect(sending.at).toBe("sending");
  });

  it("calls a letter sent only when the server has taken it", () => {
    expect(next(sending, sent("refused"))).toBe(sending);
    expect(next(sending, sent("queued"))).toBe(sending);
    expect(next(sending, sent("sent"))).toMatchObject({ at: "done", outcome: { state: "sent" } });
  });

  it("an unknown outcome ends the way: there is no event that sends again", () => {
    const unknown = next(sending, sent("unknown"));
    expect(unknown).toMatchObject({ at: "done", outcome: { state: "unknown" } });
    expect(next(unknown, sent("sent"))).toBe(unknown);
    expect(next(unknown, { do: "back" })).toBe(unknown);
  });

  it("after a restart believes the outbox, not itself", () => {
    const known = { ...COMPOSED, state: "sending" as const, sentAt: null };
    expect(caughtUp(sending, known)).toMatchObject({ at: "done", outcome: { state: "unknown" } });
    expect(caughtUp(sending, { ...known, state: "sent", sentAt: TODAY })).toMatchObject({ at: "done", outcome: { state: "sent", sentAt: TODAY } });
    expect(caughtUp(sending, { ...known, state: null })).toBe(sending);
    expect(caughtUp(sending, { ...known, caseId: "another" })).toBe(sending);
  });

  it("a new letter begins with clean answers in the same language", () => {
    const again = walk(next(sending, { do: "keep" }), { do: "again", answers: { "/operator/name": "ООО" } });
    expect(pageOf(again)).toBe("operator");
    expect(again.answers["/subject/surname"]).toBeUndefined();
  });
});

it("a draft outlives being written down in the middle", () => {
  const draft = walk(blank("en", ANSWERS), { do: "begin" }, go, go, { do: "answer", key: "/demands/0/items", value: "other" });
  expect(JSON.parse(JSON.stringify(draft))).toEqual(draft);
});

it("counts the steps of the way that is open", () => {
  expect(step(walk(blank("ru", ANSWERS), { do: "begin" }))).toEqual({ number: 1, of: 11 });
  expect(step(walk(blank("ru", { ...ANSWERS, whose: "parent" }), { do: "begin" }))).toEqual({ number: 1, of: 14 });
});

describe("what can be said at once of an answer", () => {
  const of = (page: Page, answers: Record<string, string>) =>
    faults(page, { ...ANSWERS, ...answers }, TODAY).map(({ key, code }) => [key, code]);

  it("a passport's number has six digits, and a date has come", () => {
    expect(of("document", { "/subject/document/number": "12345", "/subject/document/issued_on": "14.05.2028" })).toEqual([
      ["/subject/document/number", "digits"],
      ["/subject/document/issued_on", "in_the_future"],
    ]);
  });

  it("says what is missing on the page, not more", () => {
    expect(of("relationship", { "/relationship": "" })).toEqual([["/relationship", "missing"]]);
    expect(of("relationship", { "/relationship": "contract" })).toEqual([
      ["/relationship/contract/number", "missing"],
      ["/relationship/contract/date", "missing"],
    ]);
    expect(of("kind", { "/demands/0/kind": "" })).toEqual([["/demands/0/kind", "missing"]]);
  });

  it("a letter about access cannot leave the document out, one about deletion can", () => {
    expect(of("document", { document: "none", "/subject/document/number": "" })).toEqual([["/subject/document/number", "missing"]]);
    expect(of("document", { document: "none", "/subject/document/number": "", "/demands/0/kind": "delete_all" })).toEqual([]);
  });

  it("a paper may be valid until a day to come", () => {
    const authority = {
      whose: "power_of_attorney",
      "/representative/authority/title": "Доверенность",
      "/representative/authority/issued_on": "01.12.2026",
      "/representative/authority/form": "paper",
    };
    expect(of("authority", { ...authority, "/representative/authority/valid_until": "01.12.2029" })).toEqual([]);
    expect(of("authority", { ...authority, "/representative/authority/valid_until": "31.02.2029" })).toEqual([
      ["/representative/authority/valid_until", "not_a_date"],
    ]);
  });
});

it("a removed group closes the ranks", () => {
  const part = rows("enclosures", {}).flat().find((p): p is Repeat => p.is === "repeat");
  const answers = { "count:/enclosures": "3", "/enclosures/0/title": "a", "/enclosures/1/title": "b", "/enclosures/2/title": "c" };
  expect(part && { ...answers, ...without(answers, part, 1) }).toEqual({
    "count:/enclosures": "2",
    "/enclosures/0/title": "a",
    "/enclosures/1/title": "c",
    "/enclosures/2/title": "",
  });
});
