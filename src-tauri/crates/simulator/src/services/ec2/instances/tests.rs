use jiff::Timestamp;

use super::*;
use crate::commands::{CommandLog, Commands};
use crate::wire::credentials::Caller;
use crate::world::{Account, Principal, World};

const NOW: &str = "2026-05-20T12:00:00Z";

/// What the sample's first account answers in its busiest region.
fn answer(form: &str) -> Result<String, AwsError> {
    let log = CommandLog::in_memory();
    let account = Account::by_id("441088120031").unwrap();
    let principal = Principal::User { name: "mila".to_owned() };
    let call = Call {
        world: &World::new(1),
        commands: &Commands::default(),
        log: &log,
        archive: &crate::services::ce::Archive::default(),
        configurations: &crate::limits::Configurations::default(),
        caller: &Caller { account, access_key_id: account.access_key_id(), principal },
        region: "us-east-1",
        now: NOW.parse::<Timestamp>().unwrap(),
        request_id: "request",
        page_script: None,
    };
    crate::services::ec2::answer(&call, "DescribeInstances", &Form::parse(form.as_bytes()))
}

fn count(document: &str, text: &str) -> usize {
    document.matches(text).count()
}

#[test]
fn every_instance_says_which_cluster_it_belongs_to() {
    let document = answer("").unwrap();
    let instances = count(&document, "<instanceId>");
    assert!(instances > 0);
    assert_eq!(count(&document, "<key>aws:elasticmapreduce:job-flow-id</key><value>j-"), instances);
    assert_eq!(count(&document, "<key>aws:elasticmapreduce:instance-group-role</key>"), instances);
}

#[test]
fn the_tag_key_of_a_cluster_chooses_all_nodes_and_another_key_none() {
    let all = count(&answer("").unwrap(), "<instanceId>");
    let by_key = "Filter.1.Name=tag-key&Filter.1.Value.1=aws%3Aelasticmapreduce%3Ajob-flow-id";
    assert_eq!(count(&answer(by_key).unwrap(), "<instanceId>"), all);
    assert_eq!(count(&answer("Filter.1.Name=tag-key&Filter.1.Value.1=absent").unwrap(), "<instanceId>"), 0);
}

#[test]
fn a_state_and_a_lifecycle_choose_among_the_nodes() {
    let running = answer("Filter.1.Name=instance-state-name&Filter.1.Value.1=running").unwrap();
    assert_eq!(count(&running, "<name>terminated</name>"), 0);
    let spot = answer("Filter.1.Name=instance-lifecycle&Filter.1.Value.1=spot").unwrap();
    assert_eq!(count(&spot, "<instanceLifecycle>spot</instanceLifecycle>"), count(&spot, "<instanceId>"));
}

#[test]
fn pages_of_five_hold_every_instance() {
    let all = count(&answer("").unwrap(), "<instanceId>");
    let (mut seen, mut form) = (0, "MaxResults=5".to_owned());
    loop {
        let document = answer(&form).unwrap();
        let on_page = count(&document, "<instanceId>");
        assert!(on_page <= 5);
        seen += on_page;
        let Some((_, rest)) = document.split_once("<nextToken>") else { break };
        form = format!("MaxResults=5&NextToken={}", rest.split_once('<').unwrap().0);
    }
    assert_eq!(seen, all);
}

#[test]
fn an_instance_that_is_not_there_is_an_error_and_not_an_empty_list() {
    assert_eq!(answer("InstanceId.1=i-00000000000000000").unwrap_err().code, "InvalidInstanceID.NotFound");
    assert_eq!(answer("InstanceId.1=abc").unwrap_err().code, "InvalidInstanceID.Malformed");
    assert_eq!(answer("InstanceId.1=i-0&MaxResults=5").unwrap_err().code, "InvalidParameterCombination");
}
