/** A made-up world for tests and for the page in a plain browser: every state, every doubt, some hostility. */

import type { AccountColor, ActionView, BurnPartView, ClusterRow, OwnerView, StateKind } from "@/ipc/client";

export const NOW = Date.parse("2026-11-20T14:02:00Z");

export interface Place {
  account_id: string;
  account_name: string;
  account_color: AccountColor;
  profile: string;
}

export const PROD: Place = { account_id: "441088120031", account_name: "analytics-prod", account_color: "red", profile: "analytics-prod" };
export const RESEARCH: Place = { account_id: "730112459082", account_name: "research", account_color: "violet", profile: "research" };
export const SANDBOX: Place = { account_id: "129955500417", account_name: "sandbox", account_color: "teal", profile: "sandbox" };

export interface Wish {
  place?: Place;
  region?: string;
  state?: string;
  kind?: StateKind;
  age?: number;
  endedAgo?: number;
  owner?: OwnerView;
  mine?: boolean;
  onDemand?: number;
  spot?: number;
  burn?: string;
  soFar?: string;
  unknown?: string[];
  release?: string;
  applications?: string[];
  tags?: Record<string, string>;
  more?: Partial<ClusterRow>;
}

const READ_ONLY: ActionView[] = [
  { kind: "terminate", disabled_reason: "actions are not allowed in account research (7301-1245-9082)", remedy: "allow_actions" },
];

/** One row; what is not wished for is an ordinary running cluster. */
export function cluster(name: string, wish: Wish = {}, now = NOW): ClusterRow {
  const place = wish.place ?? PROD;
  const id = wish.more?.id ?? idOf(name);
  const age = wish.age ?? 5400;
  const ended = wish.endedAgo !== undefined;
  const unknown = wish.unknown ?? [];
  const burn = ended ? "0.0000" : (wish.burn ?? "0.7200");
  const soFar = wish.soFar ?? "1.08";
  return {
    id,
    name,
    ...place,
    region: wish.region ?? "us-east-1",
    state: wish.state ?? "RUNNING",
    state_kind: wish.kind ?? "running",
    active: !ended,
    state_reason: null,
    created_at: at(now, -age - (wish.endedAgo ?? 0)),
    ready_at: at(now, -age + 300),
    ended_at: ended ? at(now, -(wish.endedAgo ?? 0)) : null,
    age_seconds: age,
    release_label: wish.release ?? "emr-7.5.0",
    applications: wish.applications ?? ["Spark"],
    owner: wish.owner ?? { name: "data-platform", source: "tag owner" },
    mine: wish.mine ?? false,
    tags: wish.tags ?? { owner: "data-platform", env: "prod" },
    protected: false,
    auto_termination: { kind: "none" },
    nodes: { on_demand: wish.onDemand ?? 3, spot: wish.spot ?? 0, seen: true, as_of: null },
    burn: { usd_per_hour: burn, complete: unknown.length === 0, unknown, parts: ended ? [] : parts(burn, wish), sort: Number(burn) },
    cost_so_far: { usd: soFar, complete: unknown.length === 0, unknown, sort: Number(soFar) },
    actions: ended
      ? [{ kind: "terminate", disabled_reason: "it has ended already", remedy: null }]
      : place === RESEARCH
        ? READ_ONLY
        : [{ kind: "terminate", disabled_reason: null, remedy: null }],
    termination: null,
    freshness: { as_of: at(now, -12), stale: false, reason: null },
    gaps: [],
    ...wish.more,
  };
}

export function at(now: number, seconds: number): string {
  return new Date(now + seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
}

function idOf(name: string): string {
  let hash = 7;
  for (const letter of name) hash = (hash * 33 + letter.charCodeAt(0)) % 2_176_782_336;
  return `j-${hash.toString(36).toUpperCase().padStart(6, "K")}${name.length.toString(36).toUpperCase()}QW5ZX`.slice(0, 15);
}

function parts(burn: string, wish: Wish): BurnPartView[] {
  const master: BurnPartView = {
    role: "master", instance_type: "m5.xlarge", market: "on_demand", zone: "us-east-1a", count: 1,
    ec2_each: "0.1920", emr_each: "0.0480", ebs_each: "0.0088", usd_per_hour: "0.2488", complete: true,
  };
  const rest: BurnPartView = {
    role: wish.spot ? "task" : "core", instance_type: "r5.2xlarge", market: wish.spot ? "spot" : "on_demand", zone: "us-east-1b",
    count: Math.max(1, (wish.onDemand ?? 3) + (wish.spot ?? 0) - 1),
    ec2_each: "0.2130", emr_each: wish.unknown?.length ? null : "0.1260", ebs_each: "0.0117", usd_per_hour: burn,
    complete: !wish.unknown?.length,
  };
  return [master, rest];
}
