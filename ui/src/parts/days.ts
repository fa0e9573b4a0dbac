// The days of a term, one by one, from the sum the shell gives.

export interface Day {
  date: string;
  /** 0 is Monday. */
  weekday: number;
  state: "receipt" | "counted" | "skipped" | "last";
  /** Number of a counted day; 0 is the receipt. */
  number: number | null;
  reason: string | null;
}

interface Sum {
  start: { date: string } | null;
  due: string | null;
  counted: readonly string[];
  skipped: readonly { date: string; reason: string }[];
}

/** Every day from the receipt to the end; empty when the term has no dates. */
export function days(sum: Sum): Day[] {
  if (!sum.start || !sum.due || sum.counted.length === 0) return [];
  const numbers = new Map(sum.counted.map((date, i) => [date.slice(0, 10), i + 1]));
  const reasons = new Map(sum.skipped.map(({ date, reason }) => [date.slice(0, 10), reason]));
  const first = sum.start.date.slice(0, 10);
  const last = sum.due.slice(0, 10);
  const found: Day[] = [];
  for (let date = first; date <= last && found.length < 400; date = after(date)) {
    const number = date === first ? 0 : (numbers.get(date) ?? null);
    const state = date === last ? "last" : date === first ? "receipt" : number === null ? "skipped" : "counted";
    found.push({ date, weekday: (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7, state, number, reason: reasons.get(date) ?? null });
  }
  return found;
}

/** Runs of skipped days with their reasons; lone weekends are left out, they explain themselves. */
export function pauses(list: readonly Day[]): { from: string; to: string; reasons: string[] }[] {
  const runs: { from: string; to: string; reasons: string[] }[] = [];
  let open: (typeof runs)[number] | null = null;
  for (const day of list) {
    if (day.state !== "skipped") {
      open = null;
      continue;
    }
    if (!open) runs.push((open = { from: day.date, to: day.date, reasons: [] }));
    open.to = day.date;
    const plain = day.reason === "суббота" || day.reason === "воскресенье";
    if (day.reason && !plain && !open.reasons.includes(day.reason)) open.reasons.push(day.reason);
  }
  return runs.filter((run) => run.reasons.length > 0);
}

const after = (date: string): string => new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
