//! ListSteps and ListBootstrapActions.

use serde::Deserialize;
use serde_json::{Value, json};

use super::paging::{self, page};
use super::{AwsError, Call, cluster, moment, parse, present, validation};
use crate::world::{Cluster, Step, StepState};

const PAGE: usize = 50;
const STATES: [&str; 7] = ["PENDING", "CANCEL_PENDING", "RUNNING", "COMPLETED", "CANCELLED", "FAILED", "INTERRUPTED"];
/// ListSteps takes this many ids at once.
const MOST_IDS: usize = 10;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ListSteps {
    cluster_id: String,
    #[serde(default)]
    step_states: Vec<String>,
    #[serde(default)]
    step_ids: Vec<String>,
    marker: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ListBootstrapActions {
    cluster_id: String,
    marker: Option<String>,
}

/// 50 a page, the newest first.
pub(super) fn list(call: &Call<'_>, input: &Value) -> Result<Value, AwsError> {
    let request: ListSteps = parse(input)?;
    if let Some(unknown) = request.step_states.iter().find(|state| !STATES.contains(&state.as_str())) {
        return Err(validation(format!(
            "1 validation error detected: Value '[{unknown}]' at 'stepStates' failed to satisfy constraint: Member must satisfy enum value set: [{}]",
            STATES.join(", ")
        )));
    }
    if request.step_ids.len() > MOST_IDS {
        return Err(validation(format!("Only {MOST_IDS} step ids can be listed at once.")));
    }
    let cluster = cluster(call, &request.cluster_id)?;
    let steps = cluster.steps(call.now.as_second());
    let count = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    let placed: Vec<(paging::Place, Step)> = steps
        .into_iter()
        .zip(0_i64..)
        // The place counts from the oldest step, so that new steps do not move the old ones.
        .map(|(step, index)| ((index - count, 0), step))
        .filter(|(_, step)| request.accepts(step))
        .collect();
    let (shown, marker) = page(call, placed, request.marker.as_deref(), PAGE)?;
    let steps: Vec<Value> = shown.iter().map(|step| summary(&cluster, step)).collect();
    Ok(present(json!({ "Steps": steps, "Marker": marker })))
}

pub(super) fn bootstrap_actions(call: &Call<'_>, input: &Value) -> Result<Value, AwsError> {
    let request: ListBootstrapActions = parse(input)?;
    let cluster = cluster(call, &request.cluster_id)?;
    let actions =
        cluster.spec.bootstrap_actions.iter().zip(0_i64..).map(|(action, index)| ((index, 0), json!(action))).collect();
    let (shown, marker) = page(call, actions, request.marker.as_deref(), PAGE)?;
    Ok(present(json!({ "BootstrapActions": shown, "Marker": marker })))
}

impl ListSteps {
    fn accepts(&self, step: &Step) -> bool {
        (self.step_states.is_empty() || self.step_states.iter().any(|state| state == step.state.as_str()))
            && (self.step_ids.is_empty() || self.step_ids.contains(&step.id))
    }
}

fn summary(cluster: &Cluster, step: &Step) -> Value {
    let failure = (step.state == StepState::Failed).then(|| {
        json!({
            "Reason": "Unknown Error.",
            "LogFile": cluster.spec.log_uri.as_ref().map(|uri| format!("{uri}{}/steps/{}/stderr.gz", cluster.id, step.id)),
        })
    });
    let reason = match step.state {
        StepState::Cancelled => json!({ "Message": "Job terminated" }),
        _ => json!({}),
    };
    json!({
        "Id": step.id,
        "Name": step.spec.name,
        "Config": {
            "Jar": step.spec.jar,
            "Properties": step.spec.properties,
            "MainClass": step.spec.main_class,
            "Args": step.spec.args,
        },
        "ActionOnFailure": step.spec.action_on_failure,
        "Status": {
            "State": step.state.as_str(),
            "StateChangeReason": reason,
            "FailureDetails": failure,
            "Timeline": {
                "CreationDateTime": moment(step.created),
                "StartDateTime": step.started.map(moment),
                "EndDateTime": step.ended.map(moment),
            },
        },
    })
}
