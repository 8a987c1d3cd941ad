//! What the commands work on: one running Emberwatch and what it watches now.

mod acting;
mod changing;
mod charting;
mod choosing;
mod costing;
mod diagnosing;
mod exporting;
mod folder;
mod page;
mod showing;
mod sitting;
mod trading;

use crate::events::{ChangedWhat, Pace, Ticks};
use emberwatch_app::costs::{Waiting, keep_fresh};
use emberwatch_app::failure::Failure as AppFailure;
use emberwatch_app::settings::Settings;
use emberwatch_compose::{AppClock, Emberwatch, Hold, Moment, OpenError, RealmParts, data_dir};
use emberwatch_domain::account::Realm;
use emberwatch_views::clusters::ClusterBook;
use emberwatch_views::failure::{Failure, FailureCode};
use parking_lot::Mutex;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::DropGuard;

/// The terminal may change the settings while the window is open: so often it is asked whether somebody has.
const SETTINGS_PERIOD: Duration = Duration::from_secs(1);

pub struct Desk {
    ember: Emberwatch,
    watching: Mutex<(Realm, Settings)>,
    /// Held from reading the settings to watching what they say.
    rewatching: Mutex<()>,
    /// What the last reset can give back.
    before_reset: Mutex<Option<Settings>>,
    choices: watch::Sender<u64>,
    /// Ticks when the burn was recorded.
    recorded: watch::Sender<u64>,
    /// Whether the window is what the user looks at.
    in_front: AtomicBool,
    /// The rows of the realm on screen.
    book: Mutex<ClusterBook>,
    page: Mutex<page::Page>,
    waiting_for_costs: Mutex<Waiting>,
    /// Keeps the bills of real accounts fresh; those of the sample are made when they are opened.
    _bills: DropGuard,
    /// No other window works on the data folder.
    _hold: Hold,
    markets: trading::Markets,
}

/// The desk, or why it could not be opened: then every command answers with that.
#[derive(Clone)]
pub struct Opened(Result<Arc<Desk>, Failure>);

impl Opened {
    pub fn open() -> Self {
        Self(Desk::open().map_err(|error| {
            eprintln!("emberwatch: {error:#}");
            let next_step = Some("mend this, then start Emberwatch again".to_owned());
            Failure { code: FailureCode::NotOpened, message: format!("{error:#}"), next_step }
        }))
    }

    pub fn desk(&self) -> Result<&Arc<Desk>, Failure> {
        self.0.as_ref().map_err(Clone::clone)
    }
}

impl Desk {
    fn open() -> anyhow::Result<Arc<Self>> {
        let data_dir = data_dir()?;
        let _hold = Hold::take(&data_dir).map_err(OpenError::Taken)?;
        let ember = Emberwatch::open(&data_dir, AppClock::from_env()?)?;
        let watching = Mutex::new((Realm::Sample, ember.settings.load()?));
        let _bills = keep_fresh(&ember.aws.costs);
        let desk = Arc::new(Self {
            ember,
            watching,
            rewatching: Mutex::default(),
            before_reset: Mutex::default(),
            choices: watch::Sender::new(0),
            recorded: watch::Sender::new(0),
            in_front: AtomicBool::new(false),
            book: Mutex::default(),
            page: Mutex::default(),
            waiting_for_costs: Mutex::default(),
            _bills,
            _hold,
            markets: trading::Markets::default(),
        });
        desk.rewatch().map_err(|failure| anyhow::anyhow!(failure.message))?;
        tauri::async_runtime::spawn(follow_settings(Arc::downgrade(&desk)));
        tauri::async_runtime::spawn(follow_files(desk.ember.file_watch.start(), Arc::downgrade(&desk)));
        tauri::async_runtime::spawn(charting::keep_recording(Arc::downgrade(&desk)));
        Ok(desk)
    }

    /// What ticks when something changes, and which parts of the page that concerns.
    pub fn changes(&self) -> Vec<Ticks> {
        const SEEN: &[ChangedWhat] = &[ChangedWhat::Shell, ChangedWhat::Clusters, ChangedWhat::Accounts];
        const KNOWN: &[ChangedWhat] = &[ChangedWhat::Profiles];
        const ACTED: &[ChangedWhat] =
            &[ChangedWhat::Terminations, ChangedWhat::Clusters, ChangedWhat::Shell, ChangedWhat::Desktop];
        const CHOSEN: &[ChangedWhat] = &[
            ChangedWhat::Settings,
            ChangedWhat::Profiles,
            ChangedWhat::Accounts,
            ChangedWhat::Shell,
            ChangedWhat::Clusters,
            ChangedWhat::Desktop,
        ];
        vec![
            (self.ember.aws.board.changes(), SEEN, Pace::Still),
            (self.ember.sample.board.changes(), SEEN, Pace::Still),
            (self.ember.aws.board.profile_changes(), KNOWN, Pace::Calm),
            (self.ember.sample.board.profile_changes(), KNOWN, Pace::Calm),
            (self.ember.actions.changes(), ACTED, Pace::Prompt),
            (self.choices.subscribe(), CHOSEN, Pace::Prompt),
            (self.ember.aws.costs.changes(), &[ChangedWhat::Costs], Pace::Calm),
            (self.ember.sample.costs.changes(), &[ChangedWhat::Costs], Pace::Calm),
            (self.recorded.subscribe(), &[ChangedWhat::Burn], Pace::Prompt),
            (self.ember.recovery.changes(), &[ChangedWhat::Shell, ChangedWhat::Desktop], Pace::Prompt),
            (self.ember.oblivion.changes(), &[ChangedWhat::Folder], Pace::Prompt),
        ]
    }

    /// The parts of the realm on screen.
    fn parts(&self) -> &RealmParts {
        self.ember.realm(self.watching.lock().0)
    }

    fn moment(&self) -> Result<Moment, Failure> {
        Ok(Moment::of(&self.ember, self.parts().board.realm())?)
    }

    /// Watches what the settings now say; what goes on unchanged is left running.
    fn rewatch(&self) -> Result<(), Failure> {
        // Who read older settings must not have the last word.
        let _turn = self.rewatching.lock();
        let settings = self.ember.settings.load().map_err(AppFailure::from)?;
        let watched = self.ember.watched(&settings).map_err(|error| Failure {
            code: FailureCode::Invalid,
            message: error.to_string(),
            next_step: None,
        })?;
        let other = match watched.realm {
            Realm::Aws => &self.ember.sample,
            Realm::Sample => &self.ember.aws,
        };
        other.watcher.watch(Vec::new());
        self.ember.realm(watched.realm).station.keep_pace(settings.pace);
        self.ember.realm(watched.realm).watcher.watch(watched.targets);
        let asking = settings.costs;
        let before = std::mem::replace(&mut *self.watching.lock(), (watched.realm, settings));
        if before.1.costs != asking {
            // What was not asked for want of money may be asked now, and the other way round.
            [&self.ember.aws, &self.ember.sample].into_iter().for_each(|parts| parts.costs.changed());
        }
        self.choices.send_modify(|revision| *revision += 1);
        Ok(())
    }
}

/// An edit of the AWS files shows by itself, and what it mends or breaks is asked at once.
async fn follow_files(mut edits: watch::Receiver<u64>, desk: Weak<Desk>) {
    while edits.changed().await.is_ok() {
        let Some(desk) = desk.upgrade() else { return };
        if let Err(failure) = desk.rewatch() {
            tracing::warn!(message = failure.message, "the changed AWS files could not be followed");
        }
        desk.ember.aws.watcher.recheck_profiles();
    }
}

async fn follow_settings(desk: Weak<Desk>) {
    let mut seen = None;
    loop {
        tokio::time::sleep(SETTINGS_PERIOD).await;
        let Some(desk) = desk.upgrade() else { return };
        let wrote = desk.ember.settings.others_wrote();
        if wrote.is_none() || wrote == seen {
            continue;
        }
        let Ok(settings) = desk.ember.settings.load() else { continue };
        let is_other = desk.watching.lock().1 != settings;
        match if is_other { desk.rewatch() } else { Ok(()) } {
            Ok(()) => seen = wrote,
            Err(failure) => tracing::warn!(message = failure.message, "the changed settings could not be followed"),
        }
    }
}
