//! Forgetting history: once at a time, away from whoever asks, and told to the end.
#![allow(clippy::unwrap_used, reason = "tests")]

use emberwatch_app::failure::Failure;
use emberwatch_app::forgetting::{Forgetting, Oblivion};
use emberwatch_app::ports::{Forgot, Forgotten, Progress, StoreError, Upkeep};
use emberwatch_testkit::{START, minutes};
use jiff::Timestamp;
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

/// Forgets one step at every word it is given.
struct Slow {
    words: Mutex<Receiver<Result<(), StoreError>>>,
}

impl Upkeep for Slow {
    fn forgettable(&self, _: Timestamp) -> Result<Forgotten, StoreError> {
        Ok(Forgotten { clusters: 3, ..Forgotten::default() })
    }

    fn forget(&self, _: Timestamp, progress: &dyn Fn(Progress)) -> Result<Forgot, StoreError> {
        for done in 1..=2 {
            self.words.lock().recv().unwrap()?;
            progress(Progress { done, steps: 2 });
        }
        Ok(three())
    }
}

fn three() -> Forgot {
    Forgot { rows: Forgotten { clusters: 3, ..Forgotten::default() }, room_kept: None }
}

fn slow() -> (Oblivion, Sender<Result<(), StoreError>>) {
    let (say, words) = channel();
    (Oblivion::new(Arc::new(Slow { words: Mutex::new(words) })), say)
}

#[tokio::test]
async fn it_is_forgotten_away_from_the_caller_and_its_progress_is_told() {
    let (oblivion, say) = slow();
    let mut changes = oblivion.follow();
    oblivion.forget(START, minutes(1)).unwrap();
    assert!(matches!(oblivion.state(), Forgetting::UnderWay { .. }), "the caller is not held up");
    say.send(Ok(())).unwrap();
    let half = |state: &Forgetting| matches!(state, Forgetting::UnderWay { progress, .. } if progress.done == 1);
    changes.wait_for(half).await.unwrap();
    say.send(Ok(())).unwrap();
    let done = changes.wait_for(|state| !matches!(state, Forgetting::UnderWay { .. })).await.unwrap().clone();
    assert_eq!(done, Forgetting::Done { before: START, forgot: three() });
}

#[tokio::test]
async fn while_it_is_forgotten_nothing_else_is() {
    let (oblivion, say) = slow();
    oblivion.forget(START, minutes(1)).unwrap();
    assert!(matches!(oblivion.forget(START, minutes(1)), Err(Failure::Refused { .. })));
    drop(say);
}

#[tokio::test]
async fn a_failure_is_told_and_it_can_be_tried_again() {
    let (oblivion, say) = slow();
    let mut changes = oblivion.follow();
    oblivion.forget(START, minutes(1)).unwrap();
    say.send(Err(StoreError { step: "database or disk is full".to_owned(), source: None })).unwrap();
    let failed = changes.wait_for(|state| matches!(state, Forgetting::Failed { .. })).await.unwrap().clone();
    assert_eq!(failed, Forgetting::Failed { before: START, why: "database or disk is full".to_owned() });
    oblivion.forget(START, minutes(1)).unwrap();
    drop(say);
}

#[tokio::test]
async fn a_day_that_is_yet_to_come_is_refused() {
    let (oblivion, _say) = slow();
    assert!(matches!(oblivion.forgettable(minutes(2), minutes(1)).await, Err(Failure::Invalid { .. })));
    assert!(matches!(oblivion.forget(minutes(2), minutes(1)), Err(Failure::Invalid { .. })));
    assert_eq!(oblivion.forgettable(START, minutes(1)).await.unwrap().clusters, 3);
}
