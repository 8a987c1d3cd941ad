//! Clusters, steps and bootstrap actions, from EMR's types to ours.

use crate::convert::timestamp;
use aws_sdk_emr::types;
use emberwatch_domain::account::AvailabilityZone;
use emberwatch_domain::cluster::{
    Application, AutoTermination, BootstrapAction, ClusterDetail, ClusterId, ClusterState, ClusterSummary,
    CollectionKind, Configuration, StateReason, Step, StepState,
};

/// A cluster without an id can neither be asked about nor stopped, so it is left out.
pub(super) fn summary(cluster: types::ClusterSummary) -> Option<ClusterSummary> {
    let id = ClusterId::new(cluster.id?);
    Some(status(id, cluster.name, cluster.cluster_arn, cluster.status))
}

pub(super) fn cluster(id: &ClusterId, cluster: types::Cluster) -> ClusterDetail {
    let ec2 = cluster.ec2_instance_attributes;
    let id = cluster.id.map_or_else(|| id.clone(), ClusterId::new);
    ClusterDetail {
        summary: status(id, cluster.name, cluster.cluster_arn, cluster.status),
        release_label: cluster.release_label,
        applications: cluster.applications.unwrap_or_default().into_iter().filter_map(application).collect(),
        tags: cluster.tags.unwrap_or_default().into_iter().filter_map(tag).collect(),
        key_pair: ec2.as_ref().and_then(|ec2| ec2.ec2_key_name.clone()),
        protected: cluster.termination_protected.unwrap_or_default(),
        ends_after_steps: cluster.auto_terminate.unwrap_or_default(),
        log_uri: cluster.log_uri,
        service_role: cluster.service_role,
        job_flow_role: ec2.as_ref().and_then(|ec2| ec2.iam_instance_profile.clone()),
        subnet_id: ec2.as_ref().and_then(|ec2| ec2.ec2_subnet_id.clone()),
        zone: ec2.and_then(|ec2| ec2.ec2_availability_zone).map(AvailabilityZone::new),
        master_dns: cluster.master_public_dns_name,
        collection: collection_kind(cluster.instance_collection_type.as_ref()),
        root_volume_gib: cluster.ebs_root_volume_size.and_then(|size| u32::try_from(size).ok()),
        configurations: configurations(cluster.configurations),
    }
}

pub(super) fn step(step: types::StepSummary) -> Option<Step> {
    let status = step.status;
    let timeline = status.as_ref().and_then(|status| status.timeline.as_ref());
    let time = |pick: fn(&types::StepTimeline) -> Option<&aws_smithy_types::DateTime>| {
        timeline.and_then(pick).and_then(timestamp)
    };
    let config = step.config;
    Some(Step {
        id: step.id?,
        name: step.name.unwrap_or_default(),
        state: StepState::from_aws(
            status.as_ref().and_then(|status| status.state()).map_or("", |state| state.as_str()),
        ),
        action_on_failure: step.action_on_failure.map(|action| action.as_str().to_owned()),
        created_at: time(types::StepTimeline::creation_date_time),
        started_at: time(types::StepTimeline::start_date_time),
        ended_at: time(types::StepTimeline::end_date_time),
        failure: status.as_ref().and_then(failure),
        jar: config.as_ref().and_then(|config| config.jar.clone()),
        main_class: config.as_ref().and_then(|config| config.main_class.clone()),
        args: config.and_then(|config| config.args).unwrap_or_default(),
    })
}

pub(super) fn bootstrap_action(command: types::Command) -> BootstrapAction {
    BootstrapAction {
        name: command.name.unwrap_or_default(),
        script: command.script_path.unwrap_or_default(),
        args: command.args.unwrap_or_default(),
    }
}

pub(super) fn auto_termination(policy: types::AutoTerminationPolicy) -> Option<AutoTermination> {
    let idle_seconds = u64::try_from(policy.idle_timeout?).ok()?;
    Some(AutoTermination { idle_seconds })
}

/// ListClusters and DescribeCluster tell a cluster's state in the same words.
fn status(
    id: ClusterId,
    name: Option<String>,
    arn: Option<String>,
    status: Option<types::ClusterStatus>,
) -> ClusterSummary {
    let (state, reason, timeline) = match status {
        Some(status) => (status.state, status.state_change_reason, status.timeline),
        None => (None, None, None),
    };
    let timeline = timeline.as_ref();
    ClusterSummary {
        id,
        name: name.unwrap_or_default(),
        arn,
        // A missing state is an unknown one, which allows no action and counts as alive.
        state: ClusterState::from_aws(state.as_ref().map_or("", |state| state.as_str())),
        state_reason: reason.and_then(state_reason),
        created_at: timeline.and_then(|timeline| timeline.creation_date_time()).and_then(timestamp),
        ready_at: timeline.and_then(|timeline| timeline.ready_date_time()).and_then(timestamp),
        ended_at: timeline.and_then(|timeline| timeline.end_date_time()).and_then(timestamp),
    }
}

/// EMR sends an empty reason for clusters to which nothing happened.
fn state_reason(reason: types::ClusterStateChangeReason) -> Option<StateReason> {
    let code = reason.code.map(|code| code.as_str().to_owned()).unwrap_or_default();
    let message = reason.message.unwrap_or_default();
    (!code.is_empty() || !message.is_empty()).then_some(StateReason { code, message })
}

fn application(application: types::Application) -> Option<Application> {
    Some(Application { name: application.name?, version: application.version })
}

fn tag(tag: types::Tag) -> Option<(String, String)> {
    Some((tag.key?, tag.value.unwrap_or_default()))
}

fn collection_kind(kind: Option<&types::InstanceCollectionType>) -> CollectionKind {
    match kind.map(types::InstanceCollectionType::as_str) {
        Some("INSTANCE_GROUP") => CollectionKind::Groups,
        Some("INSTANCE_FLEET") => CollectionKind::Fleets,
        _ => CollectionKind::Unknown,
    }
}

fn configurations(configurations_: Option<Vec<types::Configuration>>) -> Vec<Configuration> {
    let convert = |configuration: types::Configuration| Configuration {
        classification: configuration.classification.unwrap_or_default(),
        properties: configuration.properties.unwrap_or_default().into_iter().collect(),
        configurations: configurations(configuration.configurations),
    };
    configurations_.unwrap_or_default().into_iter().map(convert).collect()
}

/// Why a step failed: EMR's reason, else its message.
fn failure(status: &types::StepStatus) -> Option<String> {
    let details = status.failure_details();
    let told = [details.and_then(|details| details.reason()), details.and_then(|details| details.message())];
    let text = told.into_iter().flatten().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(": ");
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_smithy_types::DateTime;

    #[test]
    fn a_state_nobody_knew_stays_as_it_came() {
        let status = types::ClusterStatus::builder().state("HIBERNATING".into()).build();
        let found = summary(types::ClusterSummary::builder().id("j-1").status(status).build()).unwrap();
        assert_eq!(found.state, ClusterState::Other("HIBERNATING".into()));
    }

    #[test]
    fn a_cluster_that_tells_nothing_is_alive_and_unknown() {
        let found = cluster(&"j-1".into(), types::Cluster::builder().build());
        assert_eq!(found.summary.id.as_str(), "j-1");
        assert_eq!((found.summary.state.has_ended(), found.collection), (false, CollectionKind::Unknown));
        assert_eq!((found.summary.created_at, found.summary.state_reason), (None, None));
    }

    #[test]
    fn what_has_no_id_is_left_out() {
        assert_eq!(summary(types::ClusterSummary::builder().name("x").build()), None);
        assert_eq!(step(types::StepSummary::builder().name("x").build()), None);
    }

    #[test]
    fn a_step_keeps_its_arguments_times_and_failure() {
        let timeline = types::StepTimeline::builder().start_date_time(DateTime::from_secs(5)).build();
        let details = types::FailureDetails::builder().reason("Unknown Error.").message("exit 1").build();
        let status = types::StepStatus::builder().state("FAILED".into()).timeline(timeline).failure_details(details);
        let config = types::HadoopStepConfig::builder().jar("command-runner.jar").args("spark-submit").build();
        let found =
            step(types::StepSummary::builder().id("s-1").status(status.build()).config(config).build()).unwrap();
        assert_eq!((found.state, found.args), (StepState::Failed, vec!["spark-submit".to_owned()]));
        assert_eq!(found.started_at.map(|time| time.as_second()), Some(5));
        assert_eq!(found.failure.as_deref(), Some("Unknown Error.: exit 1"));
    }
}
