//! What is looked at, and the look: one fresh one at AWS, or what the store remembers.

mod asking;
mod choosing;
mod placing;

pub use choosing::known;

use crate::args::Global;
use crate::console::Console;
use crate::progress::Progress;
use crate::regions;
use crate::sources;
use crate::stopped::{Exit, Stopped};
use crate::text::count;
use emberwatch_app::costs::Freshness;
use emberwatch_app::poll::identity::IdentityPoll;
use emberwatch_app::poll::{Poll, Target};
use emberwatch_app::settings::Regions;
use emberwatch_app::snapshot::Snapshot;
use emberwatch_compose::{AppClock, Emberwatch, Moment, RealmParts, Watched, data_dir};
use emberwatch_domain::account::{AccountId, Place, Realm, Region};
use emberwatch_domain::cluster::ClusterId;
use emberwatch_views::sources::SourceRow;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tokio::sync::Notify;

/// Everything that a command looks at.
pub struct Sight {
    pub ember: Emberwatch,
    watched: Watched,
    /// Regions that were typed: only their names can be wrong.
    typed: Vec<Region>,
    source: Source,
    /// What could not even be looked at.
    left_out: Exit,
    opened_at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Aws,
    Store,
}

pub fn open(console: &Console) -> Result<Emberwatch, Stopped> {
    let ember = Emberwatch::open(&data_dir()?, AppClock::from_env()?)?;
    if let Some(moved) = &ember.moved_aside {
        console.note(&format!(
            "{}; the history begins anew, and the old one is kept as {}",
            moved.reason,
            moved.path.display()
        ));
    }
    if let Some(why) = ember.health.why_read_only() {
        console.note(&format!("{why}: nothing is recorded or kept, and nothing can be terminated"));
    }
    Ok(ember)
}

impl Sight {
    /// Opens the data folder and decides what the flags ask for; nothing is sent yet.
    pub fn open(global: &Global, console: &Console) -> Result<Self, Stopped> {
        let asked = regions::asked(global)?;
        let ember = open(console)?;
        let mut watched = choosing::chosen(&ember, global, console)?;
        if let Some(regions) = &asked {
            watched.targets.iter_mut().for_each(|target| target.regions = regions.clone());
        }
        let listing = ember.realm(watched.realm).cloud.profiles();
        let left_out = choosing::leave_out(&mut watched.targets, &listing, console)?;
        let typed = match asked {
            Some(Regions::Listed(regions)) => regions,
            _ => Vec::new(),
        };
        let source = if global.cached { Source::Store } else { Source::Aws };
        let opened_at = ember.clock.now();
        Ok(Self { ember, watched, typed, source, left_out, opened_at })
    }

    /// What the store remembers of what is watched, or of the sample. Whatever is wrong with a profile hurts no other.
    pub fn remembered(global: &Global, console: &Console) -> Result<Self, Stopped> {
        let ember = open(console)?;
        let watched = if global.sample { choosing::sample(&ember) } else { ember.watched(&ember.settings.load()?)? };
        let opened_at = ember.clock.now();
        let sight = Self { ember, watched, typed: Vec::new(), source: Source::Store, left_out: Exit::Done, opened_at };
        sight.recall();
        Ok(sight)
    }

    pub fn realm(&self) -> Realm {
        self.watched.realm
    }

    pub fn parts(&self) -> &RealmParts {
        self.ember.realm(self.realm())
    }

    pub fn source(&self) -> Source {
        self.source
    }

    /// With `--cached` AWS is asked for no bill either.
    pub fn freshness(&self) -> Freshness {
        match self.source {
            Source::Aws => Freshness::Due,
            Source::Store => Freshness::Kept,
        }
    }

    pub fn moment(&self) -> Result<Moment, Stopped> {
        Ok(Moment::of(&self.ember, self.realm())?)
    }

    /// Looks at everything that is chosen.
    pub async fn look(&self, console: &Console) -> Result<(), Stopped> {
        self.recall();
        match self.source {
            Source::Store => self.check_remembered(),
            Source::Aws => {
                self.ask(console).await;
                self.check_typed_regions().await
            }
        }
    }

    /// Asks only who the profiles are: whose accounts they lead to. What the store has asked for is asked nothing.
    pub async fn identify(&self, console: &Console) -> Result<(), Stopped> {
        self.recall();
        if self.source == Source::Store {
            return self.check_remembered();
        }
        let progress = Progress::new(console);
        for Target { profile, regions } in &self.watched.targets {
            let (station, known) = (self.parts().station.clone(), Arc::new(Notify::new()));
            progress.step(&format!("{profile}: who it is"));
            IdentityPoll::new(station, profile.clone(), regions.clone(), known).poll().await;
        }
        Ok(())
    }

    /// Tells which profiles did not say who they are, and what that means for the exit code.
    pub fn report_profiles(&self, rows: &[SourceRow], console: &Console) -> Exit {
        sources::report(rows.iter().filter(|row| row.account_id.is_none()), self.source, console).max(self.left_out)
    }

    /// Looks where these clusters are: where the store has seen them, if it has seen them all, else everywhere.
    pub async fn look_for(&mut self, ids: &[ClusterId], console: &Console) -> Result<(), Stopped> {
        self.recall();
        if self.source == Source::Aws
            && let Some(places) = self.seen(ids)?
        {
            self.narrow(&places);
        }
        self.look(console).await
    }

    /// Tells what went wrong with the sources, and what that means for the exit code.
    pub fn report(&self, rows: &[SourceRow], console: &Console) -> Exit {
        let rows = rows.iter().filter(|row| !self.has_just_answered(row));
        if let Some(trouble) = self.ember.health.trouble() {
            console.note(&format!("what was read is not recorded: {trouble}"));
        }
        sources::report(rows, self.source, console).max(self.left_out)
    }

    /// What answered in this very look is not old, however fast a rehearsal's clock runs.
    fn has_just_answered(&self, row: &SourceRow) -> bool {
        let Some(account) = &row.account_id else { return false };
        let snapshot = self.parts().board.snapshot(&AccountId::new(account));
        snapshot.is_some_and(|snapshot| self.answered(&snapshot, &Region::new(&row.region)))
    }

    fn answered(&self, snapshot: &Snapshot, region: &Region) -> bool {
        let source = snapshot.sources.get(region).filter(|source| source.failure.is_none());
        source.and_then(|source| source.as_of).is_some_and(|at| at >= self.opened_at)
    }

    /// Shows what the store remembers of the chosen profiles, as the first look of a poll does.
    fn recall(&self) {
        let known = Arc::new(Notify::new());
        let remembered = IdentityPoll::remembered(&self.parts().station);
        for Target { profile, regions } in &self.watched.targets {
            let station = self.parts().station.clone();
            IdentityPoll::new(station, profile.clone(), regions.clone(), known.clone()).recall(&remembered);
        }
    }

    async fn ask(&self, console: &Console) {
        let progress = Progress::new(console);
        let targets = self.watched.targets.clone();
        let unread = asking::ask(&self.parts().station, targets, &|step| progress.step(&step)).await;
        drop(progress);
        if unread > 0 {
            let unread = count(unread, "cluster");
            console.note(&format!("AWS's rate left no time to describe {unread}; the next look goes on from here"));
        }
    }

    fn check_remembered(&self) -> Result<(), Stopped> {
        if !self.parts().board.snapshots().is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = self.watched.targets.iter().map(|target| target.profile.as_str()).collect();
        Err(Stopped::failed(
            format!("the store remembers nothing of {}", names.join(", ")),
            "look once without --cached",
        ))
    }

    /// Asks only when a typed region did not answer: then its name may be wrong.
    async fn check_typed_regions(&self) -> Result<(), Stopped> {
        let snapshots = self.parts().board.snapshots();
        let answered = |region: &Region| snapshots.iter().any(|snapshot| self.answered(snapshot, region));
        let silent: Vec<Region> = self.typed.iter().filter(|region| !answered(region)).cloned().collect();
        if silent.is_empty() {
            return Ok(());
        }
        let Some(profile) = snapshots.first().map(|snapshot| &snapshot.profile) else { return Ok(()) };
        match self.parts().cloud.identity(profile) {
            Ok(identity) => regions::check_known(&*identity, &silent).await,
            Err(_) => Ok(()),
        }
    }

    /// Where the store has seen the clusters; `None` when it has not seen one of them.
    fn seen(&self, ids: &[ClusterId]) -> Result<Option<BTreeSet<Place>>, Stopped> {
        let moment = self.moment()?;
        let scene = moment.scene();
        let mut places = BTreeSet::new();
        for id in ids {
            let found = scene.find(id);
            if found.is_empty() {
                return Ok(None);
            }
            places.extend(found);
        }
        Ok(Some(places))
    }

    /// Looks at these places only; profiles that lead elsewhere are left alone.
    fn narrow(&mut self, places: &BTreeSet<Place>) {
        let mut regions: BTreeMap<_, Vec<Region>> = BTreeMap::new();
        for place in places {
            regions.entry(&place.account).or_default().push(place.region.clone());
        }
        let board = self.ember.realm(self.watched.realm).board.clone();
        let station = self.ember.realm(self.watched.realm).station.clone();
        self.watched.targets.retain_mut(|target| {
            let account = board.profile(&target.profile).and_then(|state| state.account);
            match account.and_then(|account| regions.get(&account)) {
                Some(regions) => {
                    target.regions = Regions::Listed(regions.clone());
                    true
                }
                None => {
                    station.dismiss(&target.profile);
                    false
                }
            }
        });
    }
}
