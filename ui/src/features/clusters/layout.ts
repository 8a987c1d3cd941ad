import type { GroupBy } from "@/ipc/client";
import { ALWAYS, USUAL_COLUMNS, isColumn, type ColumnId } from "./columns";

/** How the table is laid out: what a user chooses and finds again. */
export interface Layout {
  columns: ColumnId[];
  groupBy: GroupBy;
  sort: ColumnId;
  desc: boolean;
}

export const USUAL: Layout = { columns: [...USUAL_COLUMNS], groupBy: "nothing", sort: "burn", desc: true };

export const GROUPINGS: { value: GroupBy; label: string }[] = [
  { value: "nothing", label: "nothing" },
  { value: "account", label: "account" },
  { value: "region", label: "region" },
  { value: "owner", label: "owner" },
  { value: "state", label: "state" },
];

/** A layout that was written down, by this or another version: what makes no sense any more is as usual. */
export function layoutOf(written: { columns?: unknown; groupBy?: unknown; sort?: unknown; desc?: unknown }): Layout {
  const columns = Array.isArray(written.columns) ? [...new Set(written.columns.filter(isColumn))] : [];
  return {
    columns: columns.includes(ALWAYS) ? columns : [...USUAL.columns],
    groupBy: GROUPINGS.find(({ value }) => value === written.groupBy)?.value ?? USUAL.groupBy,
    // A direction means nothing without its column.
    ...(isColumn(written.sort) && typeof written.desc === "boolean" ? { sort: written.sort, desc: written.desc } : { sort: USUAL.sort, desc: USUAL.desc }),
  };
}

export function parsed(text: string | null): Layout {
  try {
    const written: unknown = JSON.parse(text ?? "{}");
    return layoutOf(typeof written === "object" && written !== null ? written : {});
  } catch {
    return layoutOf({});
  }
}
