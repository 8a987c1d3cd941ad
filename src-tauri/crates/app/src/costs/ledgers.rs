//! Two ledgers beside each other: what was recorded of clusters, at its prices, and what was billed, day by day.

use super::live::SHORT;
use super::{AccountBill, Costs, CostsKnown, CostsWanted, Freshness};
use crate::failure::Failure;
use crate::ports::{BurnRecord, StoreError};
use crate::record::ClusterRecord;
use emberwatch_domain::account::AccountId;
use emberwatch_domain::attribution::{ClusterCosts, CostTag, Record, by_cluster, job_flow};
use emberwatch_domain::burn::{Nodes, Rates, cost_within};
use emberwatch_domain::cluster::{ClusterDetail, ClusterId};
use emberwatch_domain::ledger::{Bills, LedgerDay, OfCluster, RecordOfDay, meet, tag_of};
use emberwatch_domain::price::PriceBook;
use emberwatch_domain::series::gaps;
use emberwatch_domain::spend::{Amounts, Basis, Credits, Days, Dimension, utc_day};
use emberwatch_domain::spot::SpotBook;
use emberwatch_domain::time_span::TimeSpan;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// As it is charged on the day: only so a day of the bill is a day of use.
const CHARGED: Basis = Basis { amounts: Amounts::Unblended, credits: Credits::Counted };
const USED: Basis = Basis { amounts: Amounts::Unblended, credits: Credits::LeftOut };

/// Both ledgers of all watched accounts.
#[derive(Clone, Debug)]
pub struct LedgersKnown {
    pub accounts: Vec<AccountLedgers>,
    /// The bills by cluster, with who was asked and what asking cost.
    pub known: CostsKnown,
}

#[derive(Clone, Debug)]
pub struct AccountLedgers {
    pub account: AccountId,
    /// The newest first.
    pub days: Vec<LedgerDay>,
    /// Each cluster once, by the bill where it tells clusters apart, else by the record.
    pub costs: ClusterCosts,
    /// The clusters that were recorded; others only the bill knows.
    pub recorded: BTreeMap<ClusterId, RecordedCluster>,
    pub tag: CostTag,
}

/// What tells people which cluster it was.
#[derive(Clone, Debug)]
pub struct RecordedCluster {
    pub name: String,
    /// `None`: it was listed and never described.
    pub detail: Option<ClusterDetail>,
}

impl Costs {
    /// What is due of the bill is asked for, in four questions; two of them the forecast asks too.
    ///
    /// # Errors
    /// What was recorded, or is kept of the bills, cannot be read.
    pub async fn ledgers(&self, days: Days, freshness: Freshness) -> Result<LedgersKnown, Failure> {
        let wanted = |basis, by: &[Dimension]| CostsWanted { by: by.to_vec(), ..CostsWanted::all(days, basis) };
        let used = self.look(&wanted(USED, &[]), freshness).await?;
        let charged = self.look(&wanted(CHARGED, &[]), freshness).await?;
        let by_purchase = self.look(&wanted(USED, &[Dimension::PurchaseOption]), freshness).await?;
        let known = self.look(&wanted(USED, &[job_flow(), Dimension::UsageType]), freshness).await?;
        let record = Recorded::read(self, days)?;
        let of = |bills: &CostsKnown, account: &AccountId| {
            bills.bills.iter().find(|bill| &bill.account == account).map(|bill| bill.bill.clone())
        };
        let mut accounts = Vec::new();
        for by_cluster in &known.bills {
            let account = &by_cluster.account;
            let (Some(used), Some(charged), Some(by_purchase)) =
                (of(&used, account), of(&charged, account), of(&by_purchase, account))
            else {
                // Somebody became watched between two questions; the next look has it.
                continue;
            };
            let bills =
                Bills { used: &used, charged: &charged, by_cluster: &by_cluster.bill, by_purchase: &by_purchase };
            accounts.push(record.beside(by_cluster, &bills, days));
        }
        Ok(LedgersKnown { accounts, known })
    }
}

/// What the store and the board know of the days.
struct Recorded {
    now: Timestamp,
    accounts: BTreeMap<AccountId, Vec<ClusterRecord>>,
    spot: BTreeMap<AccountId, SpotBook>,
    prices: PriceBook,
    burn: BurnRecord,
}

impl Recorded {
    fn read(costs: &Costs, days: Days) -> Result<Self, StoreError> {
        let station = &costs.station;
        let (realm, start) = (station.realm(), days.span().start);
        let mut recorded = Self {
            now: station.now(),
            accounts: BTreeMap::new(),
            spot: BTreeMap::new(),
            prices: station.history.prices(realm)?,
            burn: station.history.burn(realm, start)?,
        };
        for snapshot in station.board.snapshots() {
            let account = &snapshot.account;
            let stored = station.history.clusters(realm, account, start)?;
            let mut clusters: BTreeMap<_, ClusterRecord> =
                stored.into_iter().map(|record| ((record.place.region.clone(), record.id().clone()), record)).collect();
            // What is on the board may not be written yet.
            clusters.extend(snapshot.clusters.iter().map(|(key, record)| (key.clone(), (**record).clone())));
            recorded.accounts.insert(account.clone(), clusters.into_values().collect());
            recorded.spot.insert(account.clone(), station.history.spot(realm, account, start)?);
        }
        Ok(recorded)
    }

    /// The newest day first.
    fn beside(&self, bill: &AccountBill, bills: &Bills<'_>, days: Days) -> AccountLedgers {
        let today = utc_day(self.now);
        let days = days.common(&Days::told_on(today));
        let tag = tag_of(bills.by_cluster, days, today).unwrap_or(match bill.holds.len() {
            // Whoever holds other accounts' bills pays for them.
            0 | 1 => CostTag::UpToThePayer,
            _ => CostTag::Inactive,
        });
        let told = days.iter().rev().map(|day| meet(day, self.now, &self.of_day(&bill.holds, day), bills, &tag));
        let told: Vec<LedgerDay> = told.collect();
        let records = bill.holds.iter().filter_map(|account| self.accounts.get(account)).flatten();
        AccountLedgers {
            account: bill.account.clone(),
            costs: whose(&told, days, today, bills, &tag),
            days: told,
            recorded: records.map(|record| (record.id().clone(), RecordedCluster::of(record))).collect(),
            tag,
        }
    }

    fn of_day(&self, accounts: &BTreeSet<AccountId>, day: Date) -> RecordOfDay {
        let whole = Days::one(day).span();
        let within = TimeSpan::new(whole.start, whole.end.min(self.now));
        let mut of_day = RecordOfDay { unwatched: self.unwatched(accounts, within), ..RecordOfDay::default() };
        let length = within.end.duration_since(within.start);
        of_day.watched = (length - of_day.unwatched).max(SignedDuration::ZERO);
        for account in accounts {
            let (Some(records), Some(spot)) = (self.accounts.get(account), self.spot.get(account)) else { continue };
            of_day.clusters.extend(records.iter().filter_map(|record| self.of_cluster(record, spot, within)));
        }
        of_day
    }

    /// The longest that any of the accounts was not looked at.
    fn unwatched(&self, accounts: &BTreeSet<AccountId>, within: TimeSpan) -> SignedDuration {
        let missing = |account: &AccountId| {
            let stretches = self.burn.get(account).map_or(&[][..], Vec::as_slice);
            let lengths = gaps(stretches, within, SHORT).into_iter().map(|gap| gap.end.duration_since(gap.start));
            lengths.fold(SignedDuration::ZERO, |sum, gap| sum + gap)
        };
        accounts.iter().map(missing).max().unwrap_or_default()
    }

    /// `None`: it did not live then, or nothing is known of its nodes.
    fn of_cluster(&self, record: &ClusterRecord, spot: &SpotBook, within: TimeSpan) -> Option<OfCluster> {
        let created = record.summary.created_at;
        if created.is_some_and(|created| created >= within.end)
            || record.summary.ended_at.is_some_and(|ended| ended <= within.start)
        {
            return None;
        }
        let Nodes::Nodes { nodes, as_of } = record.nodes() else { return None };
        let rates = Rates { region: &record.place.region, list: &self.prices, spot };
        // A node that nobody has looked at since is not known to have run on.
        let until = if record.summary.state.has_ended() { self.now } else { as_of };
        let costs = cost_within(&nodes, within, &record.storage(), rates, until);
        let since = record.nodes.as_ref().map(|nodes| nodes.whole_since)?;
        let begin = created.map_or(within.start, |created| created.max(within.start));
        let whole = since <= begin && until + SHORT >= within.end.min(self.now);
        let total = costs.total();
        // Otherwise it ended on the eve and was billed for no second of the day.
        let is_told = !total.known.amount().is_zero() || !total.is_complete();
        is_told.then(|| OfCluster { cluster: record.id().clone(), costs, whole })
    }
}

/// Of days on which AWS may still add to the bill the record knows more.
fn whose(told: &[LedgerDay], days: Days, today: Date, bills: &Bills<'_>, tag: &CostTag) -> ClusterCosts {
    let record = estimates(told);
    let moves_from = told.iter().filter(|day| day.moving).map(|day| day.line.day).min().unwrap_or(days.end);
    let (closed, moving) = (Days::new(days.first, moves_from), Days::new(moves_from, days.end));
    let closed = by_cluster(closed, today, bills.by_cluster, tag, &record);
    closed.and(by_cluster(moving, today, bills.by_cluster, &CostTag::Inactive, &record))
}

fn estimates(days: &[LedgerDay]) -> Record {
    let of_day = |day: &LedgerDay| {
        let date = day.line.day;
        let known = day.clusters.iter().filter_map(|of| Some((of.cluster.clone(), of.line.live.clone()?.estimate)));
        known.map(move |(cluster, estimate)| ((cluster, date), estimate)).collect::<Vec<_>>()
    };
    days.iter().flat_map(of_day).collect()
}

impl RecordedCluster {
    fn of(record: &ClusterRecord) -> Self {
        Self { name: record.summary.name.clone(), detail: record.detail.clone() }
    }
}
