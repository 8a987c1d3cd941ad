import { columnOrderingFeature, columnVisibilityFeature, rowSortingFeature, tableFeatures, type ColumnDef } from "@tanstack/svelte-table";
import type { ClusterRow } from "@/ipc/client";

/** The table's head: which columns there are, in which order, and which one sorts. The rows are ordered by `Shown`. */
export const features = tableFeatures({ rowSortingFeature, columnVisibilityFeature, columnOrderingFeature });

export type SortKey = string | number | null;

/** What each column is sorted by at a time; the numbers were made for sorting in Rust. */
const SORT_KEYS = {
  state: (row) => row.state,
  name: (row) => row.name,
  owner: (row) => row.owner.name ?? "",
  where: (row) => `${row.region} ${row.account_name}`,
  age: (row, now) => (row.ended_at !== null || !row.created_at ? row.age_seconds : (now - Date.parse(row.created_at)) / 1000),
  nodes: (row) => row.nodes.on_demand + row.nodes.spot,
  burn: (row) => row.burn.sort,
  cost: (row) => row.cost_so_far.sort,
  protection: (row) => `${row.protected ?? "unknown"} ${row.auto_termination.kind}`,
} satisfies Record<string, (row: ClusterRow, now: number) => SortKey>;

export type ColumnId = keyof typeof SORT_KEYS;

export const COLUMNS: Record<ColumnId, { title: string; numbers?: true }> = {
  state: { title: "State" },
  name: { title: "Cluster" },
  owner: { title: "Owner" },
  where: { title: "Where" },
  age: { title: "Age", numbers: true },
  nodes: { title: "Nodes", numbers: true },
  burn: { title: "$ / h", numbers: true },
  cost: { title: "So far", numbers: true },
  protection: { title: "Protection" },
};

export const COLUMN_IDS = Object.keys(COLUMNS) as ColumnId[];

export function isColumn(id: string): id is ColumnId {
  return id in COLUMNS;
}

/** Numbers begin with the highest, words with the first of the alphabet. */
export const columns: ColumnDef<typeof features, ClusterRow>[] = COLUMN_IDS.map((id) => ({
  id,
  header: COLUMNS[id].title,
  accessorFn: (row) => sortKey(id, row, 0),
  sortDescFirst: COLUMNS[id].numbers ?? false,
}));

export function sortKey(id: ColumnId, row: ClusterRow, now: number): SortKey {
  return SORT_KEYS[id](row, now);
}

/** Text is ordered as people order it; what is not known comes last, whichever way the others go. */
export function compareKeys(a: SortKey, b: SortKey, desc: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order = typeof a === "number" && typeof b === "number" ? a - b : TEXT.compare(String(a), String(b));
  return desc ? -order : order;
}

const TEXT = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
