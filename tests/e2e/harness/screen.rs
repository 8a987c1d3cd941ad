//! The windows on the screen, as a window manager sees them and a hand closes them.

use super::home::Home;
use super::process::Running;
use super::programs::{python, python_command};
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

    /// Opens another window in front of all and gives it the keyboard; it is there as long as what is returned.
    pub async fn give_the_focus_to(&self, name: &str) -> Running {
        let other = Running::start(&mut python_command(self.home, SCRIPT, &["open", name]));
        self.see_in_front_with_the_focus(name).await;
        other
    }

    pub async fn see_the_window_in_front_with_the_focus(&self) {
        self.see_in_front_with_the_focus(WINDOW).await;
    }

    async fn see_in_front_with_the_focus(&self, name: &str) {
        let focused = || python(self.home, SCRIPT, &["focused"]);
        let is_it = async || (self.windows().lines().last() == Some(name) && focused().trim() == name).then_some(());
        let instead = async || format!("the focus on {:?}, and from behind: {:?}", focused(), self.windows());
        until(&format!("{name} in front and with the focus"), is_it, instead).await;
    }

    fn windows(&self) -> String {
        python(self.home, SCRIPT, &["list"])
    }
}
