//! The live estimate beside the bill, per day and per cluster, and what lies between them.

mod owners;

pub use owners::{OwnerCostSource, OwnerCostView};

use crate::costs::{DOLLARS, SelfCost, days, hindrance, invalid, is_refused, self_cost};
use crate::scene::Scene;
use crate::wording::{signed, signed_percent};
use emberwatch_app::costs::{AccountLedgers, LedgersKnown};
use emberwatch_app::failure::Failure;
use emberwatch_domain::attribution::{CostTag, JOB_FLOW_TAG};
use emberwatch_domain::ledger::{ClusterLine, Difference, Explained, LedgerDay, Line, Live, total};
use emberwatch_domain::spend::{DayCost, Days, utc_day};
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use specta::Type;

/// So many days before today are told unless others are asked for.
const DAYS: i64 = 14;
/// More than this is told by nobody at once: each day is worked out cluster by cluster.
const MOST_DAYS: u32 = 92;

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Type)]
#[serde(default)]
pub struct LedgersRequest {
    /// A day of UTC; absent: a fortnight ago.
    pub from: Option<String>,
    /// The first day that is left out; absent: tomorrow.
    pub to: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct LedgersView {
    pub sample: bool,
    pub from: String,
    pub to: String,
    pub currency: String,
    pub accounts: Vec<LedgersOfAccount>,
    pub self_cost: SelfCost,
    pub notes: Vec<String>,
    pub refused: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct LedgersOfAccount {
    pub account_id: String,
    pub account_name: String,
    /// The newest first.
    pub days: Vec<LedgerDayView>,
    /// Of the closed days that both ledgers know; absent where there is none.
    pub total: Option<GapView>,
    /// Whose the costs of all these days were: by the bill where it tells clusters apart, else by the record.
    pub owners: Vec<OwnerCostView>,
    /// Why some of it is nobody's, and who would know; absent where everybody is known.
    pub owners_note: Option<String>,
    /// On the bill and of no cluster; absent where there is nothing.
    pub of_no_cluster_usd: Option<String>,
    /// Whether the bill tells clusters apart.
    pub told_apart: bool,
    /// What to do, or to send to whoever can do it, where it does not.
    pub tag_request: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct LedgerDayView {
    pub day: String,
    pub line: LedgerLine,
    /// The clusters alone that both ledgers know, on a closed day of which the bill tells them apart.
    pub of_clusters: Option<GapView>,
    pub clusters: Vec<LedgerCluster>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct LedgerCluster {
    pub id: String,
    /// Absent where only the bill knows it.
    pub name: Option<String>,
    pub line: LedgerLine,
}

/// One day in both ledgers, of an account or of a cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct LedgerLine {
    pub estimate_usd: Option<String>,
    /// Why there is no estimate, what is missing of it, and how it came about.
    pub estimate_notes: Vec<String>,
    pub billed_usd: Option<String>,
    /// Why there is no bill, or that it may still move.
    pub billed_note: Option<String>,
    /// Where both have an amount.
    pub gap: Option<GapView>,
}

/// The bill less the estimate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct GapView {
    pub estimate_usd: String,
    pub billed_usd: String,
    pub usd: String,
    /// Of the bill, as `+0.4 %`; absent where the bill is zero.
    pub percent: Option<String>,
    pub causes: Vec<CauseView>,
    pub unexplained_usd: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct CauseView {
    pub cause: String,
    /// Absent: it is one of the causes, and nobody knows of how much.
    pub usd: Option<String>,
}

impl LedgersRequest {
    /// # Errors
    /// Names what is no day, or a time too long.
    pub fn parse(&self, scene: &Scene<'_>) -> Result<Days, Failure> {
        let today = utc_day(scene.now);
        let days = days(self.from.as_deref(), self.to.as_deref(), today.saturating_sub(DAYS.days()), today)?;
        if days.count() > MOST_DAYS {
            let what = format!("{} days are too many to compare at once", days.count());
            return Err(invalid(what, &format!("ask for at most {MOST_DAYS}")));
        }
        Ok(days)
    }
}

pub fn ledgers(scene: &Scene<'_>, days: Days, ledgers: &LedgersKnown) -> LedgersView {
    LedgersView {
        sample: scene.is_sample(),
        from: days.first.to_string(),
        to: days.end.to_string(),
        currency: DOLLARS.to_owned(),
        accounts: ledgers.accounts.iter().map(|of| account(scene, of)).collect(),
        self_cost: self_cost(&ledgers.known),
        notes: ledgers.known.bills.iter().filter_map(|bill| hindrance(scene, bill)).collect(),
        refused: ledgers.known.bills.iter().any(is_refused),
    }
}

fn account(scene: &Scene<'_>, of: &AccountLedgers) -> LedgersOfAccount {
    let any_cluster = of.days.iter().any(|day| !day.clusters.is_empty());
    // Where no cluster ran, a bill without clusters says nothing of the tag.
    let tag_request = any_cluster.then(|| of.tag.next_step(JOB_FLOW_TAG, &of.account)).flatten();
    let owners = owners::owners(scene, of);
    LedgersOfAccount {
        account_id: of.account.to_string(),
        account_name: scene.look(&of.account).name,
        days: of.days.iter().map(|day| day_view(day, of, utc_day(scene.now))).collect(),
        total: total(of.days.iter().filter(|day| !day.moving).map(|day| &day.line)).as_ref().map(gap),
        owners_note: owners::note(&owners),
        owners,
        of_no_cluster_usd: owners::of_no_cluster(&of.costs),
        told_apart: matches!(of.tag, CostTag::Active { .. }),
        tag_request,
    }
}

fn day_view(day: &LedgerDay, of: &AccountLedgers, today: Date) -> LedgerDayView {
    let mut line = line(&day.line, day.moving);
    line.estimate_notes = recorded(day, today).into_iter().chain(line.estimate_notes).collect();
    let cluster = |cluster: &ClusterLine| {
        let mut line = self::line(&cluster.line, day.moving);
        if cluster.line.live.is_none() {
            line.estimate_notes.push("not recorded".to_owned());
        }
        let name = of.recorded.get(&cluster.cluster).map(|known| known.name.clone());
        LedgerCluster { id: cluster.cluster.to_string(), name, line }
    };
    LedgerDayView {
        day: day.line.day.to_string(),
        line,
        of_clusters: day.of_clusters.as_ref().map(gap),
        clusters: day.clusters.iter().map(cluster).collect(),
    }
}

/// Whether Emberwatch was there. What it learnt afterwards is named as such.
fn recorded(day: &LedgerDay, today: Date) -> Option<String> {
    if day.line.day > today {
        return Some("still to come".to_owned());
    }
    if day.unwatched <= SignedDuration::ZERO {
        return None;
    }
    let afterwards = "worked out from what AWS told later of its clusters and their nodes";
    Some(match (day.watched <= SignedDuration::ZERO, day.clusters.iter().any(|of| of.line.live.is_some())) {
        (true, false) => "not recorded: Emberwatch did not run".to_owned(),
        (true, true) => format!("not recorded: Emberwatch did not run; {afterwards}"),
        (false, _) => format!("not recorded for {}", hours(day.unwatched)),
    })
}

fn hours(span: SignedDuration) -> String {
    let hours = Decimal::from(span.as_secs()) / Decimal::from(3600);
    format!("{} h", hours.round_dp(1).normalize())
}

fn line(line: &Line, moving: bool) -> LedgerLine {
    let (billed_usd, billed_note) = match &line.billed {
        DayCost::Billed { usd, .. } => (Some(usd.total_text()), moving.then(|| "may still move".to_owned())),
        DayCost::NoData(why) => (None, Some(why.to_string())),
    };
    LedgerLine {
        estimate_usd: line.live.as_ref().map(|live| live.estimate.known.total_text()),
        estimate_notes: line.live.as_ref().map(missing).unwrap_or_default(),
        billed_usd,
        billed_note,
        gap: line.difference.as_ref().map(gap),
    }
}

fn missing(live: &Live) -> Vec<String> {
    live.estimate.unknown.iter().map(|what| format!("without {what}")).collect()
}

fn gap(difference: &Difference) -> GapView {
    let cause =
        |explained: &Explained| CauseView { cause: explained.cause.to_string(), usd: explained.usd.map(signed) };
    GapView {
        estimate_usd: difference.live.total_text(),
        billed_usd: difference.billed.total_text(),
        usd: signed(difference.usd),
        percent: difference.percent.map(signed_percent),
        causes: difference.explained.iter().map(cause).collect(),
        unexplained_usd: signed(difference.unexplained),
    }
}
