//! The board on which pollers write and from which every screen reads.

use crate::snapshot::{ProfileState, Snapshot};
use emberwatch_domain::account::{AccountId, Place, ProfileName, Realm};
use emberwatch_domain::price::PriceBook;
use parking_lot::{Mutex, RwLock};
use std::collections::{BTreeMap, BTreeSet};
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
    /// Held while the prices of all accounts are changed: whoever reads does not wait for it.
    pricing: Mutex<()>,
}

impl Board {
    pub fn new(realm: Realm) -> Self {
        Self {
            realm,
            accounts: RwLock::default(),
            profiles: RwLock::default(),
            changes: watch::Sender::new(0),
            profile_changes: watch::Sender::new(0),
            pricing: Mutex::default(),
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
        if self.accounts.read().contains_key(account) {
            return;
        }
        // What the store remembers may have to be waited for, and nobody who reads the board waits with it.
        let mut snapshot = make();
        debug_assert_eq!(&snapshot.profile, profile);
        let mut accounts = self.accounts.write();
        if accounts.contains_key(account) {
            return;
        }
        // List prices are the same for all, and those on the board may be newer.
        if let Some(other) = accounts.values().next() {
            snapshot.prices = other.borrow().prices.clone();
        }
        accounts.insert(account.clone(), watch::Sender::new(Arc::new(snapshot)));
        drop(accounts);
        self.tick();
    }

    /// Changes the list prices, which are the same for all accounts, in one step.
    pub fn change_prices(&self, change: impl FnOnce(&mut PriceBook)) {
        let _alone = self.pricing.lock();
        let accounts = self.accounts.read();
        let Some(mut book) = accounts.values().next().map(|sender| (*sender.borrow().prices).clone()) else { return };
        change(&mut book);
        let book = Arc::new(book);
        for sender in accounts.values() {
            sender.send_modify(|snapshot| Arc::make_mut(snapshot).prices = book.clone());
        }
        drop(accounts);
        self.tick();
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

    /// Every region of these profiles, as far as their accounts are known.
    pub fn places(&self, are_meant: impl Fn(&ProfileState) -> bool) -> BTreeSet<Place> {
        let profiles = self.profiles.read();
        let places = profiles.values().filter(|state| are_meant(state)).flat_map(|state| {
            let place = |account: &AccountId, region| Place { account: account.clone(), region };
            state
                .account
                .iter()
                .flat_map(move |account| state.regions.iter().cloned().map(move |region| place(account, region)))
        });
        places.collect()
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
        self.told(before.is_none_or(|before| !before.says_the_same(&state)))
    }

    /// As [`Board::put_profile`], unless the profile has been dropped; `None`: it has.
    pub fn renew_profile(&self, state: ProfileState) -> Option<bool> {
        let is_news = {
            let mut profiles = self.profiles.write();
            let known = profiles.get_mut(&state.profile)?;
            !std::mem::replace(known, state.clone()).says_the_same(&state)
        };
        Some(self.told(is_news))
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

    fn told(&self, is_news: bool) -> bool {
        if is_news {
            self.profiles_changed();
        }
        self.tick();
        is_news
    }

    fn tick(&self) {
        self.changes.send_modify(|revision| *revision += 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use emberwatch_domain::price::{PriceItem, Quote};
    use jiff::Timestamp;

    fn admit(board: &Board, account: &str) {
        let (id, profile) = (AccountId::new(account), ProfileName::new("prod"));
        board.admit(&id, &profile, || Snapshot::new(Realm::Aws, id.clone(), profile.clone()));
    }

    #[test]
    fn nobody_waits_for_what_is_remembered_of_an_account() {
        let (board, profile) = (Board::new(Realm::Aws), ProfileName::new("prod"));
        board.admit(&"1".into(), &profile, || {
            assert!(board.accounts.try_read().is_some());
            Snapshot::new(Realm::Aws, "1".into(), profile.clone())
        });
        assert_eq!(board.snapshots().len(), 1);
    }

    #[test]
    fn prices_that_several_tell_at_once_are_all_kept_and_an_account_that_comes_later_has_them() {
        let board = Board::new(Realm::Aws);
        admit(&board, "2");
        let item = |n: u32| PriceItem::Ec2(format!("m{n}.xlarge").as_str().into());
        std::thread::scope(|scope| {
            for n in 0..8 {
                let (board, item) = (&board, &item);
                scope.spawn(move || {
                    for step in 0..50 {
                        let quote = Quote { price: None, as_of: Timestamp::UNIX_EPOCH };
                        board.change_prices(|book| book.record(&"eu-west-1".into(), item(n * 50 + step), quote));
                    }
                });
            }
        });
        admit(&board, "1");
        for snapshot in board.snapshots() {
            let missing = (0..400).filter(|n| snapshot.prices.quote(&"eu-west-1".into(), &item(*n)).is_none()).count();
            assert_eq!(missing, 0, "{}", snapshot.account);
        }
    }
}
