import { remember, remembered } from "./storage";

/** So many are worth remembering. */
const MOST = 8;

/** What was used lately in this window, the latest first. */
export function recent(key: string): string[] {
  try {
    const kept: unknown = JSON.parse(remembered(key) ?? "[]");
    return Array.isArray(kept) ? kept.filter((each): each is string => typeof each === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
}

export function use(key: string, what: string): void {
  remember(key, JSON.stringify([what, ...recent(key).filter((each) => each !== what)].slice(0, MOST)));
}
