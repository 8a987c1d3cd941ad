//! B9: what the page draws of a long list, what filtering and sorting make it draw, and what one change does.

use crate::growing::terminate;
use crate::harness::{Home, Window};
use crate::table::{Row, Verdict};
use emberwatch_app::ports::Clock;
use emberwatch_compose::{AppClock, SAMPLE_SEED};
use emberwatch_domain::account::Place;
use emberwatch_simulator::{CommandLog, Crowd, Limits, Options, SimClock, Simulator, Spread, WorldSize};
use serde::Deserialize;
use serde_json::json;
use std::time::Duration;

pub const DOES: &str = "the page of clusters in the window, with 10 to 10,000 clusters more in the sample, which lists more than a \
    thousand that ended too, and whose time stands still: \
    the rows that are in the page as it is listed, filtered to ten names and sorted by another column; what is drawn anew by either, \
    and by one cluster that somebody else terminates";

const SIZES: [u32; 4] = [10, 100, 1000, 10_000];
const MOST_ROWS: u32 = 80;
/// The first look at 10,000 clusters takes its time.
const PATIENCE: u32 = 1200;
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);
/// So many looks in which nothing moved: what was asked for has come.
const STILL: u32 = 8;
const MORNING: &str = "2026-11-24T09:20:00Z";
/// What the names of the first ten copies hold, and how that one's name ends which is alive in a sample of any size.
const TEN: &str = "-0000";
const EVERYWHERE: &str = "-00000";
const PAGE: &str = include_str!("drawing/page.js");
const LOOK: &str = "return window.drawing.look();";

pub fn run() -> Vec<Row> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let sizes = SIZES.map(|clusters| runtime.block_on(drawn(clusters)));
    let across = |of: fn(&Drawn) -> String| sizes.iter().map(of).collect::<Vec<_>>().join(" · ");
    let at = |measure: &str| format!("{measure}, with {}", across(|drawn| drawn.listed.to_string()));
    let told = |measure: &str, of: fn(&Drawn) -> String| Row::new("B9", at(measure)).ours(across(of));
    let is_bounded = sizes.iter().all(|drawn| drawn.most_rows() <= MOST_ROWS);
    let is_equal = sizes.iter().all(|drawn| drawn.changed.own == sizes[0].changed.own);
    vec![
        told("rows in the page: listed, filtered, sorted", Drawn::rows).target("≤ 80", Verdict::count(is_bounded)),
        told("changes in the row of a cluster that is terminated", |drawn| drawn.changed.own.to_string())
            .against(format!("{} with {}", sizes[0].changed.own, sizes[0].listed))
            .target("equal", Verdict::count(is_equal && sizes[0].changed.own > 0)),
        told("rows that come or go, and moves of others, by that", |drawn| drawn.changed.others()),
        told("changes of the table by a filter", |drawn| drawn.filtered.all.to_string()),
        told("changes of the table by a sort", |drawn| drawn.sorted.all.to_string()),
    ]
}

/// What stands in the page, and what was counted since it was asked to count.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
struct Look {
    listed: u32,
    drawn: u32,
    sorted: String,
    /// Of the row that is watched.
    says: Option<String>,
    /// Within the row that is watched.
    own: u32,
    came: u32,
    moved: u32,
    /// Of any kind, in any row.
    all: u32,
}

impl Look {
    fn others(&self) -> String {
        format!("{}, {}", self.came, self.moved)
    }
}

#[derive(Debug)]
struct Drawn {
    listed: u32,
    /// As they are listed.
    rows: u32,
    filtered: Look,
    changed: Look,
    sorted: Look,
}

impl Drawn {
    fn rows(&self) -> String {
        format!("{}, {}, {}", self.rows, self.filtered.drawn, self.sorted.drawn)
    }

    fn most_rows(&self) -> u32 {
        self.rows.max(self.filtered.drawn).max(self.changed.drawn).max(self.sorted.drawn)
    }
}

async fn drawn(clusters: u32) -> Drawn {
    // All that changes is what is done to it.
    let clock = format!("{MORNING}@0.0001@{}", AppClock::Wall.now());
    let sample = Home::now().with("EMBERWATCH_SAMPLE_CLUSTERS", clusters.to_string());
    let home = sample.with("EMBERWATCH_CLOCK", clock);
    let table = Table(Window::open(&home).await);
    table.0.open_page("Clusters").await;
    table.is_there().await;
    let is_whole = |look: &Look| look.listed > clusters * 9 / 10;
    table.settled("the list", is_whole).await;
    // What ended long ago comes with the second sweep.
    table.0.invoke("refresh", json!({})).await.unwrap();
    let listed = table.settled("the whole list", is_whole).await;

    let (cluster, place) = table.everywhere().await;
    let filtered = table.after(&format!("filter('{TEN}')"), |look| look.listed < listed.listed).await;
    table.after("filter('')", |look| look.listed >= listed.listed).await;

    table.reach(&cluster).await;
    table.watch(&cluster).await;
    terminate(&beside(&home, clusters), &place, &cluster).await;
    table.0.invoke("refresh", json!({})).await.unwrap();
    let ends = |look: &Look| look.says.as_ref().is_some_and(|says| says.contains("Terminating"));
    let changed = table.settled("the termination", ends).await;

    let sorted = table.after("sort('Cluster')", |look| look.sorted.starts_with("Cluster")).await;
    table.0.close().await;
    let drawn = Drawn { listed: changed.listed, rows: listed.drawn, filtered, changed, sorted };
    println!("  {clusters:>6} more: {drawn:?}");
    drawn
}

/// Somebody else on the sample that the window shows, who acts at the moment at which it began to stand still.
fn beside(home: &Home, clusters: u32) -> Simulator {
    Simulator::new(Options {
        seed: SAMPLE_SEED,
        clock: SimClock::manual(MORNING.parse().unwrap()),
        limits: Limits::Off,
        log: CommandLog::file(home.path("emberwatch/sample.jsonl")).unwrap(),
        world: WorldSize::With(Crowd::of(clusters, Spread::AsSampled)),
        ..Options::default()
    })
}

/// The table of clusters in a window.
struct Table(Window);

impl Table {
    /// From here on what is done and counted in the page can be asked for.
    async fn is_there(&self) {
        for _ in 0..PATIENCE {
            if self.0.script("return document.querySelector('.cluster-grid [data-cluster]') !== null;").await == true {
                self.0.script(PAGE).await;
                return self.count("").await;
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
        panic!("the page shows no cluster");
    }

    /// The cluster that is alive in a sample of any size, and where.
    async fn everywhere(&self) -> (String, Place) {
        let scope = json!({ "account_id": null, "owners": "everyone", "which": "active" });
        let request = json!({ "scope": scope, "group_by": "nothing", "holds": null, "on_screen": [] });
        let answer = self.0.invoke("clusters", json!({ "request": request })).await.unwrap();
        let mut rows = answer["clusters"].as_array().unwrap().iter();
        let row = rows.find(|row| row["name"].as_str().is_some_and(|name| name.ends_with(EVERYWHERE))).unwrap();
        let text = |key: &str| row[key].as_str().unwrap();
        (text("id").to_owned(), Place { account: text("account_id").into(), region: text("region").into() })
    }

    async fn count(&self, cluster: &str) {
        self.0.script(&format!("window.drawing.watch('{cluster}');")).await;
    }

    async fn look(&self) -> Look {
        serde_json::from_value(self.0.script(LOOK).await).unwrap()
    }

    /// What the page shows once this holds and nothing moves any more.
    async fn settled(&self, what: &str, holds: impl Fn(&Look) -> bool) -> Look {
        let (mut before, mut still) = (Look::default(), 0);
        for _ in 0..PATIENCE {
            tokio::time::sleep(BETWEEN_LOOKS).await;
            let look = self.look().await;
            still = if look == before { still + 1 } else { 0 };
            if still >= STILL && holds(&look) {
                return look;
            }
            before = look;
        }
        panic!("{what} does not come: {before:?}");
    }

    /// Does something in the page, and tells what that made it draw.
    async fn after(&self, act: &str, holds: impl Fn(&Look) -> bool) -> Look {
        self.count("").await;
        self.0.script(&format!("window.drawing.{act};")).await;
        self.settled(act, holds).await
    }

    /// Goes through the table until this cluster's row is drawn.
    async fn reach(&self, cluster: &str) {
        for _ in 0..PATIENCE {
            if self.0.script(&format!("return window.drawing.reach('{cluster}');")).await == true {
                return;
            }
            tokio::time::sleep(BETWEEN_LOOKS / 4).await;
        }
        panic!("{cluster} is not in the table");
    }

    /// Counts what happens in this cluster's row, once all that is known of it is there.
    async fn watch(&self, cluster: &str) {
        self.count(cluster).await;
        self.settled("the cluster's row", |look| look.says.is_some()).await;
        self.count(cluster).await;
    }
}
