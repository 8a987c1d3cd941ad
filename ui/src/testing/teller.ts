/** The core's side of the differences, played: what was told with each revision is remembered whole. */

import type { AddUpRequest, ClusterRow, ClustersAnswer, ClustersRequest, GroupBy, GroupTotals, SourceRow } from "@/ipc/client";
import { keyOf, refOf } from "@/state/rows";
import { totalsOf } from "./shell";

interface Told {
  question: string;
  rows: Map<string, ClusterRow>;
}

export class Teller {
  #told = new Map<number, Told>();

  answer(request: ClustersRequest, all: readonly ClusterRow[], revision: number, rest: { as_of: string; sample: boolean; sources: SourceRow[] }): ClustersAnswer {
    const { scope, group_by, holds } = request;
    const rows = all.filter(
      (row) =>
        (!scope.account_id || row.account_id === scope.account_id) &&
        (scope.owners === "everyone" || row.mine) &&
        (scope.which === "all" || row.ended_at === null),
    );
    const question = JSON.stringify(scope);
    const told = holds && JSON.stringify(holds.scope) === question ? this.#told.get(holds.revision) : undefined;
    const held = told?.question === question ? told.rows : undefined;
    const now = new Map(rows.map((row) => [keyOf(row), row]));
    this.#told.set(revision, { question, rows: now });
    return {
      revision,
      whole: held === undefined,
      as_of: rest.as_of,
      sample: rest.sample,
      totals: totalsOf(rows, rest.sources),
      clusters: rows.filter((row) => held?.get(keyOf(row)) !== row),
      removed: [...(held ?? [])].filter(([key]) => !now.has(key)).map(([, row]) => refOf(row)),
      moved: [],
      sources: held ? null : rest.sources,
      groups: group_by === "nothing" ? [] : groupsOf(rows, group_by),
    };
  }
}

export function sumsOf(rows: readonly ClusterRow[], { clusters, group_by }: AddUpRequest): GroupTotals[] {
  const wanted = new Set(clusters.map(keyOf));
  return groupsOf(rows.filter((row) => wanted.has(keyOf(row))), group_by);
}

const KEYS: Record<GroupBy, (row: ClusterRow) => string> = {
  nothing: () => "",
  account: (row) => row.account_id,
  region: (row) => row.region,
  owner: (row) => row.owner.name ?? "",
  state: (row) => row.state,
};

function groupsOf(rows: readonly ClusterRow[], by: GroupBy): GroupTotals[] {
  return [...new Set(rows.map(KEYS[by]))].map((key) => {
    const own = rows.filter((row) => KEYS[by](row) === key);
    const { active_clusters, burn } = totalsOf(own);
    return { key, clusters: own.length, active_clusters, burn, sort: Number(burn.usd_per_hour) };
  });
}
