//! How often AWS is asked, and what that comes to.

use super::PaceChoice;
use crate::scene::Scene;
use crate::wording::length;
use emberwatch_app::poll::{inventory, nodes};
use emberwatch_app::settings::Pace;
use serde::{Deserialize, Serialize};
use specta::Type;
use std::time::Duration;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PollingView {
    pub pace: PaceChoice,
    /// Every pace there is, with what it means.
    pub paces: Vec<PaceView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PaceView {
    pub pace: PaceChoice,
    /// How often, in a sentence.
    pub meaning: String,
    /// Calls an hour for what is watched now, as long as nothing changes; absent where nothing is asked by itself.
    pub calls_per_hour: Option<u32>,
}

const HOUR: Duration = Duration::from_secs(3600);

pub(super) fn polling(scene: &Scene<'_>) -> PollingView {
    let paces = [Pace::Normal, Pace::Gentle, Pace::Paused];
    PollingView { pace: scene.settings.pace.into(), paces: paces.into_iter().map(|pace| view(scene, pace)).collect() }
}

fn view(scene: &Scene<'_>, pace: Pace) -> PaceView {
    let seconds =
        |period: Duration, factor: u32| length(i64::try_from((period * factor).as_secs()).unwrap_or(i64::MAX));
    let meaning = match pace.factor() {
        Some(factor) => format!(
            "every {} where clusters are active, else every {}",
            seconds(inventory::BUSY_PERIOD, factor),
            seconds(inventory::QUIET_PERIOD, factor)
        ),
        None => "nothing by itself: only at the start, when you refresh, and what you open".to_owned(),
    };
    PaceView { pace: pace.into(), meaning, calls_per_hour: pace.factor().map(|factor| calls(scene, factor)) }
}

/// Listings of clusters in every watched region, and of nodes where clusters are active.
fn calls(scene: &Scene<'_>, factor: u32) -> u32 {
    let per_hour = |period: Duration| u32::try_from(HOUR.as_secs() / period.as_secs().max(1)).unwrap_or(u32::MAX);
    let (mut busy, mut quiet) = (0, 0);
    for snapshot in &scene.snapshots {
        for region in scene.regions(snapshot) {
            let active = snapshot
                .clusters
                .iter()
                .any(|((there, _), record)| there == region && !record.summary.state.has_ended());
            if active { busy += 1 } else { quiet += 1 }
        }
    }
    let at_once = per_hour(inventory::BUSY_PERIOD) + per_hour(nodes::PERIOD);
    (busy * at_once + quiet * per_hour(inventory::QUIET_PERIOD)) / factor
}
