import { createTable, type SortingState } from "@tanstack/svelte-table";
import type { ClusterRef, ClusterRow } from "@/ipc/client";
import { columns, features } from "./columns";
import { GROUPS, inGroup, matching, type Group } from "./filter";

export interface ListOptions {
  rows: () => readonly ClusterRow[];
  group?: Group;
  sorting?: SortingState;
}

/** Which clusters are shown, in which order, which are selected, and which one the keyboard is on. */
export class ClusterList {
  text = $state("");
  group = $state<Group>("all");
  cursor = $state<string>();
  readonly table;
  #options: ListOptions;

  #matching = $derived.by(() => matching(this.#options.rows(), this.text));
  #shown = $derived(this.#matching.filter((row) => inGroup(row, this.group)));

  constructor(options: ListOptions) {
    this.#options = options;
    this.group = options.group ?? "all";
    // Getters, so that the table follows the rows; the class reads through the list, not a copy of it.
    const rows = (): ClusterRow[] => this.#shown;
    this.table = createTable({
      features,
      columns,
      get data() {
        return rows();
      },
      getRowId: keyOf,
      enableSortingRemoval: false,
      initialState: { sorting: options.sorting ?? [{ id: "burn", desc: true }] },
    });
  }

  /** As they stand on the screen. */
  get ordered(): ClusterRow[] {
    return this.table.getRowModel().rows.map((row) => row.original);
  }

  get selected(): ClusterRow[] {
    const keys = this.table.atoms.rowSelection.get();
    return this.#options.rows().filter((row) => keys[keyOf(row)]);
  }

  /** Selected rows the filter hides now: they would be acted on too, so it is said. */
  get selectedHidden(): number {
    const shown = new Set(this.#shown.map(keyOf));
    return this.selected.filter((row) => !shown.has(keyOf(row))).length;
  }

  get current(): ClusterRow | undefined {
    return this.ordered.find((row) => keyOf(row) === this.cursor);
  }

  counts(): { group: Group; count: number }[] {
    return GROUPS.map((group) => ({ group, count: this.#matching.filter((row) => inGroup(row, group)).length }));
  }

  move(by: number): ClusterRow | undefined {
    const rows = this.ordered;
    if (rows.length === 0) return undefined;
    const at = rows.findIndex((row) => keyOf(row) === this.cursor);
    const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by));
    this.cursor = keyOf(rows[next]!);
    return rows[next];
  }

  toggleCurrent(): void {
    if (!this.cursor) return;
    const { [this.cursor]: selected, ...others } = this.table.atoms.rowSelection.get();
    this.table.setRowSelection(selected ? others : { ...others, [this.cursor]: true });
  }

  clearSelection(): void {
    this.table.setRowSelection({});
  }

  clearFilter(): void {
    this.text = "";
    this.group = this.#options.group ?? "all";
  }
}

export function keyOf(row: ClusterRef): string {
  return `${row.account_id}/${row.region}/${row.id}`;
}

export function refOf({ account_id, region, id }: ClusterRef): ClusterRef {
  return { account_id, region, id };
}
