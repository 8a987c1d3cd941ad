//! The accounts that are watched: how each is reached, how its regions do, and what watching it asks and costs.

mod calls;
mod doors;
mod share;
mod troubles;

pub use calls::{CallCounts, CallsView, OperationRow};
pub use doors::DoorRow;
pub use share::BucketShare;
pub use troubles::TroubleRow;

use crate::profiles::{AccountRow, account_row};
use crate::scene::Scene;
use crate::sources::SourceRow;
use emberwatch_app::budget::SHARE;
use emberwatch_app::cloud::ProfileListing;
use emberwatch_app::meter::Usage;
use emberwatch_app::snapshot::Snapshot;
use serde::Serialize;
use specta::Type;

/// The answer of `accounts`.
#[derive(Clone, Debug, Serialize, Type)]
pub struct AccountsView {
    pub accounts: Vec<AccountView>,
    /// All of them together.
    pub calls: CallsView,
    /// When the day began by which AWS bills.
    pub today_since: String,
    /// How much of AWS's limits looking may use; 1,000,000 are all of it.
    pub allowed_share: u32,
}

#[derive(Clone, Debug, Serialize, Type)]
pub struct AccountView {
    pub account: AccountRow,
    /// The profiles that lead there, the one in use first.
    pub doors: Vec<DoorRow>,
    pub regions: Vec<RegionRow>,
    /// What failed lately, the newest first.
    pub troubles: Vec<TroubleRow>,
    pub calls: CallsView,
}

#[derive(Clone, Debug, Serialize, Type)]
pub struct RegionRow {
    pub source: SourceRow,
    pub hour: CallCounts,
    /// The EMR limit of which the most was used in the last hour; absent where none was.
    pub share: Option<BucketShare>,
}

/// `listing` is what the AWS files say now; `usage` is what was asked of AWS.
pub fn accounts(scene: &Scene<'_>, listing: &ProfileListing, usage: &Usage) -> AccountsView {
    AccountsView {
        accounts: scene.snapshots.iter().map(|snapshot| account(scene, listing, usage, snapshot)).collect(),
        calls: calls::of_all(scene, usage),
        today_since: calls::today_since(scene),
        allowed_share: share::millionths(SHARE),
    }
}

fn account<'a>(scene: &Scene<'a>, listing: &ProfileListing, usage: &Usage, snapshot: &'a Snapshot) -> AccountView {
    let account = account_row::row(scene, snapshot);
    let region = |source: &SourceRow| {
        let (hour, share) = calls::of_region(usage, &snapshot.account, &source.region);
        RegionRow { source: source.clone(), hour, share }
    };
    AccountView {
        doors: doors::rows(scene, listing, snapshot),
        regions: account.sources.iter().map(region).collect(),
        troubles: troubles::rows(scene, snapshot),
        calls: calls::of_account(usage, &snapshot.account),
        account,
    }
}
