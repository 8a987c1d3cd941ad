import type { ClusterRow } from "@/ipc/client";
import { RESEARCH, SANDBOX, at, cluster } from "./fixtures";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Some two dozen clusters in three accounts: each state, each doubt, names nobody should trust. */
export function worldOf(now: number): ClusterRow[] {
  const c = (name: string, wish: Parameters<typeof cluster>[1]) => cluster(name, wish, now);
  return [
    c("nightly-sessionize", {
      region: "eu-west-1", age: 2 * HOUR + 700, onDemand: 5, spot: 36, burn: "12.9437", soFar: "18.11", release: "emr-6.15.0",
      applications: ["Hadoop", "Hive", "Spark"], tags: { owner: "data-platform", team: "analytics", env: "prod", "cost-center": "4410" },
      more: { auto_termination: { kind: "after_steps" } },
    }),
    c("churn-features-adhoc", {
      region: "eu-west-1", state: "WAITING", kind: "waiting", age: 9 * HOUR + 800, owner: { name: "thom", source: "key pair" }, mine: true,
      onDemand: 1, spot: 12, burn: "4.8612", soFar: "41.30", tags: { Name: "churn-features-adhoc" },
    }),
    c("ltv-train", {
      place: RESEARCH, region: "eu-west-1", state: "BOOTSTRAPPING", kind: "starting", age: 260, owner: { name: "erik", source: "tag creator" },
      onDemand: 21, burn: "7.0200", soFar: "0.47", more: { ready_at: null, auto_termination: { kind: "after_steps" } },
    }),
    c("trino-shared", {
      age: 18 * DAY + 3 * HOUR, applications: ["Trino", "Hive"], release: "emr-7.2.0", onDemand: 7, burn: "4.1000", soFar: "1771.20",
      unknown: ["the EMR price of r7gd.16xlarge in us-east-1"],
      more: {
        protected: true,
        actions: [
          { kind: "terminate", disabled_reason: "it is protected against termination", remedy: "lift_protection" },
          { kind: "lift_protection", disabled_reason: null, remedy: null },
        ],
      },
    }),
    c("notebook-mila", {
      place: RESEARCH, state: "WAITING", kind: "waiting", age: 5 * HOUR + 120, owner: { name: "mila", source: "tag owner" },
      onDemand: 9, burn: "4.2000", soFar: "29.85", applications: ["JupyterEnterpriseGateway", "Spark", "Livy"],
      more: { auto_termination: { kind: "after", idle_seconds: 3 * HOUR } },
    }),
    c("ads-backfill-tmp", {
      state: "WAITING", kind: "waiting", age: 7 * HOUR, owner: { name: null, source: "unknown" }, onDemand: 5, burn: "2.3600", soFar: "16.00", tags: {},
    }),
    c("poc-iceberg", {
      place: SANDBOX, region: "eu-north-1", state: "WAITING", kind: "waiting", age: 4 * HOUR, owner: { name: "sara", source: "tag owner" },
      onDemand: 3, burn: "0.5800", soFar: "2.20",
      more: {
        freshness: {
          as_of: at(now, -250), stale: true,
          reason: "eu-north-1 of sandbox has not answered since 13:57: the network is unreachable. Check the connection; it is tried again every 30 s",
        },
      },
    }),
    c("attribution-hourly", { age: 1400, onDemand: 3, burn: "0.7440", soFar: "0.29", more: { auto_termination: { kind: "after_steps" } } }),
    c("bid-logs-hourly", { state: "STARTING", kind: "starting", age: 40, onDemand: 4, burn: "0.0000", soFar: "0.00", release: "emr-5.36.2",
      unknown: ["the prices of its nodes: none is running yet"], more: { ready_at: null, nodes: { on_demand: 4, spot: 2, seen: false, as_of: null } } }),
    c("events-compact-hourly", {
      state: "TERMINATING", kind: "terminating", age: 3200, onDemand: 4, spot: 4, burn: "1.9420", soFar: "1.71",
      more: { state_reason: "Steps completed", actions: [{ kind: "terminate", disabled_reason: "it is terminating already", remedy: null }] },
    }),
    c("consent-sync", { place: SANDBOX, region: "eu-west-1", state: "RESIZING_V2", kind: "unknown", age: 2000, burn: "0.7200", soFar: "0.40",
      owner: { name: "privacy", source: "tag owner" },
      more: { actions: [{ kind: "terminate", disabled_reason: "its state RESIZING_V2 is not known to Emberwatch", remedy: null }] } }),
    c("image-embeddings", { place: RESEARCH, region: "us-west-2", age: 26 * HOUR, onDemand: 1, spot: 8, burn: "6.3310", soFar: "140.02",
      owner: { name: "mila", source: "tag owner" }, release: "emr-7.1.0" }),
    c("sql-workbench", { place: SANDBOX, region: "us-west-2", state: "WAITING", kind: "waiting", age: 50 * HOUR, onDemand: 3, burn: "0.7200", soFar: "36.00",
      owner: { name: "thom", source: "tag owner" }, mine: true, applications: ["Hive", "Hue", "Presto"] }),
    c("fleet-recs", { region: "us-west-2", age: 5000, onDemand: 2, spot: 18, burn: "3.9120", soFar: "5.30",
      more: { nodes: { on_demand: 2, spot: 18, seen: true, as_of: at(now, -700) }, gaps: ["its nodes are 11 min old: ec2:DescribeInstances is denied, so they are read one cluster at a time"] } }),
    c("<img src=x onerror=alert(1)> ‮gnp.evil", { place: SANDBOX, age: 1200, burn: "0.4800", soFar: "0.16", tags: { "<script>": "alert(1)", __proto__x: "y" },
      owner: { name: "\"><b>eve</b>", source: "tag owner" } }),
    c("a-very-long-cluster-name-that-somebody-generated-from-a-template-with-branch-feature/PLAT-2231-rework-the-sessionizer-2026-11-20", {
      place: SANDBOX, region: "ap-southeast-2", age: 800, burn: "1.2000", soFar: "0.27", owner: { name: "ci-runner-with-a-long-name@example.com", source: "tag creator" } }),
    c("denied-details", { place: SANDBOX, region: "us-east-1", state: "RUNNING", age: 3000, burn: "0.0000", soFar: "0.00",
      unknown: ["its nodes: elasticmapreduce:DescribeCluster is denied"], owner: { name: null, source: "unknown" }, tags: {},
      more: { release_label: null, applications: [], protected: null, auto_termination: { kind: "unknown" }, nodes: { on_demand: 0, spot: 0, seen: false, as_of: null },
        gaps: ["its details are not known: elasticmapreduce:DescribeCluster is denied to user/thom in sandbox (1299-5550-0417). Ask for that permission"] } }),
    c("events-compact-hourly", { state: "TERMINATED", kind: "ended", age: 3500, endedAgo: 2 * HOUR, soFar: "1.88", more: { id: "j-1ENDED0000001", state_reason: "Steps completed" } }),
    c("attribution-hourly", { state: "TERMINATED", kind: "ended", age: 3300, endedAgo: 3 * HOUR, soFar: "0.68", more: { id: "j-1ENDED0000002", state_reason: "Steps completed" } }),
    c("ads-spend-hourly", { region: "eu-west-1", state: "TERMINATED_WITH_ERRORS", kind: "failed", age: 1500, endedAgo: 5 * HOUR, soFar: "0.31",
      owner: { name: "ads-eng", source: "tag owner" }, more: { state_reason: "On the master instance (i-0f3a), bootstrap action 1 returned a non-zero return code" } }),
    c("playground-jo", { place: RESEARCH, state: "TERMINATED", kind: "ended", age: 9 * HOUR, endedAgo: 26 * HOUR, soFar: "6.48", owner: { name: "jo", source: "tag user" }, more: { state_reason: "Terminated by user request" } }),
    c("gdpr-export", { region: "eu-west-1", state: "TERMINATED", kind: "ended", age: 2 * HOUR, endedAgo: 30 * HOUR, soFar: "1.44", more: { state_reason: "Steps completed" } }),
    c("nightly-sessionize", { region: "eu-west-1", state: "TERMINATED", kind: "ended", age: 2 * HOUR + 3000, endedAgo: 22 * HOUR, onDemand: 5, spot: 36, soFar: "33.90",
      more: { id: "j-1ENDED0000003", state_reason: "Steps completed" } }),
  ];
}
