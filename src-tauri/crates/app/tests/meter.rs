//! What is asked of AWS is counted for whom it was asked, and a restart forgets nothing of the day.
#![allow(clippy::unwrap_used, reason = "tests")]

use emberwatch_app::meter::Meter;
use emberwatch_app::ports::History;
use emberwatch_cloud::{CallMeter, CallOutcome, SentCall};
use emberwatch_domain::account::Realm;
use emberwatch_domain::usage::Tally;
use emberwatch_testkit::{MemoryHistory, START, TestClock};
use jiff::SignedDuration;
use std::sync::Arc;

struct Desk {
    clock: Arc<TestClock>,
    meter: Meter,
    history: MemoryHistory,
}

impl Desk {
    fn new() -> Self {
        let clock = Arc::new(TestClock::at(START));
        Self { meter: Meter::new(clock.clone()), clock, history: MemoryHistory::default() }
    }

    fn send(&self, profile: &str, outcome: CallOutcome) {
        let (service, operation) = ("elasticmapreduce".to_owned(), "ListClusters".to_owned());
        self.meter.count(SentCall { profile: profile.into(), region: "eu-west-1".into(), service, operation }, outcome);
    }

    /// What an account was asked in the last hour, and today.
    fn told(&self, account: &str) -> (Tally, Tally) {
        let usage = self.meter.usage(&self.history, Realm::Aws).unwrap();
        let of = |tallies: &std::collections::BTreeMap<emberwatch_domain::usage::CallKey, Tally>| {
            let mut sum = Tally::default();
            let here = tallies.iter().filter(|(key, _)| key.place.account.as_str() == account);
            here.for_each(|(_, tally)| sum += *tally);
            sum
        };
        (of(&usage.hour), of(&usage.today))
    }

    fn sent(&self, account: &str) -> (u64, u64) {
        let (hour, today) = self.told(account);
        (hour.sent, today.sent)
    }
}

#[test]
fn what_was_sent_before_the_account_was_known_is_counted_for_it() {
    let desk = Desk::new();
    desk.send("lab", CallOutcome::Failed);
    assert_eq!(desk.sent("1"), (0, 0));
    desk.meter.claim(&"lab".into(), &"1".into());
    desk.send("lab", CallOutcome::Throttled);
    desk.send("lab", CallOutcome::Answered);
    let whole = Tally { sent: 3, throttled: 1, failed: 1 };
    assert_eq!(desk.told("1"), (whole, whole));
}

#[test]
fn what_is_being_kept_is_neither_missing_nor_told_twice() {
    let desk = Desk::new();
    desk.meter.claim(&"lab".into(), &"1".into());
    desk.send("lab", CallOutcome::Answered);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..2_000 {
                desk.send("lab", CallOutcome::Answered);
                desk.meter.keep(&desk.history, Realm::Aws).unwrap();
            }
        });
        let mut before = 1;
        while before < 2_001 {
            let today = desk.sent("1").1;
            assert!((before..=2_001).contains(&today), "{before} were told before, and {today} now");
            before = today;
        }
    });
}

#[test]
fn a_profile_that_becomes_another_account_takes_nothing_along() {
    let desk = Desk::new();
    desk.meter.claim(&"lab".into(), &"1".into());
    desk.send("lab", CallOutcome::Answered);
    desk.meter.doubt(&"lab".into());
    desk.send("lab", CallOutcome::Answered);
    desk.meter.claim(&"lab".into(), &"2".into());
    assert_eq!((desk.sent("1"), desk.sent("2")), ((1, 1), (1, 1)));
}

#[test]
fn an_hour_later_it_was_today_and_a_day_later_it_was_not() {
    let desk = Desk::new();
    desk.meter.claim(&"lab".into(), &"1".into());
    desk.send("lab", CallOutcome::Answered);
    desk.clock.advance(SignedDuration::from_mins(54));
    assert_eq!(desk.sent("1"), (1, 1));
    desk.clock.advance(SignedDuration::from_mins(7));
    assert_eq!(desk.sent("1"), (0, 1));
    desk.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(desk.sent("1"), (0, 0));
}

#[test]
fn what_was_kept_is_there_after_a_restart_and_is_counted_once() {
    let desk = Desk::new();
    desk.meter.claim(&"lab".into(), &"1".into());
    desk.send("lab", CallOutcome::Answered);
    desk.meter.keep(&desk.history, Realm::Aws).unwrap();
    desk.meter.keep(&desk.history, Realm::Aws).unwrap();
    desk.send("lab", CallOutcome::Answered);
    assert_eq!(desk.sent("1"), (2, 2));
    let restarted = Desk { meter: Meter::new(desk.clock.clone()), ..desk };
    assert_eq!(restarted.sent("1"), (0, 1));
    assert_eq!(restarted.history.calls_since(Realm::Sample, "2000-01-01".parse().unwrap(), None).unwrap(), []);
}

#[test]
fn a_clock_that_is_set_back_counts_on() {
    let desk = Desk::new();
    desk.meter.claim(&"lab".into(), &"1".into());
    desk.send("lab", CallOutcome::Answered);
    desk.clock.advance(SignedDuration::from_mins(-10));
    desk.send("lab", CallOutcome::Answered);
    assert_eq!(desk.sent("1"), (1, 2));
    desk.clock.advance(SignedDuration::from_mins(20));
    desk.send("lab", CallOutcome::Answered);
    assert_eq!(desk.sent("1"), (2, 3));
}
