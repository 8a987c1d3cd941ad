//! One event says what changed; the page then asks for just that.

use crate::desk::Desk;
use serde::{Deserialize, Serialize};
use specta::Type;
use std::sync::Arc;
use std::time::Duration;
use tauri::AppHandle;
use tauri_specta::Event;
use tokio::sync::watch;

/// Many answers come at once; the page is told of them together.
const GATHER: Duration = Duration::from_millis(150);
/// Polls of many places answer all the time; the page need not draw each of them.
const CALM: Duration = Duration::from_secs(2);

/// How soon after one change the page is told of the next.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// What the user did: at once.
    Prompt,
    /// What was polled.
    Calm,
    /// What is polled all the time: of it the page is told what it would draw otherwise.
    Still,
}

#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
pub struct Changed {
    pub what: ChangedWhat,
    /// Of clusters: the one that their next answer will have, so that who holds it need not ask. Of all else: how often
    /// it changed.
    pub revision: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ChangedWhat {
    Shell,
    Clusters,
    Terminations,
    /// What the AWS files hold, and what became of watching it.
    Profiles,
    /// How the watched accounts do, and what they were asked.
    Accounts,
    Settings,
    Burn,
    /// Something else is known of what AWS bills.
    Costs,
    Desktop,
    Folder,
}

/// What ticks when something changes, which parts of the page that concerns, and how soon it is told.
pub type Ticks = (watch::Receiver<u64>, &'static [ChangedWhat], Pace);

/// Tells the page of what changes, until the app ends.
pub fn forward(app: &AppHandle, desk: &Arc<Desk>, ticks: impl IntoIterator<Item = Ticks>) {
    for (mut changes, topics, pace) in ticks {
        let (app, desk) = (app.clone(), Arc::downgrade(desk));
        tauri::async_runtime::spawn(async move {
            let mut revision = 0;
            while changes.changed().await.is_ok() {
                tokio::time::sleep(GATHER).await;
                changes.borrow_and_update();
                revision += 1;
                let Some(desk) = desk.upgrade() else { return };
                let topics = match pace {
                    Pace::Prompt | Pace::Calm => topics.to_vec(),
                    Pace::Still => desk.outdated(),
                };
                topics.into_iter().for_each(|what| tell(&app, &desk, what, revision));
                drop(desk);
                if pace != Pace::Prompt {
                    tokio::time::sleep(CALM).await;
                }
            }
        });
    }
}

fn tell(app: &AppHandle, desk: &Desk, what: ChangedWhat, times: u32) {
    let revision = match what {
        // A page whose question fails is told why when it asks.
        ChangedWhat::Clusters => desk.clusters_revision().unwrap_or(u32::MAX),
        ChangedWhat::Shell
        | ChangedWhat::Terminations
        | ChangedWhat::Profiles
        | ChangedWhat::Accounts
        | ChangedWhat::Settings
        | ChangedWhat::Burn
        | ChangedWhat::Costs
        | ChangedWhat::Desktop
        | ChangedWhat::Folder => times,
    };
    tracing::debug!(?what, revision, "the page is told");
    if let Err(error) = (Changed { what, revision }).emit(app) {
        tracing::warn!(%error, "the page could not be told of a change");
    }
}
