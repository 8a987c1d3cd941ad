//! B5: from the start of the process to the first useful paint, with 500 cached rows.

use crate::apps::{Start, useful_after};
use crate::figures::{Spread, millis};
use crate::harness::{Home, Simulator};
use crate::sweep::Ours;
use crate::table::{Row, Verdict};
use emberwatch_cloud_aws::{FileLocations, Http};
use emberwatch_domain::account::ProfileName;

pub const DOES: &str = "starts Emberwatch on a store with 500 cached rows, whose AWS answers after 20 s, and a bare Tauri \
    window, alternated: from the start of the process to the frame after the first rows";

const ROUNDS: usize = 9;
const PROFILE: &str = "team-04";
/// 17 places: about 500 of them are this one account's.
const CLUSTERS: &str = "2000";

pub fn run() -> Vec<Row> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(measure())
}

async fn measure() -> Vec<Row> {
    let home = Home::new();
    let rows = remember(&home).await;
    // Whoever waits for an answer paints late, and nobody does.
    let slow = Simulator::serve(&home, &["--accounts", "4", "--clusters", CLUSTERS, "--latency", "20s"]).await;
    let home = home.with_profiles_of(&slow);
    let bare_home = Home::new();
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let (our, other) = (useful_after(&home, "emberwatch").await, useful_after(&bare_home, "bare").await);
        // The first ones read the binaries from the disk.
        if round > 0 {
            ours.push(our);
            bare.push(other);
        }
    }
    println!("  {rows} cached rows; page asked for, read, run, its program loaded, useful:");
    println!("  ours {}\n  bare {}", steps(&ours), steps(&bare));
    let last = |starts: &[Start]| Spread::of(&starts.iter().map(|start| start[start.len() - 1]).collect::<Vec<_>>());
    let (ours, bare) = (last(&ours), last(&bare));
    println!("  ours {ours}\n  bare {bare}");
    let (ratio, over) =
        (ours.median.as_secs_f64() / bare.median.as_secs_f64(), millis(ours.median) - millis(bare.median));
    let waited = ours.most.as_secs() < 10;
    vec![
        Row::new("B5", format!("process start to first useful paint, {rows} cached rows"))
            .ours(format!("{:.0} ms", millis(ours.median)))
            .against(format!("{:.0} ms, bare window", millis(bare.median)))
            .ratio(format!("{ratio:.2}, + {over:.0} ms"))
            .target("≤ 1.15 and + 100 ms", Verdict::ratio(ratio <= 1.15 && over <= 100.0)),
        Row::new("B5", "answers of AWS that the paint waited for")
            .ours(if waited { "0" } else { "some" })
            .against("every answer takes 20 s")
            .target("0", Verdict::count(waited)),
    ]
}

/// The median of each step.
fn steps(starts: &[Start]) -> String {
    let median = |step| millis(Spread::of(&starts.iter().map(|start: &Start| start[step]).collect::<Vec<_>>()).median);
    (0..starts[0].len()).map(|step| format!("{:.0}", median(step))).collect::<Vec<_>>().join(" · ")
}

/// Fills the data folder as a day of watching does, and chooses the profile.
async fn remember(home: &Home) -> usize {
    let simulator = Simulator::serve(home, &["--accounts", "4", "--clusters", CLUSTERS, "--limits", "off"]).await;
    let files = FileLocations::at(&simulator.ready.config_file, &simulator.ready.credentials_file);
    let ours = Ours::over(&home.path("emberwatch"), files, Http::aws());
    ours.watch(&[PROFILE]);
    ours.know_everything(17).await;
    let choose = &mut |settings: &mut emberwatch_app::settings::Settings| {
        settings.watched.insert(ProfileName::new(PROFILE), emberwatch_app::settings::Regions::AllEnabled);
    };
    ours.settings().update(choose).unwrap();
    ours.station.board.snapshots().iter().map(|snapshot| snapshot.clusters.len()).sum()
}
