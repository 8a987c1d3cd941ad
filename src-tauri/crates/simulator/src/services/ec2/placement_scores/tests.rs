use super::*;
use crate::limits::Configurations;
use crate::services::ec2::testing;

const THREE: &str = "InstanceType.1=m5.xlarge&InstanceType.2=r5.xlarge&InstanceType.3=c5.xlarge&RegionName.1=us-east-1";

fn answer_at(configurations: &Configurations, form: &str, now: &str) -> Result<String, AwsError> {
    testing::answer_at(configurations, "GetSpotPlacementScores", form, now)
}

fn told(form: &str) -> Result<String, AwsError> {
    answer_at(&Configurations::default(), form, "2026-05-20T12:00:00Z")
}

fn scores(document: &str) -> Vec<i64> {
    let parts = document.split("<score>").skip(1);
    parts.map(|rest| rest.split('<').next().unwrap().parse().unwrap()).collect()
}

#[test]
fn every_zone_of_the_region_has_a_score_by_its_id() {
    let document = told(&format!("{THREE}&TargetCapacity=1&SingleAvailabilityZone=true")).unwrap();
    assert_eq!(document.matches("<availabilityZoneId>use1-az").count(), 6);
    assert!(scores(&document).iter().all(|score| (1..=10).contains(score)), "{document}");
    assert!(scores(&document).iter().any(|score| *score > 3), "{document}");
}

#[test]
fn fewer_than_three_types_always_score_low() {
    let two = "InstanceType.1=m5.xlarge&InstanceType.2=m5.xlarge&InstanceType.3=r5.xlarge&RegionName.1=us-east-1";
    let document = told(&format!("{two}&TargetCapacity=1&SingleAvailabilityZone=true")).unwrap();
    assert!(scores(&document).iter().all(|score| *score <= 3), "{document}");
}

#[test]
fn more_capacity_is_harder_to_get() {
    let sum =
        |capacity: u32| -> i64 { scores(&told(&format!("{THREE}&TargetCapacity={capacity}")).unwrap()).iter().sum() };
    assert!(sum(1_000) < sum(1));
}

#[test]
fn a_question_without_types_or_capacity_or_with_a_wrong_page_is_refused() {
    let code = |form: &str| told(form).unwrap_err().code;
    assert_eq!(code(THREE), "MissingParameter");
    assert_eq!(code("TargetCapacity=1"), "MissingParameter");
    assert_eq!(code(&format!("{THREE}&TargetCapacity=0")), "InvalidParameterValue");
    assert_eq!(code(&format!("{THREE}&TargetCapacity=1&MaxResults=9")), "InvalidParameterValue");
    assert_eq!(code("InstanceType.1=m9.bogus&TargetCapacity=1"), "InvalidParameterValue");
}

#[test]
fn new_configurations_are_limited_a_day_and_used_ones_may_be_asked_again() {
    let used = Configurations::default();
    let ask = |capacity: usize, now| answer_at(&used, &format!("{THREE}&TargetCapacity={capacity}"), now);
    let (noon, later) = ("2026-05-20T12:00:00Z", "2026-05-21T12:00:01Z");
    for capacity in 1..=Configurations::A_DAY {
        ask(capacity, noon).unwrap();
    }
    assert_eq!(ask(1_000, noon).unwrap_err().code, "MaxConfigLimitExceeded");
    ask(7, noon).unwrap();
    ask(1_000, later).unwrap();
}
