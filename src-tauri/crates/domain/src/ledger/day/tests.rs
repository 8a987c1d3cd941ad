use super::*;
use crate::attribution::JOB_FLOW_TAG;
use crate::spend::{Basis, BillDay, BillKey};
use jiff::civil::date;
use rust_decimal::Decimal;

const DAY: Date = date(2024, 1, 10);

fn usd(cents: i64) -> Usd {
    Usd::new(Decimal::new(cents, 2))
}

fn now() -> Timestamp {
    "2024-01-20T12:00:00Z".parse().unwrap()
}

fn bill(rows: &[(&[(Dimension, &str)], i64)]) -> Bill {
    let rows = rows.iter().map(|(key, cents)| {
        let key = key.iter().fold(BillKey::default(), |key, (by, value)| key.with(by.clone(), value));
        BillDay { day: DAY, key, usd: usd(*cents), estimated: false }
    });
    let mut bill = Bill::new(Basis::default());
    bill.record(Days::one(DAY), rows.collect::<Vec<_>>(), None);
    // An account without any earlier day has no zero to vouch for.
    bill
}

/// Clusters of 1000 and 400 cents, EBS of 60 on the first; NAT 50, transfer 30, another service 700, a plan 200;
/// credits of -150.
struct World {
    used: Bill,
    charged: Bill,
    by_cluster: Bill,
    by_purchase: Bill,
}

impl World {
    fn new(tagged: bool) -> Self {
        use Dimension::{PurchaseOption, Service, UsageType};
        let tag = Dimension::Tag(JOB_FLOW_TAG.to_owned());
        let of = |id: &'static str| if tagged { id } else { "" };
        let services = [(EMR, 300), (EC2_COMPUTE, 1_300), ("EC2 - Other", 140), ("Amazon S3", 700)];
        let rows: Vec<([(Dimension, &str); 1], i64)> =
            services.iter().map(|(service, cents)| ([(Service, *service)], *cents)).collect();
        let rows: Vec<(&[(Dimension, &str)], i64)> = rows.iter().map(|(key, cents)| (&key[..], *cents)).collect();
        let charged = [(&[(Service, "all")][..], 2_440 - 150)];
        let by_cluster = [
            (&[(tag.clone(), of("j-1")), (UsageType, "BoxUsage:m5.xlarge")][..], 1_000),
            (&[(tag.clone(), of("j-1")), (UsageType, "EBS:VolumeUsage.gp3")][..], 60),
            (&[(tag.clone(), of("j-2")), (UsageType, "BoxUsage:r5.xlarge")][..], 400),
            (&[(tag.clone(), ""), (UsageType, "NatGateway-Hours")][..], 50),
            (&[(tag.clone(), ""), (UsageType, "DataTransfer-Regional-Bytes")][..], 30),
            (&[(tag.clone(), ""), (UsageType, "TimedStorage-ByteHrs")][..], 700),
            (&[(tag.clone(), ""), (UsageType, "ComputeSP:1yrNoUpfront")][..], 200),
        ];
        let by_purchase =
            [(&[(PurchaseOption, "On Demand Instances")][..], 2_240), (&[(PurchaseOption, "Savings Plans")][..], 200)];
        Self {
            used: bill(&rows),
            charged: bill(&charged),
            by_cluster: bill(&by_cluster),
            by_purchase: bill(&by_purchase),
        }
    }

    fn meet(&self, record: &RecordOfDay) -> LedgerDay {
        let bills = Bills {
            used: &self.used,
            charged: &self.charged,
            by_cluster: &self.by_cluster,
            by_purchase: &self.by_purchase,
        };
        let tag = tag_of(&self.by_cluster, Days::one(DAY), date(2024, 1, 20)).unwrap_or(CostTag::UpToThePayer);
        meet(DAY, now(), record, &bills, &tag)
    }
}

fn cluster(id: &str, compute: i64, ebs: i64, whole: bool) -> OfCluster {
    let estimate = |cents| Estimate { known: usd(cents), unknown: vec![] };
    let costs = PartCosts { ec2: estimate(compute), emr: Estimate::default(), ebs: estimate(ebs) };
    OfCluster { cluster: id.into(), costs, whole }
}

fn record(clusters: Vec<OfCluster>, unwatched: i64) -> RecordOfDay {
    let hours = SignedDuration::from_hours;
    RecordOfDay { clusters, watched: hours(24 - unwatched), unwatched: hours(unwatched) }
}

fn told(difference: &Difference) -> Vec<(Cause, Option<Usd>)> {
    difference.explained.iter().map(|of| (of.cause, of.usd)).collect()
}

#[test]
fn everything_between_the_estimate_and_the_whole_bill_is_named_with_its_amount() {
    let day = World::new(true).meet(&record(vec![cluster("j-1", 998, 50, true), cluster("j-2", 401, 0, true)], 0));
    let whole = day.line.difference.as_ref().unwrap();
    assert_eq!((whole.live, whole.billed), (usd(1_449), usd(2_290)));
    let expected = [
        (Cause::Credits, Some(usd(-150))),
        (Cause::SavingsPlansAndReserved, Some(usd(200))),
        (Cause::Ebs, Some(usd(10))),
        (Cause::Nat, Some(usd(50))),
        (Cause::DataTransfer, Some(usd(30))),
        (Cause::OtherCosts, Some(usd(700))),
    ];
    assert_eq!(told(whole), expected);
    assert_eq!(whole.unexplained, usd(1));
    let clusters = day.of_clusters.unwrap();
    assert_eq!((clusters.live, clusters.billed), (usd(1_449), usd(1_460)));
    assert!(day.line.live.unwrap().recorded_throughout && !day.moving);
}

#[test]
fn a_cluster_that_was_not_recorded_is_named_with_what_the_bill_has_of_it_and_is_no_zero() {
    let day = World::new(true).meet(&record(vec![cluster("j-1", 600, 60, false)], 10));
    let whole = day.line.difference.as_ref().unwrap();
    assert!(told(whole).contains(&(Cause::NotRecorded, Some(usd(400 + 400)))), "{whole:?}");
    assert_eq!(whole.unexplained, Usd::ZERO);
    let of: Vec<_> = day.clusters.iter().map(|of| (of.cluster.as_str(), of.line.live.is_some())).collect();
    assert_eq!(of, [("j-1", true), ("j-2", false)]);
    let explained: Usd = whole.explained.iter().filter_map(|of| of.usd).sum();
    assert_eq!(whole.usd, explained);
    // The sum compares what both know.
    assert_eq!(day.of_clusters.unwrap().billed, usd(1_060));
}

#[test]
fn without_the_tag_the_services_of_clusters_are_compared_and_no_cluster_has_an_amount() {
    let day = World::new(false).meet(&record(vec![cluster("j-1", 1_000, 60, true), cluster("j-2", 400, 0, true)], 2));
    let whole = day.line.difference.as_ref().unwrap();
    assert_eq!((whole.unexplained, day.of_clusters), (Usd::ZERO, None));
    assert!(told(whole).contains(&(Cause::NotRecorded, None)));
    assert!(day.clusters.iter().all(|of| of.line.billed == DayCost::NoData(NoData::NotToldApart)));
}

#[test]
fn a_day_on_which_nobody_recorded_and_of_which_nothing_is_known_has_no_estimate() {
    let day = World::new(true).meet(&record(vec![], 24));
    assert_eq!((day.line.live, day.line.difference), (None, None));
    // Where it was watched throughout and nothing ran, nothing is what it was estimated at.
    let quiet = World::new(true).meet(&record(vec![], 0)).line.live.unwrap();
    assert!(quiet.recorded_throughout && quiet.estimate.known == Usd::ZERO);
}
