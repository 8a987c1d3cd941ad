import type { ClusterRow, GroupBy, GroupTotals } from "@/ipc/client";
import { words } from "@/lib/text";
import { keyOf } from "@/state/rows";
import { compareText } from "./columns";

/** Rows that belong together, under one head. */
export interface GroupHead {
  /** As the core says it: an account's id, a region, an owner's name or a state. */
  key: string;
  title: string;
  rows: readonly ClusterRow[];
  /** Absent until the core has added them up. */
  totals: GroupTotals | undefined;
  open: boolean;
}

/** What stands in one line of the table. */
export type Item = { kind: "row"; key: string; row: ClusterRow } | { kind: "group"; key: string; head: GroupHead };

/** The lines of the table, in order. */
export interface Items {
  readonly length: number;
  at(index: number): Item | undefined;
  placeOf(key: string): number;
}

/** Thousands of rows that are in no groups need no line of their own until they are seen. */
export function plain(rows: readonly ClusterRow[], placeOf: (key: string) => number): Items {
  const at = (index: number): Item | undefined => {
    const row = rows[index];
    return row && { kind: "row", key: keyOf(row), row };
  };
  return { length: rows.length, at, placeOf };
}

export interface Grouping {
  by: GroupBy;
  totals: ReadonlyMap<string, GroupTotals> | undefined;
  closed: ReadonlySet<string>;
}

/** The dearest group first, and below each head its rows, unless it is closed. */
export function grouped(rows: readonly ClusterRow[], { by, totals, closed }: Grouping): Items {
  const members = new Map<string, ClusterRow[]>();
  for (const row of rows) {
    const key = groupOf(row, by);
    const own = members.get(key);
    if (own) own.push(row);
    else members.set(key, [row]);
  }
  const heads = [...members].map(([key, own]): GroupHead => ({ key, title: titleOf(own[0]!, by), rows: own, totals: totals?.get(key), open: !closed.has(key) }));
  heads.sort((a, b) => (b.totals?.sort ?? 0) - (a.totals?.sort ?? 0) || compareText(a.title, b.title) || compareText(a.key, b.key));
  const items = heads.flatMap((head): Item[] => [
    { kind: "group", key: headKey(head.key), head },
    ...(head.open ? head.rows.map((row): Item => ({ kind: "row", key: keyOf(row), row })) : []),
  ]);
  const places = new Map(items.map((item, index) => [item.key, index]));
  return { length: items.length, at: (index) => items[index], placeOf: (key) => places.get(key) ?? -1 };
}

/** The key of a group's line; no row has one like it. */
export function headKey(group: string): string {
  return `group:${group}`;
}

export function groupOf(row: ClusterRow, by: GroupBy): string {
  switch (by) {
    case "account":
      return row.account_id;
    case "region":
      return row.region;
    case "owner":
      return row.owner.name ?? "";
    case "state":
      return row.state;
    case "nothing":
      return "";
  }
}

function titleOf(row: ClusterRow, by: GroupBy): string {
  switch (by) {
    case "account":
      return row.account_name;
    case "owner":
      return row.owner.name ?? "Owner unknown";
    case "state":
      return words(row.state);
    default:
      return groupOf(row, by);
  }
}
