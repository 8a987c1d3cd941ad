import { createTable, type SortingState } from "@tanstack/svelte-table";
import { untrack } from "svelte";
import type { ClusterRow } from "@/ipc/client";
import type { Clusters } from "@/state/clusters";
import { keyOf } from "@/state/rows";
import { columns, features, isColumn } from "./columns";
import { GROUPS, inGroup, isActive, matcher, type Group } from "./filter";
import { Shown } from "./shown";

export interface ListOptions {
  clusters: () => Clusters | undefined;
  /** Whether what has ended is left out. */
  living: () => boolean;
  now: () => number;
}

/** Which clusters are shown, in which order, which are selected, and which one the keyboard is on. */
export class ClusterList {
  text = $state("");
  group = $state<Group>("all");
  cursor = $state<string>();
  readonly table;
  #options: ListOptions;
  #shown = new Shown();
  #selected = $state.raw<ReadonlySet<string>>(new Set());
  /** Where a range that Shift extends began. */
  #anchor: string | undefined;
  /** Where the keyboard was last, for when its row is gone. */
  #at = 0;

  /** As they stand on the screen. */
  readonly ordered = $derived.by((): readonly ClusterRow[] => {
    const clusters = this.#options.clusters();
    if (!clusters) return [];
    const [sorted] = this.#sorting;
    const column = sorted && isColumn(sorted.id) ? sorted.id : "burn";
    const criteria = { text: this.text, group: this.group, living: this.#options.living(), column, desc: sorted?.desc ?? true };
    return this.#shown.of(clusters.rows, criteria, untrack(this.#options.now));
  });

  constructor(options: ListOptions) {
    this.#options = options;
    this.table = createTable({
      features,
      columns,
      // The head alone is the table's: the rows, of which there may be thousands, are ordered beside it.
      data: [] as ClusterRow[],
      manualSorting: true,
      enableSortingRemoval: false,
      initialState: { sorting: [{ id: "burn", desc: true }] },
    });
  }

  get #sorting(): SortingState {
    return this.table.atoms.sorting.get();
  }

  /** How many there are before any filter. */
  get total(): number {
    const clusters = this.#options.clusters();
    if (!clusters) return 0;
    return this.#options.living() ? clusters.clusters.filter(isActive).length : clusters.rows.size;
  }

  get selected(): ClusterRow[] {
    const rows = this.#options.clusters()?.rows;
    const found = [...this.#selected].flatMap((key) => rows?.get(key) ?? []);
    return this.#options.living() ? found.filter(isActive) : found;
  }

  /** Selected rows the filter hides now: they would be acted on too, so it is said. */
  get selectedHidden(): number {
    return this.selected.filter((row) => this.placeOf(keyOf(row)) < 0).length;
  }

  get allSelected(): boolean {
    return this.ordered.length > 0 && this.ordered.every((row) => this.#selected.has(keyOf(row)));
  }

  get someSelected(): boolean {
    return !this.allSelected && this.ordered.some((row) => this.#selected.has(keyOf(row)));
  }

  get current(): ClusterRow | undefined {
    return this.ordered[this.placeOf(this.cursor)];
  }

  counts(): { group: Group; count: number }[] {
    const matches = matcher(this.text);
    const found = (this.#options.clusters()?.clusters ?? []).filter(matches);
    return GROUPS.map((group) => ({ group, count: found.filter((row) => inGroup(row, group)).length }));
  }

  placeOf(key: string | undefined): number {
    void this.ordered;
    return key === undefined ? -1 : this.#shown.placeOf(key);
  }

  isSelected(key: string): boolean {
    return this.#selected.has(key);
  }

  /** Puts the keyboard on another row; when its own is gone, it goes on from where that was. */
  move(by: number): ClusterRow | undefined {
    const rows = this.ordered;
    if (rows.length === 0) return undefined;
    const at = this.placeOf(this.cursor);
    const from = at >= 0 ? at : this.cursor === undefined ? (by > 0 ? -1 : rows.length) : by > 0 ? this.#at - 1 : this.#at;
    this.#at = Math.min(rows.length - 1, Math.max(0, from + by));
    this.cursor = keyOf(rows[this.#at]!);
    return rows[this.#at];
  }

  stand(key: string): void {
    this.cursor = key;
    this.#at = Math.max(0, this.placeOf(key));
  }

  toggleCurrent(): void {
    if (this.current) this.toggle(keyOf(this.current));
  }

  toggle(key: string): void {
    const selected = new Set(this.#selected);
    if (!selected.delete(key)) selected.add(key);
    this.#selected = selected;
    this.#anchor = key;
  }

  /** Selects from where the last selection was made to here. */
  extendTo(key: string): void {
    const [from, to] = [this.placeOf(this.#anchor), this.placeOf(key)];
    if (from < 0 || to < 0) return this.toggle(key);
    const range = this.ordered.slice(Math.min(from, to), Math.max(from, to) + 1);
    this.#selected = new Set([...this.#selected, ...range.map(keyOf)]);
  }

  toggleAll(): void {
    const keys = this.ordered.map(keyOf);
    if (this.allSelected) this.#selected = new Set([...this.#selected].filter((key) => !this.#shown.has(key)));
    else this.#selected = new Set([...this.#selected, ...keys]);
  }

  clearSelection(): void {
    this.#selected = new Set();
    this.#anchor = undefined;
  }

  clearFilter(): void {
    this.text = "";
    this.group = "all";
  }
}
