//! B9: what the page draws of a long list, and what one change makes it draw anew.

use crate::harness::{Home, Window, emberctl};
use crate::table::{Row, Verdict};
use serde_json::{Value, json};
use std::time::Duration;

pub const DOES: &str = "the page of clusters in the window, with 10 and with 10,000 clusters more in the sample: the rows that are in \
    the page, and what a termination changes in the row of its cluster and among the rows";

const SIZES: [u32; 2] = [10, 10_000];
const MOST_ROWS: u64 = 80;
/// The first look at 10,000 clusters takes its time.
const PATIENCE: u32 = 600;
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);

/// How many rows there are in all, and in the page; and the clusters on the screen that are alive. The dearest come first,
/// and whether those wait or run depends on how many there are.
const SHOWN: &str = "const grid = document.querySelector('.cluster-grid');\
    const rows = [...(grid?.querySelectorAll('[data-cluster]') ?? [])];\
    const alive = rows.filter((row) => /Running|Waiting/.test(row.textContent));\
    return { all: Number(grid?.ariaRowCount ?? 0), drawn: grid?.querySelectorAll('[role=row]').length ?? 0,\
      alive: alive.map((row) => row.dataset.cluster) };";
/// Counts from now on: changes within the row of a cluster, and rows that came or went.
const WATCH: &str = "const [id, done] = arguments;\
    const seen = (window.seen = { own: 0, rows: 0 });\
    window.seeing?.disconnect();\
    const rowOf = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest('[data-cluster]');\
    window.seeing = new MutationObserver((records) => records.forEach((record) => {\
      if (rowOf(record.target)?.dataset.cluster === id) seen.own += 1;\
      else if (record.type === 'childList' && record.target.role === 'rowgroup')\
        seen.rows += record.addedNodes.length + record.removedNodes.length;\
    }));\
    window.seeing.observe(document.querySelector('.cluster-grid'), { attributes: true, characterData: true, childList: true, subtree: true });\
    done(true);";
/// Once the row tells that it ends, and that is on the screen.
const COUNTED: &str = "const [id, done] = arguments;\
    const look = () => {\
      const row = document.querySelector(`[data-cluster='${id}']`);\
      if (row && !/Terminat/.test(row.textContent)) return setTimeout(look, 100);\
      requestAnimationFrame(() => requestAnimationFrame(() => done({ ...window.seen, gone: !row })));\
    };\
    look();";

pub fn run() -> Vec<Row> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let [few, many] = SIZES.map(|clusters| runtime.block_on(drawn(clusters)));
    println!("  with {} more: {few:?}\n  with {} more: {many:?}", SIZES[0], SIZES[1]);
    vec![
        Row::new("B9", format!("rows in the page, with {} clusters in its list", many.all))
            .ours(many.rows.to_string())
            .against(format!("{} with {}", few.rows, few.all))
            .target("≤ 80", Verdict::count(many.rows <= MOST_ROWS)),
        Row::new("B9", "changes in the page of one termination: in its row, rows that came or went")
            .ours(format!("{}, {}", many.own, many.moved))
            .against(format!("{}, {} with {}", few.own, few.moved, few.all))
            // What else moves on the screen meanwhile is the sample's own doing.
            .target("equal", Verdict::ratio(many.own <= few.own + few.own / 4)),
    ]
}

#[derive(Debug)]
struct Drawn {
    all: u64,
    rows: u64,
    own: u64,
    moved: u64,
}

async fn drawn(clusters: u32) -> Drawn {
    let home = Home::new().with("EMBERWATCH_SAMPLE_CLUSTERS", clusters.to_string());
    let window = Window::open(&home).await;
    window.open_page("Clusters").await;
    let shown = settled(&window, u64::from(clusters)).await;
    let id = end_one(&home, &window, &shown).await;
    window.invoke("refresh", json!({})).await.unwrap();
    let counted = window.script_until_done(COUNTED, vec![json!(id)]).await;
    window.close().await;
    let number = |of: &Value, key: &str| of[key].as_u64().unwrap();
    Drawn {
        all: number(&shown, "all"),
        rows: number(&shown, "drawn"),
        own: number(&counted, "own"),
        moved: number(&counted, "rows"),
    }
}

/// Terminates the first cluster on the screen that is not protected; what the page does is counted from before it on.
async fn end_one(home: &Home, window: &Window, shown: &Value) -> String {
    let alive = shown["alive"].as_array().unwrap();
    for id in alive.iter().filter_map(Value::as_str) {
        window.script_until_done(WATCH, vec![json!(id)]).await;
        if emberctl(home, &["--sample", "terminate", id, "--yes"]).code == Some(0) {
            return id.to_owned();
        }
    }
    panic!("none of the clusters on the screen can be terminated: {alive:?}");
}

/// Until all of them are listed, and the list stands still.
async fn settled(window: &Window, clusters: u64) -> Value {
    let mut before = Value::Null;
    for _ in 0..PATIENCE {
        tokio::time::sleep(BETWEEN_LOOKS).await;
        let shown = window.script(SHOWN).await;
        let is_all = shown["all"].as_u64().is_some_and(|all| all > clusters * 9 / 10);
        if is_all && shown["alive"].as_array().is_some_and(|alive| !alive.is_empty()) && shown == before {
            return shown;
        }
        before = shown;
    }
    panic!("the list of {clusters} clusters does not come: {before}");
}
