//! Forgetting a part of the history: asked for twice, done once at a time and away from everybody who waits.

use crate::failure::Failure;
use crate::ports::{Forgot, Forgotten, Progress, Upkeep};
use jiff::Timestamp;
use std::sync::Arc;
use tokio::sync::watch;

/// What is being, or was last, forgotten.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Forgetting {
    #[default]
    Nothing,
    UnderWay {
        before: Timestamp,
        progress: Progress,
    },
    Done {
        before: Timestamp,
        forgot: Forgot,
    },
    Failed {
        before: Timestamp,
        why: String,
    },
}

/// Forgets, one day at a time.
pub struct Oblivion {
    upkeep: Arc<dyn Upkeep>,
    state: watch::Sender<Forgetting>,
    ticks: watch::Sender<u64>,
}

impl Oblivion {
    pub fn new(upkeep: Arc<dyn Upkeep>) -> Self {
        Self { upkeep, state: watch::Sender::new(Forgetting::Nothing), ticks: watch::Sender::new(0) }
    }

    pub fn state(&self) -> Forgetting {
        self.state.borrow().clone()
    }

    pub fn follow(&self) -> watch::Receiver<Forgetting> {
        self.state.subscribe()
    }

    /// Ticks with every step.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.ticks.subscribe()
    }

    /// What would be forgotten. It reads much, so it is done away from the caller.
    ///
    /// # Errors
    /// [`Failure::Invalid`] for a day that is yet to come.
    pub async fn forgettable(&self, before: Timestamp, now: Timestamp) -> Result<Forgotten, Failure> {
        past(before, now)?;
        let upkeep = self.upkeep.clone();
        let counted = tokio::task::spawn_blocking(move || upkeep.forgettable(before)).await;
        Ok(counted.map_err(|error| stopped(&error.to_string()))??)
    }

    /// Begins to forget, and returns at once.
    ///
    /// # Errors
    /// [`Failure::Invalid`] for a day that is yet to come, [`Failure::Refused`] while it goes on already.
    pub fn forget(&self, before: Timestamp, now: Timestamp) -> Result<(), Failure> {
        past(before, now)?;
        let under_way = Forgetting::UnderWay { before, progress: Progress::default() };
        let begun = self.state.send_if_modified(|state| {
            let idle = !matches!(state, Forgetting::UnderWay { .. });
            if idle {
                *state = under_way;
            }
            idle
        });
        if !begun {
            return Err(Failure::Refused {
                what: "history is being forgotten already".to_owned(),
                next_step: Some("wait until that is done".to_owned()),
            });
        }
        let (upkeep, state, ticks) = (self.upkeep.clone(), self.state.clone(), self.ticks.clone());
        let tell = move |now: Forgetting| {
            state.send_replace(now);
            ticks.send_modify(|tick| *tick += 1);
        };
        tokio::task::spawn_blocking(move || {
            let forgot = upkeep.forget(before, &|progress| tell(Forgetting::UnderWay { before, progress }));
            tell(match forgot {
                Ok(forgot) => Forgetting::Done { before, forgot },
                Err(error) => Forgetting::Failed { before, why: error.to_string() },
            });
        });
        Ok(())
    }
}

fn past(before: Timestamp, now: Timestamp) -> Result<(), Failure> {
    if before <= now {
        return Ok(());
    }
    Err(Failure::Invalid {
        what: "that day is yet to come".to_owned(),
        next_step: Some("choose a day that is over, or today".to_owned()),
    })
}

fn stopped(why: &str) -> Failure {
    Failure::Refused { what: format!("the counting ended early: {why}"), next_step: Some("try again".to_owned()) }
}
