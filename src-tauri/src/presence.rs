//! How Emberwatch is present on the desktop: its tray, its window, and what passes between the two.

use crate::events::{ChangedWhat, Pace, Ticks};
use emberwatch_views::desktop::{Destination, TrayHost};
use emberwatch_views::requests::ClusterRef;
use emberwatch_views::tray::TrayPage;
use parking_lot::Mutex;
use tauri::{AppHandle, Manager, State};
use tokio::sync::watch;

#[derive(Default)]
pub struct Presence {
    host: watch::Sender<TrayHost>,
    changes: watch::Sender<u64>,
    now: Mutex<Now>,
}

#[derive(Default)]
struct Now {
    going: Option<Destination>,
    gone: u32,
    question: Question,
}

/// Whether the user is being asked before Emberwatch quits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Question {
    #[default]
    None,
    Open,
}

impl Presence {
    pub fn of(app: &AppHandle) -> State<'_, Self> {
        app.state()
    }

    /// What ticks when the page must look at it again.
    pub fn ticks(&self) -> Ticks {
        (self.changes.subscribe(), &[ChangedWhat::Desktop], Pace::Prompt)
    }

    pub fn host(&self) -> watch::Receiver<TrayHost> {
        self.host.subscribe()
    }

    pub fn found(&self, host: TrayHost) {
        let is_news = self.host.send_if_modified(|known| {
            let is_news = *known != host;
            *known = host;
            is_news
        });
        if is_news {
            self.tick();
        }
    }

    /// The window, once it is there, goes to this page.
    pub fn go(&self, page: TrayPage, cluster: Option<ClusterRef>) {
        let mut now = self.now.lock();
        now.gone += 1;
        now.going = Some(Destination { number: now.gone, page, cluster });
        drop(now);
        self.tick();
    }

    pub fn going(&self) -> Option<Destination> {
        self.now.lock().going.clone()
    }

    /// The page has gone there; a newer wish stays.
    pub fn arrived(&self, number: u32) {
        let mut now = self.now.lock();
        now.going.take_if(|going| going.number == number);
        drop(now);
        self.tick();
    }

    pub fn question(&self) -> Question {
        self.now.lock().question
    }

    pub fn ask(&self, question: Question) {
        self.now.lock().question = question;
        self.tick();
    }

    /// The window goes, and with it whatever it was asked.
    pub fn left_to_tray(&self) {
        self.now.lock().question = Question::None;
    }

    /// Something else that the page shows of it is different.
    pub fn changed(&self) {
        self.tick();
    }

    fn tick(&self) {
        self.changes.send_modify(|revision| *revision += 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_is_followed_once_and_never_forgotten_for_an_older_one() {
        let presence = Presence::default();
        presence.go(TrayPage::Now, None);
        presence.go(TrayPage::Activity, None);
        presence.arrived(1);
        assert_eq!(presence.going().map(|going| going.page), Some(TrayPage::Activity));
        presence.arrived(2);
        assert_eq!(presence.going(), None);
    }

    #[test]
    fn a_window_left_to_the_tray_takes_its_question_with_it() {
        let presence = Presence::default();
        presence.ask(Question::Open);
        presence.left_to_tray();
        assert_eq!(presence.question(), Question::None);
    }
}
