//! B6: what the window costs while nobody touches it.

use crate::apps::{Process, Resting};
use crate::harness::Home;
use crate::table::{Row, Verdict};
use std::time::Duration;

pub const DOES: &str = "Emberwatch on its sample data and a bare Tauri window, each left alone: 30 s to settle, then 60 s watched from \
     outside, by /proc";

const SETTLED: Duration = Duration::from_secs(30);
const WATCHED: Duration = Duration::from_secs(60);

pub fn run() -> Vec<Row> {
    let bare = Rest::of("bare", &[]);
    let ours = Rest::of("emberwatch", &[]);
    println!("  ours {ours:?}\n  bare {bare:?}");
    let more = ours.mib - bare.mib;
    vec![
        Row::new("B6", "at rest with the window: PSS of all its processes")
            .ours(format!("{:.0} MB", ours.mib))
            .against(format!("{:.0} MB, bare window", bare.mib))
            .ratio(format!("+ {more:.0} MB"))
            .target("≤ + 40 MB", Verdict::ratio(more <= 40.0)),
        Row::new("B6", "at rest with the window: CPU of all its processes")
            .ours(format!("{:.2} % (app {:.2} %, page {:.2} %)", ours.cpu, ours.own_cpu, ours.cpu - ours.own_cpu))
            .against(format!("{:.2} %, bare window", bare.cpu))
            .target("< 0.1 %", Verdict::ratio(ours.cpu < 0.1)),
        Row::new("B6", "at rest with the window: wake-ups of all its threads")
            .ours(format!("{:.1} /s (app {:.1} /s)", ours.wakes, ours.own_wakes))
            .against(format!("{:.1} /s, bare window", bare.wakes))
            .target("≤ 1 /s", Verdict::ratio(ours.wakes <= 1.0)),
    ]
}

#[derive(Debug)]
struct Rest {
    mib: f64,
    /// Percent of one core.
    cpu: f64,
    own_cpu: f64,
    /// A second.
    wakes: f64,
    own_wakes: f64,
}

impl Rest {
    fn of(app: &str, arguments: &[&str]) -> Self {
        let home = Home::new();
        let resting = Resting::start(&home, app, arguments);
        std::thread::sleep(SETTLED);
        let before = resting.processes();
        std::thread::sleep(WATCHED);
        let after = resting.processes();
        for process in &after {
            println!("  {app}: {} {} MB", process.name, process.pss_kib / 1024);
        }
        let seconds = WATCHED.as_secs_f64();
        let used = |ids: &[Process], of: fn(&Process) -> u64| -> f64 {
            #[expect(clippy::cast_precision_loss, reason = "small counts")]
            let used = ids.iter().map(of).sum::<u64>() as f64;
            used
        };
        let moved = |of: fn(&Process) -> u64| used(&after, of) - used(&before, of);
        let own = |of: fn(&Process) -> u64| used(&after[..1], of) - used(&before[..1], of);
        Self {
            mib: used(&after, |process| process.pss_kib) / 1024.0,
            cpu: moved(|process| process.ticks) / seconds,
            own_cpu: own(|process| process.ticks) / seconds,
            wakes: moved(|process| process.wakes) / seconds,
            own_wakes: own(|process| process.wakes) / seconds,
        }
    }
}
