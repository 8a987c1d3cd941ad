//! RunJobFlow.

mod hardware;
mod request;
mod steps;

use serde_json::{Value, json};

use super::{AwsError, Call, parse, record_with, validation};
use crate::commands::Command;
use crate::world::{AutoTerminationPolicy, BootstrapAction, ClusterId, ClusterSpec, Subnet, Workload, cluster_arn};
use request::{Placement, RunJobFlow};

/// EMR runs and queues at most this many steps.
const MOST_STEPS: usize = 256;
/// The shortest and longest idle time of an auto-termination policy, in seconds.
const IDLE_TIMEOUT: std::ops::RangeInclusive<i64> = 60..=604_800;
/// The root volume that EMR 6.10 and later attach.
const ROOT_GIB: u32 = 15;

pub(super) fn run_job_flow(call: &Call<'_>, input: &Value) -> Result<Value, AwsError> {
    let spec = parse::<RunJobFlow>(input)?.into_spec(call)?;
    let mut launched = None;
    record_with(call, |commands| {
        let world = call.world.dice();
        let chance = world.named("launch").named(call.request_id).with(commands.count());
        let id = ClusterId::launched(chance, world);
        launched = Some(id);
        Command::Launch { id: id.to_string(), spec: Box::new(spec) }
    })?;
    let output = launched.map(
        |id| json!({ "JobFlowId": id.to_string(), "ClusterArn": cluster_arn(call.caller.account.id, call.region, id) }),
    );
    Ok(output.unwrap_or_default())
}

impl RunJobFlow {
    fn into_spec(self, call: &Call<'_>) -> Result<ClusterSpec, AwsError> {
        let echoed = self.echoed();
        let name = self.name.filter(|name| !name.is_empty()).ok_or_else(|| missing("name"))?;
        let instances = self.instances.ok_or_else(|| missing("instances"))?;
        let release_label =
            self.release_label.ok_or_else(|| validation("Must specify either a release label or an AMI version."))?;
        if !is_release_label(&release_label) {
            return Err(validation(format!("The supplied release label is invalid: {release_label}.")));
        }
        let service_role =
            self.service_role.ok_or_else(|| validation("ServiceRole is required for creating cluster."))?;
        let job_flow_role =
            self.job_flow_role.ok_or_else(|| validation("InstanceProfile is required for creating cluster."))?;
        check_policy(self.auto_termination_policy.as_ref())?;
        if self.steps.len() > MOST_STEPS {
            return Err(validation(format!(
                "Maximum number of active steps (State = 'Running', 'Pending' or 'Cancel_Pending') for cluster exceeded: {MOST_STEPS}."
            )));
        }
        let requested_subnets: Vec<String> =
            instances.ec2_subnet_id.iter().chain(&instances.ec2_subnet_ids).cloned().collect();
        let subnet = place(call, &requested_subnets, instances.placement.as_ref())?;
        Ok(ClusterSpec {
            name,
            release_label,
            applications: self.applications.into_iter().map(|application| application.name).collect(),
            tags: self.tags,
            log_uri: self.log_uri,
            service_role,
            job_flow_role,
            auto_scaling_role: self.auto_scaling_role,
            security_configuration: self.security_configuration,
            custom_ami_id: self.custom_ami_id,
            scale_down_behavior: self.scale_down_behavior.unwrap_or_else(|| "TERMINATE_AT_TASK_COMPLETION".to_owned()),
            zone: subnet.zone.name.clone(),
            subnet_id: Some(subnet.id.clone()),
            requested_subnets,
            configurations: self.configurations,
            bootstrap_actions: self.bootstrap_actions.into_iter().map(BootstrapAction::from).collect(),
            workload: Workload::Steps(self.steps.into_iter().map(steps::step).collect::<Result<_, _>>()?),
            keep_alive: instances.keep_job_flow_alive_when_no_steps.unwrap_or(false),
            protected: instances.termination_protected.unwrap_or(false),
            visible_to_all_users: self.visible_to_all_users.unwrap_or(true),
            step_concurrency: self.step_concurrency_level.unwrap_or(1),
            ebs_root_gib: self.ebs_root_volume_size.unwrap_or(ROOT_GIB),
            auto_termination: self.auto_termination_policy,
            managed_scaling: self.managed_scaling_policy,
            key_name: instances.ec2_key_name.clone(),
            echoed_attributes: instances.echoed(),
            instances: instances.hardware(call.region)?,
            echoed,
        })
    }
}

/// The subnet asked for, or one in the zone asked for, or the first.
fn place<'a>(call: &Call<'a>, subnets: &[String], placement: Option<&Placement>) -> Result<&'a Subnet, AwsError> {
    let known = call.world.subnets(call.caller.account, call.region);
    let zone =
        placement.and_then(|placement| placement.availability_zone.as_ref().or(placement.availability_zones.first()));
    let (found, problem) = match (subnets, zone) {
        ([], None) => (known.first(), "There is no subnet in this region.".to_owned()),
        ([], Some(zone)) => (
            known.iter().find(|subnet| subnet.zone.name == *zone),
            format!("Specified Availability Zone is not supported: {zone}."),
        ),
        (wanted, _) => {
            if let Some(unknown) = wanted.iter().find(|id| !known.iter().any(|subnet| subnet.id == **id)) {
                return Err(validation(format!("The subnet ID '{unknown}' does not exist.")));
            }
            (known.iter().find(|subnet| wanted.contains(&subnet.id)), String::new())
        }
    };
    found.ok_or_else(|| validation(problem))
}

fn check_policy(policy: Option<&AutoTerminationPolicy>) -> Result<(), AwsError> {
    match policy {
        Some(policy) if !IDLE_TIMEOUT.contains(&policy.idle_timeout) => Err(validation(format!(
            "The idle timeout must be between {} and {} seconds.",
            IDLE_TIMEOUT.start(),
            IDLE_TIMEOUT.end()
        ))),
        _ => Ok(()),
    }
}

/// `emr-` and three numbers.
fn is_release_label(label: &str) -> bool {
    let numbers: Vec<&str> = label.strip_prefix("emr-").unwrap_or_default().split('.').collect();
    numbers.len() == 3 && numbers.iter().all(|number| number.parse::<u32>().is_ok())
}

fn missing(member: &str) -> AwsError {
    validation(format!(
        "1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null"
    ))
}
