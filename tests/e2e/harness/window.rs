//! The window itself: opened, measured, pictured, closed.

use std::fs;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use fantoccini::Client;
use futures::FutureExt;

use super::driver::Driver;
use super::home::{Home, Theme};
use super::waiting::until;

/// The size at which pages are pictured.
const SIZE: (u32, u32) = (1360, 860);

/// No scenario takes a quarter of this.
const LONGEST: Duration = Duration::from_secs(180);

/// The driver pictures what was last painted, which on a busy machine is not yet what the page says. A frame
/// that is asked for within a frame begins after the one before is on the screen.
const PAINTED: &str = "const done = arguments[arguments.length - 1];\
    requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => done(true))));";

#[derive(Debug)]
pub struct Window {
    pub(super) client: Client,
    /// Ends the app with itself when a test ends without closing its window.
    _driver: Driver,
}

/// Plays a scenario in a window of its own. A scenario that fails leaves a picture of its last moment.
pub async fn in_window(home: &Home, scenario: impl AsyncFnOnce(&Window)) {
    let window = Window::open(home).await;
    let played = async {
        let within = tokio::time::timeout(LONGEST, scenario(&window));
        within.await.unwrap_or_else(|_| panic!("the scenario was not over after {} s", LONGEST.as_secs()));
    };
    if let Err(panic) = AssertUnwindSafe(played).catch_unwind().await {
        if let Ok(picture) = window.client.screenshot().await {
            keep(&picture, &format!("failed-{}", name_of_this_test()));
        }
        resume_unwind(panic);
    }
    window.close().await;
}

impl Window {
    pub async fn open(home: &Home) -> Self {
        let window = Self::open_as(home, &home.app(), &[]).await;
        window.resize(SIZE.0, SIZE.1).await;
        window
    }

    /// The first window of any program, in the size that it opens with.
    pub async fn open_as(home: &Home, program: &Path, arguments: &[&str]) -> Self {
        let driver = Driver::start(home).await;
        Self { client: driver.open(program, arguments).await, _driver: driver }
    }

    /// Ends the session, and with it the app, and waits for it.
    pub async fn close(self) {
        self.client.close().await.expect("the driver ends the session");
    }

    /// Waits until the window that is driven is gone, while the app lives on.
    pub async fn gone(&self) {
        let handles = async || self.client.windows().await.ok();
        let none = async || handles().await.is_some_and(|handles| handles.is_empty()).then_some(());
        until("the window to go", none, async || format!("{:?}", handles().await)).await;
    }

    /// Waits for a window to come, and drives that one from now on.
    pub async fn back(&self) {
        let handles = async || self.client.windows().await.ok();
        let first = async || handles().await?.into_iter().next();
        let handle = until("a window to come", first, async || format!("{:?}", handles().await)).await;
        self.client.switch_to_window(handle).await.expect("the window can be driven");
    }

    pub async fn resize(&self, width: u32, height: u32) {
        self.client.set_window_size(width, height).await.expect("the window takes a size");
    }

    /// Keeps a picture of this state in both themes, after axe has found nothing wrong with either.
    pub async fn pictured(&self, state: &str) {
        for theme in [Theme::Light, Theme::Dark] {
            self.wear(theme).await;
            self.pictured_in(theme, state).await;
        }
    }

    /// The same of one theme, which the page wears by itself: where no setting can be kept it cannot be changed.
    pub async fn pictured_in(&self, theme: Theme, state: &str) {
        self.worn(theme).await;
        self.shot(&format!("{state}-{}", theme.word())).await;
        let violations = self.violations().await;
        assert!(violations.is_empty(), "axe on {state}, {}:\n{}", theme.word(), violations.join("\n"));
    }

    /// Keeps a picture of the page, as it is now, under tests/output/screenshots.
    pub async fn shot(&self, name: &str) {
        self.client.execute_async(PAINTED, vec![]).await.expect("the page paints");
        let picture = self.client.screenshot().await.expect("the window can be pictured");
        keep(&picture, name);
    }
}

/// Where asked to by `EMBERWATCH_KEEP_SHOT`, makes a picture the one that the README shows.
pub fn keep_for_the_readme(name: &str) {
    if std::env::var_os("EMBERWATCH_KEEP_SHOT").is_some() {
        let fixture = package().join("fixtures/now.png");
        fs::create_dir_all(package().join("fixtures")).expect("the folder of the fixtures");
        fs::copy(screenshots().join(format!("{name}.png")), fixture).expect("the picture is kept");
    }
}

fn keep(picture: &[u8], name: &str) {
    let folder = screenshots();
    fs::create_dir_all(&folder).expect("the folder of the screenshots");
    fs::write(folder.join(format!("{name}.png")), picture).expect("the screenshot is written");
}

fn screenshots() -> PathBuf {
    package().join("output/screenshots")
}

/// The folder of the tests in the checkout that runs them, which need not be the one that built them.
pub fn package() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from)
}

/// The runner gives every test a thread with its name.
fn name_of_this_test() -> String {
    let thread = std::thread::current();
    thread.name().unwrap_or("unnamed").replace("::", "-")
}
