//! What the tray shows: one icon, one total, the clusters that burn most.
//!
//! Nothing in it grows older by itself, such as an age would: the menu is drawn anew only when something has changed.

mod trouble;

pub use trouble::Trouble;

use crate::clusters::{Assessed, ClusterBook, burn_of};
use crate::harmless::clipped;
use crate::requests::{ClusterRef, Scope};
use crate::scene::Scene;
use crate::shell::Banner;
use crate::sources::{SourceRow, is_offline, sources, unseen};
use crate::wording::{count, dollars};
use serde::Serialize;
use specta::Type;
use trouble::troubles;

/// More would be a window.
pub const TOP: usize = 5;
/// Names have up to 256 characters in AWS; a menu is as wide as its longest line.
const LONGEST_NAME: usize = 40;
const LONGEST_PLACE: usize = 24;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrayView {
    pub state: TrayState,
    /// Shown where the pointer rests, on the systems that do that.
    pub tooltip: String,
    pub total: String,
    /// What needs attention, the most important of it.
    pub trouble: Option<Trouble>,
    /// What burns most first.
    pub clusters: Vec<TrayCluster>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrayState {
    Calm,
    /// Somebody must sign in, a source fails, a termination is stuck, nothing can be written.
    Attention,
    /// Nothing that is watched is reached.
    Offline,
}

/// A page of the window that an entry opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TrayPage {
    Now,
    Activity,
    Accounts,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrayCluster {
    pub label: String,
    pub cluster: ClusterRef,
}

/// `alarms` are the banners told before all others, such as that of a journal that cannot be written.
pub fn tray(scene: &Scene<'_>, alarms: &[Banner]) -> TrayView {
    tray_from(&mut ClusterBook::default(), scene, alarms)
}

/// The same for whoever keeps a book: only what has changed since it was last looked into is priced.
pub fn tray_from(book: &mut ClusterBook, scene: &Scene<'_>, alarms: &[Banner]) -> TrayView {
    book.look(scene);
    let living = scene.snapshots.iter().flat_map(|snapshot| book.living(&snapshot.account));
    let mut living: Vec<&Assessed> = living.collect();
    living.sort_by(|a, b| a.order().cmp(&b.order()));
    let sources = sources(scene, &Scope::default());
    let mut troubles = troubles(scene, &sources, alarms);
    let total = total(scene, &living, &sources);
    let state = match troubles.is_empty() {
        _ if is_offline(scene, &sources) => TrayState::Offline,
        true => TrayState::Calm,
        false => TrayState::Attention,
    };
    let trouble = (!troubles.is_empty()).then(|| troubles.remove(0).and(troubles.len()));
    TrayView {
        state,
        tooltip: trouble.as_ref().map_or_else(|| total.clone(), |trouble| format!("{total}\n{}", trouble.text)),
        total,
        trouble,
        clusters: living.into_iter().take(TOP).map(|cluster| shown(scene, cluster)).collect(),
    }
}

fn shown(scene: &Scene<'_>, cluster: &Assessed) -> TrayCluster {
    let row = &cluster.row;
    let burn = match dollars(&cluster.burn, scene.numbers) {
        Some(burn) => format!("{burn} / h"),
        None => "burn unknown".to_owned(),
    };
    let name = clipped(&row.name, LONGEST_NAME);
    let (region, account) = (clipped(&row.region, LONGEST_PLACE), clipped(&row.account_name, LONGEST_PLACE));
    let [account_id, id] = [&row.account_id, &row.id].map(Clone::clone);
    TrayCluster {
        label: format!("{name} · {burn} · {region} of {account}"),
        cluster: ClusterRef { account_id, region: row.region.clone(), id },
    }
}

/// `Sample data: ≥ $48.21 / hour, 14 clusters`.
fn total(scene: &Scene<'_>, living: &[&Assessed], sources: &[SourceRow]) -> String {
    let unseen: Vec<String> = unseen(scene, sources).collect();
    let clusters = count(living.len(), "cluster");
    let nothing_read = living.is_empty() && !sources.is_empty() && sources.iter().all(|source| source.as_of.is_none());
    let text = match dollars(&burn_of(living.iter().copied(), &unseen), scene.numbers) {
        _ if nothing_read => "Nothing read yet".to_owned(),
        Some(burn) => format!("{burn} / hour, {clusters}"),
        None => format!("Burn unknown, {clusters}"),
    };
    if scene.is_sample() { format!("Sample data: {text}") } else { text }
}
