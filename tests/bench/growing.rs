//! How what we do grows with the clusters: one place with 10 to 10,000 of them, one in twenty active, up to 500.

use crate::figures::millis;
use crate::sweep::Ours;
use crate::table::{Row, Verdict};
use crate::world::account;
use bytes::Bytes;
use emberwatch_app::ports::Clock;
use emberwatch_cloud_aws::{AwsCloud, FixedProfile, Http};
use emberwatch_compose::AppClock;
use emberwatch_domain::account::Place;
use emberwatch_simulator::{Crowd, Limits, Options, SimClock, Simulator, Spread, WorldSize};
use emberwatch_views::clusters::ClusterBook;
use emberwatch_views::numbers::Separators;
use emberwatch_views::requests::{ClusterRef, ClustersRequest, GroupBy, Holding, Scope, Which};
use emberwatch_views::scene::{Known, Scene};
use emberwatch_views::tray::{TrayView, tray_from};
use http::Request;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use std::path::Path;
use tokio::time::Instant;

pub const DOES: &str = "one place with 10 to 10,000 clusters, buckets off, the simulator in this process: a first look, a \
    sweep in which nothing changed, what the store and the page are given, and one change";

const SIZES: [u32; 4] = [10, 100, 1000, 10_000];
/// So many rows are on a screen.
const ON_SCREEN: usize = 20;
/// How the name of the first copy ends, which is alive in a crowd of any size.
const EVERYWHERE: &str = "-00000";
/// By which what one cluster has cost may differ, told a moment later: a number is written with as many digits as it has.
const DIGITS: usize = 16;

pub fn run() -> Vec<Row> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let grown: Vec<Grown> = SIZES.iter().map(|size| runtime.block_on(grow(*size))).collect();
    let (least, most) = (&grown[0], &grown[grown.len() - 1]);
    let across = |of: fn(&Grown) -> String| grown.iter().map(of).collect::<Vec<_>>().join(" · ");
    let told = |measure: &str, of: fn(&Grown) -> String| {
        Row::new("growth", format!("{measure}, at 10 · 100 · 1,000 · 10,000 clusters")).ours(across(of))
    };
    // What truly differs is what the totals of all clusters say, and the digits of a cost that goes on.
    let is_equal = |grown: &Grown| {
        grown.frame_bytes == least.frame_bytes && grown.rest_bytes().abs_diff(least.rest_bytes()) <= DIGITS
    };
    vec![
        told("calls of a first look", |grown| grown.first_calls.to_string()),
        told("calls of a sweep without a change", |grown| grown.calls.to_string()),
        told("time of a sweep without a change, ms", |grown| format!("{:.0}", grown.sweep_ms)),
        told("bytes of the store after the first look", |grown| grown.store_bytes.to_string()),
        told("pages of 4 KiB that a sweep without a change writes", |grown| grown.written_pages.to_string()),
        told("IPC bytes of the first answer, all clusters", |grown| grown.first_bytes.to_string()),
        told("IPC bytes of the whole answer that tells one change", |grown| grown.change_bytes.to_string()),
        told("rows on screen of which what moves with time is told beside it, their IPC bytes", |grown| {
            format!("{}, {}", grown.moved_rows, grown.moved_bytes)
        }),
        told("lines of the tray's menu", |grown| grown.tray_lines.to_string()),
        told("time to make up the tray, ms", |grown| format!("{:.1}", grown.tray_ms)),
        Row::new(
            "B9",
            "IPC bytes of the whole answer that tells one change at 10,000 clusters; without the totals of all",
        )
        .ours(format!("{}; {}", most.change_bytes, most.rest_bytes()))
        .against(format!("{}; {} at 10", least.change_bytes, least.rest_bytes()))
        .target("equal but for the totals of all and the digits of a cost", Verdict::count(grown.iter().all(is_equal))),
    ]
}

struct Grown {
    first_calls: u64,
    calls: u64,
    sweep_ms: f64,
    store_bytes: u64,
    written_pages: u64,
    first_bytes: usize,
    /// Of the whole answer that tells one change.
    change_bytes: usize,
    /// What of it adds up all clusters, and names the prices that are not known.
    totals_bytes: usize,
    /// Of all else in it, without the values.
    frame_bytes: usize,
    moved_rows: usize,
    moved_bytes: usize,
    tray_lines: usize,
    tray_ms: f64,
}

impl Grown {
    /// Of one change, without the totals of all.
    fn rest_bytes(&self) -> usize {
        self.change_bytes - self.totals_bytes
    }
}

async fn grow(clusters: u32) -> Grown {
    let place = Place { account: "730335417920".into(), region: "eu-west-1".into() };
    let spread = Spread::In { account: "research", region: "eu-west-1" };
    let world = WorldSize::With(Crowd::of(clusters, spread));
    // The world stands still, so that what changes is what was asked for.
    let clock = SimClock::manual(AppClock::Wall.now());
    let options = Options { clock, limits: Limits::Off, world, ..Options::default() };
    let simulator = Simulator::new(options);
    let folder = tempfile::tempdir().unwrap();
    let ours = Ours::with(folder.path(), AwsCloud::fixed(vec![profile(&place)], Http::service(simulator.clone())));
    ours.watch_in("research", "eu-west-1");
    ours.know_everything(1).await;
    let first_calls = calls(&simulator);
    let (first, written) = (bytes_of(folder.path(), "history.db"), bytes_of(folder.path(), "history.db-wal"));
    simulator.reset_calls();
    let sweep_ms = millis(ours.sweep().await);
    let calls = calls(&simulator);
    let more = bytes_of(folder.path(), "history.db-wal").saturating_sub(written);

    let mut book = ClusterBook::default();
    let scope = Scope { which: Which::All, ..Scope::default() };
    let whole = ask(&ours, &mut book, &scope, None, Vec::new());
    let rows = whole["clusters"].as_array().unwrap();
    let first_bytes = whole.to_string().len();
    let revision = u32::try_from(whole["revision"].as_u64().unwrap()).unwrap();
    let is_same = |row: &&Value| row["name"].as_str().is_some_and(|name| name.ends_with(EVERYWHERE));
    let waiting = rows.iter().find(is_same).expect("the cluster that every size has");
    terminate(&simulator, &place, waiting["id"].as_str().unwrap()).await;
    ours.sweep().await;
    let mut change = ask(&ours, &mut book, &scope, Some(revision), vec![reference(waiting)]);
    let seen = rows.iter().take(ON_SCREEN).map(reference).collect();
    let on_screen = ask(&ours, &mut book, &scope, Some(revision), seen);
    let changed = change["clusters"].as_array().unwrap().len();
    let change_bytes = change.to_string().len();
    let totals_bytes = change.as_object_mut().and_then(|answer| answer.remove("totals")).unwrap().to_string().len();
    let frame_bytes = emptied(&change).to_string().len();
    println!(
        "  {clusters:>6} clusters: {first_calls} calls at first, {calls} in a sweep of {sweep_ms:.0} ms, {first_bytes} bytes \
         of all rows, {changed} row changed: {change_bytes} bytes, of which {totals_bytes} are the totals of all and \
         {frame_bytes} the names of all else"
    );
    let (tray, tray_ms) = of_the_tray(&ours, &mut book);
    Grown {
        first_calls,
        calls,
        sweep_ms,
        store_bytes: first + written,
        written_pages: more / 4096,
        first_bytes,
        change_bytes,
        totals_bytes,
        frame_bytes,
        moved_rows: on_screen["moved"].as_array().unwrap().len(),
        moved_bytes: on_screen["moved"].to_string().len(),
        // The total, what burns most, and three things to do; what needs attention would be one more.
        tray_lines: 1 + tray.trouble.iter().len() + tray.clusters.len() + 3,
        tray_ms,
    }
}

/// What the page is answered.
fn ask(ours: &Ours, book: &mut ClusterBook, scope: &Scope, held: Option<u32>, on_screen: Vec<ClusterRef>) -> Value {
    let group_by = GroupBy::Nothing;
    let holds = held.map(|revision| Holding { revision, scope: scope.clone(), group_by });
    let request = ClustersRequest { scope: scope.clone(), group_by, holds, on_screen };
    let (answer, took) = looking(ours, |scene| serde_json::to_value(book.answer(scene, &request)).unwrap());
    println!("          the book answered in {took:.1} ms");
    answer
}

/// The tray from the same book, as the window and the tray share one.
fn of_the_tray(ours: &Ours, book: &mut ClusterBook) -> (TrayView, f64) {
    looking(ours, |scene| tray_from(book, scene, &[]))
}

/// What is known now, looked at, and how many milliseconds that took.
fn looking<T>(ours: &Ours, look: impl FnOnce(&Scene<'_>) -> T) -> (T, f64) {
    let board = &ours.station.board;
    let settings = ours.settings().load().unwrap();
    let (snapshots, profiles) = (board.snapshots(), board.profiles());
    let known = Known {
        realm: board.realm(),
        snapshots: &snapshots,
        profiles: &profiles,
        settings: &settings,
        journal: &[],
        queue: &[],
        read_only: None,
        zone: TimeZone::UTC,
        numbers: Separators::default(),
        now: ours.station.now(),
        real_minute: jiff::SignedDuration::from_mins(1),
        offline_since: None,
    };
    let begun = Instant::now();
    let seen = look(&Scene::new(known));
    (seen, millis(begun.elapsed()))
}

/// The same answer with nothing in place of every text and number.
fn emptied(answer: &Value) -> Value {
    match answer {
        Value::Array(values) => values.iter().map(emptied).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), emptied(value))).collect(),
        _ => Value::Null,
    }
}

fn reference(row: &Value) -> ClusterRef {
    let text = |key: &str| row[key].as_str().unwrap().to_owned();
    ClusterRef { account_id: text("account_id"), region: text("region"), id: text("id") }
}

/// As somebody else in the account does it.
pub async fn terminate(simulator: &Simulator, place: &Place, id: &str) {
    let (key, region) = (account(place).access_key_id(), &place.region);
    let scope = format!("{key}/20310303/{region}/elasticmapreduce/aws4_request");
    let request = Request::post("http://elasticmapreduce/")
        .header("authorization", format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"))
        .header("content-type", "application/x-amz-json-1.1")
        .header("x-amz-target", "ElasticMapReduce.TerminateJobFlows")
        .body(Bytes::from(json!({ "JobFlowIds": [id] }).to_string()));
    let answer = simulator.handle(request.unwrap()).await;
    assert!(answer.status().is_success());
}

fn profile(place: &Place) -> FixedProfile {
    let account = account(place);
    FixedProfile {
        name: account.name.into(),
        account_id: account.id.into(),
        access_key: account.access_key_id(),
        secret: "sample".to_owned(),
        region: account.default_region.into(),
    }
}

fn calls(simulator: &Simulator) -> u64 {
    simulator.calls().iter().map(|count| count.calls).sum()
}

fn bytes_of(folder: &Path, file: &str) -> u64 {
    std::fs::metadata(folder.join(file)).map_or(0, |found| found.len())
}
