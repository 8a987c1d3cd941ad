/** Days as bills count them: of UTC, written as `2026-11-27`. What is no day stays as it was written, so that Rust says so. */

export function utcDay(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}

export const dayAfter = (day: string): string => shifted(day, 1);
export const dayBefore = (day: string): string => shifted(day, -1);
export const daysBefore = (day: string, days: number): string => shifted(day, -days);

/** The first day of its month. */
export function monthOf(day: string): string {
  return `${day.slice(0, 7)}-01`;
}

/** The first day of the month that many months before. */
export function monthsBefore(day: string, months: number): string {
  const first = new Date(`${monthOf(day)}T00:00:00Z`);
  first.setUTCMonth(first.getUTCMonth() - months);
  return utcDay(first.getTime());
}

/** `Tue`, as labels say their months in English. */
export function weekday(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString("en", { weekday: "short", timeZone: "UTC" });
}

function shifted(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(at.getTime())) return day;
  at.setUTCDate(at.getUTCDate() + days);
  return utcDay(at.getTime());
}
