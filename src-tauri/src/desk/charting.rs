//! Recording what burns, and drawing what was recorded.

use super::Desk;
use emberwatch_app::failure::Failure as AppFailure;
use emberwatch_domain::account::Realm;
use emberwatch_views::burn_chart::{
    BurnChart, BurnChartRequest, BurnChartView, BurnRange, SaveBurnRequest, burn_marks, running_month,
};
use emberwatch_views::failure::{Failure, FailureCode};
use emberwatch_views::scene::Scene;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

/// So often what burns is recorded, in real time, whether it changed or not: it says that somebody looked.
const BEAT: Duration = Duration::from_secs(60);
/// A mark is believed until the next one, if that is not much later than it should be.
const BEATS_BELIEVED: u32 = 3;
/// The first answers come at once; they need not wait for a whole beat.
const FIRST: Duration = Duration::from_secs(5);

impl Desk {
    pub fn burn_chart(&self, request: &BurnChartRequest) -> Result<BurnChartView, Failure> {
        let moment = self.moment()?;
        let scene = moment.scene();
        let chart = self.recorded(&scene, request.account_id.as_deref(), request.range)?;
        let station = &self.ember.realm(scene.realm()).station;
        let month = running_month(station.now());
        let sums = station.history.burned_in(scene.realm(), month).map_err(AppFailure::from)?;
        chart.view(&scene, request, &sums).map_err(undrawn)
    }

    /// Writes the chart into the user's folder of downloads, and tells where.
    pub fn save_burn_chart(&self, request: &SaveBurnRequest) -> Result<String, Failure> {
        let moment = self.moment()?;
        let scene = moment.scene();
        let chart = self.recorded(&scene, request.account_id.as_deref(), request.range)?;
        let content = chart.file(&scene, request.file, request.theme).map_err(undrawn)?;
        self.save("burn", request.file.extension(), &content)
    }

    fn recorded(&self, scene: &Scene<'_>, account: Option<&str>, range: BurnRange) -> Result<BurnChart, Failure> {
        let station = &self.ember.realm(scene.realm()).station;
        let since = range.window(station.now()).start;
        let record = station.history.burn(scene.realm(), since).map_err(AppFailure::from)?;
        Ok(BurnChart::new(scene, &record, account, range))
    }

    /// Records what the accounts on screen burn now.
    fn record_burn(&self) -> Result<(), Failure> {
        let (realm, marks) = self.in_book(|book, scene| (scene.realm(), burn_marks(book, scene)))?;
        if marks.is_empty() {
            return Ok(());
        }
        let holds = self.ember.clock.real_span(BEAT * BEATS_BELIEVED);
        self.ember.realm(realm).station.history.record_burn(realm, &marks, holds).map_err(AppFailure::from)?;
        self.recorded.send_modify(|revision| *revision += 1);
        Ok(())
    }

    /// Gives the sample its past, if it is what is on screen: true once it has one.
    fn recall_sample(&self) -> Result<bool, Failure> {
        let shows_sample = self.watching.lock().0 == Realm::Sample;
        if shows_sample {
            self.ember.recall_sample_burn().map_err(AppFailure::from)?;
        }
        Ok(shows_sample)
    }
}

pub(super) fn undrawn(error: impl std::fmt::Display) -> Failure {
    Failure { code: FailureCode::Unexpected, message: error.to_string(), next_step: None }
}

/// Goes on until the app ends.
pub(super) async fn keep_recording(desk: Weak<Desk>) {
    let mut pause = FIRST;
    let recalled = Arc::new(AtomicBool::new(false));
    loop {
        tokio::time::sleep(pause).await;
        let Some(desk) = desk.upgrade() else { return };
        let recalled = recalled.clone();
        // SQLite may wait for another process: not on a thread that others need.
        let recorded = tokio::task::spawn_blocking(move || {
            if !recalled.load(Ordering::Relaxed) {
                recalled.store(desk.recall_sample()?, Ordering::Relaxed);
            }
            desk.go_on_looking();
            desk.record_burn()
        })
        .await;
        if let Ok(Err(failure)) = recorded {
            tracing::warn!(message = failure.message, "the burn could not be recorded");
        }
        pause = BEAT;
    }
}
