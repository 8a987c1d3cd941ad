import { describe, expect, it } from "vitest";
import { dayAfter, dayBefore, daysBefore, monthOf, monthsBefore, utcDay } from "./days";

describe("days of UTC", () => {
  it("cross months, years and 29 February", () => {
    expect([dayAfter("2026-12-31"), dayAfter("2028-02-28"), dayBefore("2026-03-01"), daysBefore("2026-01-05", 30)]).toEqual([
      "2027-01-01", "2028-02-29", "2026-02-28", "2025-12-06",
    ]);
    expect([monthOf("2026-11-27"), monthsBefore("2026-03-31", 1), monthsBefore("2026-11-27", 13)]).toEqual(["2026-11-01", "2026-02-01", "2025-10-01"]);
  });

  it("are those of UTC, whatever the clock of the computer says", () => {
    expect(utcDay(Date.parse("2026-11-30T23:30:00-05:00"))).toBe("2026-12-01");
  });

  it("leave what is no day as it was written", () => {
    expect(["2026-02-3", "soon", ""].map(dayAfter)).toEqual(["2026-02-3", "soon", ""]);
  });
});
