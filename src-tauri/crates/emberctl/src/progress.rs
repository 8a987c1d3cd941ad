//! What is being done, on standard error.

use crate::console::Console;
use crate::text::clipped;
use parking_lot::Mutex;
use std::io::{self, Write};
use std::pin::pin;
use std::time::Duration;

/// Nobody wonders for so long.
const UNNOTICED: Duration = Duration::from_secs(1);

/// As long as a rewritten line may be without wrapping on a usual terminal.
const LONGEST: usize = 78;
const CLEAR: &str = "\r\x1b[2K";

/// One line that is rewritten on a terminal; elsewhere only what is worth keeping is written.
pub struct Progress {
    rewrites: bool,
    shown: Mutex<bool>,
}

impl Progress {
    pub fn new(console: &Console) -> Self {
        Self { rewrites: console.rewrites, shown: Mutex::new(false) }
    }

    /// What is being done now; gone with the next step.
    pub fn step(&self, text: &str) {
        if self.rewrites {
            let mut shown = self.shown.lock();
            *shown = write(&format!("{CLEAR}{}", clipped(text, LONGEST)));
        }
    }

    /// Something that stays.
    pub fn event(&self, text: &str) {
        self.clear();
        write(&format!("{}\n", crate::text::plain(text)));
    }

    pub fn clear(&self) {
        let mut shown = self.shown.lock();
        if *shown {
            write(CLEAR);
            *shown = false;
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Waits for it, and says on a terminal for what, once that takes longer than a moment.
pub async fn waiting<T>(console: &Console, what: &str, work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    if let Ok(done) = tokio::time::timeout(UNNOTICED, &mut work).await {
        return done;
    }
    let progress = Progress::new(console);
    progress.step(what);
    work.await
}

/// A closed standard error only means that nobody is looking.
fn write(text: &str) -> bool {
    let mut out = io::stderr().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_ok()
}
