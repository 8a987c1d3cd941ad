//! Steps of a RunJobFlow. Nothing is executed, so that length and outcome come from what the step says.

use super::request::StepConfig;
use crate::services::AwsError;
use crate::services::emr::validation;
use crate::world::{Dice, StepSpec};

const ACTIONS: [&str; 4] = ["TERMINATE_JOB_FLOW", "TERMINATE_CLUSTER", "CANCEL_AND_WAIT", "CONTINUE"];

/// `command-runner.jar sleep 60` takes a minute and `command-runner.jar false` fails, as they would; any other step
/// succeeds after one to seven minutes.
pub(super) fn step(config: StepConfig) -> Result<StepSpec, AwsError> {
    let action_on_failure = config.action_on_failure.unwrap_or_else(|| "TERMINATE_CLUSTER".to_owned());
    if !ACTIONS.contains(&action_on_failure.as_str()) {
        return Err(validation(format!("Invalid action on failure: {action_on_failure}.")));
    }
    let jar = config.hadoop_jar_step;
    let args = jar.args;
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let (takes_s, fails) = match (jar.jar.as_str(), words.as_slice()) {
        ("command-runner.jar", ["sleep", seconds]) => (seconds.parse().unwrap_or(1), false),
        ("command-runner.jar", ["false"]) => (1, true),
        _ => (args.iter().fold(Dice::new(0).named(&config.name), |dice, arg| dice.named(arg)).between(60, 420), false),
    };
    Ok(StepSpec {
        name: config.name,
        action_on_failure,
        jar: jar.jar,
        main_class: jar.main_class,
        args,
        properties: jar.properties.into_iter().map(|property| (property.key, property.value)).collect(),
        takes_s,
        fails,
    })
}
