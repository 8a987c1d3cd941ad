//! What was asked of AWS, how much of its limits that is, and what it costs.

use super::share::{BucketShare, greatest, share};
use crate::clusters::CostView;
use crate::scene::Scene;
use crate::wording::{cost, rfc3339};
use emberwatch_app::budget::{ALL_OF_EMR, documented};
use emberwatch_app::meter::Usage;
use emberwatch_domain::account::{AccountId, Region};
use emberwatch_domain::money::Estimate;
use emberwatch_domain::usage::{self, CallKey, Tally};
use jiff::tz::TimeZone;
use serde::Serialize;
use specta::Type;
use std::collections::{BTreeMap, BTreeSet};

const EMR: &str = "elasticmapreduce";

/// How many requests left, every try of a call included, and what became of those without a result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Type)]
pub struct CallCounts {
    pub sent: u32,
    pub throttled: u32,
    pub failed: u32,
}

#[derive(Clone, Debug, Serialize, Type)]
pub struct CallsView {
    pub hour: CallCounts,
    pub today: CallCounts,
    /// What AWS bills for those of today.
    pub cost: CostView,
    /// The most asked first.
    pub operations: Vec<OperationRow>,
}

#[derive(Clone, Debug, Serialize, Type)]
pub struct OperationRow {
    /// Such as `EMR`.
    pub service: String,
    pub operation: String,
    pub hour: CallCounts,
    pub today: CallCounts,
    /// Of EMR's limit, in the region where it was the most; absent for other services and where nothing was asked.
    pub share: Option<BucketShare>,
    pub cost: CostView,
}

type Tallies<'a> = BTreeMap<&'a CallKey, Tally>;

pub(super) fn of_all(scene: &Scene<'_>, usage: &Usage) -> CallsView {
    let watched: BTreeSet<&AccountId> = scene.snapshots.iter().map(|snapshot| &snapshot.account).collect();
    view(usage, |key| watched.contains(&key.place.account))
}

pub(super) fn of_account(usage: &Usage, account: &AccountId) -> CallsView {
    view(usage, |key| &key.place.account == account)
}

/// What was asked of one region in the last hour, and of which limit of EMR's that was the most.
pub(super) fn of_region(usage: &Usage, account: &AccountId, region: &str) -> (CallCounts, Option<BucketShare>) {
    let asked = picked(&usage.hour, |key| &key.place.account == account && key.place.region.as_str() == region);
    let region = Region::from(region);
    let of_emr = || asked.iter().filter(|(key, _)| key.service == EMR);
    let together: u64 = of_emr().map(|(_, tally)| tally.sent).sum();
    let each = of_emr().map(|(key, tally)| share(&key.operation, &region, documented(&key.operation), tally.sent));
    let all = (together > 0).then(|| share("all EMR operations", &region, ALL_OF_EMR, together));
    (counts(&asked), greatest(each.chain(all)))
}

pub(super) fn today_since(scene: &Scene<'_>) -> String {
    let midnight = scene.now.to_zoned(TimeZone::UTC).start_of_day().map_or(scene.now, |day| day.timestamp());
    rfc3339(midnight)
}

fn view(usage: &Usage, is_meant: impl Fn(&CallKey) -> bool) -> CallsView {
    let (hour, today) = (picked(&usage.hour, &is_meant), picked(&usage.today, &is_meant));
    let names: BTreeSet<(&str, &str)> =
        hour.keys().chain(today.keys()).map(|key| (key.service.as_str(), key.operation.as_str())).collect();
    let row = |(service, operation)| operation_row(service, operation, usage, &is_meant);
    let mut operations: Vec<OperationRow> = names.into_iter().map(row).collect();
    operations.sort_by_key(|row| std::cmp::Reverse((row.today.sent, row.hour.sent)));
    CallsView { hour: counts(&hour), today: counts(&today), cost: cost(&price(&today)), operations }
}

fn operation_row(service: &str, operation: &str, usage: &Usage, is_meant: impl Fn(&CallKey) -> bool) -> OperationRow {
    let this = |key: &CallKey| key.service == service && key.operation == operation && is_meant(key);
    let (hour, today) = (picked(&usage.hour, this), picked(&usage.today, this));
    let of_emr = hour.iter().filter(|_| service == EMR);
    let shares = of_emr.map(|(key, tally)| share(operation, &key.place.region, documented(operation), tally.sent));
    OperationRow {
        service: service_name(service).to_owned(),
        operation: operation.to_owned(),
        hour: counts(&hour),
        today: counts(&today),
        share: greatest(shares),
        cost: cost(&price(&today)),
    }
}

fn picked(all: &BTreeMap<CallKey, Tally>, is_meant: impl Fn(&CallKey) -> bool) -> Tallies<'_> {
    all.iter().filter(|(key, _)| is_meant(key)).map(|(key, tally)| (key, *tally)).collect()
}

fn price(tallies: &Tallies<'_>) -> Estimate {
    let mut estimate = Estimate::default();
    tallies.iter().for_each(|(key, tally)| estimate += &usage::cost(key, *tally));
    estimate
}

fn counts(tallies: &Tallies<'_>) -> CallCounts {
    let mut sum = Tally::default();
    tallies.values().for_each(|tally| sum += *tally);
    let whole = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    CallCounts { sent: whole(sum.sent), throttled: whole(sum.throttled), failed: whole(sum.failed) }
}

/// As people say it.
fn service_name(signed: &str) -> &str {
    match signed {
        EMR => "EMR",
        "ec2" => "EC2",
        "sts" => "STS",
        "iam" => "IAM",
        "pricing" => "Price List",
        "sso" | "sso-oauth" => "SSO",
        "ce" => "Cost Explorer",
        "monitoring" => "CloudWatch",
        other => other,
    }
}
