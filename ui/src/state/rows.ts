import type { ClusterRef, ClusterRow, ClustersAnswer, MovingValues } from "@/ipc/client";

/** Which rows say something else since an earlier version, and which are gone. */
export interface Change {
  changed: readonly string[];
  removed: readonly string[];
}

/** So many versions are remembered for whoever goes on from one of them. */
const REMEMBERED = 64;

/** The rows as the core's differences leave them, by their keys. They are changed in place: a version tells apart. */
export class Rows {
  #rows = new Map<string, ClusterRow>();
  #version = 0;
  #changes: Change[] = [];
  #all: readonly ClusterRow[] | undefined;
  /** When the values that move with time were read, by row. */
  #readAt = new Map<string, number>();

  get version(): number {
    return this.#version;
  }

  get size(): number {
    return this.#rows.size;
  }

  get(key: string): ClusterRow | undefined {
    return this.#rows.get(key);
  }

  get all(): readonly ClusterRow[] {
    return (this.#all ??= [...this.#rows.values()]);
  }

  /** When what moves with time was read of a row. */
  readAt(key: string): number {
    return this.#readAt.get(key) ?? 0;
  }

  /** Takes a difference that was read at a time; a whole answer is for rows that begin anew. */
  take(answer: Pick<ClustersAnswer, "clusters" | "removed" | "moved">, now: number): void {
    const removed = answer.removed.map(keyOf).filter((key) => this.#rows.delete(key));
    removed.forEach((key) => this.#readAt.delete(key));
    const changed = answer.clusters.map((row) => this.#put(row, now));
    for (const moved of answer.moved) {
      const row = this.#rows.get(keyOf(moved.cluster));
      if (row) changed.push(this.#put(moving(row, moved), now));
    }
    if (changed.length === 0 && removed.length === 0) return;
    this.#version += 1;
    this.#all = undefined;
    this.#changes.push({ changed, removed });
    if (this.#changes.length > REMEMBERED) this.#changes.shift();
  }

  /** What changed since a version; nothing when that was too long ago to tell. */
  since(version: number): Change | undefined {
    const steps = this.#version - version;
    if (steps < 0 || steps > this.#changes.length) return undefined;
    const missed = this.#changes.slice(this.#changes.length - steps);
    const touched = new Set(missed.flatMap((change) => [...change.changed, ...change.removed]));
    const changed = [...touched].filter((key) => this.#rows.has(key));
    return { changed, removed: [...touched].filter((key) => !this.#rows.has(key)) };
  }

  #put(row: ClusterRow, now: number): string {
    const key = keyOf(row);
    this.#readAt.set(key, now);
    this.#rows.set(key, row);
    return key;
  }
}

export function keyOf(row: ClusterRef): string {
  return `${row.account_id}/${row.region}/${row.id}`;
}

export function refOf({ account_id, region, id }: ClusterRef): ClusterRef {
  return { account_id, region, id };
}

function moving(row: ClusterRow, { age_seconds, usd, sort, as_of, termination }: MovingValues): ClusterRow {
  return {
    ...row,
    age_seconds,
    cost_so_far: { ...row.cost_so_far, usd, sort },
    freshness: { ...row.freshness, as_of },
    termination: row.termination && { ...row.termination, text: termination ?? row.termination.text },
  };
}
