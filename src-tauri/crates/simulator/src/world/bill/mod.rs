//! What one account is billed for one UTC day: the nodes of its clusters at the prices at which they burn, and what
//! every account has beside them.
//!
//! A day is counted up to a moment, `as_of`, and knows nothing that came later, so that a day which is counted to its
//! end never changes again.

mod nodes;
mod others;
mod usage;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use rust_decimal::Decimal;

pub(crate) use others::date;
pub use others::{Item, Other, Record};
pub use usage::{Amounts, Line, Usage};

use super::catalog::{self, Region};
use super::history::Wanted;
use super::ledger::Tariff;
use super::life::Seconds;
use super::{Account, Cluster, ClusterId, World};
use crate::commands::Commands;
use nodes::{Place, Tallies};

/// The cost allocation tags that the payer activated, beside the one that EMR sets.
pub const ACTIVE_TAGS: [&str; 4] = ["cost-center", "env", "owner", "team"];
/// The tag that every instance of a cluster carries.
pub const JOB_FLOW_ID: &str = "aws:elasticmapreduce:job-flow-id";

pub(crate) const DAY_S: i64 = 86_400;
/// EC2 bills a minute at least, so that a node may still be billed after its cluster's end.
const LEAST_BILLED_S: i64 = 60;

/// An account's bill of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayBill {
    pub account: &'static Account,
    /// What the clusters used, all together.
    pub lines: Vec<Line>,
    /// The same by cluster.
    pub clusters: Vec<ClusterBill>,
    pub others: Vec<Other>,
}

/// Key and value.
pub type ActiveTag = (&'static str, String);

/// A cluster's part of a day's bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterBill {
    pub id: ClusterId,
    /// Its tags among [`ACTIVE_TAGS`].
    pub tags: Arc<[ActiveTag]>,
    pub lines: Vec<Line>,
}

impl DayBill {
    /// The sum of everything but credits and the like, as it is charged at list prices.
    pub fn clusters_usd(&self) -> Decimal {
        self.lines.iter().map(|line| line.amounts().unblended).sum()
    }

    /// The same without telling its clusters apart, which are most of it.
    pub(crate) fn together(&self) -> Self {
        let Self { account, lines, others, .. } = self;
        Self { account, lines: lines.clone(), clusters: Vec::new(), others: others.clone() }
    }
}

impl World {
    /// The bill of a day, which is its number since 1970-01-01, as far as it was known at `as_of`.
    pub fn bill(&self, account: &'static Account, day: i64, as_of: Timestamp, commands: &Commands) -> DayBill {
        let (start, end) = (day * DAY_S, (day + 1) * DAY_S);
        let known = as_of.as_second().min(end);
        let mut bill = DayBill { account, lines: Vec::new(), clusters: Vec::new(), others: Vec::new() };
        if known <= start {
            return bill;
        }
        let mut together = Tallies::default();
        let mut tag_sets: HashMap<Vec<ActiveTag>, Arc<[ActiveTag]>> = HashMap::new();
        let wanted = Wanted { ended_after: start - LEAST_BILLED_S, ..Wanted::active(known) };
        for region in catalog::regions() {
            let mut tariff = Tariff::new(self, region.name, start, known);
            for outline in self.outlines(account, region.name, &wanted, commands) {
                let cluster = self.cluster(&outline, commands, known);
                let lines = lines(&cluster, region, &mut tariff, (start, known));
                if lines.is_empty() {
                    continue;
                }
                together.merge(&lines);
                let tags = active_tags(&cluster);
                let shared = tag_sets.entry(tags).or_insert_with_key(|tags| Arc::from(tags.as_slice()));
                bill.clusters.push(ClusterBill { id: outline.id, tags: Arc::clone(shared), lines });
            }
        }
        bill.clusters.sort_unstable_by_key(|cluster| cluster.id);
        bill.lines = together.lines();
        bill.others = others::of(account, self.dice(), day, known);
        bill
    }
}

fn active_tags(cluster: &Cluster) -> Vec<ActiveTag> {
    let value = |key: &'static str| {
        let tag = cluster.spec.tags.iter().find(|tag| tag.key == key)?;
        Some((key, tag.value.clone()))
    };
    ACTIVE_TAGS.into_iter().filter_map(value).collect()
}

/// What a cluster's nodes used between two moments.
fn lines(
    cluster: &Cluster,
    region: &'static Region,
    tariff: &mut Tariff<'_>,
    (start, known): (Seconds, Seconds),
) -> Vec<Line> {
    let zone = region.zone(&cluster.spec.zone).map(|zone| zone.name.as_str());
    let mut tallies = Tallies::default();
    for run in super::nodes::runs(cluster, known) {
        let ended = run.ended.map_or(known, |ended| ended.max(run.launched + LEAST_BILLED_S));
        let (from, to) = (run.launched.max(start), ended.min(known));
        if from < to {
            let rates = tariff.ec2(&run, &cluster.spec.zone, from, to);
            tallies.add(&run, Place { region, zone }, &rates, (from, to));
        }
    }
    tallies.lines()
}

#[cfg(test)]
mod tests;
