//! What watching asks of AWS: every request that leaves is counted for the account that it is sent for.

use crate::ports::{CallsOfDay, Clock, History, StoreError};
use emberwatch_cloud::{CallMeter, CallOutcome, SentCall};
use emberwatch_domain::account::{AccountId, Place, ProfileName, Realm};
use emberwatch_domain::usage::{CallKey, Tally};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use parking_lot::Mutex;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// The last hour is kept in slots of five minutes, so that it costs a few hundred bytes however much is asked.
const SLOT_SECONDS: i64 = 300;
const SLOTS: i64 = 12;

pub struct Meter {
    clock: Arc<dyn Clock>,
    counts: Mutex<Counts>,
    /// Held while counts are on their way into the history: who asks then would find them in neither.
    keeping: Mutex<()>,
}

#[derive(Default)]
struct Counts {
    doors: BTreeMap<ProfileName, AccountId>,
    /// What was sent before AWS said which account the profile leads to.
    unclaimed: BTreeMap<ProfileName, BTreeMap<SentKey, Counted>>,
    accounts: BTreeMap<AccountId, BTreeMap<SentKey, Counted>>,
}

/// Region, service and operation.
type SentKey = (String, String, String);

#[derive(Default)]
struct Counted {
    recent: VecDeque<(i64, Tally)>,
    /// What the history does not hold yet.
    unkept: BTreeMap<Date, Tally>,
}

/// What was asked lately, and on the day that AWS has now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    pub hour: BTreeMap<CallKey, Tally>,
    pub today: BTreeMap<CallKey, Tally>,
}

impl Meter {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, counts: Mutex::default(), keeping: Mutex::default() }
    }

    /// AWS has said whose the profile's calls are, those before the answer included.
    pub fn claim(&self, profile: &ProfileName, account: &AccountId) {
        let mut counts = self.counts.lock();
        counts.doors.insert(profile.clone(), account.clone());
        let before = counts.unclaimed.remove(profile).unwrap_or_default();
        let of_account = counts.accounts.entry(account.clone()).or_default();
        for (key, counted) in before {
            of_account.entry(key).or_default().take(counted);
        }
    }

    /// The profile is asked anew who it is: what it sends belongs to nobody until it is answered.
    pub fn doubt(&self, profile: &ProfileName) {
        self.counts.lock().doors.remove(profile);
    }

    /// What was asked in the last hour, and today with what the history holds of it.
    pub fn usage(&self, history: &dyn History, realm: Realm) -> Result<Usage, StoreError> {
        let now = self.clock.now();
        let (slot, today) = (slot(now), day(now));
        let mut usage = Usage { today: self.asked_since(history, realm, today, None)?, ..Usage::default() };
        for (account, counted) in &self.counts.lock().accounts {
            for (key, counted) in counted {
                let key = call_key(account, key);
                let hour = counted.recent.iter().filter(|(at, _)| (slot - SLOTS + 1..=slot).contains(at));
                hour.for_each(|(_, tally)| *usage.hour.entry(key.clone()).or_default() += *tally);
            }
        }
        Ok(usage)
    }

    /// What was asked on that day and after it, of one service or of all, with what the history holds of it.
    pub fn asked_since(
        &self,
        history: &dyn History,
        realm: Realm,
        day: Date,
        service: Option<&str>,
    ) -> Result<BTreeMap<CallKey, Tally>, StoreError> {
        let _kept = self.keeping.lock();
        let mut asked: BTreeMap<CallKey, Tally> = BTreeMap::new();
        for kept in history.calls_since(realm, day, service)? {
            *asked.entry(kept.key).or_default() += kept.tally;
        }
        for (account, counted) in &self.counts.lock().accounts {
            let is_meant = |(_, of, _): &SentKey| service.is_none_or(|service| of == service);
            for (key, counted) in counted.iter().filter(|(key, _)| is_meant(key)) {
                let unkept = counted.unkept.range(day..).map(|(_, tally)| *tally);
                unkept.for_each(|tally| *asked.entry(call_key(account, key)).or_default() += tally);
            }
        }
        Ok(asked)
    }

    /// Gives the history what it does not hold yet. What it does not take is kept for the next time.
    pub fn keep(&self, history: &dyn History, realm: Realm) -> Result<(), StoreError> {
        let _keeping = self.keeping.lock();
        let unkept = self.counts.lock().drain();
        if unkept.is_empty() {
            return Ok(());
        }
        history.add_calls(realm, &unkept).inspect_err(|_| self.counts.lock().put_back(unkept))
    }
}

impl CallMeter for Meter {
    fn count(&self, call: SentCall, outcome: CallOutcome) {
        let now = self.clock.now();
        let counted = |of: CallOutcome| u64::from(outcome == of);
        let tally = Tally { sent: 1, throttled: counted(CallOutcome::Throttled), failed: counted(CallOutcome::Failed) };
        let mut counts = self.counts.lock();
        let Counts { doors, unclaimed, accounts } = &mut *counts;
        let of = match doors.get(&call.profile) {
            Some(account) => accounts.entry(account.clone()).or_default(),
            None => unclaimed.entry(call.profile).or_default(),
        };
        let key = (call.region.to_string(), call.service, call.operation);
        of.entry(key).or_default().count(slot(now), day(now), tally);
    }
}

impl Counts {
    fn drain(&mut self) -> Vec<CallsOfDay> {
        let mut drained = Vec::new();
        for (account, counted) in &mut self.accounts {
            for (key, counted) in counted {
                let days = std::mem::take(&mut counted.unkept).into_iter();
                drained.extend(days.map(|(day, tally)| CallsOfDay { key: call_key(account, key), day, tally }));
            }
        }
        drained
    }

    fn put_back(&mut self, unkept: Vec<CallsOfDay>) {
        for CallsOfDay { key: CallKey { place, service, operation }, day, tally } in unkept {
            let of_account = self.accounts.entry(place.account).or_default();
            let counted = of_account.entry((place.region.to_string(), service, operation)).or_default();
            *counted.unkept.entry(day).or_default() += tally;
        }
    }
}

impl Counted {
    fn count(&mut self, slot: i64, day: Date, tally: Tally) {
        *self.unkept.entry(day).or_default() += tally;
        // A clock that was set back leaves slots of a time that is still to come: they count no more.
        self.recent.retain(|(at, _)| (slot - SLOTS + 1..=slot).contains(at));
        match self.recent.back_mut() {
            Some((at, last)) if *at == slot => *last += tally,
            _ => self.recent.push_back((slot, tally)),
        }
    }

    fn take(&mut self, other: Self) {
        other.unkept.into_iter().for_each(|(day, tally)| *self.unkept.entry(day).or_default() += tally);
        for (slot, tally) in other.recent {
            match self.recent.iter_mut().find(|(at, _)| *at == slot) {
                Some((_, known)) => *known += tally,
                None => self.recent.push_back((slot, tally)),
            }
        }
        self.recent.make_contiguous().sort_by_key(|(at, _)| *at);
    }
}

fn call_key(account: &AccountId, (region, service, operation): &SentKey) -> CallKey {
    let place = Place { account: account.clone(), region: region.as_str().into() };
    CallKey { place, service: service.clone(), operation: operation.clone() }
}

fn slot(at: Timestamp) -> i64 {
    at.as_second().div_euclid(SLOT_SECONDS)
}

/// AWS bills by days of UTC.
fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}
