// The kinds of demand: which there are, what the rules of law ask of a letter of each, and how a person finds theirs.
import { FIRST_OPERATOR, FIRST_OPERATOR_ASKS, KINDS, LAW_ASKS } from "../ipc/bindings";
import type { Requirer } from "../ipc/types";
import { answer, type Answers } from "./fields";

export { ACCESS_ITEMS, KINDS } from "../ipc/bindings";
export type Kind = (typeof KINDS)[number];
export const isKind = (text: string): text is Kind => (KINDS as readonly string[]).includes(text);

/** Who asks for what: the law, the operator's policy, good practice; null where nobody does. */
interface Asks {
  document: Requirer | null;
  relationship: Requirer | null;
  signature: Requirer | null;
  demand: readonly string[];
}

/** What a letter of this kind must hold, by the rules of law and the policy of the operator it goes to. */
export function asks(kind: Kind, answers: Answers): Asks {
  const all: Record<Kind, Asks> = answer(answers, "/operator/ogrn") === FIRST_OPERATOR ? FIRST_OPERATOR_ASKS : LAW_ASKS;
  return all[kind];
}

/** The strongest of several. */
export const strongest = (who: readonly (Requirer | null)[]): Requirer | null => (["law", "policy", "practice"] as const).find((one) => who.includes(one)) ?? null;

/** Whether somebody other than good practice insists. */
export const insists = (who: Requirer | null): boolean => who === "law" || who === "policy";

/** No authority takes complaints by e-mail. */
export const goesByEmail = (kind: Kind): boolean => kind !== "complaint";

/** Requests for information: only these may be repeated at once when nobody answers (ст. 14 ч. 5). */
export const isForInformation = (kind: Kind): boolean => ["access", "access_repeat", "explanation"].includes(kind);

/** What people say, and the kinds it may mean; the first of several is the usual one. */
export const SITUATIONS = [
  ["ads", ["marketing_stop"]],
  ["know", ["access"]],
  ["erase", ["delete_all", "consent_withdrawal", "stop_processing", "destruction"]],
  ["wrong", ["rectification", "blocking"]],
  ["silent", ["access_repeat", "complaint"]],
  ["shown", ["stop_dissemination", "public_source_removal"]],
] as const satisfies readonly (readonly [string, readonly Kind[]])[];
export type Situation = (typeof SITUATIONS)[number][0] | "list";

/** How all the kinds stand in the full list. */
export const KIND_GROUPS = [
  ["know", ["access", "access_repeat", "explanation"]],
  ["correct", ["rectification", "blocking", "automated_decision_objection"]],
  ["stop", ["marketing_stop", "stop_processing", "consent_withdrawal", "stop_dissemination", "public_source_removal"]],
  ["remove", ["delete_all", "destruction"]],
  ["contest", ["unlawful_processing", "refusal_to_provide", "complaint", "free"]],
] as const satisfies readonly (readonly [string, readonly Kind[]])[];

/** Where a kind stands on the page of plain questions: in the situation it belongs to, else in the full list. */
export const situationOf = (kind: Kind): Situation => SITUATIONS.find(([, kinds]) => (kinds as readonly Kind[]).includes(kind))?.[0] ?? "list";

/** Kinds that may stand beside these in one letter: no kind twice, and no complaint, whose addressee is another. */
export function mayJoin(others: readonly Kind[]): readonly Kind[] {
  if (others.includes("complaint")) return [];
  return KINDS.filter((kind) => !others.includes(kind) && (others.length === 0 || kind !== "complaint"));
}
