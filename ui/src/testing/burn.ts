import type { BurnChartRequest, BurnChartView } from "@/ipc/client";
import { at } from "./fixtures";

const COUNT = 24;

/** A day of two accounts, drawn as one line; the third quarter was not recorded. */
export function burnOf(request: BurnChartRequest, now: number): BurnChartView {
  const hours = Array.from({ length: COUNT }, (_, index) => index);
  const usd = (index: number) => (index >= 12 && index < 18 ? [null, null, null] : [`${10 + index}.00`, `${4 + index}.00`, "6.00"]);
  return {
    sample: false,
    from: at(now, -COUNT * 3600),
    to: at(now, 0),
    drawing: {
      svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${request.width}" height="${request.height}"><polyline points="52,100 200,80"/></svg>`,
      left: 52,
      top: 12,
      width: request.width - 66,
      height: request.height - 36,
    },
    summary: "All accounts: between 10.00 and 33.00 USD per hour, at last 33.00.",
    series: [
      { name: "All accounts", color: null, mark: null, dashes: [] },
      { name: "analytics-prod", color: "blue", mark: "square", dashes: [] },
      { name: "research", color: "green", mark: "diamond", dashes: [] },
    ],
    columns: hours.map((index) => ({ at: at(now, (index - COUNT + 1) * 3600), usd: usd(index), complete: index !== 5 })),
    rows: hours.map((index) => ({ from: at(now, (index - COUNT) * 3600), highest: usd(index), complete: index !== 5 })).reverse(),
    gaps: ["Not recorded from 22:52 to 04:52."],
    month: { month: "2026-03", usd: "1204.50", complete: false },
    not_recorded: null,
  };
}
