//! GetCostAndUsage: sums by period, and by up to two dimensions or tags.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::archive::{Asked, Paged, first_estimated, known_until};
use super::entry::{Detail, Dimension, Entry, entries};
use super::expression::{Expression, Test};
use super::paging::{self, page};
use super::period::{DateInterval, Granularity, Period};
use super::{AwsError, Call, Tags, invalid, read, seen};
use crate::world::bill::Amounts;

pub(super) fn answer(call: &Call<'_>, input: &Value) -> Result<Value, AwsError> {
    let request: Request = read(input)?;
    let days = request.time_period.past(call.now)?;
    let periods = request.granularity.periods(days.clone())?;
    let metrics = request.metrics()?;
    let groups = request.group_by.iter().map(GroupDefinition::group).collect::<Result<Vec<_>, _>>()?;
    if groups.len() > MOST_GROUPS {
        return Err(invalid("GroupBy has more than two definitions"));
    }
    let question = Question::new(groups, request.filter.as_ref().map(Expression::test).transpose()?);
    let asked =
        Paged { account: call.caller.account.id, question: paging::question(input), known: known_until(call.now) };
    let all = call.archive.rows(asked, || rows(&periods, question.sums(call, days), !question.groups.is_empty()));
    let (rows, token) = page(call, input, &all, PAGE)?;
    let mut answer = json!({
        "ResultsByTime": results(call, rows, &metrics),
        "DimensionValueAttributes": question.attributes(call),
    });
    if !question.groups.is_empty() {
        answer["GroupDefinitions"] = request.group_by.iter().map(GroupDefinition::json).collect();
    }
    if let Some(token) = token {
        answer["NextPageToken"] = token.into();
    }
    Ok(answer)
}

/// A page holds so many sums; a period may go on in the next page.
const PAGE: usize = 3_000;
const MOST_GROUPS: usize = 2;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Request {
    time_period: DateInterval,
    granularity: Granularity,
    filter: Option<Expression>,
    metrics: Vec<String>,
    #[serde(default)]
    group_by: Vec<GroupDefinition>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GroupDefinition {
    r#type: Option<String>,
    key: Option<String>,
}

/// What charges are told apart by.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Group {
    Dimension(Dimension),
    Tag(String),
}

/// How a metric is read from a sum.
#[derive(Debug, Clone, Copy)]
pub(super) struct Metric {
    pub(super) name: &'static str,
    pub(super) of: fn(&Sum) -> (Decimal, &'static str),
}

pub(super) const METRICS: [Metric; 7] = [
    Metric { name: "AmortizedCost", of: |sum| (sum.amounts.amortized, USD) },
    // One rate for all accounts: no account shares another's reservations here.
    Metric { name: "BlendedCost", of: |sum| (sum.amounts.unblended, USD) },
    Metric { name: "NetAmortizedCost", of: |sum| (sum.amounts.net_amortized, USD) },
    Metric { name: "NetUnblendedCost", of: |sum| (sum.amounts.net_unblended, USD) },
    Metric { name: "NormalizedUsageAmount", of: |sum| (sum.amounts.normalized, MIXED) },
    Metric { name: "UnblendedCost", of: |sum| (sum.amounts.unblended, USD) },
    Metric { name: "UsageQuantity", of: |sum| (sum.amounts.quantity, sum.unit()) },
];
const USD: &str = "USD";
/// The unit of a sum over several.
const MIXED: &str = "N/A";

/// Charges of a day under one pair of keys.
#[derive(Debug, Clone, Default)]
pub(super) struct Sum {
    pub(super) amounts: Amounts,
    units: BTreeSet<&'static str>,
}

/// Sums by day and keys.
pub(super) type Sums = BTreeMap<(i64, Vec<String>), Sum>;

/// What is summed up, and by what.
pub(super) struct Question {
    groups: Vec<Group>,
    test: Option<Test>,
    detail: Detail,
}

/// One sum of the answer; no keys where nothing is grouped, or nothing was found.
#[derive(Debug)]
pub(super) struct Row {
    period: Period,
    keys: Option<Vec<String>>,
    sum: Sum,
}

impl Question {
    /// Everything that a filter lets through, day by day.
    pub(super) fn ungrouped(test: Option<Test>) -> Self {
        Self::new(Vec::new(), test)
    }

    /// The same, of charges that carry their tags.
    pub(super) fn by_tag(self) -> Self {
        Self { detail: Detail::ByCluster, ..self }
    }

    fn new(groups: Vec<Group>, test: Option<Test>) -> Self {
        let by_tag = groups.iter().any(|group| matches!(group, Group::Tag(_)));
        let asks = by_tag || test.as_ref().is_some_and(Test::asks_for_tags);
        Self { groups, test, detail: if asks { Detail::ByCluster } else { Detail::Together } }
    }

    pub(super) fn sums(&self, call: &Call<'_>, days: Range<i64>) -> Sums {
        let tags = Tags::of(call);
        let mut sums = Sums::new();
        self.each(call, days, |day, entry| {
            let keys = self.groups.iter().map(|group| group.key(entry, tags)).collect();
            sums.entry((day, keys)).or_default().add(entry);
        });
        sums
    }

    pub(super) fn each(&self, call: &Call<'_>, days: Range<i64>, mut visit: impl FnMut(i64, &Entry<'_>)) {
        let tags = Tags::of(call);
        // Where no tag shows, clusters cannot be told apart anyway.
        let detail = if tags == Tags::Active { self.detail } else { Detail::Together };
        let asked = Asked { accounts: &seen(call), days, detail };
        for (day, bill) in call.archive.days(call.world, call.commands, &asked, call.now) {
            let accepted = |entry: &Entry<'_>| self.test.as_ref().is_none_or(|test| test.accepts(entry, tags));
            entries(&bill, detail).filter(accepted).for_each(|entry| visit(day, &entry));
        }
    }

    /// Names of accounts, where accounts are keys.
    fn attributes(&self, call: &Call<'_>) -> Vec<Value> {
        if !self.groups.contains(&Group::Dimension(Dimension::LinkedAccount)) {
            return Vec::new();
        }
        seen(call)
            .iter()
            .map(|account| json!({ "Value": account.id, "Attributes": { "description": account.name } }))
            .collect()
    }
}

impl Request {
    fn metrics(&self) -> Result<Vec<Metric>, AwsError> {
        if self.metrics.is_empty() {
            return Err(invalid("At least one metric has to be asked for"));
        }
        let find = |name: &String| METRICS.iter().find(|metric| metric.name == name).copied();
        let found = self.metrics.iter().map(|name| find(name).ok_or_else(|| unknown_metric(name)));
        found.collect()
    }
}

fn unknown_metric(name: &str) -> AwsError {
    let known: Vec<&str> = METRICS.iter().map(|metric| metric.name).collect();
    invalid(format!("Metric {name} is unknown; known are {}", known.join(", ")))
}

impl GroupDefinition {
    fn group(&self) -> Result<Group, AwsError> {
        let key = self.key.as_deref().ok_or_else(|| invalid("A group definition has to have a key"))?;
        match self.r#type.as_deref() {
            Some("DIMENSION") => Dimension::read(key)
                .filter(|dimension| *dimension != Dimension::LinkedAccountName)
                .map(Group::Dimension)
                .ok_or_else(|| invalid(format!("Group Definition dimension {key} is invalid"))),
            Some("TAG") => Ok(Group::Tag(key.to_owned())),
            other => Err(invalid(format!("Group Definition type {} is invalid", other.unwrap_or("null")))),
        }
    }

    fn json(&self) -> Value {
        json!({ "Type": self.r#type, "Key": self.key })
    }
}

impl Group {
    /// A tag's key stands before its value, and alone where a charge does not carry it.
    fn key(&self, entry: &Entry<'_>, tags: Tags) -> String {
        match self {
            Self::Dimension(dimension) => entry.value(*dimension),
            Self::Tag(key) => {
                let value = (tags == Tags::Active).then(|| entry.tag(key)).flatten();
                format!("{key}${}", value.unwrap_or_default())
            }
        }
    }
}

impl Sum {
    pub(super) fn add(&mut self, entry: &Entry<'_>) {
        self.amounts += entry.amounts();
        self.units.insert(entry.unit());
    }

    fn merge(&mut self, other: Self) {
        self.amounts += other.amounts;
        self.units.extend(other.units);
    }

    fn unit(&self) -> &'static str {
        self.units.first().filter(|_| self.units.len() == 1).copied().unwrap_or(MIXED)
    }

    fn json(&self, metrics: &[Metric]) -> Value {
        let written = metrics.iter().map(|metric| {
            let (amount, unit) = (metric.of)(self);
            (metric.name.to_owned(), json!({ "Amount": decimal(amount), "Unit": unit }))
        });
        Value::Object(written.collect::<Map<_, _>>())
    }
}

/// An amount with the ten decimals that Cost Explorer has.
pub(super) fn decimal(amount: Decimal) -> String {
    amount.round_dp(10).normalize().to_string()
}

/// The rows of every period in order. A period without a charge has one row, so that the answer tells of it.
fn rows(periods: &[Period], sums: Sums, grouped: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut sums = sums.into_iter().peekable();
    for period in periods {
        let mut found: BTreeMap<Vec<String>, Sum> = BTreeMap::new();
        while let Some(((_, keys), sum)) = sums.next_if(|((day, _), _)| period.0.contains(day)) {
            found.entry(keys).or_default().merge(sum);
        }
        if found.is_empty() {
            rows.push(Row { period: period.clone(), keys: None, sum: Sum::default() });
        }
        rows.extend(found.into_iter().map(|(keys, sum)| Row {
            period: period.clone(),
            keys: grouped.then_some(keys),
            sum,
        }));
    }
    rows
}

fn results(call: &Call<'_>, rows: &[Row], metrics: &[Metric]) -> Vec<Value> {
    let estimated = first_estimated(call.now);
    let by_period = rows.chunk_by(|row, next| row.period == next.period);
    let result = |rows: &[Row]| {
        let period = &rows[0].period;
        let keyed = rows.iter().filter_map(|row| Some((row.keys.as_ref()?, &row.sum)));
        let groups: Vec<Value> =
            keyed.map(|(keys, sum)| json!({ "Keys": keys, "Metrics": sum.json(metrics) })).collect();
        let total = if groups.is_empty() { rows[0].sum.json(metrics) } else { json!({}) };
        json!({
            "TimePeriod": period.json(),
            "Total": total,
            "Groups": groups,
            "Estimated": period.0.end > estimated,
        })
    };
    by_period.map(result).collect()
}
