//! Emberwatch, put together.

use crate::realm::{self, Kept, Reach, RealmParts};
use crate::sample::{self, Sample};
use crate::watched::{Watched, watched};
use crate::{AppClock, OpenError};
use emberwatch_app::actions::{ActionPorts, Actions};
use emberwatch_app::budget::Budgets;
use emberwatch_app::cloud::ProfileListing;
use emberwatch_app::forgetting::Oblivion;
use emberwatch_app::meter::Meter;
use emberwatch_app::past::Past;
use emberwatch_app::poll::Target;
use emberwatch_app::ports::{BillCache, Clock, History, Journal, SettingsStore, StoreError};
use emberwatch_app::recovery::Recovery;
use emberwatch_app::settings::Settings;
use emberwatch_cloud_aws::{AwsCloud, AwsControl, FileLocations, FileWatch, Http};
use emberwatch_domain::account::Realm;
use emberwatch_simulator::Simulator;
use emberwatch_store::{Health, MovedAside, SqliteJournal, Store};
use emberwatch_views::shell::{Banner, Keeping, keeping};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One running Emberwatch on one data folder.
pub struct Emberwatch {
    pub data_dir: PathBuf,
    /// A history that could not be read; it was kept under another name and a new one begun.
    pub moved_aside: Option<MovedAside>,
    /// Whether what is written arrives.
    pub health: Arc<Health>,
    /// Tries a disk that takes no writes until it does.
    pub recovery: Recovery,
    /// Forgets a part of the history.
    pub oblivion: Oblivion,
    /// What the history tells of a span of time.
    pub(crate) past: Arc<dyn Past>,
    /// The AWS files that are read, to say where profiles are looked for.
    pub profile_files: Vec<PathBuf>,
    /// Tells when those files are edited, once it is started.
    pub file_watch: FileWatch,
    pub clock: Arc<dyn Clock>,
    pub settings: Arc<dyn SettingsStore>,
    pub journal: Arc<dyn Journal>,
    /// The same, to verify what was kept of it.
    pub(crate) audit: Arc<SqliteJournal>,
    pub actions: Arc<Actions>,
    pub aws: RealmParts,
    pub sample: RealmParts,
    sample_targets: Vec<Target>,
    sample_world: Simulator,
    simulated_clock: bool,
}

impl Emberwatch {
    /// Opens the data folder and follows what its journal holds open; nothing is watched yet. Call it within a runtime.
    pub fn open(data_dir: &Path, clock: AppClock) -> Result<Self, OpenError> {
        let simulated_clock = clock.is_simulated();
        let sample_clock = clock.of_the_sample();
        let clock: Arc<dyn Clock> = Arc::new(clock);
        let store = Store::open(data_dir, clock.now()).map_err(OpenError::Store)?;
        let oblivion = Oblivion::new(store.history.clone());
        let past: Arc<dyn Past> = store.history.clone();
        let bills: Arc<dyn BillCache> = store.history.clone();
        let history: Arc<dyn History> = store.history;
        let settings: Arc<dyn SettingsStore> = store.settings;
        let kept = Kept { history, bills, settings: settings.clone() };
        let audit = store.journal;
        let journal: Arc<dyn Journal> = audit.clone();

        let files = FileLocations::from_env();
        let profile_files = vec![files.config.clone(), files.credentials.clone()];
        let meter = Arc::new(Meter::new(clock.clone()));
        let cloud = AwsCloud::from_files(files, Http::aws().metered(meter.clone()));
        let (control, file_watch) = (Arc::new(AwsControl::beside(&cloud)), cloud.file_watch());
        let reach = Reach { cloud: Arc::new(cloud), control, budgets: Budgets::documented(), meter };
        let (aws, aws_actions) = realm::open(Realm::Aws, reach, kept.clone(), clock.clone());

        let meter = Arc::new(Meter::new(clock.clone()));
        let Sample { cloud, control, targets: sample_targets, simulator } =
            sample::open(data_dir, &store.health, meter.clone(), sample_clock)?;
        let reach = Reach { cloud: Arc::new(cloud), control: Arc::new(control), budgets: Budgets::unlimited(), meter };
        let (sample, sample_actions) = realm::open(Realm::Sample, reach, kept, clock.clone());

        let actions = Actions::start(ActionPorts {
            realms: vec![aws_actions, sample_actions],
            journal: journal.clone(),
            settings: settings.clone(),
            clock: clock.clone(),
            owner: uuid::Uuid::new_v4().to_string(),
        });
        let stations = [aws.station.clone(), sample.station.clone()];
        let open = Arc::downgrade(&actions);
        let recovery = Recovery::start(store.disk, move || {
            stations.iter().for_each(|station| station.keep_everything());
            open.upgrade().iter().for_each(|actions| actions.look_again());
        });
        Ok(Self {
            data_dir: data_dir.to_owned(),
            moved_aside: store.moved_aside,
            health: store.health,
            recovery,
            oblivion,
            past,
            profile_files,
            file_watch,
            clock,
            settings,
            journal,
            audit,
            actions,
            aws,
            sample,
            sample_targets,
            sample_world: simulator,
            simulated_clock,
        })
    }

    pub fn realm(&self, realm: Realm) -> &RealmParts {
        match realm {
            Realm::Aws => &self.aws,
            Realm::Sample => &self.sample,
        }
    }

    /// What is to be said of the data folder, before all else.
    pub fn store_banners(&self) -> Vec<Banner> {
        store_banners(&self.health, &self.actions, self.moved_aside.as_ref())
    }

    /// The profiles of the AWS files.
    pub fn profiles(&self) -> ProfileListing {
        self.aws.cloud.profiles()
    }

    /// What is watched now. A simulated clock is refused where a watched endpoint is not on this machine.
    pub fn watched(&self, settings: &Settings) -> Result<Watched, OpenError> {
        let listing = self.profiles();
        let aws_profile = std::env::var("AWS_PROFILE").ok();
        let watched = watched(settings, &listing, aws_profile.as_deref(), self.sample_targets.clone());
        self.check_clock(&watched, &listing)?;
        Ok(watched)
    }

    /// Gives the sample a past, once: as if Emberwatch had watched it all week. A simulated account has no other, and
    /// a chart without one shows nothing of what it is for.
    ///
    /// # Errors
    /// The history cannot be read or written.
    pub fn recall_sample_burn(&self) -> Result<(), StoreError> {
        sample::recall_burn(&self.sample_world, &*self.sample.station.history, self.clock.now())
    }

    pub fn sample_targets(&self) -> &[Target] {
        &self.sample_targets
    }

    /// The simulator's time is only for endpoints on this machine: elsewhere it would falsify every sum.
    pub fn check_clock(&self, watched: &Watched, listing: &ProfileListing) -> Result<(), OpenError> {
        if !self.simulated_clock || watched.realm == Realm::Sample {
            return Ok(());
        }
        let elsewhere = watched
            .targets
            .iter()
            .find(|target| !listing.find(&target.profile).is_some_and(|profile| profile.loopback));
        match elsewhere {
            Some(target) => Err(OpenError::ClockNotLoopback { profile: target.profile.to_string() }),
            None => Ok(()),
        }
    }
}

/// What is to be said of a store: whether what is seen and done is kept.
pub fn store_banners(health: &Health, actions: &Actions, moved_aside: Option<&MovedAside>) -> Vec<Banner> {
    keeping(&Keeping {
        read_only: health.why_read_only().map(str::to_owned),
        is_full: health.is_full(),
        trouble: health.trouble().map(|error| error.to_string()),
        unwritten: actions.unwritten().into_iter().next().map(|(_, error)| error.to_string()),
        moved_aside: moved_aside.map(|moved| moved.path.display().to_string()),
    })
}
