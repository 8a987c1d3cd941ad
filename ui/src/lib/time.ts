import { display } from "./display.svelte";

/** Times as people read them; money is never touched here. */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time: `12 s`, `55 m`, `3 h 10 m`, `2 d 4 h`. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} m`;
  if (whole < DAY) return joined(Math.floor(whole / HOUR), "h", Math.floor((whole % HOUR) / MINUTE), "m");
  return joined(Math.floor(whole / DAY), "d", Math.floor((whole % DAY) / HOUR), "h");
}

/** How long ago something was: `just now`, `4 min ago`, `3 h ago`, `2 d ago`. Seconds would have the page drawn for them. */
export function ago(iso: string, now: number): string {
  const seconds = secondsSince(iso, now);
  if (seconds < MINUTE) return "just now";
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h ago`;
  return `${Math.floor(seconds / DAY)} d ago`;
}

/** Whole seconds from then to now; never negative, so that two clocks that disagree make no nonsense. */
export function secondsSince(iso: string, now: number): number {
  const then = Date.parse(iso);
  return Number.isNaN(then) ? 0 : Math.max(0, Math.floor((now - then) / 1000));
}

/** Whole seconds until then, rounded up; 0 when it is over. */
export function secondsUntil(iso: string, now: number): number {
  const then = Date.parse(iso);
  return Number.isNaN(then) ? 0 : Math.max(0, Math.ceil((then - now) / 1000));
}

/** The clock of the user's zone: `10:52` today, else `19 Nov 10:52`. */
export function clock(iso: string, now: number): string {
  const then = Date.parse(iso);
  if (Number.isNaN(then)) return iso;
  const [at, today] = [there(then), there(now)];
  const time = `${at.hour}:${at.minute}${zoned().mark}`;
  if (at.day === today.day && at.month === today.month && at.year === today.year) return time;
  return `${at.day} ${MONTHS[at.month - 1]} ${time}`;
}

/** The whole of it, with its zone: `19 Nov 2026 10:52:07, Europe/Amsterdam`. */
export function moment(iso: string): string {
  const then = Date.parse(iso);
  if (Number.isNaN(then)) return iso;
  const at = there(then);
  return `${at.day} ${MONTHS[at.month - 1]} ${at.year} ${at.hour}:${at.minute}:${at.second}, ${zoned().name}`;
}

/** What the calendar and the clock show in the user's zone. */
function there(at: number) {
  const read = new Map(zoned().format.formatToParts(at).map(({ type, value }) => [type, value]));
  const number = (part: Intl.DateTimeFormatPartTypes) => Number(read.get(part));
  const text = (part: Intl.DateTimeFormatPartTypes) => read.get(part) ?? "";
  return { year: number("year"), month: number("month"), day: number("day"), hour: text("hour"), minute: text("minute"), second: text("second") };
}

interface Zoned {
  format: Intl.DateTimeFormat;
  name: string;
  /** Said beside every clock where it is not the zone that was asked for. */
  mark: string;
}

function zoned(): Zoned {
  const { zone } = display();
  let made = ZONED.get(zone);
  if (!made) ZONED.set(zone, (made = makeZoned(zone)));
  return made;
}

/** A zone that the webview does not know is never taken for another one: times are then in UTC and say so. */
function makeZoned(zone: string | null): Zoned {
  const format = (timeZone: string | undefined) =>
    new Intl.DateTimeFormat("en-GB", {
      timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit",
    });
  try {
    const made = format(zone ?? undefined);
    return { format: made, name: zone ?? made.resolvedOptions().timeZone, mark: "" };
  } catch {
    return { format: format("UTC"), name: "UTC", mark: " UTC" };
  }
}

const ZONED = new Map<string | null, Zoned>();

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
