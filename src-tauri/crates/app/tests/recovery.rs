//! What is said of a full disk ends soon after it has room again.
#![allow(clippy::unwrap_used, reason = "a test ends where its world is not as expected")]

use emberwatch_app::ports::Disk;
use emberwatch_app::recovery::Recovery;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

#[derive(Default)]
struct FakeDisk {
    is_full: AtomicBool,
    is_ailing: AtomicBool,
    tries: AtomicUsize,
}

impl FakeDisk {
    fn fill(&self) {
        self.is_full.store(true, Ordering::Relaxed);
        self.is_ailing.store(true, Ordering::Relaxed);
    }

    fn free(&self) {
        self.is_full.store(false, Ordering::Relaxed);
    }
}

impl Disk for FakeDisk {
    fn is_ailing(&self) -> bool {
        self.is_ailing.load(Ordering::Relaxed)
    }

    fn try_again(&self) {
        self.tries.fetch_add(1, Ordering::Relaxed);
        self.is_ailing.store(self.is_full.load(Ordering::Relaxed), Ordering::Relaxed);
    }
}

async fn after(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

#[tokio::test(start_paused = true)]
async fn a_disk_that_is_well_is_never_tried_and_one_with_room_again_is_told_within_seconds() {
    let (disk, written) = (Arc::new(FakeDisk::default()), Arc::new(AtomicUsize::new(0)));
    let write = written.clone();
    let recovery = Recovery::start(disk.clone(), move || {
        write.fetch_add(1, Ordering::Relaxed);
    });
    let mut changes = recovery.changes();
    after(600).await;
    assert_eq!((disk.tries.load(Ordering::Relaxed), changes.has_changed().unwrap()), (0, false));
    disk.fill();
    after(60).await;
    assert!(changes.has_changed().unwrap(), "that it ails is told");
    assert!(disk.is_ailing() && written.load(Ordering::Relaxed) == 0);
    changes.mark_unchanged();
    disk.free();
    after(4).await;
    assert!(!disk.is_ailing() && changes.has_changed().unwrap());
    assert_eq!(written.load(Ordering::Relaxed), 1, "what waited is written once");
}
