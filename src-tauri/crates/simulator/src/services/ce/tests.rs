use rust_decimal::Decimal;
use serde_json::json;

use super::*;
use crate::commands::{CommandLog, Commands};
use crate::wire::credentials::Caller;
use crate::world::bill::{DAY_S, DayBill};
use crate::world::{Crowd, Principal, Spread, World, WorldSize};

/// Cost Explorer as one account asks it, at a moment.
pub(super) struct Asking {
    pub(super) world: World,
    commands: Commands,
    log: CommandLog,
    archive: Archive,
    caller: Caller,
    pub(super) now: Timestamp,
}

impl Asking {
    /// On 2026-03-20 at four in the afternoon, when yesterday is complete and today has two hours.
    pub(super) fn as_account(name: &str) -> Self {
        Self::in_world(World::new(1), name)
    }

    fn in_world(world: World, name: &str) -> Self {
        let account = Account::all().iter().find(|account| account.name == name).unwrap();
        Self {
            world,
            commands: Commands::default(),
            log: CommandLog::in_memory(),
            archive: Archive::default(),
            caller: Caller {
                access_key_id: account.access_key_id(),
                account,
                principal: Principal::User { name: "mila".to_owned() },
            },
            now: "2026-03-20T16:00:00Z".parse().unwrap(),
        }
    }

    pub(super) fn ask(&self, operation: &str, input: &Value) -> Result<Value, AwsError> {
        let call = Call {
            world: &self.world,
            commands: &self.commands,
            log: &self.log,
            archive: &self.archive,
            configurations: &crate::limits::Configurations::default(),
            caller: &self.caller,
            region: "us-east-1",
            now: self.now,
            request_id: "1",
            page_script: None,
        };
        answer(&call, operation, input)
    }

    pub(super) fn usage(&self, start: &str, end: &str, more: &Value) -> Value {
        self.ask("GetCostAndUsage", &usage(start, end, more)).unwrap()
    }

    /// What the world itself says of a closed day.
    pub(super) fn bill(&self, account: &'static Account, day: &str) -> DayBill {
        let start: Timestamp = format!("{day}T00:00:00Z").parse().unwrap();
        self.world.bill(account, start.as_second() / DAY_S, self.now, &self.commands)
    }
}

/// A request for unblended costs by day, with members of its own.
pub(super) fn usage(start: &str, end: &str, more: &Value) -> Value {
    let mut input = json!({
        "TimePeriod": { "Start": start, "End": end },
        "Granularity": "DAILY",
        "Metrics": ["UnblendedCost"],
    });
    for (name, value) in more.as_object().unwrap() {
        input[name] = value.clone();
    }
    input
}

pub(super) fn by(keys: &[(&str, &str)]) -> Value {
    keys.iter().map(|(kind, key)| json!({ "Type": kind, "Key": key })).collect()
}

pub(super) fn amount(metrics: &Value) -> Decimal {
    metrics["UnblendedCost"]["Amount"].as_str().unwrap().parse().unwrap()
}

/// Keys joined by a slash, and amounts.
pub(super) fn groups(result: &Value) -> Vec<(String, Decimal)> {
    let group = |group: &Value| {
        let keys: Vec<&str> = group["Keys"].as_array().unwrap().iter().map(|key| key.as_str().unwrap()).collect();
        (keys.join("/"), amount(&group["Metrics"]))
    };
    result["Groups"].as_array().unwrap().iter().map(group).collect()
}

fn sum_of(lines: &DayBill, service: &str) -> Decimal {
    let lines = lines.lines.iter().filter(|line| line.usage.service().0 == service);
    lines.map(|line| line.amounts().unblended).sum()
}

#[test]
fn a_days_usage_by_service_agrees_with_the_worlds_clusters_to_the_cent() {
    let asking = Asking::as_account("sandbox");
    let more = json!({ "GroupBy": by(&[("DIMENSION", "SERVICE")]), "Filter": { "Dimensions": {
        "Key": "USAGE_TYPE", "Values": ["Usage:"], "MatchOptions": ["CONTAINS"] } } });
    let answer = asking.usage("2026-03-03", "2026-03-06", &more);
    for (index, day) in ["2026-03-03", "2026-03-04", "2026-03-05"].iter().enumerate() {
        let bill = asking.bill(asking.caller.account, day);
        let result = &answer["ResultsByTime"][index];
        assert_eq!(result["Estimated"], false);
        let groups = groups(result);
        assert_eq!(groups.len(), 2, "{groups:?}");
        for (service, amount) in groups {
            assert_eq!(amount.round_dp(8), sum_of(&bill, &service).round_dp(8), "{service}");
        }
    }
}

#[test]
fn a_crowd_is_on_the_bill_in_every_answer() {
    let crowd = WorldSize::With(Crowd { clusters: 300, active: 30, spread: Spread::AsSampled });
    let asking = Asking::in_world(World::sized(1, crowd), "research");
    let sample = Asking::as_account("research");
    let bill = asking.bill(asking.caller.account, "2026-03-04");
    let of_clusters = json!({ "Filter": { "Tags": {
        "Key": crate::world::bill::JOB_FLOW_ID, "MatchOptions": ["ABSENT"] } } });
    let whole = |asking: &Asking, more: &Value| {
        amount(&asking.usage("2026-03-04", "2026-03-05", more)["ResultsByTime"][0]["Total"])
    };
    let clusters = whole(&asking, &json!({})) - whole(&asking, &of_clusters);
    assert_eq!(clusters.round_dp(4), bill.clusters_usd().round_dp(4));
    assert_eq!(whole(&asking, &of_clusters), whole(&sample, &of_clusters), "what no cluster caused is as it was");

    let period = json!({ "Start": "2026-03-04", "End": "2026-03-05" });
    let tags = json!({ "TimePeriod": period, "TagKey": crate::world::bill::JOB_FLOW_ID });
    let told = asking.ask("GetTags", &tags).unwrap()["TotalSize"].as_u64().unwrap();
    assert_eq!(told, bill.clusters.len() as u64 + 1, "each cluster, and what is no cluster's");
    let types = |asking: &Asking| {
        let input = json!({ "TimePeriod": period, "Dimension": "USAGE_TYPE" });
        asking.ask("GetDimensionValues", &input).unwrap()["TotalSize"].as_u64().unwrap()
    };
    assert!(types(&asking) >= types(&sample));
    let foretold = |asking: &Asking| -> Decimal {
        let period = json!({ "Start": "2026-03-20", "End": "2026-03-27" });
        let input = json!({ "TimePeriod": period, "Metric": "UNBLENDED_COST", "Granularity": "DAILY" });
        let answer = asking.ask("GetCostForecast", &input).unwrap();
        answer["Total"]["Amount"].as_str().unwrap().parse().unwrap()
    };
    assert!(foretold(&asking) > foretold(&sample), "what a crowd cost in the last weeks it is to cost in the next");
}

#[test]
fn the_payer_sees_every_account_and_the_others_their_own() {
    let more = json!({ "GroupBy": by(&[("DIMENSION", "LINKED_ACCOUNT")]) });
    let keys = |name: &str| {
        let answer = Asking::as_account(name).usage("2026-03-03", "2026-03-04", &more);
        groups(&answer["ResultsByTime"][0]).into_iter().map(|(key, _)| key).collect::<Vec<_>>()
    };
    assert_eq!(keys("analytics-prod"), ["441088120031", "730335417920", "905418233746"]);
    assert_eq!(keys("research"), ["730335417920"]);
}

#[test]
fn today_and_yesterday_are_estimates_that_still_grow() {
    let mut asking = Asking::as_account("research");
    let days = |asking: &Asking| {
        let answer = asking.usage("2026-03-18", "2026-03-22", &json!({}));
        let results = answer["ResultsByTime"].as_array().unwrap().clone();
        let of = |result: &Value| (result["Estimated"].as_bool().unwrap(), amount(&result["Total"]));
        results.iter().map(of).collect::<Vec<_>>()
    };
    let afternoon = days(&asking);
    assert_eq!(afternoon.iter().map(|(estimated, _)| *estimated).collect::<Vec<_>>(), [false, true, true, true]);
    assert_eq!(afternoon[3].1, Decimal::ZERO, "tomorrow has no cost yet, and says so");
    asking.now = "2026-03-20T08:00:00Z".parse().unwrap();
    let morning = days(&asking);
    assert_eq!(morning[0], afternoon[0], "a closed day is closed");
    assert!(morning[1].1 < afternoon[1].1 && morning[2].1 < afternoon[2].1, "{morning:?} {afternoon:?}");
}

#[test]
fn a_months_sum_is_that_of_its_days() {
    let asking = Asking::as_account("sandbox");
    let sum = |granularity: &str| {
        let answer = asking.usage("2026-02-10", "2026-03-10", &json!({ "Granularity": granularity }));
        let results = answer["ResultsByTime"].as_array().unwrap().clone();
        (results.len(), results.iter().map(|result| amount(&result["Total"])).sum::<Decimal>().round_dp(7))
    };
    let (daily, monthly) = (sum("DAILY"), sum("MONTHLY"));
    assert_eq!((daily.0, monthly.0), (28, 2));
    assert_eq!(daily.1, monthly.1);
}

#[test]
fn a_clusters_cost_is_found_by_its_tag_where_tags_are_active() {
    let more = json!({ "GroupBy": by(&[("TAG", crate::world::bill::JOB_FLOW_ID), ("DIMENSION", "SERVICE")]) });
    let payer = Asking::as_account("analytics-prod");
    let found = groups(&payer.usage("2026-03-04", "2026-03-05", &more)["ResultsByTime"][0]);
    let bill = payer.bill(payer.caller.account, "2026-03-04");
    for cluster in &bill.clusters {
        let billed: Decimal = cluster.lines.iter().map(|line| line.amounts().unblended).sum();
        let key = format!("{}${}/", crate::world::bill::JOB_FLOW_ID, cluster.id);
        let told: Decimal = found.iter().filter(|(keys, _)| keys.starts_with(&key)).map(|(_, usd)| *usd).sum();
        assert_eq!(told.round_dp(6), billed.round_dp(6), "{key}");
    }
    let sandbox = Asking::as_account("sandbox");
    let hidden = groups(&sandbox.usage("2026-03-04", "2026-03-05", &more)["ResultsByTime"][0]);
    assert!(hidden.iter().all(|(keys, _)| keys.starts_with("aws:elasticmapreduce:job-flow-id$/")), "{hidden:?}");
    let period = json!({ "TimePeriod": { "Start": "2026-03-04", "End": "2026-03-05" } });
    assert_eq!(sandbox.ask("GetTags", &period).unwrap()["TotalSize"], 0);
    let keys = payer.ask("GetTags", &period).unwrap();
    assert_eq!(
        keys["Tags"],
        json!(["aws:elasticmapreduce:job-flow-id", "cost-center", "env", "owner", "team"]),
        "what nobody activated, such as creator, is not on the bill"
    );
}

#[test]
fn filters_nest_and_record_types_leave_credits_out() {
    let asking = Asking::as_account("research");
    let total = |filter: Value| {
        let answer = asking.usage("2026-03-01", "2026-03-02", &json!({ "Filter": filter }));
        amount(&answer["ResultsByTime"][0]["Total"])
    };
    let records = |names: &[&str]| json!({ "Dimensions": { "Key": "RECORD_TYPE", "Values": names } });
    let compute = json!({ "Dimensions": { "Key": "SERVICE", "Values": ["Amazon Elastic Compute Cloud - Compute"] } });
    assert_eq!(total(records(&["Credit"])), Decimal::from(-25));
    let without = total(json!({ "Not": records(&["Credit"]) }));
    assert_eq!(without, total(json!({ "Not": records(&["Credit", "Refund"]) })));
    let usage = total(json!({ "And": [records(&["Usage"]), compute] }));
    let credited = total(json!({ "And": [{ "Or": [records(&["Usage"]), records(&["Credit"])] }, compute] }));
    assert_eq!(usage - credited, Decimal::from(25));
}

#[test]
fn a_page_goes_on_where_the_last_one_ended_and_only_for_the_same_question() {
    let asking = Asking::as_account("analytics-prod");
    let more = json!({ "GroupBy": by(&[("TAG", crate::world::bill::JOB_FLOW_ID), ("DIMENSION", "USAGE_TYPE")]) });
    let mut input = usage("2026-03-02", "2026-03-05", &more);
    let (mut pages, mut sum) = (0, Decimal::ZERO);
    loop {
        let answer = asking.ask("GetCostAndUsage", &input).unwrap();
        pages += 1;
        let results = answer["ResultsByTime"].as_array().unwrap().clone();
        sum += results.iter().flat_map(groups).map(|(_, usd)| usd).sum::<Decimal>();
        let Some(token) = answer.get("NextPageToken") else { break };
        input["NextPageToken"] = token.clone();
    }
    assert!(pages > 1, "{pages}");
    let whole = asking.usage("2026-03-02", "2026-03-05", &json!({}));
    let total: Decimal = whole["ResultsByTime"].as_array().unwrap().iter().map(|result| amount(&result["Total"])).sum();
    assert_eq!(sum.round_dp(6), total.round_dp(6));
    let code = |input: &Value| asking.ask("GetCostAndUsage", input).unwrap_err().code;
    input["Granularity"] = json!("MONTHLY");
    assert_eq!(code(&input), "RequestChangedException");
    input["NextPageToken"] = json!("%%");
    assert_eq!(code(&input), "InvalidNextTokenException");
}

#[test]
fn what_is_wrong_with_a_question_is_said() {
    let asking = Asking::as_account("research");
    let group = |keys: &[(&str, &str)]| json!({ "GroupBy": by(keys) });
    let three = [("DIMENSION", "SERVICE"), ("DIMENSION", "REGION"), ("DIMENSION", "AZ")];
    for more in [
        json!({ "Granularity": "HOURLY" }),
        json!({ "Metrics": [] }),
        json!({ "Metrics": ["Cost"] }),
        json!({ "Filter": {} }),
        json!({ "Filter": { "Dimensions": { "Key": "COLOUR", "Values": ["red"] } } }),
        json!({ "TimePeriod": { "Start": "2025-01-19", "End": "2026-03-01" } }),
        group(&three),
        group(&[("COST_CATEGORY", "x")]),
    ] {
        let error = asking.ask("GetCostAndUsage", &usage("2026-03-01", "2026-03-02", &more)).unwrap_err();
        assert_eq!(error.code, "ValidationException", "{more}");
    }
}

#[test]
fn a_new_account_has_no_data_yet() {
    let mut asking = Asking::as_account("research");
    asking.caller.account = Account::some(5).last().unwrap();
    let error = asking.ask("GetCostAndUsage", &usage("2026-03-01", "2026-03-02", &json!({}))).unwrap_err();
    assert_eq!(error.code, "DataUnavailableException");
}

#[test]
fn the_forecast_of_the_days_adds_up_to_its_total_and_stays_within_its_bounds() {
    let asking = Asking::as_account("research");
    let input = json!({
        "TimePeriod": { "Start": "2026-03-20", "End": "2026-04-01" },
        "Metric": "UNBLENDED_COST",
        "Granularity": "DAILY",
    });
    let answer = asking.ask("GetCostForecast", &input).unwrap();
    let number = |value: &Value| value.as_str().unwrap().parse::<Decimal>().unwrap();
    let days = answer["ForecastResultsByTime"].as_array().unwrap();
    assert_eq!(days.len(), 12);
    let sum: Decimal = days.iter().map(|day| number(&day["MeanValue"])).sum();
    assert_eq!(sum.round_dp(6), number(&answer["Total"]["Amount"]).round_dp(6));
    for day in days {
        let mean = number(&day["MeanValue"]);
        assert!(
            number(&day["PredictionIntervalLowerBound"]) < mean && mean < number(&day["PredictionIntervalUpperBound"])
        );
    }
    let mut past = input;
    past["TimePeriod"]["Start"] = json!("2026-03-19");
    assert_eq!(asking.ask("GetCostForecast", &past).unwrap_err().code, "ValidationException");
}

#[test]
fn dimension_values_are_searched_sorted_and_counted() {
    let asking = Asking::as_account("analytics-prod");
    let input = json!({
        "TimePeriod": { "Start": "2026-03-04", "End": "2026-03-05" },
        "Dimension": "SERVICE",
        "SearchString": "elastic",
        "SortBy": [{ "Key": "UnblendedCost", "SortOrder": "DESCENDING" }],
        "MaxResults": 1,
    });
    let answer = asking.ask("GetDimensionValues", &input).unwrap();
    assert_eq!(answer["DimensionValues"][0]["Value"], "Amazon Elastic Compute Cloud - Compute");
    assert_eq!((&answer["ReturnSize"], &answer["TotalSize"]), (&json!(1), &json!(2)));
    assert!(answer["NextPageToken"].is_string());
}
