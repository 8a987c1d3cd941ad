//! What each cluster cost: by the bill where it tells clusters apart, else by the record.

use super::CostTag;
use super::cost_tag::job_flow;
use crate::cluster::ClusterId;
use crate::money::{Estimate, Usd};
use crate::spend::{Bill, Days, NoData};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was recorded of a cluster on a day.
pub type Record = BTreeMap<(ClusterId, Date), Estimate>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Bill,
    Record,
    /// Some days by the one and some by the other.
    Both,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterCost {
    pub cluster: ClusterId,
    pub cost: Estimate,
    pub source: Source,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClusterCosts {
    /// The dearest first.
    pub clusters: Vec<ClusterCost>,
    /// What the bill has of no cluster, on days on which it tells clusters apart.
    pub of_no_cluster: Usd,
    /// Days whose clusters were told by the record, and why the bill did not: `None`: it has no such tag.
    pub by_record: BTreeMap<Date, Option<NoData>>,
}

/// The bill must be grouped by the job flow tag. Each day is told by one source, so that no money is counted twice.
pub fn by_cluster(days: Days, today: Date, bill: &Bill, tag: &CostTag, record: &Record) -> ClusterCosts {
    let mut found: BTreeMap<ClusterId, ClusterCost> = BTreeMap::new();
    let mut costs = ClusterCosts::default();
    for day in days.iter() {
        let why = if tag.speaks_of(day) {
            let sum = bill.sum(Days::one(day), &[job_flow()], today);
            let missing = sum.missing.into_keys().next();
            for (key, usd) in sum.by_key {
                match key.value(&job_flow()) {
                    Some(id) => {
                        add(&mut found, &id.into(), &Estimate { known: usd, unknown: vec![] }, Source::Bill);
                    }
                    None => costs.of_no_cluster += usd,
                }
            }
            match missing {
                None => continue,
                missing => missing,
            }
        } else {
            None
        };
        costs.by_record.insert(day, why);
        for ((cluster, _), estimate) in record.iter().filter(|((_, of), _)| *of == day) {
            add(&mut found, cluster, estimate, Source::Record);
        }
    }
    ClusterCosts { clusters: dearest_first(found), ..costs }
}

impl ClusterCosts {
    /// Of other days as well.
    pub fn and(self, other: Self) -> Self {
        let mut found: BTreeMap<ClusterId, ClusterCost> = BTreeMap::new();
        for of in self.clusters.into_iter().chain(other.clusters) {
            add(&mut found, &of.cluster, &of.cost, of.source);
        }
        let mut by_record = self.by_record;
        by_record.extend(other.by_record);
        Self { clusters: dearest_first(found), of_no_cluster: self.of_no_cluster + other.of_no_cluster, by_record }
    }
}

fn dearest_first(found: BTreeMap<ClusterId, ClusterCost>) -> Vec<ClusterCost> {
    let mut clusters: Vec<ClusterCost> = found.into_values().collect();
    clusters.sort_by_key(|cluster| std::cmp::Reverse(cluster.cost.known));
    clusters
}

fn add(found: &mut BTreeMap<ClusterId, ClusterCost>, cluster: &ClusterId, cost: &Estimate, source: Source) {
    let known = found.entry(cluster.clone());
    let known = known.or_insert_with(|| ClusterCost { cluster: cluster.clone(), cost: Estimate::default(), source });
    known.cost += cost;
    if known.source != source {
        known.source = Source::Both;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spend::{Basis, BillDay, BillKey};
    use jiff::civil::date;
    use proptest::prelude::*;

    fn january(day: i8) -> Date {
        date(2024, 1, day)
    }

    fn row(day: i8, cluster: &str, micros: i64) -> BillDay {
        let key = BillKey::default().with(job_flow(), cluster);
        BillDay { day: january(day), key, usd: Usd::from_micros(micros), estimated: false }
    }

    fn estimate(micros: i64) -> Estimate {
        Estimate { known: Usd::from_micros(micros), unknown: vec![] }
    }

    fn bill(days: Days, rows: Vec<BillDay>) -> Bill {
        let mut bill = Bill::new(Basis::default());
        bill.record(days, rows, None);
        bill
    }

    #[test]
    fn a_day_is_told_by_the_bill_or_by_the_record_and_never_by_both() {
        let bill = bill(Days::new(january(1), january(4)), (1..4).map(|day| row(day, "j-1", 100)).collect());
        let tag = CostTag::Active { since: january(2) };
        let record: Record = (1..6).map(|day| (("j-1".into(), january(day)), estimate(90))).collect();
        let costs = by_cluster(Days::new(january(1), january(6)), january(5), &bill, &tag, &record);
        let expected = ClusterCost { cluster: "j-1".into(), cost: estimate(90 + 200 + 180), source: Source::Both };
        assert_eq!(costs.clusters, [expected]);
        let by_record =
            [(january(1), None), (january(4), Some(NoData::NotAsked)), (january(5), Some(NoData::NotYetBilled))];
        assert_eq!(costs.by_record, BTreeMap::from(by_record));
    }

    #[test]
    fn days_of_the_bill_and_days_of_the_record_together_are_each_cluster_once() {
        let bill = bill(Days::new(january(1), january(2)), vec![row(1, "j-1", 100), row(1, "", 7)]);
        let tag = CostTag::Active { since: january(1) };
        let record =
            Record::from([(("j-1".into(), january(2)), estimate(90)), (("j-2".into(), january(2)), estimate(5))]);
        let billed = by_cluster(Days::one(january(1)), january(9), &bill, &tag, &record);
        let recorded = by_cluster(Days::one(january(2)), january(9), &bill, &CostTag::Inactive, &record);
        let both = billed.and(recorded);
        let told: Vec<_> =
            both.clusters.iter().map(|of| (of.cluster.as_str(), of.cost.known.micros(), of.source)).collect();
        assert_eq!(told, [("j-1", 190, Source::Both), ("j-2", 5, Source::Record)]);
        assert_eq!((both.of_no_cluster, both.by_record), (Usd::from_micros(7), BTreeMap::from([(january(2), None)])));
    }

    #[test]
    fn without_the_tag_the_record_tells_all_and_names_what_it_does_not_know() {
        let bill = bill(Days::new(january(1), january(2)), vec![row(1, "", 500)]);
        let mut partly = estimate(90);
        partly.add_unknown("a price");
        let record = Record::from([(("j-1".into(), january(1)), partly.clone())]);
        let costs = by_cluster(Days::one(january(1)), january(9), &bill, &CostTag::UpToThePayer, &record);
        let expected = ClusterCost { cluster: "j-1".into(), cost: partly, source: Source::Record };
        assert_eq!((costs.clusters, costs.of_no_cluster), (vec![expected], Usd::ZERO));
    }

    proptest! {
        #[test]
        fn clusters_and_what_is_of_none_add_up_to_the_bill(
            rows in prop::collection::vec((1_i8..29, 0_usize..4, 0_i64..9_000_000_000), 1..60),
        ) {
            let names = ["", "j-1", "j-2", "j-3"];
            let rows: Vec<BillDay> = rows.iter().map(|(day, of, usd)| row(*day, names[*of], *usd)).collect();
            let whole: Usd = rows.iter().map(|row| row.usd).sum();
            let days = Days::new(january(1), january(29));
            let tag = CostTag::Active { since: january(1) };
            let costs = by_cluster(days, date(2024, 3, 1), &bill(days, rows), &tag, &Record::new());
            let clusters: Usd = costs.clusters.iter().map(|cluster| cluster.cost.known).sum();
            prop_assert_eq!(clusters + costs.of_no_cluster, whole);
        }
    }
}
