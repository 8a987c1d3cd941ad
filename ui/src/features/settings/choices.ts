import type { ClosingChoice, NumbersChoice, PaceChoice, StartingChoice, ThemeChoice } from "@/ipc/client";

/** What each setting can be, as its control and the palette say it. */
interface Choice<T> {
  value: T;
  label: string;
}

export const THEMES: readonly Choice<ThemeChoice>[] = [
  { value: "system", label: "As the system" },
  { value: "dark", label: "Dark" },
  { value: "light", label: "Light" },
];

export const NUMBERS: readonly Choice<NumbersChoice>[] = [
  { value: "system", label: "As the system" },
  { value: "comma_point", label: "1,234.56" },
  { value: "point_comma", label: "1.234,56" },
  { value: "space_comma", label: "1 234,56" },
];

export const PACES: readonly Choice<PaceChoice>[] = [
  { value: "normal", label: "Normal" },
  { value: "gentle", label: "Gentle" },
  { value: "paused", label: "Paused" },
];

export const CLOSING: readonly Choice<ClosingChoice>[] = [
  { value: "keeps_tray", label: "Keeps watching in the tray" },
  { value: "quits", label: "Quits Emberwatch" },
];

export const STARTING: readonly Choice<StartingChoice>[] = [
  { value: "window", label: "Shows the window" },
  { value: "tray", label: "Stays in the tray" },
];
