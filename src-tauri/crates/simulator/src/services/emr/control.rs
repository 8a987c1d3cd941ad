//! Termination, its protection, and the policies that end or scale a cluster by themselves.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{AwsError, Call, cluster, find, parse, present, record, validation};
use crate::commands::{Command, OrderKind};
use crate::wire::dispatch::Family;
use crate::wire::failures::{self, Barrier};
use crate::world::{Cluster, Oddity};

/// TerminateJobFlows takes this many ids at once.
const MOST_IDS: usize = 10;
/// The sentinel `throttle-terminate` refuses this often.
const SENTINEL_THROTTLES: usize = 2;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct TerminateJobFlows {
    job_flow_ids: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct SetTerminationProtection {
    job_flow_ids: Vec<String>,
    termination_protected: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct GetPolicy {
    cluster_id: String,
}

/// Accepted at once, done within minutes. One bad id refuses the whole call.
pub(super) fn terminate(call: &Call<'_>, input: &Value) -> Result<Value, AwsError> {
    let request: TerminateJobFlows = parse(input)?;
    if request.job_flow_ids.len() > MOST_IDS {
        return Err(validation(format!(
            "1 validation error detected: Value at 'jobFlowIds' failed to satisfy constraint: Member must have length less than or equal to {MOST_IDS}"
        )));
    }
    let now = call.now.as_second();
    let clusters = named(call, &request.job_flow_ids)?;
    let living = || clusters.iter().filter(|cluster| !cluster.life.is_ending(now));
    for cluster in living() {
        obey_sentinel(call, cluster)?;
    }
    if living().any(|cluster| cluster.protected) {
        return Err(validation("Could not shut down one or more job flows since they are termination protected."));
    }
    let ids: Vec<String> = living().map(|cluster| cluster.id.to_string()).collect();
    if !ids.is_empty() {
        record(call, Command::Terminate { ids })?;
    }
    Ok(Value::Null)
}

pub(super) fn protect(call: &Call<'_>, input: &Value) -> Result<Value, AwsError> {
    let request: SetTerminationProtection = parse(input)?;
    let clusters = named(call, &request.job_flow_ids)?;
    let ids = clusters.iter().map(|cluster| cluster.id.to_string()).collect();
    record(call, Command::Protect { ids, protected: request.termination_protected })?;
    Ok(Value::Null)
}

pub(super) fn auto_termination_policy(call: &Call<'_>, input: &Value) -> Result<Value, AwsError> {
    let request: GetPolicy = parse(input)?;
    let cluster = cluster(call, &request.cluster_id)?;
    Ok(present(json!({ "AutoTerminationPolicy": cluster.spec.auto_termination })))
}

pub(super) fn managed_scaling_policy(call: &Call<'_>, input: &Value) -> Result<Value, AwsError> {
    let request: GetPolicy = parse(input)?;
    let cluster = cluster(call, &request.cluster_id)?;
    Ok(present(json!({ "ManagedScalingPolicy": cluster.spec.managed_scaling })))
}

/// The clusters that a writing operation names.
fn named(call: &Call<'_>, ids: &[String]) -> Result<Vec<Cluster>, AwsError> {
    let known = |id: &String| find(call, id).ok_or_else(|| validation("Specified job flow ID does not exist."));
    ids.iter().map(known).collect()
}

/// What a cluster's name makes of its termination.
fn obey_sentinel(call: &Call<'_>, cluster: &Cluster) -> Result<(), AwsError> {
    match cluster.life.oddity {
        Oddity::DenyTerminate => {
            let (service, operation) = ("elasticmapreduce", "TerminateJobFlows");
            Err(failures::denied(call.caller, service, operation, &cluster.arn(), Barrier::NotAllowed, Family::Json))
        }
        Oddity::ThrottleTerminate => {
            let orders = call.commands.orders(cluster.id).iter();
            if orders.filter(|order| order.kind == OrderKind::TerminateThrottled).count() >= SENTINEL_THROTTLES {
                return Ok(());
            }
            record(call, Command::TerminateThrottled { id: cluster.id.to_string() })?;
            Err(failures::throttled(Family::Json))
        }
        Oddity::None | Oddity::StuckTerminate | Oddity::UndeadTerminate | Oddity::OddState => Ok(()),
    }
}
