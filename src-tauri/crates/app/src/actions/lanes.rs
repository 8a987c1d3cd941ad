//! What waits to be sent: one queue for each place, for AWS gives each place a rate of its own.

use super::recheck::Meant;
use crate::ports::JournalEntry;
use emberwatch_domain::account::{Place, Realm};
use emberwatch_domain::plan::Candidate;
use parking_lot::Mutex;
use std::collections::{HashMap, VecDeque};
use std::time::Duration;
use tokio::time::Instant;

pub(super) type LaneKey = (Realm, Place);

/// One confirmed target, and the cluster as the reader of the plan saw it.
#[derive(Clone, Debug)]
pub(super) struct Work {
    pub entry: JournalEntry,
    pub seen: Candidate,
    pub confirmed: Instant,
    /// Until then it counts down, and can be called back.
    pub not_before: Instant,
}

/// Where an entry stands in its place's queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueuePlace {
    /// 1: it is the next one.
    pub position: usize,
    pub remaining: Duration,
}

#[derive(Debug, Default)]
pub(super) struct Lanes {
    lanes: Mutex<HashMap<LaneKey, Lane>>,
}

#[derive(Debug, Default)]
struct Lane {
    waiting: VecDeque<Work>,
    /// The entry that holds, or waits for, a token of the rate budget.
    reserved: Option<u64>,
    sending: Option<u64>,
    runs: bool,
}

/// An entry that waits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waiting {
    pub index: usize,
    pub not_before: Instant,
    first_is_reserved: bool,
}

impl Work {
    pub fn key(&self) -> LaneKey {
        (self.entry.request.realm, self.entry.request.place.clone())
    }

    pub fn number(&self) -> u64 {
        self.entry.number
    }

    pub fn meant(&self) -> Meant<'_> {
        Meant { request: &self.entry.request, seen: &self.seen, confirmed: self.confirmed }
    }
}

impl Waiting {
    /// How many calls the budget must still allow; the first one's is counted already once it is reserved.
    pub fn calls_until_sent(self) -> u32 {
        let calls = self.index + usize::from(!self.first_is_reserved);
        u32::try_from(calls).unwrap_or(u32::MAX)
    }
}

impl Lanes {
    /// Queues work; returns the lanes that must be started.
    pub fn add(&self, work: Vec<Work>) -> Vec<LaneKey> {
        let mut lanes = self.lanes.lock();
        let mut to_start = Vec::new();
        for work in work {
            let key = work.key();
            let lane = lanes.entry(key.clone()).or_default();
            lane.waiting.push_back(work);
            if !lane.runs {
                lane.runs = true;
                to_start.push(key);
            }
        }
        to_start
    }

    /// Whether something is sent there, or waits to be.
    pub fn runs(&self, key: &LaneKey) -> bool {
        self.lanes.lock().get(key).is_some_and(|lane| lane.runs)
    }

    /// The next one, which stays in the queue; without one the lane is over.
    pub fn first(&self, key: &LaneKey) -> Option<Work> {
        let mut lanes = self.lanes.lock();
        let first = lanes.get(key)?.waiting.front().cloned();
        if first.is_none() {
            lanes.remove(key);
        }
        first
    }

    /// Says that the budget was asked for the first one; false when it was called back.
    pub fn reserve(&self, work: &Work) -> bool {
        self.change(&work.key(), |lane| {
            let waits = lane.waiting.front().is_some_and(|first| first.number() == work.number());
            if waits {
                lane.reserved = Some(work.number());
            }
            waits
        })
    }

    /// Takes the first one out to be sent; false when it was called back. From here on it cannot be.
    pub fn claim(&self, work: &Work) -> bool {
        self.change(&work.key(), |lane| {
            lane.reserved = None;
            let claimed = lane.waiting.pop_front_if(|first| first.number() == work.number());
            lane.sending = claimed.as_ref().map(Work::number);
            claimed.is_some()
        })
    }

    pub fn sent(&self, work: &Work) {
        self.change(&work.key(), |lane| {
            lane.sending = None;
            true
        });
    }

    /// Takes an entry out that was not claimed yet.
    pub fn withdraw(&self, number: u64) -> bool {
        let mut lanes = self.lanes.lock();
        let mut found = false;
        for lane in lanes.values_mut() {
            lane.waiting.retain(|work| {
                let hit = work.number() == number;
                found |= hit;
                !hit
            });
        }
        found
    }

    pub fn find(&self, number: u64) -> Option<Waiting> {
        self.lanes.lock().values().find_map(|lane| {
            let index = lane.waiting.iter().position(|work| work.number() == number)?;
            let first_is_reserved = lane.waiting.front().map(Work::number) == lane.reserved && lane.reserved.is_some();
            Some(Waiting { index, not_before: lane.waiting[index].not_before, first_is_reserved })
        })
    }

    pub fn is_sending(&self, number: u64) -> bool {
        self.lanes.lock().values().any(|lane| lane.sending == Some(number))
    }

    /// Whether it waits here or is being sent.
    pub fn hold(&self, number: u64) -> bool {
        self.find(number).is_some() || self.is_sending(number)
    }

    pub fn are_empty(&self) -> bool {
        self.lanes.lock().values().all(|lane| lane.waiting.is_empty())
    }

    fn change(&self, key: &LaneKey, change: impl FnOnce(&mut Lane) -> bool) -> bool {
        self.lanes.lock().get_mut(key).is_some_and(change)
    }
}
