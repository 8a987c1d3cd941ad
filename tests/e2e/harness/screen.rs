//! The windows on the screen, as a window manager sees them and a hand closes them.

use super::home::Home;
use super::programs::python;
use super::waiting::until;

const SCRIPT: &str = include_str!("screen.py");
const WINDOW: &str = "Emberwatch";

/// The screen that the apps of a home are shown on.
#[derive(Debug, Clone, Copy)]
pub struct Screen<'a> {
    home: &'a Home,
}

impl<'a> Screen<'a> {
    pub fn of(home: &'a Home) -> Self {
        Self { home }
    }

    /// As a click on the cross of the title bar: the window is asked to go.
    pub fn close_the_window(&self) {
        python(self.home, SCRIPT, &["close", WINDOW]);
    }

    pub fn shows_the_window(&self) -> bool {
        self.windows().lines().any(|name| name == WINDOW)
    }

    pub async fn see_the_window(&self) {
        until("the window", async || self.shows_the_window().then_some(()), async || self.windows()).await;
    }

    pub async fn see_no_window(&self) {
        until("no window", async || (!self.shows_the_window()).then_some(()), async || self.windows()).await;
    }

    fn windows(&self) -> String {
        python(self.home, SCRIPT, &["list"])
    }
}
