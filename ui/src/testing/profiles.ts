import type { AccountRow, AccountView, AccountsView, CallCounts, CallsView, OperationRow, ProfileRow, ProfilesView, SourceRow, TroubleRow } from "@/ipc/client";
import { PROD, RESEARCH, SANDBOX, at, type Place } from "./fixtures";

export function profilesOf(now: number): ProfilesView {
  return {
    profiles: [
      profile("analytics-prod", "static keys", PROD, { status: "ok", watched_regions: ["us-east-1", "eu-west-1", "us-west-2"], regions: { kind: "listed", regions: ["us-east-1", "eu-west-1", "us-west-2"] } }),
      profile("research", "SSO", RESEARCH, { status: "sign_in_needed", problem: "the SSO session of research has expired", command: "aws sso login --profile research" }),
      profile("sandbox", "role", SANDBOX, { status: "stale", regions: { kind: "all_enabled" }, watched_regions: ["us-east-1", "eu-north-1", "eu-west-1", "us-west-2", "ap-southeast-2"] }),
      profile("sandbox-admin", "role", SANDBOX, { status: "ok", standby_for: "sandbox" }),
      profile("legacy-mfa", "role", null, { watched: false, problem: "mfa_serial is set: Emberwatch cannot ask for a code. Sign in with a tool that can, and point this profile at its credential_process" }),
      profile("vendor", "credential_process", null, { watched: false, region: null, problem: "the program /opt/vendor/creds is missing" }),
      profile("ci", "web identity", null, { watched: false, watched_regions: [] }),
    ],
    accounts: [
      account(PROD, now, { production: true, actions_allowed: true }),
      account(RESEARCH, now, { actions_allowed: false }),
      account(SANDBOX, now, { actions_allowed: true, profiles: ["sandbox", "sandbox-admin"] }),
    ],
    bad_sections: [{ file: "/home/thom/.aws/config", line: 41, section: "profile old", problem: "source_profile names itself" }],
    files: ["/home/thom/.aws/config", "/home/thom/.aws/credentials"],
  };
}

/** How the accounts of those profiles do, and what was asked of them. */
export function accountsOf(profiles: ProfilesView, now: number): AccountsView {
  const view = (account: AccountRow): AccountView => ({
    account,
    doors: account.profiles.map((profile, index) => {
      const { kind = "missing", kind_note = null } = profiles.profiles.find((each) => each.name === profile) ?? {};
      return { profile, kind, kind_note, in_use: index === 0 };
    }),
    regions: account.sources.map((source) => ({
      source,
      hour: { sent: 64, throttled: source.status === "throttled" ? 2 : 0, failed: source.status === "unreachable" ? 9 : 0 },
      share: source.status === "ok" ? { millionths: 66_667, of: "ListClusters", region: source.region, an_hour: 1800, at_once: 20 } : null,
    })),
    troubles: account.sources.filter((source) => source.detail !== null).map((source) => troubleOf(source, now)),
    calls: callsOf(account.account_id === PROD.account_id ? "0.04" : "0.00"),
  });
  return { accounts: profiles.accounts.map(view), calls: callsOf("0.04"), today_since: "2026-11-20T00:00:00Z", allowed_share: 250_000 };
}

function troubleOf(source: SourceRow, now: number): TroubleRow {
  return {
    region: source.region, status: source.status, since: at(now, -900), at: at(now, -60), times: 3, what: source.detail ?? "", next_step: "ask for that permission",
    command: source.command, over: null,
  };
}

function callsOf(usd: string): CallsView {
  const counts = (sent: number, throttled = 0): CallCounts => ({ sent, throttled, failed: 0 });
  const cost = (usd: string) => ({ usd, complete: true, unknown: [], sort: Number(usd) });
  const row = (service: string, operation: string, hour: number, today: number, more: Partial<OperationRow> = {}): OperationRow => ({
    service, operation, hour: counts(hour), today: counts(today), share: null, cost: cost("0.00"), ...more,
  });
  const share = { millionths: 66_667, of: "ListClusters", region: "us-east-1", an_hour: 1800, at_once: 20 };
  return {
    hour: counts(245, 2), today: counts(1984, 3), cost: cost(usd),
    operations: [row("EMR", "ListClusters", 120, 1000, { share, hour: counts(120, 2) }), row("EC2", "DescribeInstances", 119, 980), row("Cost Explorer", "GetCostAndUsage", 0, 4, { cost: cost(usd) })],
  };
}

function profile(name: string, kind: string, place: Place | null, more: Partial<ProfileRow>): ProfileRow {
  return {
    name, kind, kind_note: kind === "SSO" ? "session corporate" : null, region: "us-east-1", account_id: place?.account_id ?? null, account_alias: place?.account_name ?? null, watched: true,
    regions: { kind: "profile_region" }, watched_regions: ["us-east-1"], standby_for: null, status: null, problem: null, command: null, ...more,
  };
}

function account(place: Place, now: number, more: Partial<AccountRow>): AccountRow {
  return {
    account_id: place.account_id, name: place.account_name, alias: place.account_name, color: place.account_color, production: false,
    actions_allowed: false, sample: false, profiles: [place.profile], caller: `arn:aws:iam::${place.account_id}:user/thom`,
    sources: sourcesOf(place, now), ...more,
  };
}

function sourcesOf(place: Place, now: number): SourceRow[] {
  const source = (region: string, more: Partial<SourceRow> = {}): SourceRow => ({
    account_id: place.account_id, profile: place.profile, region, status: "ok", as_of: at(now, -12), detail: null, command: null, ...more,
    needs_attention: more.status !== undefined && !["loading", "region_disabled"].includes(more.status),
  });
  if (place === PROD) return [source("us-east-1"), source("eu-west-1"), source("us-west-2")];
  if (place === RESEARCH) {
    return [source("us-east-1", { status: "sign_in_needed", as_of: at(now, -900), detail: "the SSO session of research has expired. Sign in again; it goes on by itself", command: "aws sso login --profile research" })];
  }
  return [
    source("us-east-1", { status: "denied", detail: "elasticmapreduce:DescribeCluster is denied to user/thom in sandbox (1299-5550-0417), us-east-1. Ask for that permission" }),
    source("eu-north-1", { status: "unreachable", as_of: at(now, -250), detail: "eu-north-1 of sandbox has not answered since 13:57: the network is unreachable. Check the connection" }),
    source("eu-west-1"), source("us-west-2"),
    source("ap-southeast-2", { status: "loading", as_of: null }),
    source("me-south-1", { status: "region_disabled", as_of: null, detail: "me-south-1 is not enabled in sandbox: nothing can run there" }),
  ];
}
