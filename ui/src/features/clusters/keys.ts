/** What a key asks of the table. */
export type Asked =
  | { kind: "move"; by: number; extend: boolean }
  | { kind: "open" | "close" | "toggle" | "all" | "enter" | "terminate" };

const EVERYTHING = Number.MAX_SAFE_INTEGER;

const MOVES: Record<string, number> = {
  ArrowDown: 1,
  j: 1,
  ArrowUp: -1,
  k: -1,
  PageDown: 10,
  PageUp: -10,
  Home: -EVERYTHING,
  End: EVERYTHING,
};

const OTHERS: Record<string, Asked> = {
  ArrowRight: { kind: "open" },
  ArrowLeft: { kind: "close" },
  Enter: { kind: "enter" },
  x: { kind: "toggle" },
  t: { kind: "terminate" },
};

export function askedBy(event: KeyboardEvent): Asked | undefined {
  if (event.altKey || event.defaultPrevented) return undefined;
  if (event.ctrlKey || event.metaKey) return event.key === "a" ? { kind: "all" } : undefined;
  const letter = event.shiftKey && event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const by = MOVES[letter];
  if (by !== undefined) return { kind: "move", by, extend: event.shiftKey };
  return event.shiftKey ? undefined : OTHERS[event.key];
}

/** The same for whoever reads: each line one thing that can be done. */
export const SHORTCUTS: { keys: string[]; does: string }[] = [
  { keys: ["/"], does: "Filter; ↓ or Enter goes on to the first row, Esc empties the filter and leaves it" },
  { keys: ["↓", "j"], does: "Next line" },
  { keys: ["↑", "k"], does: "Line before" },
  { keys: ["PgDn", "PgUp"], does: "Ten lines on or back" },
  { keys: ["Home", "End"], does: "First or last line" },
  { keys: ["→", "←"], does: "Open or close a group" },
  { keys: ["Enter"], does: "Details of a cluster; opens or closes a group" },
  { keys: ["x"], does: "Select or leave out a line, or a whole group" },
  { keys: ["Shift", "↓ ↑"], does: "Select from here on" },
  { keys: ["Ctrl", "a"], does: "Select all that are shown, or none" },
  { keys: ["t"], does: "Ask to terminate what is selected, else the line" },
  { keys: ["Esc"], does: "Close the details, then let go of the selection" },
  { keys: ["?"], does: "This list" },
];
