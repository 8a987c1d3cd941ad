/** What a chart of the core tells, as far as the pieces that show one need it. */

export interface Series {
  name: string;
  /** Nothing: in the colour of text. */
  color: string | null;
  mark: "square" | "diamond" | "triangle" | "cross" | "bar" | null;
  /** The dashes and blanks, by turns, of an amount to compare with; empty: the line is whole. */
  dashes: number[];
}

export interface Charted {
  summary: string;
  series: Series[];
  columns: { at: string; usd: (string | null)[]; complete: boolean }[];
  rows: { from: string; highest: (string | null)[]; complete: boolean }[];
  gaps: string[];
}

export interface Drawing {
  svg: string;
  left: number;
  top: number;
  width: number;
  height: number;
}

export const CHART_FILES = ["svg", "png", "csv"] as const;
export type ChartFileName = (typeof CHART_FILES)[number];

/** A drawing is made anew when the room for it differs by this much: not with every pixel of a window being resized. */
const STEP = 20;

/** The width to ask a drawing of, for so much room. */
export function drawingWidth(room: number): number {
  return Math.max(240, Math.floor(room / STEP) * STEP);
}
