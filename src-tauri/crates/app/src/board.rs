//! The board on which pollers write and from which every screen reads.

use crate::snapshot::{ProfileState, Snapshot};
use emberwatch_domain::account::{AccountId, ProfileName, Realm};
use parking_lot::RwLock;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::watch;

/// One snapshot per account, replaced whole; readers never wait for a poller.
#[derive(Debug)]
pub struct Board {
    realm: Realm,
    accounts: RwLock<BTreeMap<AccountId, watch::Sender<Arc<Snapshot>>>>,
    profiles: RwLock<BTreeMap<ProfileName, ProfileState>>,
    changes: watch::Sender<u64>,
    profile_changes: watch::Sender<u64>,
}

impl Board {
    pub fn new(realm: Realm) -> Self {
        Self {
            realm,
            accounts: RwLock::default(),
            profiles: RwLock::default(),
            changes: watch::Sender::new(0),
            profile_changes: watch::Sender::new(0),
        }
    }

    pub fn realm(&self) -> Realm {
        self.realm
    }

    pub fn snapshots(&self) -> Vec<Arc<Snapshot>> {
        self.accounts.read().values().map(|sender| sender.borrow().clone()).collect()
    }

    pub fn snapshot(&self, account: &AccountId) -> Option<Arc<Snapshot>> {
        self.accounts.read().get(account).map(|sender| sender.borrow().clone())
    }

    /// Ticks with every change of anything on the board.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Ticks when something else is known of a profile: seldom, while places answer all the time.
    pub fn profile_changes(&self) -> watch::Receiver<u64> {
        self.profile_changes.subscribe()
    }

    /// Puts an account on the board unless it is there.
    pub fn admit(&self, account: &AccountId, profile: &ProfileName, make: impl FnOnce() -> Snapshot) {
        let mut accounts = self.accounts.write();
        if !accounts.contains_key(account) {
            let snapshot = make();
            debug_assert_eq!(&snapshot.profile, profile);
            accounts.insert(account.clone(), watch::Sender::new(Arc::new(snapshot)));
            drop(accounts);
            self.tick();
        }
    }

    /// Changes one account's snapshot; unchanged parts are shared with the one before.
    pub fn change(&self, account: &AccountId, change: impl FnOnce(&mut Snapshot)) {
        if let Some(sender) = self.accounts.read().get(account) {
            sender.send_modify(|snapshot| change(Arc::make_mut(snapshot)));
        }
        self.tick();
    }

    pub fn drop_account(&self, account: &AccountId) {
        self.accounts.write().remove(account);
        self.tick();
    }

    pub fn profiles(&self) -> Vec<ProfileState> {
        self.profiles.read().values().cloned().collect()
    }

    /// How many profiles are in such a state.
    pub fn count_profiles(&self, is_so: impl Fn(&ProfileState) -> bool) -> usize {
        self.profiles.read().values().filter(|state| is_so(state)).count()
    }

    pub fn profile(&self, name: &ProfileName) -> Option<ProfileState> {
        self.profiles.read().get(name).cloned()
    }

    /// Tells whether it says something else than before.
    pub fn put_profile(&self, state: ProfileState) -> bool {
        let before = self.profiles.write().insert(state.profile.clone(), state.clone());
        let is_news = before.is_none_or(|before| !before.says_the_same(&state));
        if is_news {
            self.profiles_changed();
        }
        self.tick();
        is_news
    }

    pub fn drop_profile(&self, name: &ProfileName) {
        if self.profiles.write().remove(name).is_some() {
            self.profiles_changed();
        }
        self.tick();
    }

    /// Another profile may lead to an account, or stand by for it.
    pub fn profiles_changed(&self) {
        self.profile_changes.send_modify(|revision| *revision += 1);
    }

    fn tick(&self) {
        self.changes.send_modify(|revision| *revision += 1);
    }
}
