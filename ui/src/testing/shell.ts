import type { ClusterRow, DataFolderView, NumbersChoice, SettingsChange, SettingsView, ShellView, SourceRow, TimeZoneView, Totals } from "@/ipc/client";
import { PROD, RESEARCH, SANDBOX, at, type Place } from "./fixtures";

/** Adding up is the core's business; here it is played with floats, which the real page never does. */
export function totalsOf(rows: ClusterRow[], sources: readonly SourceRow[] = []): Totals {
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
    troubled: sources.filter((source) => source.needs_attention).length,
    silent: sources.filter((source) => source.as_of === null && source.status !== "region_disabled").length,
  };
}

export function shellOf(now: number, rows: ClusterRow[]): ShellView {
  const totals = (of: ClusterRow[]) => {
    const { active_clusters, burn } = totalsOf(of);
    return { active_clusters, all_clusters: of.length, burn, regions: new Set(of.map((row) => row.region)).size, silent: 0 };
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
    freshness: { as_of: at(now, -12), refreshing: false, paused: false, live: "partly", problems: ["eu-north-1 not reached · 4 min", "sandbox us-east-1 denied"] },
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
    display: { zone: null, zone_in_use: "UTC", zone_problem: null, numbers: "system", decimal: ".", group: "," },
    polling: {
      pace: "normal",
      paces: [
        { pace: "normal", meaning: "every 30 s where clusters are active, else every 5 min", calls_per_hour: 1464 },
        { pace: "gentle", meaning: "every 2 min where clusters are active, else every 20 min", calls_per_hour: 366 },
        { pace: "paused", meaning: "nothing by itself: only at the start, when you refresh, and what you open", calls_per_hour: null },
      ],
    },
    budget_usd: null,
    asking: {
      cap_usd: "2.00",
      spent: [{ account_id: "441088120031", account_name: "analytics-prod", requests: 3, usd: "0.03", used_up: false }],
    },
    data_dir: "/home/thom/.local/share/emberwatch",
  };
}

export function folderOf(): DataFolderView {
  return {
    path: "/home/thom/.local/share/emberwatch",
    size: "4.3 MB",
    parts: [
      { what: "History", file: "history.db", size: "4.2 MB" },
      { what: "Settings and journal", file: "settings.db", size: "61.4 kB" },
      { what: "Log", file: "emberwatch.log", size: "812 B" },
    ],
    read_only: null,
    forgetting: { kind: "nothing" },
  };
}

export const ZONES: TimeZoneView[] = [
  { name: "America/New_York", offset: "-05:00" },
  { name: "Asia/Kolkata", offset: "+05:30" },
  { name: "Europe/Amsterdam", offset: "+01:00" },
  { name: "UTC", offset: "+00:00" },
];

const SIGNS: Record<NumbersChoice, [string, string]> = { system: [".", ","], comma_point: [".", ","], point_comma: [",", "."], space_comma: [",", "\u202f"] };

/** As the core does: what is not named stays as it is. */
export function settingsAfter(before: SettingsView, change: SettingsChange): SettingsView {
  const numbers = change.numbers ?? before.display.numbers;
  const zone = change.zone === undefined || change.zone === null ? before.display.zone : change.zone || null;
  const [decimal, group] = SIGNS[numbers];
  return {
    ...before,
    owner_tags: change.owner_tags ?? before.owner_tags,
    me: change.me === undefined || change.me === null ? before.me : change.me || null,
    theme: change.theme ?? before.theme,
    display: { ...before.display, zone, zone_in_use: zone ?? "UTC", numbers, decimal, group },
    asking: { ...before.asking, cap_usd: change.explorer_cap ?? before.asking.cap_usd },
    budget_usd: change.budget === undefined || change.budget === null ? before.budget_usd : change.budget || null,
    polling: { ...before.polling, pace: change.pace ?? before.polling.pace },
  };
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
