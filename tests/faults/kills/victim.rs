//! Writes to a data folder until it is killed, and says before and after every write what it writes.
//!
//! `emberwatch-victim <data folder> <file of requests> <what> <life>`

use emberwatch_app::actions::Until;
use emberwatch_app::ports::{Clock, History, SettingsStore};
use emberwatch_domain::account::Realm;
use emberwatch_store::Store;
use emberwatch_testkit::{START, TestClock, cluster, node, place};
use emberwatch_tests::lives::{ACCOUNT, Life, REGION};
use jiff::SignedDuration;
use std::path::Path;
use std::sync::Arc;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, folder, aws, what, life] = arguments.as_slice() else { panic!("four arguments, not {arguments:?}") };
    let (folder, life) = (Path::new(folder), life.parse::<i64>().unwrap_or_default());
    let clock = Arc::new(TestClock::ticking(START + SignedDuration::from_hours(life)));
    match what.as_str() {
        "open" => open(folder, &clock),
        "record" => record(folder, &clock),
        "act" => act(folder, Path::new(aws), life, clock).await,
        other => panic!("nothing is known of {other}"),
    }
}

/// Opens the store again and again, and makes its files where there are none yet.
fn open(folder: &Path, clock: &TestClock) {
    for number in 1.. {
        let store = told("open", number, || Store::open(folder, clock.now()));
        told("settings", number, || choose(&store, number));
    }
}

/// Settings and history, each write with the next number.
fn record(folder: &Path, clock: &TestClock) {
    let store = told("open", 0, || Store::open(folder, clock.now()));
    let written = store.settings.load().ok().and_then(|settings| settings.me?.parse::<u64>().ok());
    for number in written.unwrap_or_default() + 1.. {
        told("history", number, || {
            let (id, nodes) = (format!("h-{number}"), ["i-1", "i-2", "i-3"]);
            let seen = nodes.into_iter().fold(cluster(&id).waiting(), |cluster, id| cluster.node(node(id)));
            let record = Arc::new(seen.record(place(ACCOUNT, REGION), "prod", clock.now()));
            store.history.record_clusters(Realm::Aws, &[record])
        });
        told("settings", number, || choose(&store, number));
    }
}

/// Terminates one cluster after the other, each until it is sent.
async fn act(folder: &Path, aws: &Path, life: i64, clock: Arc<TestClock>) {
    println!("begin open 0");
    let living = Life::begin(folder, aws, &format!("life {life}"), clock);
    living.allow_actions();
    println!("done open 0");
    for number in 1.. {
        let id = format!("j-{life}-{number}");
        living.put(&id, false);
        println!("begin terminate {id}");
        let entry = living.terminate(&id).await;
        println!("confirmed {id}");
        living.actions.wait(&[entry.number], Until::Sent).await.unwrap_or_else(|error| panic!("{error}"));
        println!("done terminate {id}");
    }
}

fn choose(store: &Store, number: u64) -> Result<(), emberwatch_app::ports::StoreError> {
    store.settings.update(&mut |settings| settings.me = Some(number.to_string())).map(drop)
}

/// Every line is on its way before the next instruction runs: standard output ends with each of them.
fn told<T, E: std::fmt::Display>(what: &str, number: u64, write: impl FnOnce() -> Result<T, E>) -> T {
    println!("begin {what} {number}");
    let value = write().unwrap_or_else(|error| panic!("{error}"));
    println!("done {what} {number}");
    value
}
