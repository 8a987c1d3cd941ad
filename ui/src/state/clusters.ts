import type { Answer, Client, ClusterRef, ClusterRow, ClustersAnswer, GroupBy, GroupTotals, Scope, SourceRow, Totals } from "@/ipc/client";
import { Rows } from "./rows";

/** What the page asks of the clusters. */
export interface Question {
  scope: Scope;
  groupBy: GroupBy;
  /** The rows that can be seen: what moves with time is kept fresh for them. */
  onScreen: ClusterRef[];
}

/** The clusters that are looked at, as the differences told so far leave them. */
export class Clusters {
  readonly revision: number;
  readonly as_of: string;
  readonly sample: boolean;
  readonly totals: Totals;
  readonly sources: readonly SourceRow[];
  /** By their keys; one that is not here has no rows. */
  readonly groups: ReadonlyMap<string, GroupTotals>;
  readonly rows: Rows;

  constructor(
    answer: ClustersAnswer,
    readonly question: Question,
    before: Clusters | undefined,
    now: number,
  ) {
    const held = answer.whole ? undefined : before;
    this.revision = answer.revision;
    this.as_of = answer.as_of;
    this.sample = answer.sample;
    this.totals = answer.totals;
    this.sources = answer.sources ?? held?.sources ?? [];
    this.groups = merged(held?.question.groupBy === question.groupBy ? held.groups : undefined, answer.groups);
    this.rows = held?.rows ?? new Rows();
    this.rows.take(answer, now);
  }

  get clusters(): readonly ClusterRow[] {
    return this.rows.all;
  }
}

/** Asks for what the page lacks, and joins it to what it holds. */
export async function readClusters(client: Client, question: Question, held: Clusters | undefined): Answer<Clusters> {
  const { scope, groupBy: group_by, onScreen: on_screen } = question;
  const holds = held ? { revision: held.revision, scope: held.question.scope, group_by: held.question.groupBy } : null;
  const asked = Date.now();
  const answer = await client.clusters({ scope, group_by, holds, on_screen });
  return answer.status === "ok" ? { status: "ok", data: new Clusters(answer.data, question, held, asked) } : answer;
}

function merged(held: ReadonlyMap<string, GroupTotals> | undefined, told: readonly GroupTotals[]): ReadonlyMap<string, GroupTotals> {
  if (held && told.length === 0) return held;
  return new Map([...(held ?? []), ...byKey(told)]);
}

/** What the groups of some rows add up to, and which groups these are. */
export interface Sums {
  by: GroupBy;
  totals: ReadonlyMap<string, GroupTotals>;
}

export function byKey(groups: readonly GroupTotals[]): ReadonlyMap<string, GroupTotals> {
  return new Map(groups.map((group) => [group.key, group]));
}
