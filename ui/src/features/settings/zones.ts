import type { TimeZoneView } from "@/ipc/client";

/** So many are listed at once; typing finds the others. */
const MOST = 60;

/** The zones whose name or offset holds every word that was typed; those whose city begins with it come first. */
export function zonesMatching(zones: readonly TimeZoneView[], typed: string): { zones: TimeZoneView[]; more: number } {
  const words = plain(typed).split(" ").filter(Boolean);
  const found = zones.filter((zone) => words.every((word) => plain(`${zone.name} ${zone.offset}`).includes(word)));
  const first = words[0];
  const begins = (zone: TimeZoneView) => first !== undefined && plain(zone.name.split("/").at(-1) ?? "").startsWith(first);
  const ordered = [...found.filter(begins), ...found.filter((zone) => !begins(zone))];
  return { zones: ordered.slice(0, MOST), more: Math.max(0, ordered.length - MOST) };
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll("_", " ");
}
