//! What every poll of a realm works with.

use super::gate::{Gate, Sign, Witness, sign};
use super::notes::Notes;
use super::round::Stumbled;
use super::vouching::Vouching;
use crate::board::Board;
use crate::budget::Budgets;
use crate::meter::Meter;
use crate::ports::{Clock, History, KnownProfile};
use crate::settings::Pace;
use crate::snapshot::{Failed, Snapshot};
use emberwatch_cloud::{Cloud, CloudError};
use emberwatch_domain::account::{AccountId, Place, ProfileName, Realm, Region};
use emberwatch_domain::price::PriceItem;
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tokio::sync::{Notify, watch};

/// How far back ended clusters are listed and kept on the board.
pub const ENDED_KEPT: SignedDuration = SignedDuration::from_hours(3 * 24);
/// AWS forgets spot prices after 90 days.
pub const SPOT_KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// The board, the cloud and the machine's ports of one realm, and which profiles lead to which account.
pub struct Station {
    pub board: Arc<Board>,
    pub cloud: Arc<dyn Cloud>,
    pub history: Arc<dyn History>,
    pub budgets: Arc<Budgets>,
    pub clock: Arc<dyn Clock>,
    /// What all of them ask of AWS.
    pub meter: Arc<Meter>,
    /// Wakes the poll of list prices: something may run whose price was never asked.
    pub to_price: Arc<Notify>,
    /// Where the polls wait while nobody can be reached.
    pub gate: Arc<Gate>,
    pub(super) vouching: Vouching,
    pub(super) notes: Arc<Notes>,
    /// What could not be priced.
    pub(super) unpriced: Stumbled<(Region, PriceItem)>,
    pace: watch::Sender<Pace>,
    doors: Mutex<BTreeMap<AccountId, Vec<ProfileName>>>,
}

impl Station {
    pub fn new(
        board: Arc<Board>,
        cloud: Arc<dyn Cloud>,
        history: Arc<dyn History>,
        budgets: Arc<Budgets>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let meter = Arc::new(Meter::new(clock.clone()));
        Self {
            notes: Arc::new(Notes::new(board.realm(), history.clone())),
            board,
            cloud,
            history,
            budgets,
            gate: Arc::new(Gate::new(clock.clone())),
            clock,
            vouching: Vouching::new(meter.clone()),
            meter,
            to_price: Arc::default(),
            unpriced: Stumbled::default(),
            pace: watch::Sender::new(Pace::Normal),
            doors: Mutex::default(),
        }
    }

    /// With the meter that the cloud counts its requests on.
    #[must_use]
    pub fn metered(mut self, meter: Arc<Meter>) -> Self {
        self.vouching = Vouching::new(meter.clone());
        self.meter = meter;
        self
    }

    /// Gives the history what was counted since the last time.
    pub fn keep_calls(&self) {
        if let Err(error) = self.meter.keep(&*self.history, self.realm()) {
            tracing::warn!(%error, "what was asked of AWS could not be recorded");
        }
    }

    /// Writes what only this process knows yet, before it ends.
    pub fn keep_everything(&self) {
        self.notes.write();
        self.keep_calls();
    }

    /// Does what may wait for the disk where no other poll waits with it.
    pub(super) async fn aside(self: &Arc<Self>, work: impl FnOnce(&Self) + Send + 'static) {
        let station = self.clone();
        drop(tokio::task::spawn_blocking(move || work(&station)).await);
    }

    pub fn realm(&self) -> Realm {
        self.board.realm()
    }

    /// How often everything here is asked, from now on.
    pub fn keep_pace(&self, pace: Pace) {
        self.pace.send_if_modified(|kept| std::mem::replace(kept, pace) != pace);
    }

    pub(crate) fn pace(&self) -> watch::Receiver<Pace> {
        self.pace.subscribe()
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// What the outcome of a call tells of the network.
    pub(super) fn note<T>(&self, outcome: &Result<T, CloudError>, witness: Witness) {
        self.gate.note(sign(outcome), witness, || self.witnesses().len());
    }

    /// Who could tell that there is a network. A region that has refused is left alone for long, and tells nothing.
    fn witnesses(&self) -> BTreeSet<Witness> {
        let speaks = |failed: &Failed| sign::<()>(&Err(failed.error.clone())) == Sign::Unreached;
        let mut witnesses = BTreeSet::new();
        for snapshot in self.board.snapshots() {
            let speaking = snapshot.sources.iter().filter(|(_, source)| source.failure.as_ref().is_none_or(speaks));
            witnesses.extend(speaking.map(|(region, _)| Witness::Region(region.clone())));
        }
        let unknown = self.board.profiles().into_iter().filter(|state| state.account.is_none());
        witnesses.extend(unknown.map(|state| Witness::Profile(state.profile)));
        witnesses
    }

    /// Lets a profile lead to its account. Two profiles of one account watch it once: the first leads, the others stand by.
    pub fn admit(&self, known: &KnownProfile) {
        let account = &known.caller.account;
        {
            let mut doors = self.doors.lock();
            // A profile leads to one account: where it led before, it leads no more.
            doors.iter_mut().filter(|(other, _)| *other != account).for_each(|(_, profiles)| {
                profiles.retain(|name| name != &known.profile);
            });
            let profiles = doors.entry(account.clone()).or_default();
            if !profiles.contains(&known.profile) {
                profiles.push(known.profile.clone());
            }
        }
        let leader = self.leader(account).unwrap_or_else(|| known.profile.clone());
        self.board.admit(account, &leader, || self.remembered(account, &leader));
        self.show_doors(account, Some(known));
    }

    /// The profile of an account in use now.
    pub fn leader(&self, account: &AccountId) -> Option<ProfileName> {
        self.doors.lock().get(account)?.first().cloned()
    }

    /// A profile can no longer be used: the next one takes over. False when there is no other.
    pub fn step_aside(&self, account: &AccountId, tired: &ProfileName) -> bool {
        let moved = {
            let mut doors = self.doors.lock();
            match doors.get_mut(account) {
                Some(profiles) if profiles.len() > 1 && profiles.first() == Some(tired) => {
                    profiles.rotate_left(1);
                    true
                }
                // Another poll has already moved on from it.
                Some(profiles) => profiles.first().is_some_and(|leader| leader != tired),
                None => false,
            }
        };
        self.show_doors(account, None);
        moved
    }

    /// Whether the credentials, as the AWS files have them now, were seen to lead to this account.
    pub fn vouches_for(&self, profile: &ProfileName, account: &AccountId) -> bool {
        self.vouching.holds(&*self.cloud, profile, account)
    }

    pub fn profile_count(&self, account: &AccountId) -> usize {
        self.doors.lock().get(account).map_or(0, Vec::len)
    }

    /// Forgets a profile that is no longer watched. First of all it is taken off the board: by that an answer which
    /// comes late can tell.
    pub fn dismiss(&self, profile: &ProfileName) {
        self.board.drop_profile(profile);
        self.leave(profile);
    }

    /// The profile leads nowhere any more; an account without a profile goes too.
    pub(super) fn leave(&self, profile: &ProfileName) {
        let left: Vec<AccountId> = {
            let mut doors = self.doors.lock();
            doors.values_mut().for_each(|profiles| profiles.retain(|name| name != profile));
            let left = doors.iter().filter(|(_, profiles)| profiles.is_empty()).map(|(account, _)| account.clone());
            let left: Vec<_> = left.collect();
            left.iter().for_each(|account| drop(doors.remove(account)));
            left
        };
        left.iter().for_each(|account| self.board.drop_account(account));
    }

    /// Shows a place as one that is watched, before it has answered.
    pub fn announce_place(&self, place: &Place) {
        self.board.change(&place.account, |snapshot| {
            snapshot.sources.entry(place.region.clone()).or_default();
        });
    }

    /// Takes a place that is no longer watched off the board; the history keeps it.
    pub fn forget_place(&self, place: &Place) {
        self.board.change(&place.account, |snapshot| {
            snapshot.sources.remove(&place.region);
            snapshot.troubles.retain(|trouble| trouble.region != place.region);
            snapshot.clusters.retain(|(region, _), _| region != &place.region);
            snapshot.closeups.retain(|(region, _), _| region != &place.region);
        });
    }

    fn show_doors(&self, account: &AccountId, known: Option<&KnownProfile>) {
        let profiles = self.doors.lock().get(account).cloned().unwrap_or_default();
        let mut moved = false;
        self.board.change(account, |snapshot| {
            if let Some(known) = known {
                snapshot.caller = Some(known.caller.clone());
                snapshot.alias = known.alias.clone();
            }
            if let Some((leader, standby)) = profiles.split_first() {
                moved = &snapshot.profile != leader || snapshot.standby != standby;
                snapshot.profile = leader.clone();
                snapshot.standby = standby.to_vec();
            }
        });
        if moved {
            self.board.profiles_changed();
        }
    }

    /// What the store remembers of an account: shown, with its age, before AWS has answered.
    fn remembered(&self, account: &AccountId, profile: &ProfileName) -> Snapshot {
        self.notes.write();
        let mut snapshot = Snapshot::new(self.realm(), account.clone(), profile.clone());
        let now = self.now();
        let realm = self.realm();
        match self.history.clusters(realm, account, now - ENDED_KEPT) {
            Ok(records) => {
                for mut record in records {
                    // What was denied in an earlier life may be allowed by now.
                    record.denied.clear();
                    let key = (record.place.region.clone(), record.id().clone());
                    snapshot.clusters.insert(key, Arc::new(record));
                }
            }
            Err(error) => tracing::warn!(%error, "the recorded clusters could not be read"),
        }
        for (region, as_of) in self.history.sources(realm, account).unwrap_or_default() {
            snapshot.sources.entry(region).or_default().as_of = Some(as_of);
        }
        snapshot.prices = Arc::new(self.history.prices(realm).unwrap_or_default());
        snapshot.spot = Arc::new(self.history.spot(realm, account, now - SPOT_KEPT).unwrap_or_default());
        snapshot
    }
}

/// Whoever only looked once leaves his count as well.
impl Drop for Station {
    fn drop(&mut self) {
        self.keep_calls();
    }
}

/// Whether another profile of the same account may succeed where this one failed.
pub fn is_about_credentials(error: &CloudError) -> bool {
    matches!(error, CloudError::Expired { .. } | CloudError::SignInNeeded { .. } | CloudError::ProcessFailed { .. })
}
