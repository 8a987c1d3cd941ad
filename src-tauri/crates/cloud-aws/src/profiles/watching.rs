//! Tells when the AWS files were written, replaced, made or taken away, and when somebody signed in. At rest nothing
//! runs.

#[cfg(test)]
mod tests;

use super::files::{Files, Stamps};
use notify::event::{EventKind, ModifyKind, RenameMode};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, timeout, timeout_at};

/// Whoever writes a file writes more than once; so long nothing must happen before it is read.
const QUIET: Duration = Duration::from_millis(250);
/// A file that is written without end is read all the same.
const LONGEST: Duration = Duration::from_secs(2);
/// A folder on another machine tells nothing of what is written there, so its files are looked at now and then.
const LOOK: Duration = Duration::from_secs(30);

/// Watches the files while somebody listens. Call it within a runtime.
pub(crate) fn watch(files: &Arc<Files>) -> watch::Receiver<u64> {
    let (changes, receiver) = watch::channel(0);
    let stirred = Arc::new(Notify::new());
    let sentry = Sentry::new(files.paths(), files.sign_in_folders(), stirred.clone());
    tokio::spawn(follow(Arc::downgrade(files), files.stamps(), sentry, stirred, changes));
    receiver
}

async fn follow(
    files: Weak<Files>,
    mut seen: Stamps,
    mut sentry: Sentry,
    stirred: Arc<Notify>,
    changes: watch::Sender<u64>,
) {
    let mut grace = None;
    loop {
        let told = tokio::select! {
            () = changes.closed() => return,
            told = timeout(grace.unwrap_or(LOOK), stirred.notified()) => told.is_ok(),
        };
        if told {
            settle(&stirred).await;
            // A folder that came or went is watched before the files are read, so that nothing is missed between.
            sentry.set_up();
        }
        let Some(files) = files.upgrade() else { return };
        let stamps = files.stamps();
        if told || grace.is_some() || stamps != seen {
            files.book();
            changes.send_modify(|times| *times += 1);
        }
        seen = stamps;
        // What looks half written now is taken as it is once it rests.
        grace = files.grace();
    }
}

/// Waits until nothing was told for a while.
async fn settle(stirred: &Notify) {
    let latest = Instant::now() + LONGEST;
    while timeout_at(latest.min(Instant::now() + QUIET), stirred.notified()).await.is_ok() {}
}

/// Hears of every change in the folders on the way to the files.
struct Sentry {
    files: Vec<PathBuf>,
    /// Of these every file counts.
    folders: Vec<PathBuf>,
    watched: BTreeSet<PathBuf>,
    concern: Arc<parking_lot::Mutex<Concern>>,
    watcher: Option<RecommendedWatcher>,
}

impl Sentry {
    fn new(files: Vec<PathBuf>, folders: Vec<PathBuf>, stirred: Arc<Notify>) -> Self {
        let concern: Arc<parking_lot::Mutex<Concern>> = Arc::default();
        let known = concern.clone();
        let heard = move |event: notify::Result<Event>| {
            if known.lock().has(&event) {
                stirred.notify_one();
            }
        };
        let watcher = notify::recommended_watcher(heard)
            .inspect_err(|error| tracing::warn!(%error, "the AWS files are looked at twice a minute, not watched"))
            .ok();
        let mut sentry = Self { files, folders, watched: BTreeSet::new(), concern, watcher };
        sentry.set_up();
        sentry
    }

    /// Watches the folders that there are now. One that was replaced has the same name and is another.
    fn set_up(&mut self) {
        let files: BTreeSet<PathBuf> = self.files.iter().flat_map(|file| targets(file)).collect();
        let folders: BTreeSet<PathBuf> = self.folders.iter().flat_map(|folder| targets(folder)).collect();
        let within = folders.iter().map(|folder| folder.join("any"));
        let wanted: BTreeSet<PathBuf> =
            files.iter().cloned().chain(within).filter_map(|path| nearest_folder(&path)).collect();
        let ways = files.iter().chain(&folders).flat_map(|path| path.ancestors()).map(Path::to_owned).collect();
        *self.concern.lock() = Concern { on_the_way: ways, folders };
        let Some(watcher) = &mut self.watcher else { return };
        for folder in std::mem::take(&mut self.watched) {
            // One that is gone is not watched any more anyway.
            let _ = watcher.unwatch(&folder);
        }
        for folder in wanted {
            match watcher.watch(&folder, RecursiveMode::NonRecursive) {
                Ok(()) => drop(self.watched.insert(folder)),
                Err(error) => tracing::warn!(%error, folder = %folder.display(), "a folder cannot be watched"),
            }
        }
    }
}

/// The file itself and, if it is a link, what it leads to.
fn targets(file: &Path) -> Vec<PathBuf> {
    let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let led_to = std::fs::canonicalize(&file).ok().filter(|path| path != &file);
    std::iter::once(file).chain(led_to).collect()
}

/// The folder in which a file lies, else the nearest one above that exists.
fn nearest_folder(file: &Path) -> Option<PathBuf> {
    file.ancestors().skip(1).find(|folder| folder.is_dir()).map(Path::to_owned)
}

/// What is heard of counts if it is about one of these, or lies in one of the folders.
#[derive(Default)]
struct Concern {
    on_the_way: BTreeSet<PathBuf>,
    folders: BTreeSet<PathBuf>,
}

impl Concern {
    /// Whether a file may say something else now. That somebody, such as we, opened or read it changes nothing.
    fn has(&self, event: &notify::Result<Event>) -> bool {
        let Ok(event) = event else { return true };
        let is_change = match event.kind {
            EventKind::Access(_) => false,
            // It comes with one event for each of the two names.
            EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => false,
            EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) | EventKind::Other => {
                true
            }
        };
        let concerns = |path: &PathBuf| {
            self.on_the_way.contains(path) || path.parent().is_some_and(|folder| self.folders.contains(folder))
        };
        is_change && (event.need_rescan() || event.paths.iter().any(concerns))
    }
}
