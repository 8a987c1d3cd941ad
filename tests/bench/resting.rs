//! B6: what Emberwatch costs while nobody touches it, with its window and in the tray alone.

use crate::apps::{Process, Resting, Thread};
use crate::harness::{Home, Panel, Simulator};
use crate::sweep::Ours;
use crate::table::{Row, Verdict};
use emberwatch_app::settings::{Regions, Starting};
use emberwatch_cloud_aws::{FileLocations, Http};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::runtime::Runtime;

pub const DOES: &str = "Emberwatch on its sample data, and on three accounts of a simulator in a process of its own whose \
    clusters stand still and are known (lists and nodes are asked for, nothing is new), with its window and in the tray \
    alone; a bare Tauri window and tray app; each left alone: 90 s to settle, then 60 s watched from outside, by /proc; the ten \
    threads that woke most often";

const SETTLED: Duration = Duration::from_secs(90);
const WATCHED: Duration = Duration::from_secs(60);
const THREADS_TOLD: usize = 10;
const PROFILES: [&str; 3] = ["team-04", "team-05", "team-06"];
const REGION: &str = "us-east-1";
/// Of six accounts in 17 regions each: some fifteen a place.
const CLUSTERS: &str = "1500";

pub fn run() -> Vec<Row> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (sample, standing) = (Home::new(), Standing::still(&runtime));
    let bare = Rest::of("bare window", &sample, "bare", &[]);
    let on_sample = Rest::of("window on the sample", &sample, "emberwatch", &[]);
    let on_accounts = Rest::of("window on accounts", &standing.home, "emberwatch", &[]);
    let _panel = runtime.block_on(Panel::show());
    standing.ours.settings().update(&mut |settings| settings.desktop.starting = Starting::Tray).unwrap();
    let bare_tray = Rest::of("bare tray", &sample, "bare", &["--tray-alone"]);
    let in_tray = Rest::of("tray on accounts", &standing.home, "emberwatch", &[]);
    [
        told("the window, accounts watched", &on_accounts, &bare, "bare window", 40.0),
        told("the window, sample data", &on_sample, &bare, "bare window", 40.0),
        told("the tray alone, accounts watched", &in_tray, &bare_tray, "bare tray app", 20.0),
    ]
    .concat()
}

/// What one state takes, beside what the least app takes.
fn told(state: &str, ours: &Rest, bare: &Rest, peer: &str, room: f64) -> Vec<Row> {
    let more = ours.mib - bare.mib;
    vec![
        Row::new("B6", format!("at rest, {state}: PSS of all its processes"))
            .ours(format!("{:.0} MB", ours.mib))
            .against(format!("{:.0} MB, {peer}", bare.mib))
            .ratio(format!("+ {more:.0} MB"))
            .target(format!("≤ + {room:.0} MB"), Verdict::ratio(more <= room)),
        Row::new("B6", format!("at rest, {state}: CPU of all its processes"))
            .ours(format!("{:.2} % (app {:.2} %, page {:.2} %)", ours.cpu, ours.own_cpu, ours.cpu - ours.own_cpu))
            .against(format!("{:.2} %, {peer}", bare.cpu))
            .target("< 0.1 %", Verdict::ratio(ours.cpu < 0.1)),
        Row::new("B6", format!("at rest, {state}: wake-ups of all its threads"))
            .ours(format!("{:.1} /s (app {:.1} /s)", ours.wakes, ours.own_wakes))
            .against(format!("{:.1} /s, {peer}", bare.wakes))
            .target("≤ 1 /s", Verdict::ratio(ours.wakes <= 1.0)),
    ]
}

/// Three accounts in which nothing happens, and a data folder that knows all of them.
struct Standing {
    home: Home,
    ours: Ours,
    _simulator: Simulator,
}

impl Standing {
    fn still(runtime: &Runtime) -> Self {
        let home = Home::new();
        let sized = ["--accounts", "6", "--clusters", CLUSTERS, "--limits", "off", "--speed", "0.0001"];
        let simulator = runtime.block_on(Simulator::serve(&home, &sized));
        let files = FileLocations::at(&simulator.ready.config_file, &simulator.ready.credentials_file);
        let _runtime = runtime.enter();
        let ours = Ours::over(&home.path("emberwatch"), files, Http::aws());
        for profile in PROFILES {
            ours.watch_in(profile, REGION);
            runtime.block_on(ours.know_everything(1));
        }
        ours.watch(&[]);
        let in_region = |profile: &&str| ((*profile).into(), Regions::Listed(vec![REGION.into()]));
        ours.settings().update(&mut |settings| settings.watched = PROFILES.iter().map(in_region).collect()).unwrap();
        Self { home: home.with_profiles_of(&simulator), ours, _simulator: simulator }
    }
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
    fn of(state: &str, home: &Home, app: &str, arguments: &[&str]) -> Self {
        let resting = Resting::start(home, app, arguments);
        std::thread::sleep(SETTLED);
        let before = resting.processes();
        std::thread::sleep(WATCHED);
        let after = resting.processes();
        for process in &after {
            println!("  {state}: {} {} MB", process.name, process.pss_kib / 1024);
        }
        let rose = rose(&before, &after);
        tell_threads(state, &rose);
        let own = |rose: &&Rose| rose.process == after[0].id;
        let rest = Self {
            mib: after.iter().map(|process| figure(process.pss_kib)).sum::<f64>() / 1024.0,
            cpu: a_second(ticks(&before, &after)),
            own_cpu: a_second(ticks(&before[..1], &after[..1])),
            wakes: a_second(rose.iter().map(|rose| rose.wakes).sum()),
            own_wakes: a_second(rose.iter().filter(own).map(|rose| rose.wakes).sum()),
        };
        println!("  {state}: {rest:?}");
        rest
    }
}

/// By how much the counts of one thread rose.
struct Rose {
    process: u32,
    /// Of its process and of itself.
    name: String,
    wakes: u64,
    ticks: u64,
}

/// Thread by thread; one that began meanwhile counts whole, and of one that ended nothing is known.
fn rose(before: &[Process], after: &[Process]) -> Vec<Rose> {
    let known: BTreeMap<u32, &Thread> =
        before.iter().flat_map(|process| &process.threads).map(|(id, thread)| (*id, thread)).collect();
    let of = |process: &Process| -> Vec<Rose> {
        let threads = process.threads.iter();
        let rose = threads.map(|(id, thread)| {
            let (wakes, ticks) = known.get(id).map_or((0, 0), |before| (before.wakes, before.ticks));
            Rose {
                process: process.id,
                name: format!("{} / {}", process.name, thread.name),
                wakes: thread.wakes.saturating_sub(wakes),
                ticks: thread.ticks.saturating_sub(ticks),
            }
        });
        rose.collect()
    };
    after.iter().flat_map(of).collect()
}

/// Where what is woken goes.
fn tell_threads(state: &str, rose: &[Rose]) {
    let mut most: Vec<&Rose> = rose.iter().filter(|rose| rose.wakes > 0).collect();
    most.sort_by_key(|rose| Reverse(rose.wakes));
    println!("  {state}: woken most often, of {} threads (process / thread):", rose.len());
    for Rose { name, wakes, ticks, .. } in most.into_iter().take(THREADS_TOLD) {
        println!("    {:>6.2} /s  {:>5.2} % CPU  {name}", a_second(*wakes), a_second(*ticks));
    }
}

/// Those of threads that ended meanwhile too: a process keeps them.
fn ticks(before: &[Process], after: &[Process]) -> u64 {
    let known: BTreeMap<u32, u64> = before.iter().map(|process| (process.id, process.ticks)).collect();
    let before = |process: &Process| known.get(&process.id).copied().unwrap_or_default();
    after.iter().map(|process| process.ticks.saturating_sub(before(process))).sum()
}

/// Hundredths of a second a second are percents.
fn a_second(count: u64) -> f64 {
    figure(count) / WATCHED.as_secs_f64()
}

#[expect(clippy::cast_precision_loss, reason = "small counts")]
fn figure(count: u64) -> f64 {
    count as f64
}
