// Dates as people type them (14.05.2008) and as files keep them (2008-05-14). Civil dates only: no zones, no clocks.

/** `14.05.2008`, `14/5/2008`, `14052008` or `2008-05-14` as `2008-05-14`; `null` when it is no date of the calendar. */
export function isoDate(typed: string): string | null {
  const text = typed.trim();
  const match =
    /^(?<d>\d{1,2})[./\- ](?<m>\d{1,2})[./\- ](?<y>\d{4})$/.exec(text) ??
    /^(?<d>\d{2})(?<m>\d{2})(?<y>\d{4})$/.exec(text) ??
    /^(?<y>\d{4})-(?<m>\d{2})-(?<d>\d{2})$/.exec(text);
  const { y, m, d } = match?.groups ?? {};
  if (!y || !m || !d) return null;
  const iso = `${y}-${m.padStart(2, "0")}-${d.padStart(2, "0")}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : null;
}

/** `2008-05-14` as `14.05.2008`. */
export function typedDate(iso: string): string {
  const [y, m, d] = iso.slice(0, 10).split("-");
  return y && m && d ? `${d}.${m}.${y}` : iso;
}

/** The day of an RFC 3339 moment in Moscow, where the terms of the law are counted. */
export function moscowDay(moment: string): string {
  return new Date(Date.parse(moment) + 3 * 3_600_000).toISOString().slice(0, 10);
}

export function addDays(iso: string, days: number): string {
  return new Date(Date.parse(`${iso}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
