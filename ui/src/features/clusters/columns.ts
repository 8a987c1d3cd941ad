import { createSortedRowModel, rowSelectionFeature, rowSortingFeature, tableFeatures, type ColumnDef } from "@tanstack/svelte-table";
import type { ClusterRow } from "@/ipc/client";

export const features = tableFeatures({ rowSortingFeature, rowSelectionFeature, sortedRowModel: createSortedRowModel() });

type Column = ColumnDef<typeof features, ClusterRow>;

/** What each column is sorted by; the numbers were made for sorting in Rust. Text is ordered as people order it. */
export const columns: Column[] = [
  byText("state", "State", (row) => row.state),
  byText("name", "Cluster", (row) => row.name),
  byText("owner", "Owner", (row) => row.owner.name ?? ""),
  byText("where", "Where", (row) => `${row.region} ${row.account_name}`),
  byNumber("age", "Age", (row) => row.age_seconds),
  byNumber("nodes", "Nodes", (row) => row.nodes.on_demand + row.nodes.spot),
  byNumber("burn", "$ / h", (row) => row.burn.sort),
  byNumber("cost", "So far", (row) => row.cost_so_far.sort),
  byText("protection", "Protection", (row) => `${row.protected ?? "unknown"} ${row.auto_termination.kind}`),
];

function byText(id: string, header: string, of: (row: ClusterRow) => string): Column {
  return {
    id,
    header,
    accessorFn: of,
    sortDescFirst: false,
    sortFn: (a, b) => TEXT.compare(of(a.original), of(b.original)),
  };
}

function byNumber(id: string, header: string, of: (row: ClusterRow) => number | null): Column {
  return {
    id,
    header,
    accessorFn: (row) => of(row) ?? undefined,
    sortDescFirst: true,
    sortUndefined: "last",
    sortFn: (a, b) => (of(a.original) ?? 0) - (of(b.original) ?? 0),
  };
}

const TEXT = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
