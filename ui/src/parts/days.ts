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

/** Runs of skipped days with one reason, weekends left out: they explain themselves. */
export function pauses(list: readonly Day[]): { from: string; to: string; reason: string }[] {
  const runs: { from: string; to: string; reason: string; plain: boolean }[] = [];
  let open: (typeof runs)[number] | null = null;
  for (const day of list) {
    if (day.state !== "skipped") {
      open = null;
      continue;
    }
    const weekend = day.weekday >= 5;
    if (!open) runs.push((open = { from: day.date, to: day.date, reason: day.reason ?? "", plain: weekend }));
    else {
      open.to = day.date;
      if (!weekend && (open.plain || open.reason === "")) open.reason = day.reason ?? open.reason;
      open.plain &&= weekend;
    }
  }
  return runs.filter((run) => !run.plain).map(({ from, to, reason }) => ({ from, to, reason }));
}

const after = (date: string): string => new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
