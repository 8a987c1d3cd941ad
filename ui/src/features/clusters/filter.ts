import type { ClusterRow } from "@/ipc/client";
import { STATE_KINDS } from "@/lib/looks";

/** Whether a row holds every word of a text, in any of the fields a person would look for. */
export function matcher(text: string): (row: ClusterRow) => boolean {
  const terms = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (terms.length === 0) return () => true;
  return (row) => {
    const words = searchable(row);
    return terms.every((term) => words.includes(term));
  };
}

/** All, what has not ended, and what looks alike. */
export const GROUPS = ["all", "active", ...STATE_KINDS] as const;
export type Group = (typeof GROUPS)[number];

export function inGroup(row: ClusterRow, group: Group): boolean {
  if (group === "all") return true;
  return group === "active" ? row.active : row.state_kind === group;
}

/** Rows are replaced, never changed, so what was made of one stays true. */
const SEARCHABLE = new WeakMap<ClusterRow, string>();

function searchable(row: ClusterRow): string {
  let words = SEARCHABLE.get(row);
  if (words === undefined) SEARCHABLE.set(row, (words = wordsOf(row)));
  return words;
}

function wordsOf(row: ClusterRow): string {
  const tags = Object.entries(row.tags).map(([key, value]) => `${key}=${value}`);
  const fields = [row.name, row.id, row.owner.name ?? "unknown", row.region, row.account_name, row.account_id, row.state];
  return [...fields, row.release_label ?? "", ...row.applications, ...tags].join("\n").toLowerCase();
}
