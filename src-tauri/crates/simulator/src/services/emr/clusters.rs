//! ListClusters and DescribeCluster.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::paging::{self, page};
use super::{AwsError, Call, applications, cluster, moment, parse, present, validation};
use crate::world::{Cluster, ClusterState, EndCause, Instances, Life, Outline, Role, Wanted};

const PAGE: usize = 50;
const ACTIVE: [&str; 5] = ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING", "TERMINATING"];
const ENDED: [&str; 2] = ["TERMINATED", "TERMINATED_WITH_ERRORS"];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ListClusters {
    #[serde(default)]
    cluster_states: Vec<String>,
    created_after: Option<f64>,
    created_before: Option<f64>,
    marker: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct DescribeCluster {
    cluster_id: String,
}

/// 50 a page, the newest first.
pub(super) fn list(call: &Call<'_>, input: &Value) -> Result<Value, AwsError> {
    let request: ListClusters = parse(input)?;
    request.check_states()?;
    let now = call.now.as_second();
    let outlines = call.world.outlines(call.caller.account, call.region, &request.wanted(now), call.commands);
    let placed: Vec<(paging::Place, Outline)> = outlines
        .into_iter()
        .filter(|outline| request.accepts(outline.life.state(now)))
        .map(|outline| ((-outline.life.created, outline.id.value()), outline))
        .collect();
    let (shown, marker) = page(call, placed, request.marker.as_deref(), PAGE)?;
    let clusters: Vec<Value> =
        shown.iter().map(|outline| summary(&call.world.cluster(outline, call.commands, now), now)).collect();
    Ok(present(json!({ "Clusters": clusters, "Marker": marker })))
}

pub(super) fn describe(call: &Call<'_>, input: &Value) -> Result<Value, AwsError> {
    let request: DescribeCluster = parse(input)?;
    let cluster = cluster(call, &request.cluster_id)?;
    Ok(present(json!({ "Cluster": detail(call, &cluster) })))
}

impl ListClusters {
    fn check_states(&self) -> Result<(), AwsError> {
        let known = |state: &String| ACTIVE.contains(&state.as_str()) || ENDED.contains(&state.as_str());
        if self.cluster_states.iter().all(known) {
            return Ok(());
        }
        Err(validation(format!(
            "1 validation error detected: Value '[{}]' at 'clusterStates' failed to satisfy constraint: Member must satisfy enum value set: [{}, {}]",
            self.cluster_states.join(", "),
            ACTIVE.join(", "),
            ENDED.join(", "),
        )))
    }

    fn wanted(&self, now: i64) -> Wanted {
        let only_active =
            !self.cluster_states.is_empty() && !self.cluster_states.iter().any(|state| ENDED.contains(&state.as_str()));
        let wanted = if only_active { Wanted::active(now) } else { Wanted::remembered(now) };
        #[allow(clippy::cast_possible_truncation, reason = "saturates, and no cluster is that old")]
        let second = |moment: f64| moment.floor() as i64;
        Wanted {
            created_after: self.created_after.map_or(wanted.created_after, second),
            created_before: self.created_before.map_or(wanted.created_before, second),
            ..wanted
        }
    }

    fn accepts(&self, state: ClusterState) -> bool {
        // A state that AWS invents is still found under the state it was split from.
        let name = if state == ClusterState::Hibernating { "WAITING" } else { state.as_str() };
        self.cluster_states.is_empty() || self.cluster_states.iter().any(|wanted| wanted == name)
    }
}

fn summary(cluster: &Cluster, now: i64) -> Value {
    json!({
        "Id": cluster.id.to_string(),
        "Name": cluster.spec.name,
        "Status": status(cluster, now),
        "NormalizedInstanceHours": cluster.normalized_instance_hours(now),
        "ClusterArn": cluster.arn(),
    })
}

fn detail(call: &Call<'_>, cluster: &Cluster) -> Value {
    let spec = &cluster.spec;
    let now = call.now.as_second();
    let applications: Vec<Value> = spec
        .applications
        .iter()
        .map(|name| json!({ "Name": name, "Version": applications::version(name, &spec.release_label) }))
        .collect();
    let collection_type = match spec.instances {
        Instances::Groups(_) => "INSTANCE_GROUP",
        Instances::Fleets(_) => "INSTANCE_FLEET",
    };
    let mut detail = members(json!({
        "Id": cluster.id.to_string(),
        "Name": spec.name,
        "Status": detailed_status(call, cluster),
        "Ec2InstanceAttributes": instance_attributes(call, cluster),
        "InstanceCollectionType": collection_type,
        "LogUri": spec.log_uri,
        "ReleaseLabel": spec.release_label,
        "AutoTerminate": !spec.keep_alive,
        "TerminationProtected": cluster.protected,
        "UnhealthyNodeReplacement": true,
        "VisibleToAllUsers": spec.visible_to_all_users,
        "Applications": applications,
        "Tags": spec.tags,
        "ServiceRole": spec.service_role,
        "NormalizedInstanceHours": cluster.normalized_instance_hours(now),
        "MasterPublicDnsName": cluster.master_dns(call.now),
        "Configurations": spec.configurations,
        "SecurityConfiguration": spec.security_configuration,
        "AutoScalingRole": spec.auto_scaling_role,
        "ScaleDownBehavior": spec.scale_down_behavior,
        "CustomAmiId": spec.custom_ami_id,
        "EbsRootVolumeSize": spec.ebs_root_gib,
        "ClusterArn": cluster.arn(),
        "StepConcurrencyLevel": spec.step_concurrency,
        "PlacementGroups": [],
    }));
    detail.extend(spec.echoed.clone());
    Value::Object(detail)
}

fn instance_attributes(call: &Call<'_>, cluster: &Cluster) -> Value {
    let spec = &cluster.spec;
    let group = |name: &str| call.world.security_group(cluster.account, &cluster.region, name);
    let mut attributes = members(json!({
        "Ec2KeyName": spec.key_name,
        "Ec2SubnetId": spec.subnet_id,
        "RequestedEc2SubnetIds": spec.requested_subnets,
        "Ec2AvailabilityZone": spec.zone,
        "RequestedEc2AvailabilityZones": [],
        "IamInstanceProfile": spec.job_flow_role,
        "EmrManagedMasterSecurityGroup": group("ElasticMapReduce-master"),
        "EmrManagedSlaveSecurityGroup": group("ElasticMapReduce-slave"),
        "AdditionalMasterSecurityGroups": [],
        "AdditionalSlaveSecurityGroups": [],
    }));
    attributes.extend(spec.echoed_attributes.clone());
    Value::Object(attributes)
}

fn members(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn status(cluster: &Cluster, now: i64) -> Value {
    let life = &cluster.life;
    let reached = |at: Option<i64>| at.filter(|at| *at <= now).map(moment);
    json!({
        "State": life.state(now).as_str(),
        "StateChangeReason": reason(cluster, life, now),
        "Timeline": {
            "CreationDateTime": moment(life.created),
            "ReadyDateTime": reached(life.ready),
            "EndDateTime": reached(life.ended),
        },
    })
}

/// DescribeCluster alone adds what went wrong.
fn detailed_status(call: &Call<'_>, cluster: &Cluster) -> Value {
    let now = call.now.as_second();
    let mut status = status(cluster, now);
    let failed = cluster.life.cause == EndCause::BootstrapFailure && cluster.life.is_ending(now);
    if let (true, Some(action), Some(status)) = (failed, cluster.spec.bootstrap_actions.first(), status.as_object_mut())
    {
        let details = json!([{
            "ErrorCode": "BOOTSTRAP_FAILURE_BA_DOWNLOAD_FAILED_PRIMARY",
            "ErrorData": [{ "bootstrap-action": "1", "amazon-s3-path": action.script_path, "primary-instance-id": master_id(cluster, call) }],
            "ErrorMessage": failure_message(cluster, &master_id(cluster, call)),
        }]);
        status.insert("ErrorDetails".to_owned(), details);
    }
    status
}

fn reason(cluster: &Cluster, life: &Life, now: i64) -> Value {
    let message = match life.state(now) {
        ClusterState::Starting => "Provisioning Amazon EC2 capacity",
        ClusterState::Bootstrapping => "Running bootstrap actions",
        ClusterState::Running => "Running step",
        ClusterState::Waiting => "Cluster ready to run steps.",
        ClusterState::Hibernating => "Cluster is hibernating",
        ClusterState::Terminating | ClusterState::Terminated | ClusterState::TerminatedWithErrors => {
            return json!({ "Code": life.cause.code(), "Message": end_message(cluster, now) });
        }
    };
    json!({ "Message": message })
}

fn end_message(cluster: &Cluster, now: i64) -> String {
    match cluster.life.cause {
        EndCause::StepsCompleted => "Steps completed".to_owned(),
        EndCause::UserRequest if cluster.state(now) == ClusterState::Terminating => "User request".to_owned(),
        EndCause::UserRequest => "Terminated by user request".to_owned(),
        EndCause::IdleTimeout => "Terminated by the auto-termination policy".to_owned(),
        EndCause::StepFailure => "Shut down as step failed".to_owned(),
        EndCause::BootstrapFailure => {
            let at = jiff::Timestamp::from_second(now).unwrap_or_default();
            let nodes = cluster.nodes(at);
            let master = nodes
                .iter()
                .find(|node| node.role == Role::Master)
                .map_or_else(String::new, |node| node.ec2_id.clone());
            failure_message(cluster, &master)
        }
    }
}

fn failure_message(cluster: &Cluster, master: &str) -> String {
    let name = cluster.spec.bootstrap_actions.first().map_or("", |action| action.name.as_str());
    format!("On the master instance ({master}), bootstrap action 1 '{name}' returned a non-zero return code")
}

fn master_id(cluster: &Cluster, call: &Call<'_>) -> String {
    let nodes = cluster.nodes(call.now);
    nodes.iter().find(|node| node.role == Role::Master).map_or_else(String::new, |node| node.ec2_id.clone())
}
