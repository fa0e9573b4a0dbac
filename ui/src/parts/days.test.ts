import { expect, it } from "vitest";
import { days, pauses } from "./days";

// Ten working days from Monday 21 December 2026, over the long holidays: 13 January 2027.
const term = {
  start: { date: "2026-12-21" },
  due: "2027-01-13",
  counted: ["2026-12-22", "2026-12-23", "2026-12-24", "2026-12-25", "2026-12-28", "2026-12-29", "2026-12-30", "2027-01-11", "2027-01-12", "2027-01-13"],
  skipped: [
    { date: "2026-12-26", reason: "суббота" },
    { date: "2026-12-27", reason: "воскресенье" },
    { date: "2026-12-31", reason: "выходной перенесён" },
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((d) => ({ date: `2027-01-0${d}`, reason: "праздничный день" })),
    { date: "2027-01-09", reason: "суббота" },
    { date: "2027-01-10", reason: "воскресенье" },
  ],
};

it("shows every day from the receipt to the end", () => {
  const strip = days(term);
  expect(strip).toHaveLength(24);
  expect(strip[0]).toMatchObject({ state: "receipt", number: 0, weekday: 0 });
  expect(strip.filter((day) => day.state === "skipped")).toHaveLength(13);
  expect(strip.at(-1)).toMatchObject({ date: "2027-01-13", state: "last", number: 10 });
});

it("explains the long pause and leaves weekends to themselves", () => {
  expect(pauses(days(term))).toEqual([
    { from: "2026-12-31", to: "2027-01-10", reasons: ["выходной перенесён", "праздничный день"] },
  ]);
});

it("has nothing to show for a term without dates", () => {
  expect(days({ start: null, due: null, counted: [], skipped: [] })).toEqual([]);
  expect(days({ start: { date: "2026-12-21" }, due: "2026-12-21", counted: [], skipped: [] })).toEqual([]);
});
