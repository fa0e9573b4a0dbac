// What the shell found in a request, as a sentence of the window.
import type { Problem, Warning } from "../ipc/types";
import type { Speech } from ".";

export function problemText({ words, say, language }: Speech, problem: Problem): string {
  const own = words.problems[problem.code];
  if (own !== undefined) return say(own);
  // One sentence stands without a full stop, as labels and errors do.
  const sentence = say(problem.message).replace(/^([^.]*)\.$/, "$1");
  return language === "ru" ? sentence : `${sentence} (${problem.norm ?? problem.code})`;
}

/** A warning of a composed letter. */
export const warningText = ({ words, say }: Speech, warning: Warning): string =>
  say(words.warnings[warning.code] ?? words.problems[warning.code] ?? warning.message);

/** What a term is for: the shell's own words, in English by its code. */
export const termText = ({ words, say }: Speech, term: { code?: string; what: string }): string =>
  say(words.terms[term.code ?? ""] ?? term.what);

/** What has to happen first. */
export const startText = ({ words, say }: Speech, when: string): string => say(words.starts[when] ?? when);

/** Why a day does not count. */
export function reasonText({ words, language, say }: Speech, reason: string): string {
  if (language === "ru") return say(reason);
  const moved = /^выходной перенесён с (\S+)(?: \((.+)\))?$/.exec(reason);
  if (moved) return say(words.reasons.moved, { from: moved[1] ?? "", norm: moved[2] ?? "" });
  if (/^(суббота|воскресенье)$/.test(reason)) return words.reasons.weekend;
  return /^праздничный день/.test(reason) ? words.reasons.holiday : reason;
}
