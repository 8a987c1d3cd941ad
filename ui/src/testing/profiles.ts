import type { AccountRow, ProfileRow, ProfilesView, SourceRow } from "@/ipc/client";
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

function profile(name: string, kind: string, place: Place | null, more: Partial<ProfileRow>): ProfileRow {
  return {
    name, kind, region: "us-east-1", account_id: place?.account_id ?? null, account_alias: place?.account_name ?? null, watched: true,
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
