// A fault of an answer as one sentence, the same in the summary and under the field.
import type { Fault } from "../draft/faults";
import type { Plural, Speech } from ".";

export function faultText(speech: Speech, fault: Fault): string {
  const { words, say } = speech;
  const field: { label: string; missing: string; named?: string } = words.fields[fault.label];
  const label = field.named ?? field.label;
  switch (fault.code) {
    case "missing":
      return say(field.missing);
    case "digits":
      return digits(speech, label, fault.lengths, fault.got);
    case "in_the_future":
      return say(DATES.includes(fault.label) ? words.faults.in_the_future : words.faults.in_the_future_other, { label });
    default:
      return say(words.faults[fault.code], { label });
  }
}

/** Labels that are dates in every language: «Дата выдачи ещё не наступила». */
const DATES = ["issued_on", "birth_date", "contract_date", "order_date", "authority_issued_on"];

function digits({ language, words, say }: Speech, label: string, lengths: readonly number[], got: number): string {
  const { faults } = words;
  const last = lengths.at(-1) ?? 0;
  const form = new Intl.PluralRules(language).select(last) as keyof Plural;
  return say(faults.digits, {
    label,
    want: lengths.map((n) => faults.numbers[n] ?? String(n)).join(` ${faults.or} `),
    unit: faults.digitsUnit[form],
    got: faults.typed[got] ?? say(faults.typedMany, { n: got }),
  });
}

/** «Исправьте два ответа». */
export function summaryHeading({ words, say, count }: Speech, faults: number): string {
  return faults === 2 ? say(words.faults.summary.two) : count(words.faults.summary, faults);
}
