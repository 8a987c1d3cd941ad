import type { ClusterDetailView, ClusterRow, StepView } from "@/ipc/client";
import { at } from "./fixtures";

export function detailOf(row: ClusterRow, now: number): ClusterDetailView {
  const ended = row.ended_at !== null;
  return {
    as_of: at(now, -3), sample: false, row, key_pair: "data-platform", log_uri: "s3://acme-emr-logs/", service_role: "EMR_DefaultRole",
    job_flow_role: "EMR_EC2_DefaultRole", subnet_id: "subnet-0a1b2c3d", zone: `${row.region}a`, master_dns: `ip-10-0-3-17.${row.region}.compute.internal`,
    managed_scaling: { unit: "Instances", minimum: 3, maximum: 60 },
    groups: row.name === "fleet-recs" ? [] : [
      { id: "ig-1MASTER", name: "Master", role: "MASTER", instance_type: "m5.xlarge", market: "on_demand", bid_price: null, requested: 1, running: ended ? 0 : 1, state: ended ? "TERMINATED" : "RUNNING", storage: ["2 × 32 GiB gp2"] },
      { id: "ig-2CORE", name: "Core", role: "CORE", instance_type: "r5.2xlarge", market: "on_demand", bid_price: null, requested: 2, running: ended ? 0 : 2, state: ended ? "TERMINATED" : "RUNNING", storage: ["4 × 64 GiB gp2"] },
      { id: "ig-3TASK", name: "Task", role: "TASK", instance_type: "r5.2xlarge", market: "spot", bid_price: "0.55", requested: 12, running: ended ? 0 : 10, state: "RESIZING", storage: ["4 × 64 GiB gp2"] },
    ],
    fleets: row.name !== "fleet-recs" ? [] : [
      { id: "if-1", name: "Task fleet", role: "TASK", target_on_demand: 0, target_spot: 18, provisioned_on_demand: 0, provisioned_spot: 16, state: "RUNNING", instance_types: ["r5.2xlarge", "r5a.2xlarge", "m5.4xlarge"] },
    ],
    nodes: [
      { instance_id: "i-0f3a9c1d2e4b5a687", role: "MASTER", instance_type: "m5.xlarge", market: "on_demand", zone: `${row.region}a`, launched_at: at(now, -9000), ended_at: null },
      { instance_id: "i-0aa1bb2cc3dd4ee5f", role: "CORE", instance_type: "r5.2xlarge", market: "on_demand", zone: `${row.region}a`, launched_at: at(now, -8900), ended_at: null },
      { instance_id: "i-0bb1bb2cc3dd4ee5f", role: "TASK", instance_type: "r5.2xlarge", market: "spot", zone: `${row.region}b`, launched_at: at(now, -3000), ended_at: at(now, -900) },
    ],
    timeline: [
      { at: row.created_at ?? at(now, -9000), text: "Created" },
      { at: row.ready_at ?? at(now, -8600), text: "Ready, bootstrap done" },
      { at: at(now, -3000), text: "Task group resized from 8 to 12" },
      ...(row.ended_at ? [{ at: row.ended_at, text: `Ended: ${row.state_reason ?? "no reason given"}` }] : []),
    ],
    configurations: [
      { classification: "spark-defaults", properties: { "spark.dynamicAllocation.enabled": "true", "spark.sql.shuffle.partitions": "800" } },
      { classification: "spark-env › export", properties: { PYSPARK_PYTHON: "/usr/bin/python3" } },
    ],
    bootstrap_actions: [{ name: "install libraries", script: "s3://acme-emr-bootstrap/install-libs.sh", args: ["--pandas", "2.2"] }],
    steps: row.protected === null ? null : [
      step("s-3PUBLISH", "Publish to S3", "PENDING", {}),
      step("s-2MARTS", "Build marts", "RUNNING", { started_at: at(now, -700), usd: "3.10" }),
      step("s-1SESSION", "Sessionize", "COMPLETED", { started_at: at(now, -5000), ended_at: at(now, -720) }),
      step("s-0COPY", "Copy raw events", "FAILED", { started_at: at(now, -8000), ended_at: at(now, -7900), failure: "Unknown error: exit code 1, see stderr of application_1700000000000_0001" }),
    ],
    step_costs: row.protected === null ? null : { between_usd: "41.20", complete: true, text: "From the record, not the bill; split by the time each step ran and the nodes that ran then." },
    console_url: row.account_name === "sandbox" ? null : `https://${row.region}.console.aws.amazon.com/emr/home?region=${row.region}#/clusterDetails/${row.id}`,
    loading: false,
  };
}

function step(id: string, name: string, state: string, more: Partial<StepView>): StepView {
  return {
    id, name, state, action_on_failure: "CONTINUE", main_class: null, jar: "command-runner.jar",
    args: ["spark-submit", "--deploy-mode", "cluster", "s3://acme-jobs/run.py"], created_at: null, started_at: null, ended_at: null, usd: null, failure: null, ...more,
  };
}
