use super::*;
use crate::limits::Configurations;
use crate::services::ec2::testing;

const NOW: &str = "2026-05-20T12:00:00Z";

fn answer(form: &str) -> Result<String, AwsError> {
    testing::answer_at(&Configurations::default(), "DescribeInstances", form, NOW)
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
