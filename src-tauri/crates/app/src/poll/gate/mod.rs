//! Where polls wait: while nobody can be reached, and for their turn after a return or a sleep.
//!
//! While this machine is offline one poll at a time is let through, to see whether it still is; all others wait, so
//! that a network that comes back meets no storm. Then, and after a sleep, there is one sweep: every source once, each
//! at a turn of its own.

mod gated;
mod reach;
mod sleep;
mod turns;

pub use gated::{Gated, Role};
pub use reach::{ENOUGH, Reach, Sign, Witness, judge, sign};

use crate::ports::Clock;
use jiff::Timestamp;
use parking_lot::Mutex;
use sleep::{LOOK, Ticks, slept};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;
use turns::Turns;

/// While somebody has answered within so long, there is a network.
const DOUBT_AFTER: Duration = Duration::from_secs(60);

/// A wait may be longer by this part of it: half a second of thirty.
const LENIENCY: u32 = 60;

pub struct Gate {
    clock: Arc<dyn Clock>,
    reach: watch::Sender<Reach>,
    /// Who was tried in vain since anybody answered last.
    unreached: Mutex<BTreeMap<Witness, Timestamp>>,
    heard_at: Mutex<Option<Instant>>,
    looked: Mutex<Ticks>,
    /// When the last sweep began.
    swept: Mutex<Option<Instant>>,
    turns: Turns,
    /// Lets one poll through to look for the network.
    probe: Notify,
    probe_at: Mutex<Option<Instant>>,
    probes: AtomicU64,
    untold: Mutex<BTreeSet<News>>,
    /// When polls are due next.
    planned: Mutex<BTreeSet<Instant>>,
    news: Notify,
    polls: AtomicUsize,
    numbers: AtomicU64,
}

/// What somebody has to do something about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum News {
    /// This machine slept, or the process stood still: what is believed of credentials is to be asked again.
    Awake,
    /// The network is back.
    Returned,
    /// A source could not be reached, and too few others were asked to tell whether it is the network.
    Doubt,
}

impl Gate {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            looked: Mutex::new(Ticks::now(&*clock)),
            clock,
            reach: watch::Sender::new(Reach::Online),
            unreached: Mutex::default(),
            heard_at: Mutex::default(),
            swept: Mutex::default(),
            turns: Turns::default(),
            probe: Notify::new(),
            probe_at: Mutex::default(),
            probes: AtomicU64::new(0),
            untold: Mutex::default(),
            planned: Mutex::default(),
            news: Notify::new(),
            polls: AtomicUsize::new(0),
            numbers: AtomicU64::new(0),
        }
    }

    pub fn reach(&self) -> Reach {
        *self.reach.borrow()
    }

    /// Since when nobody could be reached; `None` while somebody can be.
    pub fn offline_since(&self) -> Option<Timestamp> {
        match self.reach() {
            Reach::Online => None,
            Reach::Offline { since } => Some(since),
        }
    }

    /// Takes the outcome of a call as a sign of the network. `witnesses` counts how many could tell; whoever was heard
    /// needs no others, and nobody is counted.
    pub fn note(&self, sign: Sign, witness: Witness, witnesses: impl FnOnce() -> usize) {
        match sign {
            Sign::Unclear => {}
            Sign::Heard => self.heard(),
            Sign::Unreached => self.unreached(witness, witnesses()),
        }
    }

    fn heard(&self) {
        self.unreached.lock().clear();
        *self.heard_at.lock() = Some(Instant::now());
        if self.reach() != Reach::Online {
            // The sweep first: whoever waits for the return must find it.
            self.begin_sweep();
            self.reach.send_replace(Reach::Online);
            self.tell(News::Returned);
        }
    }

    fn unreached(&self, witness: Witness, witnesses: usize) {
        let mut unreached = self.unreached.lock();
        unreached.entry(witness).or_insert_with(|| self.clock.now());
        if self.reach() != Reach::Online {
            return;
        }
        match judge(&unreached, witnesses) {
            // While others answer, one that does not is no reason to ask anybody more often.
            Reach::Online => {
                if self.heard_at.lock().is_none_or(|at| at.elapsed() > DOUBT_AFTER) {
                    self.tell(News::Doubt);
                }
            }
            offline @ Reach::Offline { .. } => {
                tracing::info!("offline: nobody can be reached");
                self.plan_probe();
                self.reach.send_replace(offline);
            }
        }
    }

    /// Whether this one was tried in vain since anybody answered last.
    pub fn is_unreached(&self, witness: &Witness) -> bool {
        self.unreached.lock().contains_key(witness)
    }

    /// The user looks, so one poll does at once.
    pub fn probe_now(&self) {
        if self.reach() != Reach::Online {
            self.plan_probe();
            self.probe.notify_one();
        }
    }

    /// The next thing to be done about the polls. In between it looks at the clocks, and for the network.
    pub async fn next(&self) -> News {
        loop {
            if let Some(news) = self.untold.lock().pop_first() {
                return news;
            }
            tokio::select! {
                () = self.news.notified() => {}
                () = tokio::time::sleep(LOOK) => {
                    self.look_at_the_clocks();
                    let due = self.probe_at.lock().is_some_and(|at| at <= Instant::now());
                    if due {
                        self.probe_now();
                    }
                }
            }
        }
    }

    /// Whoever comes first after a sleep finds out, and begins the sweep before anybody gets past the gate.
    fn look_at_the_clocks(&self) {
        let mut looked = self.looked.lock();
        let now = Ticks::now(&*self.clock);
        let before = std::mem::replace(&mut *looked, now);
        if let Some(gap) = slept(before, now, |real| self.clock.real_span(real)) {
            tracing::info!(seconds = gap.as_secs(), "nobody ran for a while");
            self.begin_sweep();
            self.tell(News::Awake);
        }
    }

    /// When the next poll is due that is due in so long. It waits a little longer if others go then: a machine that is
    /// woken once for all of them sleeps between.
    fn together(&self, wait: Duration) -> Duration {
        let now = Instant::now();
        let due = now + wait;
        let mut planned = self.planned.lock();
        // From the front: with thousands of polls, each must not go through what all others planned.
        while planned.first().is_some_and(|at| *at <= now) {
            planned.pop_first();
        }
        let joined = planned.range(due..=due + wait / LENIENCY).next().copied();
        if joined.is_none() {
            planned.insert(due);
        }
        joined.map_or(wait, |at| at - now)
    }

    fn begin_sweep(&self) {
        *self.swept.lock() = Some(Instant::now());
    }

    fn plan_probe(&self) {
        let nth = self.probes.fetch_add(1, Ordering::Relaxed);
        *self.probe_at.lock() = Some(Instant::now() + self.turns.until_probe(nth));
    }

    fn tell(&self, news: News) {
        self.untold.lock().insert(news);
        self.news.notify_one();
    }
}
