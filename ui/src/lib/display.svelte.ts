/**
 * How this user reads times and numbers: one state for the whole page. Whatever writes a time or a number asks here, so
 * that a changed setting shows everywhere at once; nobody hands it on.
 */

export interface Display {
  /** A name of the time zone database; `null`: this computer's own zone. */
  zone: string | null;
  decimal: string;
  group: string;
}

export const ENGLISH: Display = { zone: null, decimal: ".", group: "," };

let current = $state.raw<Display>(ENGLISH);

export function display(): Display {
  return current;
}

export function setDisplay(next: Display): void {
  const same = next.zone === current.zone && next.decimal === current.decimal && next.group === current.group;
  if (!same) current = next;
}
