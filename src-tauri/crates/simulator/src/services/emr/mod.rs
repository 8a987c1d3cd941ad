//! EMR in awsJson: reading clusters, and changing them.

mod applications;
mod clusters;
mod collections;
mod control;
mod instances;
mod launch;
mod paging;
mod resize;
mod steps;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{AwsError, Call};
use crate::commands::{Command, Commands, LogError, Recorded};
use crate::wire::dispatch::unknown_operation;
use crate::world::Cluster;

/// Answers one call; null stands for an operation without output.
pub(crate) fn answer(call: &Call<'_>, operation: &str, input: &Value) -> Result<Value, AwsError> {
    match operation {
        "DescribeCluster" => clusters::describe(call, input),
        "GetAutoTerminationPolicy" => control::auto_termination_policy(call, input),
        "GetManagedScalingPolicy" => control::managed_scaling_policy(call, input),
        "ListBootstrapActions" => steps::bootstrap_actions(call, input),
        "ListClusters" => clusters::list(call, input),
        "ListInstanceFleets" => collections::fleets(call, input),
        "ListInstanceGroups" => collections::groups(call, input),
        "ListInstances" => instances::list(call, input),
        "ListSteps" => steps::list(call, input),
        "ModifyInstanceGroups" => resize::modify(call, input),
        "RunJobFlow" => launch::run_job_flow(call, input),
        "SetTerminationProtection" => control::protect(call, input),
        "TerminateJobFlows" => control::terminate(call, input),
        _ => Err(unknown_operation()),
    }
}

/// The input as its type. Members that the simulator does not know are refused: it must not look as if it obeyed them.
fn parse<T: DeserializeOwned>(input: &Value) -> Result<T, AwsError> {
    T::deserialize(input).map_err(|error| validation(format!("1 validation error detected: {error}")))
}

fn validation(message: impl Into<String>) -> AwsError {
    AwsError::new("ValidationException", message)
}

fn invalid_request(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidRequestException", message)
}

/// The cluster that a reading operation names.
fn cluster(call: &Call<'_>, id: &str) -> Result<Cluster, AwsError> {
    find(call, id).ok_or_else(|| invalid_request(format!("Cluster id '{id}' is not valid.")))
}

fn find(call: &Call<'_>, id: &str) -> Option<Cluster> {
    call.world.find(call.caller.account, call.region, id.parse().ok()?, call.now.as_second(), call.commands)
}

/// Records a command of this caller.
fn record(call: &Call<'_>, command: Command) -> Result<Recorded, AwsError> {
    record_with(call, |_| command)
}

fn record_with(call: &Call<'_>, make: impl FnOnce(&Commands) -> Command) -> Result<Recorded, AwsError> {
    let recorded = call.log.append(|commands| Recorded {
        at: call.now,
        account: call.caller.account.id.to_owned(),
        region: call.region.to_owned(),
        command: make(commands),
    });
    recorded.map_err(|error: LogError| {
        tracing::error!(%error, "the simulator cannot record a command");
        AwsError::new("InternalServerError", "Internal server error").with_status(500)
    })
}

/// AWS leaves members out that have no value, so nulls go, at every depth.
fn present(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(name, value)| (name, present(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(present).collect()),
        other => other,
    }
}

/// A moment as awsJson writes it: seconds since 1970, fractions allowed.
fn moment(second: i64) -> Value {
    #[allow(clippy::cast_precision_loss, reason = "seconds since 1970 stay below 2^53 for some 285 million years")]
    Value::from(second as f64)
}
