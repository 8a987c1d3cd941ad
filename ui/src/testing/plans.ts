import type { ClusterRow, PlanRequest, PlanTargetView, PlanView, TerminationView } from "@/ipc/client";
import { PROD, at } from "./fixtures";

export function planOf(request: PlanRequest, rows: ClusterRow[], now: number): PlanView {
  const targets = request.targets.flatMap((wanted) => rows.filter((row) => row.id === wanted.id).map((row) => targetOf(row, request)));
  const going = targets.filter((target) => target.verdict === "go");
  const saved = going.reduce((total, target) => total + Number(target.saved.usd_per_hour), 0).toFixed(4);
  return {
    hash: `plan-${request.targets.map((target) => target.id).join("-")}`,
    action: request.action,
    sample: false,
    reason: request.reason,
    targets,
    going: going.length,
    saved: { usd_per_hour: saved, complete: going.every((target) => target.saved.complete), unknown: [] },
    names_to_type: going.filter((target) => target.production).map((target) => target.name),
    call_back_seconds: going.length > 1 ? 10 : 0,
    expires_at: at(now, 300),
  };
}

export function terminationOf(plan: PlanView, target: PlanTargetView, number: number, now: number): TerminationView {
  const waits = plan.call_back_seconds > 0;
  return {
    number, action: plan.action, cluster_id: target.id, cluster_name: target.name, account_id: target.account_id, account_name: target.account_name,
    region: target.region, sample: plan.sample, phase: waits ? "queued" : "requested", standing: "open",
    text: waits ? "waits 10 s, in which it can be called back" : "asked of AWS, not yet answered",
    requested_at: at(now, 0), sent_at: waits ? null : at(now, 0), ended_at: null, reason: plan.reason,
    by: "arn:aws:iam::441088120031:user/thom", saved_per_hour: target.saved.usd_per_hour, saved_complete: target.saved.complete, saves: plan.action === "terminate",
    call_back_until: waits ? at(now, plan.call_back_seconds) : null, plan_hash: plan.hash,
  };
}

function targetOf(row: ClusterRow, request: PlanRequest): PlanTargetView {
  const reason = row.actions.find((action) => action.kind === request.action)?.disabled_reason ?? null;
  return {
    id: row.id, name: row.name, account_id: row.account_id, account_name: row.account_name, account_color: row.account_color,
    production: row.account_id === PROD.account_id, region: row.region, state: row.state, protected: row.protected,
    running_steps: row.state_kind === "running" ? ["Sessionize"] : [], pending_steps: row.state_kind === "running" ? 2 : 0,
    losses: ["everything on its HDFS and local disks"], saved: row.burn, verdict: reason ? "refused" : "go", reason,
  };
}
