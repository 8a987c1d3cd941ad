//! A poll that waits at the gate every time.

use super::{Gate, Reach};
use crate::poll::Poll;
use async_trait::async_trait;
use futures::FutureExt;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

/// Whether a poll calls somebody whenever it is let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It does, so it can be sent to see whether anybody can be reached; the others follow it.
    Scout,
    Follower,
}

pub struct Gated {
    gate: Arc<Gate>,
    poll: Arc<dyn Poll>,
    wake: Arc<Notify>,
    role: Role,
    number: u64,
}

impl Gated {
    pub fn new(gate: Arc<Gate>, poll: Arc<dyn Poll>, wake: Arc<Notify>, role: Role) -> Self {
        gate.polls.fetch_add(1, Ordering::Relaxed);
        let number = gate.numbers.fetch_add(1, Ordering::Relaxed);
        Self { gate, poll, wake, role, number }
    }

    async fn pass(&self) {
        let gate = &*self.gate;
        loop {
            gate.look_at_the_clocks();
            self.await_turn().await;
            if gate.reach() == Reach::Online {
                return;
            }
            let mut reach = gate.reach.subscribe();
            let returned = async { reach.wait_for(|reach| *reach == Reach::Online).await.map(drop) };
            match self.role {
                Role::Follower => drop(returned.await),
                Role::Scout => tokio::select! {
                    () = gate.probe.notified() => return,
                    _ = returned => {}
                },
            }
        }
    }

    /// In a sweep everybody waits for a turn. It may begin anew meanwhile.
    async fn await_turn(&self) {
        let turn = || {
            let turn = self.gate.turns.of(self.number, self.gate.polls.load(Ordering::Relaxed));
            self.gate.swept.lock().map(|began| began + turn).filter(|turn| *turn > Instant::now())
        };
        while let Some(turn) = turn() {
            tokio::time::sleep_until(turn).await;
        }
    }
}

#[async_trait]
impl Poll for Gated {
    async fn poll(&self) -> Duration {
        self.pass().await;
        // Whoever woke it while it waited gets what it reads now.
        let _ = self.wake.notified().now_or_never();
        let wait = self.poll.poll().await;
        self.gate.together(wait)
    }
}

impl Drop for Gated {
    fn drop(&mut self) {
        self.gate.polls.fetch_sub(1, Ordering::Relaxed);
    }
}
