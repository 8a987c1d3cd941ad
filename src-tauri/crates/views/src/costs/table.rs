//! The bill as a table: days or months, and in each what the dearest groups cost. The drawing is made of the same.

use super::{CostsAsked, CostsBy, exact};
use crate::clusters::AccountColor;
use crate::scene::Scene;
use crate::wording::count;
use emberwatch_app::costs::CostsKnown;
use emberwatch_charts::Pattern;
use emberwatch_domain::account::AccountId;
use emberwatch_domain::attribution::JOB_FLOW_TAG;
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::{BillKey, Days, Dimension, Grain, NoData, PeriodSum, utc_day};
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Type)]
pub struct CostsTable {
    /// The dearest first; what is left of many groups is the last one.
    pub series: Vec<CostSeries>,
    /// Oldest first.
    pub periods: Vec<CostPeriod>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct CostSeries {
    pub name: String,
    pub color: AccountColor,
    pub pattern: ChartPattern,
    /// Of all periods.
    pub usd: String,
}

/// What the bill can be filtered by next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct CostGroup {
    /// Absent: what the bill names no value of.
    pub value: Option<String>,
    pub name: String,
}

/// By what parts of a bar are told apart without their colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ChartPattern {
    Solid,
    Rising,
    Falling,
    Across,
    Upright,
    Crossed,
    Checked,
    Hollow,
}

/// A day or a month; a month at the end of what was asked is cut to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct CostPeriod {
    /// As it is read: `3 Nov`, `Nov 2026`.
    pub label: String,
    pub from: String,
    /// The first day that is left out.
    pub to: String,
    /// Of each series; absent where the bill has no line of it, or nothing is known of the day.
    pub usd: Vec<Option<String>>,
    pub total_usd: Option<String>,
    pub estimated: bool,
    /// Why days of it have no amount: `not yet billed`, and of a month on how many.
    pub missing: Option<String>,
}

/// More parts than that nobody tells apart; the cheaper ones are one part.
const SERIES: usize = 8;
/// What is left is grey; red is kept for what is wrong.
const COLORS: [AccountColor; 7] = [
    AccountColor::Blue,
    AccountColor::Teal,
    AccountColor::Amber,
    AccountColor::Violet,
    AccountColor::Green,
    AccountColor::Pink,
    AccountColor::Red,
];

/// Amounts by what they are told under; `None`: the bill names no value.
pub(super) type ByValue = BTreeMap<Option<String>, Usd>;

/// What all accounts' bills add up to.
pub(super) struct Tabled {
    /// Every group by its own, the dearest first.
    pub groups: Vec<CostGroup>,
    pub series: Vec<Group>,
    pub periods: Vec<Period>,
}

pub(super) struct Group {
    pub name: String,
    pub color: AccountColor,
    pub pattern: Pattern,
    pub usd: Usd,
}

pub(super) struct Period {
    pub days: Days,
    pub label: String,
    /// Of each series; nothing where no account has an amount.
    pub parts: Option<Vec<Option<Usd>>>,
    pub estimated: bool,
    missing: BTreeMap<NoData, u32>,
}

impl Tabled {
    pub fn new(scene: &Scene<'_>, asked: &CostsAsked, known: &CostsKnown) -> Self {
        let sums: Vec<PeriodSum> = merged(scene, asked, known);
        let grouped: Vec<ByValue> = sums.iter().map(|sum| by_value(asked, &sum.by_key)).collect();
        let mut totals = ByValue::new();
        for (value, usd) in grouped.iter().flatten() {
            *totals.entry(value.clone()).or_insert(Usd::ZERO) += *usd;
        }
        let mut ranked: Vec<(Option<String>, Usd)> = totals.into_iter().collect();
        ranked.sort_by_key(|(_, usd)| std::cmp::Reverse(usd.amount().abs()));
        let groups = ranked.iter().map(|(value, _)| CostGroup {
            value: value.clone(),
            name: name(scene, known, &asked.by, value.as_deref()),
        });
        let groups: Vec<CostGroup> = groups.collect();
        let rest = ranked.split_off(if ranked.len() > SERIES { SERIES - 1 } else { ranked.len() });
        let mut series: Vec<Group> = ranked
            .iter()
            .enumerate()
            .map(|(rank, (_, usd))| group(groups[rank].name.clone(), COLORS.get(rank), rank, *usd))
            .collect();
        if !rest.is_empty() {
            let usd = rest.iter().map(|(_, usd)| *usd).sum();
            let name = format!("{} others", scene.numbers().written(&rest.len().to_string()));
            series.push(group(name, None, SERIES - 1, usd));
        }
        let parts = |amounts: &ByValue| {
            let mut parts: Vec<Option<Usd>> = vec![None; series.len()];
            // By what a day has and not by what it may have: of ten thousand clusters few ran on any one day.
            for (value, usd) in amounts {
                let part = &mut parts[ranked.iter().position(|(ranked, _)| ranked == value).unwrap_or(ranked.len())];
                *part = Some(part.unwrap_or(Usd::ZERO) + *usd);
            }
            parts
        };
        let period = |(sum, amounts): (&PeriodSum, &ByValue)| Period {
            days: sum.days,
            label: label(sum.days, asked.grain),
            parts: (sum.billed > 0).then(|| parts(amounts)),
            estimated: sum.estimated_from.is_some(),
            missing: sum.missing.clone(),
        };
        let periods = sums.iter().zip(&grouped).map(period).collect();
        Self { groups, series, periods }
    }

    pub fn table(&self, grain: Grain) -> CostsTable {
        let series = self.series.iter().map(|group| CostSeries {
            name: group.name.clone(),
            color: group.color,
            pattern: group.pattern.into(),
            usd: exact(group.usd),
        });
        let periods = self.periods.iter().map(|period| CostPeriod {
            label: period.label.clone(),
            from: period.days.first.to_string(),
            to: period.days.end.to_string(),
            usd: match &period.parts {
                Some(parts) => parts.iter().map(|usd| usd.map(exact)).collect(),
                None => vec![None; self.series.len()],
            },
            total_usd: period.total().map(exact),
            estimated: period.estimated,
            missing: period.missing(grain),
        });
        CostsTable { series: series.collect(), periods: periods.collect() }
    }
}

impl Period {
    pub fn total(&self) -> Option<Usd> {
        Some(self.parts.as_ref()?.iter().copied().flatten().sum())
    }

    fn missing(&self, grain: Grain) -> Option<String> {
        let told = self.missing.iter().map(|(why, days)| match grain {
            Grain::Day => why.to_string(),
            Grain::Month => format!("{why} ({})", count(*days as usize, "day")),
        });
        (!self.missing.is_empty()).then(|| told.collect::<Vec<_>>().join(", "))
    }
}

impl From<Pattern> for ChartPattern {
    fn from(pattern: Pattern) -> Self {
        match pattern {
            Pattern::Solid => Self::Solid,
            Pattern::Rising => Self::Rising,
            Pattern::Falling => Self::Falling,
            Pattern::Across => Self::Across,
            Pattern::Upright => Self::Upright,
            Pattern::Crossed => Self::Crossed,
            Pattern::Checked => Self::Checked,
            Pattern::Hollow => Self::Hollow,
        }
    }
}

/// What a group is called: an account by its name, and what the bill names no value of by that.
pub(super) fn name(scene: &Scene<'_>, known: &CostsKnown, by: &CostsBy, value: Option<&str>) -> String {
    let Some(value) = value else { return format!("no {}", by.words()) };
    match (by, called(scene, known, by, value)) {
        (CostsBy::Account, Some(name)) => name,
        (_, Some(name)) => format!("{name} ({value})"),
        (_, None) => value.to_owned(),
    }
}

/// What people call what AWS tells by an id; nothing where a value is its own name, or nobody knows another.
pub(super) fn called(scene: &Scene<'_>, known: &CostsKnown, by: &CostsBy, value: &str) -> Option<String> {
    match by {
        CostsBy::Account => Some(scene.look(&AccountId::new(value)).name).filter(|name| name != value),
        CostsBy::Cluster => known.cluster_names.get(&ClusterId::new(value)).cloned(),
        CostsBy::Dimension(Dimension::Tag(key)) if key == JOB_FLOW_TAG => {
            known.cluster_names.get(&ClusterId::new(value)).cloned()
        }
        CostsBy::Dimension(_) | CostsBy::Owner { .. } | CostsBy::Part => None,
    }
}

fn by_value(asked: &CostsAsked, by_key: &BTreeMap<BillKey, Usd>) -> ByValue {
    let mut amounts = ByValue::new();
    by_key.iter().for_each(|(key, usd)| *amounts.entry(asked.by.value(key)).or_insert(Usd::ZERO) += *usd);
    amounts
}

/// The bills of all accounts as one; a day that one account has no amount of is missing of the sum.
fn merged(scene: &Scene<'_>, asked: &CostsAsked, known: &CostsKnown) -> Vec<PeriodSum> {
    let today = utc_day(scene.now);
    let sums = |bill: &emberwatch_app::costs::AccountBill| {
        bill.bill.sums(asked.days, asked.grain, &asked.by.dimensions(), today)
    };
    let mut bills = known.bills.iter();
    let Some(mut merged) = bills.next().map(sums) else { return Vec::new() };
    for bill in bills {
        for (all, one) in merged.iter_mut().zip(sums(bill)) {
            one.by_key.into_iter().for_each(|(key, usd)| *all.by_key.entry(key).or_insert(Usd::ZERO) += usd);
            all.billed = all.billed.max(one.billed);
            all.estimated_from = [all.estimated_from, one.estimated_from].into_iter().flatten().min();
            for (why, days) in one.missing {
                let most = all.missing.entry(why).or_default();
                *most = days.max(*most);
            }
        }
    }
    merged
}

fn group(name: String, color: Option<&AccountColor>, rank: usize, usd: Usd) -> Group {
    let color = color.copied().unwrap_or(AccountColor::Slate);
    Group { name, color, pattern: Pattern::ALL[rank % Pattern::ALL.len()], usd }
}

/// In UTC, as bills count.
fn label(days: Days, grain: Grain) -> String {
    let format = match grain {
        Grain::Day => "%-d %b",
        Grain::Month => "%b %Y",
    };
    days.first.strftime(format).to_string()
}
