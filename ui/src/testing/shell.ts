import type { ClusterRow, SettingsView, ShellView, Totals } from "@/ipc/client";
import { PROD, RESEARCH, SANDBOX, at, type Place } from "./fixtures";

/** Adding up is the core's business; here it is played with floats, which the real page never does. */
export function totalsOf(rows: ClusterRow[]): Totals {
  const active = rows.filter((row) => row.ended_at === null);
  const nodes = sum(active.map((row) => row.nodes.on_demand + row.nodes.spot));
  const spot = sum(active.map((row) => row.nodes.spot));
  const unknown = active.flatMap((row) => row.burn.unknown);
  const complete = unknown.length === 0;
  return {
    active_clusters: active.length,
    nodes,
    spot_nodes: spot,
    spot_percent: nodes === 0 ? null : Math.round((100 * spot) / nodes),
    burn: { usd_per_hour: sum(active.map((row) => Number(row.burn.usd_per_hour))).toFixed(4), complete, unknown },
    cost_so_far: { usd: sum(active.map((row) => Number(row.cost_so_far.usd))).toFixed(2), complete, unknown, sort: null },
    owner_unknown: active.filter((row) => row.owner.name === null).length,
  };
}

export function shellOf(now: number, rows: ClusterRow[]): ShellView {
  const totals = (of: ClusterRow[]) => {
    const { active_clusters, burn } = totalsOf(of);
    return { active_clusters, all_clusters: of.length, burn, regions: new Set(of.map((row) => row.region)).size };
  };
  const account = (place: Place, note: string, production: boolean) => ({
    account_id: place.account_id,
    name: place.account_name,
    note,
    color: place.account_color,
    production,
    totals: totals(rows.filter((row) => row.account_id === place.account_id)),
  });
  return {
    sample: false,
    now: at(now, 0),
    accounts: [
      account(PROD, "static keys · actions allowed", true),
      account(RESEARCH, "SSO · read-only", false),
      account(SANDBOX, "role · actions allowed", false),
    ],
    all: totals(rows),
    freshness: { as_of: at(now, -12), refreshing: false, problems: ["eu-north-1 not reached · 4 min", "sandbox us-east-1 denied"] },
    banners: [],
    open_terminations: 0,
    version: "0.1.0",
  };
}

export function settingsOf(): SettingsView {
  return {
    owner_tags: ["owner", "Owner", "creator", "user"],
    me: null,
    me_from_caller: "thom",
    theme: "system",
    data_dir: "/home/thom/.local/share/emberwatch",
  };
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
