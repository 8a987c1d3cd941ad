import { createTable, type SortingState } from "@tanstack/svelte-table";
import { untrack } from "svelte";
import type { Answer, ClusterRow, GroupBy, GroupTotals } from "@/ipc/client";
import type { Clusters, Sums } from "@/state/clusters";
import { Resource } from "@/state/resource.svelte";
import { keyOf } from "@/state/rows";
import { COLUMN_IDS, columns, features, isColumn, type ColumnId } from "./columns";
import { GROUPS, inGroup, matcher, type Group } from "./filter";
import { grouped, headKey, plain, type Item, type Items } from "./items";
import { USUAL, type Layout } from "./layout";
import { Selection } from "./selection.svelte";
import { Shown } from "./shown";

export interface ListOptions {
  clusters: () => Clusters | undefined;
  /** Whether what has ended is left out. */
  living: () => boolean;
  /** What the groups of some rows add up to, as the core says it. */
  addUp: (rows: readonly ClusterRow[], by: GroupBy) => Answer<Sums>;
  now: () => number;
  layout?: Layout;
}

/** Which clusters are shown, in which order and groups, which are selected, and which line the keyboard is on. */
export class ClusterList {
  text = $state("");
  group = $state<Group>("all");
  cursor = $state<string>();
  readonly selection = new Selection();
  readonly table;
  #options: ListOptions;
  #shown = new Shown();
  /** Of the rows that a filter leaves: those of whole groups come with the rows. */
  #sums = new Resource(() => this.#options.addUp(this.ordered, this.#groupBy));
  #groupBy = $state<GroupBy>("nothing");
  #closed = $state.raw<ReadonlySet<string>>(new Set());
  /** Where the keyboard was last, for when its line is gone. */
  #at = 0;

  /** The rows as they stand, were they in no groups. */
  readonly ordered = $derived.by((): readonly ClusterRow[] => {
    const clusters = this.#options.clusters();
    if (!clusters) return [];
    const { sort: column, desc } = this.sorted;
    const criteria = { text: this.text, group: this.group, living: this.#options.living(), column, desc };
    return this.#shown.of(clusters.rows, criteria, untrack(this.#options.now));
  });

  /** The lines as they stand on the screen. */
  readonly items = $derived.by((): Items => {
    const by = this.#groupBy;
    if (by === "nothing") return plain(this.ordered, (key) => this.#shown.placeOf(key));
    const totals = this.filtered ? this.#filteredTotals : this.#options.clusters()?.groups;
    return grouped(this.ordered, { by, totals, closed: this.#closed });
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
    });
    this.lay(options.layout ?? USUAL);
    $effect(() => {
      if (this.filtered && this.#groupBy !== "nothing" && this.ordered.length > 0) void this.#sums.load();
    });
  }

  get #filteredTotals(): ReadonlyMap<string, GroupTotals> | undefined {
    const sums = this.#sums.data;
    return sums?.by === this.#groupBy ? sums.totals : undefined;
  }

  get sorted(): Pick<Layout, "sort" | "desc"> {
    const [sorted]: SortingState = this.table.atoms.sorting.get();
    return sorted && isColumn(sorted.id) ? { sort: sorted.id, desc: sorted.desc } : USUAL;
  }

  get groupBy(): GroupBy {
    return this.#groupBy;
  }

  /** The columns that were chosen, in their order. */
  get columns(): ColumnId[] {
    return this.table.getVisibleLeafColumns().map((column) => column.id as ColumnId);
  }

  get layout(): Layout {
    return { columns: this.columns, groupBy: this.#groupBy, ...this.sorted };
  }

  lay({ columns: chosen, groupBy, sort, desc }: Layout): void {
    this.choose(chosen);
    this.table.setSorting([{ id: sort, desc }]);
    this.groupInto(groupBy);
  }

  /** Shows these columns in this order, and no others. */
  choose(chosen: readonly ColumnId[]): void {
    this.table.setColumnOrder([...chosen, ...COLUMN_IDS.filter((id) => !chosen.includes(id))]);
    this.table.setColumnVisibility(Object.fromEntries(COLUMN_IDS.map((id) => [id, chosen.includes(id)])));
  }

  groupInto(by: GroupBy): void {
    if (by !== this.#groupBy) this.#closed = new Set();
    this.#groupBy = by;
  }

  /** Whether a filter hides some. */
  get filtered(): boolean {
    return this.text.trim() !== "" || this.group !== "all";
  }

  /** How many there are before any filter. */
  get total(): number {
    const clusters = this.#options.clusters();
    if (!clusters) return 0;
    return this.#options.living() ? clusters.clusters.filter((row) => row.active).length : clusters.rows.size;
  }

  get selected(): ClusterRow[] {
    const rows = this.#options.clusters()?.rows;
    const found = [...this.selection.keys].flatMap((key) => rows?.get(key) ?? []);
    return this.#options.living() ? found.filter((row) => row.active) : found;
  }

  /** Selected rows the filter hides now: they would be acted on too, so it is said. */
  get selectedHidden(): number {
    void this.ordered;
    return this.selected.filter((row) => !this.#shown.has(keyOf(row))).length;
  }

  allOf(rows: readonly ClusterRow[]): boolean {
    return rows.length > 0 && rows.every((row) => this.selection.has(keyOf(row)));
  }

  someOf(rows: readonly ClusterRow[]): boolean {
    return this.selection.keys.size > 0 && !this.allOf(rows) && rows.some((row) => this.selection.has(keyOf(row)));
  }

  get current(): Item | undefined {
    return this.items.at(this.placeOf(this.cursor));
  }

  /** Which states can be chosen, and how many rows that the text leaves are in each: counted once for chips and palette. */
  readonly counts = $derived.by((): { group: Group; count: number }[] => {
    const matches = matcher(this.text);
    const found = (this.#options.clusters()?.clusters ?? []).filter(matches);
    const counts = GROUPS.map((group) => ({ group, count: found.filter((row) => inGroup(row, group)).length }));
    return counts.filter(({ group, count }) => count > 0 || group === this.group);
  });

  placeOf(key: string | undefined): number {
    return key === undefined ? -1 : this.items.placeOf(key);
  }

  /** Puts the keyboard on another line; when its own is gone, it goes on from where that was. */
  move(by: number): Item | undefined {
    const last = this.items.length - 1;
    if (last < 0) return undefined;
    const at = this.placeOf(this.cursor);
    const lost = by > 0 ? this.#at - 1 : this.#at;
    const begin = by > 0 ? -1 : last + 1;
    const from = at >= 0 ? at : this.cursor === undefined ? begin : lost;
    this.#at = Math.min(last, Math.max(0, from + by));
    this.cursor = this.items.at(this.#at)!.key;
    return this.current;
  }

  stand(key: string): void {
    this.cursor = key;
    this.#at = Math.max(0, this.placeOf(key));
    this.selection.release();
  }

  /** Puts the keyboard on the first row, whatever group it is in; on the first line where all groups are closed. */
  standFirst(): Item | undefined {
    let at = 0;
    while (this.items.at(at)?.kind === "group") at += 1;
    const first = this.items.at(at) ?? this.items.at(0);
    if (first) this.stand(first.key);
    return first;
  }

  /** Selects every row between two lines. */
  extendTo(key: string): void {
    this.selection.extend(key, (from, to) => {
      const places = [this.placeOf(from), this.placeOf(to)].filter((place) => place >= 0);
      const [first, last] = [Math.min(...places), Math.max(...places)];
      const lines = Array.from({ length: last - first + 1 }, (_, index) => this.items.at(first + index));
      return lines.flatMap((item) => (item?.kind === "row" ? [item.key] : []));
    });
  }

  /** The row the keyboard is on, or all of the group. */
  toggleCurrent(): void {
    const { current } = this;
    if (current?.kind === "row") this.selection.toggle(current.key);
    else if (current) this.toggleRows(current.head.rows);
  }

  toggleRows(rows: readonly ClusterRow[]): void {
    this.selection.toggleAll(rows.map(keyOf));
  }

  setOpen(group: string, open: boolean): void {
    const closed = new Set(this.#closed);
    if (open) closed.delete(group);
    else closed.add(group);
    this.#closed = closed;
  }

  /** Closes the group of the line the keyboard is on, and stands on its head. */
  closeCurrent(): void {
    const at = this.placeOf(this.cursor);
    for (let index = at; index >= 0; index -= 1) {
      const item = this.items.at(index);
      if (item?.kind !== "group") continue;
      if (index === at) this.setOpen(item.head.key, false);
      return this.stand(headKey(item.head.key));
    }
  }

  clearFilter(): void {
    this.text = "";
    this.group = "all";
  }
}
