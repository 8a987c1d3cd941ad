import type { ClusterRow } from "@/ipc/client";
import { keyOf, type Rows } from "@/state/rows";
import { compareKeys, sortKey, type ColumnId, type SortKey } from "./columns";
import { inGroup, matcher, type Group } from "./filter";

/** Which rows are shown, and in which order. */
export interface Criteria {
  text: string;
  group: Group;
  /** Leave out what has ended, whatever the group. */
  living: boolean;
  column: ColumnId;
  desc: boolean;
}

interface Entry {
  row: ClusterRow;
  key: string;
  sort: SortKey;
}

/** More changes than this at once: ordering all anew is quicker. */
const FEW = 200;

/** The rows that are shown, in order. A change of a few rows moves just these. */
export class Shown {
  #rows: Rows | undefined;
  #version = 0;
  #criteria: Criteria | undefined;
  /** The time by which ages are compared: one for all, or the order would contradict itself. */
  #now = 0;
  #matches: (row: ClusterRow) => boolean = () => true;
  #entries: Entry[] = [];
  #byKey = new Map<string, Entry>();
  #list: readonly ClusterRow[] = [];

  of(rows: Rows, criteria: Criteria, now: number): readonly ClusterRow[] {
    const change = this.#rows === rows && same(this.#criteria, criteria) ? rows.since(this.#version) : undefined;
    if (change && change.changed.length + change.removed.length <= FEW) this.#move(rows, change.changed, change.removed);
    else this.#begin(rows, criteria, now);
    this.#version = rows.version;
    return this.#list;
  }

  has(key: string): boolean {
    return this.#byKey.has(key);
  }

  /** Where a row stands; -1 when it is not shown. */
  placeOf(key: string): number {
    const entry = this.#byKey.get(key);
    return entry ? this.#place(entry) : -1;
  }

  #begin(rows: Rows, criteria: Criteria, now: number): void {
    const matches = matcher(criteria.text);
    this.#rows = rows;
    this.#criteria = criteria;
    this.#now = now;
    this.#matches = (row) => (!criteria.living || row.active) && inGroup(row, criteria.group) && matches(row);
    this.#entries = rows.all.filter(this.#matches).map((row) => this.#entry(row)).sort(this.#compare);
    this.#byKey = new Map(this.#entries.map((entry) => [entry.key, entry]));
    this.#list = this.#entries.map((entry) => entry.row);
  }

  #move(rows: Rows, changed: readonly string[], removed: readonly string[]): void {
    if (changed.length + removed.length === 0) return;
    for (const key of [...changed, ...removed]) {
      const entry = this.#byKey.get(key);
      if (!entry) continue;
      this.#entries.splice(this.#place(entry), 1);
      this.#byKey.delete(key);
    }
    for (const key of changed) {
      const row = rows.get(key);
      if (!row || !this.#matches(row)) continue;
      const entry = this.#entry(row);
      this.#entries.splice(this.#place(entry), 0, entry);
      this.#byKey.set(key, entry);
    }
    this.#list = this.#entries.map((entry) => entry.row);
  }

  #entry(row: ClusterRow): Entry {
    return { row, key: keyOf(row), sort: sortKey(this.#criteria!.column, row, this.#now) };
  }

  #compare = (a: Entry, b: Entry): number => {
    const order = compareKeys(a.sort, b.sort, this.#criteria!.desc);
    return order !== 0 ? order : endOrder(a.row, b.row) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
  };

  /** Where an entry stands, or would stand: no two compare as equal. */
  #place(entry: Entry): number {
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(this.#entries[middle]!, entry) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** As the core tells them: what lives first, then what ended last. Times of one form compare as their texts do. */
function endOrder(a: ClusterRow, b: ClusterRow): number {
  if (a.ended_at === b.ended_at) return 0;
  if (a.ended_at === null || b.ended_at === null) return a.ended_at === null ? -1 : 1;
  return a.ended_at > b.ended_at ? -1 : 1;
}

function same(a: Criteria | undefined, b: Criteria): boolean {
  return a !== undefined && (Object.keys(b) as (keyof Criteria)[]).every((key) => a[key] === b[key]);
}
