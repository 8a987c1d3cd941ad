use rust_decimal::Decimal;
use serde_json::json;

use super::*;
use crate::commands::{CommandLog, Commands};
use crate::wire::credentials::Caller;
use crate::world::bill::{DAY_S, DayBill};
use crate::world::{Principal, World};

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
        let account = Account::all().iter().find(|account| account.name == name).unwrap();
        Self {
            world: World::new(1),
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
fn the_payer_sees_every_account_and_the_others_their_own() {
    let more = json!({ "GroupBy": by(&[("DIMENSION", "LINKED_ACCOUNT")]) });
    let keys = |name: &str| {
        let answer = Asking::as_account(name).usage("2026-03-03", "2026-03-04", &more);
        groups(&answer["ResultsByTime"][0]).into_iter().map(|(key, _)| key).collect::<Vec<_>>()
    };
    assert_eq!(keys("analytics-prod"), ["441088120031", "730335417920", "905418233746"]);
    assert_eq!(keys("research"), ["730335417920"]);
}
