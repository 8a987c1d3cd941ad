//! A day in both ledgers: of each cluster, of all of them, and of the whole bill, with everything between named.

use super::{Cause, Difference, Explained, Line, Live, causes_by_part, total};
use crate::attribution::{CostTag, job_flow};
use crate::burn::PartCosts;
use crate::cluster::ClusterId;
use crate::money::{Estimate, Usd};
use crate::spend::{Bill, DayCost, Days, Dimension, EC2_COMPUTE, EMR, NoData, Part, is_settled, part};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// The bill of one account, asked in the four ways that are needed to explain it.
pub struct Bills<'a> {
    /// By service, without credits and refunds.
    pub used: &'a Bill,
    /// The same with them.
    pub charged: &'a Bill,
    /// By the job flow tag and the usage type, without credits.
    pub by_cluster: &'a Bill,
    /// By purchase option, without credits.
    pub by_purchase: &'a Bill,
}

/// What is known of a cluster on one day from its nodes and their prices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfCluster {
    pub cluster: ClusterId,
    pub costs: PartCosts,
    /// Whether every node that it had on that day is known.
    pub whole: bool,
}

/// One day of the record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordOfDay {
    pub clusters: Vec<OfCluster>,
    /// For how long of the day Emberwatch ran, and for how long it did not, short breaks left out.
    pub watched: SignedDuration,
    pub unwatched: SignedDuration,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerDay {
    /// Of the whole bill.
    pub line: Line,
    /// Of the clusters alone that both ledgers know, where the bill tells them apart and nothing more comes into it.
    pub of_clusters: Option<Difference>,
    /// The dearest first.
    pub clusters: Vec<ClusterLine>,
    /// Whether AWS may still add to the bill.
    pub moving: bool,
    pub watched: SignedDuration,
    pub unwatched: SignedDuration,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterLine {
    pub cluster: ClusterId,
    pub line: Line,
}

/// Since when the bill tells clusters apart; `None`: it never does.
pub fn tag_of(by_cluster: &Bill, days: Days, today: Date) -> Option<CostTag> {
    let names = |day: &Date| {
        let sum = by_cluster.sum(Days::one(*day), &[job_flow()], today);
        sum.by_key.keys().any(|key| key.value(&job_flow()).is_some())
    };
    days.iter().find(names).map(|since| CostTag::Active { since })
}

/// Puts a day's record beside its bill. `now` is today's moment: of a day that is not over nothing is billed yet.
pub fn meet(day: Date, now: Timestamp, record: &RecordOfDay, bills: &Bills<'_>, tag: &CostTag) -> LedgerDay {
    let today = crate::spend::utc_day(now);
    let billed = bills.charged.day(day, today);
    let told = Told::of(day, today, bills);
    let by_cluster = tag.speaks_of(day).then_some(told.as_ref()).flatten();
    let clusters = cluster_lines(day, today, record, &told, tag.speaks_of(day));
    let live = live(record);
    let causes = match (&told, live.as_ref()) {
        (Some(told), Some(_)) => told.causes(record, &clusters, tag.speaks_of(day)),
        _ => Vec::new(),
    };
    let is_estimate = matches!(billed, DayCost::Billed { estimated: true, .. });
    let moving = !is_settled(day, is_estimate, today);
    LedgerDay {
        line: Line::new(day, live, billed, &causes),
        // What is still being billed is no less than what was estimated: it is only later.
        of_clusters: by_cluster.filter(|_| !moving).and_then(|_| total(clusters.iter().map(|cluster| &cluster.line))),
        clusters,
        moving,
        watched: record.watched,
        unwatched: record.unwatched,
    }
}

/// Nothing recorded at all is no zero: nobody was there.
fn live(record: &RecordOfDay) -> Option<Live> {
    if record.clusters.is_empty() && record.watched <= SignedDuration::ZERO {
        return None;
    }
    let mut estimate = Estimate::default();
    record.clusters.iter().for_each(|of| estimate += &of.costs.total());
    let whole = record.clusters.iter().all(|of| of.whole);
    Some(Live { estimate, recorded_throughout: whole && record.unwatched <= SignedDuration::ZERO })
}

fn cluster_lines(day: Date, today: Date, record: &RecordOfDay, told: &Option<Told>, by_tag: bool) -> Vec<ClusterLine> {
    let nothing = BTreeMap::new();
    let on_bill = told.as_ref().filter(|_| by_tag);
    let rows = on_bill.map_or(&nothing, |told| &told.clusters);
    let recorded: BTreeMap<&ClusterId, &OfCluster> = record.clusters.iter().map(|of| (&of.cluster, of)).collect();
    let mut ids: Vec<&ClusterId> = rows.keys().chain(recorded.keys().copied()).collect();
    ids.sort();
    ids.dedup();
    let line = |id: &ClusterId| {
        let of = recorded.get(id).copied();
        let parts = rows.get(id);
        let billed = match (on_bill, parts) {
            (Some(told), Some(parts)) => {
                DayCost::Billed { usd: parts.values().copied().sum(), estimated: told.estimated }
            }
            (Some(told), None) if is_settled(day, told.estimated, today) => {
                DayCost::Billed { usd: Usd::ZERO, estimated: told.estimated }
            }
            (Some(_), None) => DayCost::NoData(NoData::NotYetBilled),
            (None, _) => DayCost::NoData(told.as_ref().map_or(NoData::NotYetBilled, |_| NoData::NotToldApart)),
        };
        let causes = of.zip(parts).map(|(of, parts)| cluster_causes(of, parts, told)).unwrap_or_default();
        let live = of.map(|of| Live {
            estimate: of.costs.total(),
            recorded_throughout: of.whole && of.costs.total().is_complete(),
        });
        ClusterLine { cluster: id.clone(), line: Line::new(day, live, billed, &causes) }
    };
    let mut lines: Vec<ClusterLine> = ids.into_iter().map(line).collect();
    lines.sort_by_key(|line| std::cmp::Reverse(weight(&line.line)));
    lines
}

/// The amount by which a line is ranked.
fn weight(line: &Line) -> Usd {
    match (&line.billed, &line.live) {
        (DayCost::Billed { usd, .. }, _) => *usd,
        (DayCost::NoData(_), Some(live)) => live.estimate.known,
        (DayCost::NoData(_), None) => Usd::ZERO,
    }
}

fn cluster_causes(of: &OfCluster, parts: &BTreeMap<Part, Usd>, told: &Option<Told>) -> Vec<Explained> {
    let mut causes = causes_by_part(parts, &of.costs);
    let short = compute(parts) - (of.costs.ec2.known + of.costs.emr.known);
    if !of.whole {
        causes.push(Explained { cause: Cause::NotRecorded, usd: (short > Usd::ZERO).then_some(short) });
    } else if short < Usd::ZERO && told.as_ref().is_some_and(|told| told.reserved != Usd::ZERO) {
        // What a plan or a reservation pays for is missing of the cluster's own rows, and stands elsewhere as a fee.
        causes.push(Explained { cause: Cause::SavingsPlansAndReserved, usd: None });
    }
    causes
}

/// Instances and the price of EMR, and whatever else stands on the bill under a cluster.
fn compute(parts: &BTreeMap<Part, Usd>) -> Usd {
    sum(parts, &[Part::Ec2, Part::Emr, Part::Rest])
}

fn sum(parts: &BTreeMap<Part, Usd>, of: &[Part]) -> Usd {
    of.iter().filter_map(|part| parts.get(part)).copied().sum()
}

/// A day of the bill, taken apart.
struct Told {
    clusters: BTreeMap<ClusterId, BTreeMap<Part, Usd>>,
    /// Of clusters and of none.
    parts: BTreeMap<Part, Usd>,
    /// What instances and everything else cost that is of no cluster.
    of_none: Usd,
    /// What the services cost in which clusters appear.
    services: Usd,
    reserved: Usd,
    credits: Usd,
    estimated: bool,
}

impl Told {
    /// `None` where one of the answers is missing.
    fn of(day: Date, today: Date, bills: &Bills<'_>) -> Option<Self> {
        let amount = |bill: &Bill| match bill.day(day, today) {
            DayCost::Billed { usd, estimated } => Some((usd, estimated)),
            DayCost::NoData(_) => None,
        };
        let ((used, _), (charged, estimated)) = (amount(bills.used)?, amount(bills.charged)?);
        let (_, _) = (amount(bills.by_cluster)?, amount(bills.by_purchase)?);
        let one = Days::one(day);
        let mut told = Self {
            clusters: BTreeMap::new(),
            parts: BTreeMap::new(),
            of_none: Usd::ZERO,
            services: Usd::ZERO,
            reserved: Usd::ZERO,
            credits: charged - used,
            estimated,
        };
        for (key, usd) in bills.by_cluster.sum(one, &[job_flow(), Dimension::UsageType], today).by_key {
            let part = part(None, key.value(&Dimension::UsageType));
            *told.parts.entry(part).or_insert(Usd::ZERO) += usd;
            match key.value(&job_flow()) {
                Some(id) => {
                    *told.clusters.entry(id.into()).or_default().entry(part).or_insert(Usd::ZERO) += usd;
                }
                None if matches!(part, Part::Ebs | Part::Nat | Part::DataTransfer) => {}
                None => told.of_none += usd,
            }
        }
        for (key, usd) in bills.by_purchase.sum(one, &[Dimension::PurchaseOption], today).by_key {
            let option = key.value(&Dimension::PurchaseOption).unwrap_or_default();
            if option.contains("Reserved") || option.contains("Savings Plan") {
                told.reserved += usd;
            }
        }
        for (key, usd) in bills.used.sum(one, &[Dimension::Service], today).by_key {
            if matches!(key.value(&Dimension::Service), Some(EMR | EC2_COMPUTE)) {
                told.services += usd;
            }
        }
        Some(told)
    }

    /// Everything between the estimate and the whole bill that has a name.
    fn causes(&self, record: &RecordOfDay, clusters: &[ClusterLine], by_tag: bool) -> Vec<Explained> {
        let mut live = PartCosts::default();
        record.clusters.iter().for_each(|of| live += &of.costs);
        let mut parts = self.parts.clone();
        // The volumes of a cluster that nobody recorded are told with it.
        *parts.entry(Part::Ebs).or_insert(Usd::ZERO) =
            sum(&self.parts, &[Part::Ebs]) - self.unrecorded(clusters, &[Part::Ebs]);
        let mut causes = causes_by_part(&parts, &live);
        // Without the tag the clusters' own instances are among what is of no cluster: they are told by their services.
        let own = if by_tag { Usd::ZERO } else { self.services - self.reserved };
        let amounts = [
            (Cause::Credits, self.credits),
            (Cause::SavingsPlansAndReserved, self.reserved),
            (Cause::OtherCosts, self.of_none - self.reserved - own),
        ];
        let told = amounts.into_iter().filter(|(_, usd)| *usd != Usd::ZERO);
        causes.extend(told.map(|(cause, usd)| Explained { cause, usd: Some(usd) }));
        causes.extend(self.not_recorded(record, clusters, by_tag));
        causes
    }

    /// What the bill has of clusters of which nothing is recorded.
    fn unrecorded(&self, clusters: &[ClusterLine], of: &[Part]) -> Usd {
        let unrecorded = clusters.iter().filter(|of| of.line.live.is_none());
        unrecorded.filter_map(|cluster| Some(sum(self.clusters.get(&cluster.cluster)?, of))).sum()
    }

    /// Where the bill tells clusters apart, exactly what it has of those that were not recorded or not throughout.
    fn not_recorded(&self, record: &RecordOfDay, clusters: &[ClusterLine], by_tag: bool) -> Option<Explained> {
        let cause = Cause::NotRecorded;
        if !by_tag {
            return (record.unwatched > SignedDuration::ZERO).then_some(Explained { cause, usd: None });
        }
        let whole = self.unrecorded(clusters, &[Part::Ec2, Part::Emr, Part::Rest, Part::Ebs]);
        let named = |of: &ClusterLine| {
            let difference = of.line.difference.as_ref()?;
            difference.explained.iter().find(|explained| explained.cause == cause)?.usd
        };
        let usd = whole + clusters.iter().filter_map(named).sum();
        (usd != Usd::ZERO).then_some(Explained { cause, usd: Some(usd) })
    }
}

#[cfg(test)]
mod tests;
