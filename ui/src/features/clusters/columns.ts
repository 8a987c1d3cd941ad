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
  account: (row) => row.account_name,
  region: (row) => row.region,
  id: (row) => row.id,
  release: (row) => row.release_label,
  applications: (row) => row.applications.join(", "),
  created: (row) => row.created_at,
  age: (row, now) => (row.ended_at !== null || !row.created_at ? row.age_seconds : (now - Date.parse(row.created_at)) / 1000),
  nodes: (row) => row.nodes.on_demand + row.nodes.spot,
  burn: (row) => row.burn.sort,
  cost: (row) => row.cost_so_far.sort,
  protection: (row) => `${row.protected ?? "unknown"} ${row.auto_termination.kind}`,
} satisfies Record<string, (row: ClusterRow, now: number) => SortKey>;

export type ColumnId = keyof typeof SORT_KEYS;

interface Column {
  title: string;
  /** The narrowest it may be, in pixels. */
  least: number;
  /** Its share of what is left; none: it is as narrow as it may be. */
  share?: number;
  numbers?: true;
}

export const COLUMNS: Record<ColumnId, Column> = {
  state: { title: "State", least: 128 },
  name: { title: "Cluster", least: 160, share: 2.2 },
  owner: { title: "Owner", least: 84, share: 1 },
  where: { title: "Where", least: 108, share: 1.3 },
  account: { title: "Account", least: 110, share: 1.2 },
  region: { title: "Region", least: 104 },
  id: { title: "Id", least: 132 },
  release: { title: "Release", least: 88 },
  applications: { title: "Applications", least: 116, share: 1.2 },
  created: { title: "Created", least: 104 },
  age: { title: "Age", least: 76, numbers: true },
  nodes: { title: "Nodes", least: 64, numbers: true },
  burn: { title: "$ / h", least: 76, numbers: true },
  cost: { title: "So far", least: 92, numbers: true },
  protection: { title: "Protection", least: 124, share: 0.9 },
};

/** Before the user has chosen any. */
export const USUAL_COLUMNS: readonly ColumnId[] = ["state", "name", "owner", "where", "age", "nodes", "burn", "cost", "protection"];

/** A row without its name is nobody's. */
export const ALWAYS: ColumnId = "name";

export function isUsual(columns: readonly ColumnId[]): boolean {
  return columns.join() === USUAL_COLUMNS.join();
}

/** With the column where it was missing, at the end; without it where it was shown. */
export function toggled(columns: readonly ColumnId[], id: ColumnId): ColumnId[] {
  if (id === ALWAYS) return [...columns];
  return columns.includes(id) ? columns.filter((each) => each !== id) : [...columns, id];
}

/** What leaves a narrow table, the least needed first; what is not here stays. */
const LEAVING: readonly ColumnId[] = ["protection", "applications", "created", "release", "id", "age", "nodes", "owner", "account", "region", "where"];
/** The boxes that select, before the first column. */
const BOXES = 34;

export const COLUMN_IDS = Object.keys(COLUMNS) as ColumnId[];

export function isColumn(id: unknown): id is ColumnId {
  return typeof id === "string" && COLUMN_IDS.includes(id as ColumnId);
}

/** Those of the columns that a table of this width has room for. */
export function fitting(columns: readonly ColumnId[], width: number): ColumnId[] {
  const fit = [...columns];
  for (const id of LEAVING) {
    if (fit.reduce((sum, each) => sum + COLUMNS[each].least, BOXES) <= width) break;
    if (fit.includes(id)) fit.splice(fit.indexOf(id), 1);
  }
  return fit;
}

/** Their widths, as CSS says it. */
export function tracks(columns: readonly ColumnId[]): string {
  const width = ({ least, share }: Column) => (share === undefined ? `${least}px` : `minmax(${least}px, ${share}fr)`);
  return [`${BOXES}px`, ...columns.map((id) => width(COLUMNS[id]))].join(" ");
}

/** Numbers begin with the highest, words with the first of the alphabet. */
export const columns: ColumnDef<typeof features, ClusterRow>[] = COLUMN_IDS.map((id) => ({
  id,
  header: COLUMNS[id].title,
  accessorFn: (row) => sortKey(id, row, 0),
  sortDescFirst: COLUMNS[id].numbers ?? false,
  enableHiding: id !== ALWAYS,
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

export function compareText(a: string, b: string): number {
  return TEXT.compare(a, b);
}

const TEXT = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
