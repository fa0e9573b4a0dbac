// What the shell found in a request, as a sentence of the window.
import type { Problem, Warning } from "../ipc/types";
import type { Speech } from ".";

export function problemText({ words, say, language }: Speech, problem: Problem): string {
  const own = words.problems[problem.code];
  if (own !== undefined) return say(own, problem.args ?? {});
  // The shell's sentence is Russian; in English it still says more than a code, and stands beside the field it is about.
  return language === "ru" ? say(problem.message) : `${problem.message} (${problem.norm || problem.code})`;
}

export const warningText = ({ words, say }: Speech, warning: Warning): string =>
  say(words.warnings[warning.code] ?? warning.code, warning.args ?? {});
