//! Keeps one set of polls per watched profile and place, as the settings say.

use super::calls::CallsPoll;
use super::closeup::CloseupPoll;
use super::describe::DescribePoll;
use super::ended::EndedPoll;
use super::gate::{ENOUGH, Gated, News, Role, Witness};
use super::identity::{IdentityPoll, Remembered};
use super::inventory::InventoryPoll;
use super::nodes::NodesPoll;
use super::prices::PricesPoll;
use super::site::Site;
use super::spot::SpotPoll;
use super::station::Station;
use super::{Poll, repeat, repeat_at};
use crate::settings::{Pace, Regions};
use emberwatch_domain::account::{AccountId, Place, ProfileName, Region};
use emberwatch_domain::cluster::ClusterId;
use parking_lot::Mutex;
use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Weak};
use tokio::sync::Notify;
use tokio_util::sync::{CancellationToken, DropGuard};

/// A profile to watch, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    pub profile: ProfileName,
    pub regions: Regions,
}

/// Runs the polls of one realm. Dropping it stops them.
pub struct Watcher {
    station: Arc<Station>,
    known: Arc<Notify>,
    prices: Arc<PricesPoll>,
    running: Mutex<Running>,
    cancel: CancellationToken,
    _stop: DropGuard,
}

#[derive(Default)]
struct Running {
    profiles: BTreeMap<ProfileName, (Target, Tasks)>,
    places: BTreeMap<Place, PlaceTasks>,
}

/// The polls of one profile or place; dropping it ends them.
struct Tasks {
    station: Arc<Station>,
    wakes: Vec<(Role, Arc<Notify>)>,
    cancel: CancellationToken,
    _stop: DropGuard,
}

struct PlaceTasks {
    site: Arc<Site>,
    closeup: Arc<CloseupPoll>,
    tasks: Tasks,
}

impl Watcher {
    /// Starts to watch nothing; [`Watcher::watch`] says what.
    pub fn start(station: Arc<Station>) -> Arc<Self> {
        let cancel = CancellationToken::new();
        let prices = Arc::new(PricesPoll::new(station.clone()));
        let watcher = Arc::new(Self {
            station,
            prices: prices.clone(),
            known: Arc::new(Notify::new()),
            running: Mutex::default(),
            _stop: cancel.clone().drop_guard(),
            cancel: cancel.clone(),
        });
        let to_price = watcher.station.to_price.clone();
        start(&watcher.station, prices, to_price, Role::Follower, cancel.clone());
        tokio::spawn(repeat(Arc::new(CallsPoll::new(watcher.station.clone())), Arc::default(), cancel.clone()));
        tokio::spawn(keep(Arc::downgrade(&watcher), watcher.station.clone(), watcher.known.clone(), cancel));
        watcher
    }

    /// Watches these profiles and no others; what goes on unchanged is left running.
    pub fn watch(&self, targets: Vec<Target>) {
        let mut running = self.running.lock();
        let wanted: BTreeMap<ProfileName, Target> = targets.into_iter().map(|t| (t.profile.clone(), t)).collect();
        let gone: Vec<ProfileName> = running
            .profiles
            .iter()
            .filter(|(name, (target, _))| wanted.get(*name) != Some(target))
            .map(|(name, _)| name.clone())
            .collect();
        for name in gone {
            running.profiles.remove(&name);
            if !wanted.contains_key(&name) {
                self.station.dismiss(&name);
            }
        }
        let remembered = LazyCell::new(|| IdentityPoll::remembered(&self.station));
        for (name, target) in wanted {
            running.profiles.entry(name).or_insert_with(|| {
                let tasks = self.start_profile(&target, &remembered);
                (target, tasks)
            });
        }
        drop(running);
        self.settle_places();
    }

    /// Asks everybody again, what was denied included.
    pub fn refresh(&self) {
        self.station.cloud.retry();
        self.ask_everybody(Site::forget_failures);
        self.station.gate.probe_now();
    }

    /// The AWS files say something else: profiles that this concerns are asked anew who they are.
    pub fn recheck_profiles(&self) {
        if *self.station.pace().borrow() == Pace::Paused {
            // Nothing is asked that the user has not asked for; before its next call everybody is asked anyway.
            return;
        }
        let failed = |name| self.station.board.profile(name).is_some_and(|state| state.failure.is_some());
        let running = self.running.lock();
        for (name, (_, tasks)) in &running.profiles {
            if failed(name) || self.station.vouching.is_outdated(&*self.station.cloud, name) {
                tasks.wake();
            }
        }
    }

    fn heed(&self, news: News) {
        let paused = *self.station.pace().borrow() == Pace::Paused;
        match news {
            // Nothing is asked that the user has not asked for.
            News::Returned | News::Doubt if paused => {}
            News::Awake if paused => self.station.vouching.doubt_all(),
            News::Awake => {
                self.station.cloud.retry();
                self.station.vouching.doubt_all();
                self.sweep();
            }
            News::Returned => self.sweep(),
            News::Doubt => self.ask_elsewhere(),
        }
    }

    /// Every source once; the gate gives each its turn.
    fn sweep(&self) {
        self.ask_everybody(Site::forget_silence);
    }

    /// What a listing finds out, it wakes the slower polls for. Whoever calls AWS in any case goes first, and the
    /// others look through what is known while those answers are on their way.
    fn ask_everybody(&self, forgive: fn(&Site)) {
        let running = self.running.lock();
        for place in running.places.values() {
            forgive(&place.site);
            place.tasks.wake_scouts();
            place.site.to_count.notify_one();
        }
        running.profiles.values().for_each(|(_, tasks)| tasks.wake_scouts());
        for place in running.places.values() {
            place.site.to_price.notify_one();
            place.closeup.wake.notify_one();
        }
        self.prices.forget_failures();
        self.station.to_price.notify_one();
    }

    /// One region could not be reached: some others tell whether that is the network.
    fn ask_elsewhere(&self) {
        let running = self.running.lock();
        let mut asked = BTreeSet::new();
        for (place, tasks) in &running.places {
            let witness = Witness::Region(place.region.clone());
            if asked.len() <= ENOUGH && !self.station.gate.is_unreached(&witness) && asked.insert(witness) {
                tasks.tasks.wake_scouts();
            }
        }
    }

    /// Wakes the polls of one place: something was changed there.
    pub fn refresh_place(&self, place: &Place) {
        if let Some(place) = self.running.lock().places.get(place) {
            place.tasks.wake();
        }
    }

    /// A screen shows this cluster: it is described now and while the screen goes on asking.
    pub fn look(&self, account: &AccountId, region: &Region, id: &ClusterId) {
        let place = Place { account: account.clone(), region: region.clone() };
        if let Some(place) = self.running.lock().places.get(&place) {
            place.closeup.look(id);
        }
    }

    fn start_profile(&self, target: &Target, remembered: &Remembered) -> Tasks {
        let station = self.station.clone();
        let poll = IdentityPoll::new(station, target.profile.clone(), target.regions.clone(), self.known.clone());
        poll.recall(remembered);
        let wake = self.station.vouching.wake_of(&target.profile);
        Tasks::new(&self.station, &self.cancel).start(Arc::new(poll), wake, Role::Scout)
    }

    /// Starts and ends the polls of places as the known profiles say.
    fn settle_places(&self) {
        // First: whoever reads the profiles later also settles later.
        let mut running = self.running.lock();
        let wanted = self.station.board.places(|_| true);
        let gone: Vec<Place> = running.places.keys().filter(|place| !wanted.contains(place)).cloned().collect();
        for place in gone {
            running.places.remove(&place);
            self.station.forget_place(&place);
        }
        for place in wanted {
            running.places.entry(place).or_insert_with_key(|place| self.start_place(place));
        }
    }

    fn start_place(&self, place: &Place) -> PlaceTasks {
        let site = Arc::new(Site::new(self.station.clone(), place.clone()));
        self.station.announce_place(place);
        let closeup = Arc::new(CloseupPoll::new(site.clone()));
        let ended = Arc::new(EndedPoll::new(site.clone()));
        let tasks = Tasks::new(&self.station, &self.cancel)
            .start(Arc::new(InventoryPoll::new(site.clone(), ended.clone())), Arc::new(Notify::new()), Role::Scout)
            .start(ended, site.to_list_ended.clone(), Role::Follower)
            .start(Arc::new(DescribePoll::new(site.clone())), site.to_describe.clone(), Role::Follower)
            .start(Arc::new(NodesPoll::new(site.clone())), site.to_count.clone(), Role::Follower)
            .start(Arc::new(SpotPoll::new(site.clone())), site.to_price.clone(), Role::Follower)
            .start(closeup.clone(), closeup.wake.clone(), Role::Follower);
        PlaceTasks { site, closeup, tasks }
    }
}

impl Tasks {
    fn new(station: &Arc<Station>, parent: &CancellationToken) -> Self {
        let cancel = parent.child_token();
        Self { station: station.clone(), wakes: Vec::new(), _stop: cancel.clone().drop_guard(), cancel }
    }

    fn start(mut self, poll: Arc<dyn Poll>, wake: Arc<Notify>, role: Role) -> Self {
        start(&self.station, poll, wake.clone(), role, self.cancel.clone());
        self.wakes.push((role, wake));
        self
    }

    fn wake(&self) {
        self.wakes.iter().for_each(|(_, wake)| wake.notify_one());
    }

    fn wake_scouts(&self) {
        self.wakes.iter().filter(|(role, _)| *role == Role::Scout).for_each(|(_, wake)| wake.notify_one());
    }
}

/// Repeats a poll at the user's pace; it waits at the gate every time.
fn start(station: &Station, poll: Arc<dyn Poll>, wake: Arc<Notify>, role: Role, cancel: CancellationToken) {
    let gated = Gated::new(station.gate.clone(), poll, wake.clone(), role);
    tokio::spawn(repeat_at(station.pace(), Arc::new(gated), wake, cancel));
}

/// Does what the polls cannot do by themselves, until it is cancelled.
async fn keep(watcher: Weak<Watcher>, station: Arc<Station>, known: Arc<Notify>, cancel: CancellationToken) {
    loop {
        let news = tokio::select! {
            () = cancel.cancelled() => return,
            () = known.notified() => None,
            news = station.gate.next() => Some(news),
        };
        let Some(watcher) = watcher.upgrade() else { return };
        match news {
            None => watcher.settle_places(),
            Some(news) => watcher.heed(news),
        }
    }
}
