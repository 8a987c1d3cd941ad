//! What asking may cost, where several processes ask, and where answers cannot be kept.

use crate::emberwatch::{Emberwatch, after};
use crate::world::{World, account, quiet};
use emberwatch_app::budget::Budgets;
use emberwatch_app::costs::{Costs, CostsWanted, Freshness, Hindrance};
use emberwatch_app::meter::Meter;
use emberwatch_app::ports::{Clock, SettingsStore};
use emberwatch_cloud_aws::AwsCloud;
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::{Basis, Days};
use emberwatch_simulator::Limits;
use emberwatch_store::Store;
use jiff::civil::date;
use rust_decimal_macros::dec;
use std::sync::Arc;

/// A process that counts for itself, as each does.
async fn process(world: &World, owner: &str) -> Emberwatch {
    let meter = Arc::new(Meter::new(world.clock.clone()));
    let cloud = AwsCloud::fixed(world.profiles(), world.http().metered(meter.clone()));
    let store = Store::open(world.folder.path(), world.clock.now()).unwrap();
    let emberwatch = Emberwatch::metered(store, Budgets::documented(), owner, cloud, &world.clock, &meter);
    emberwatch.watch(&[(account(&quiet()).name, &["eu-west-1"])]);
    after(120).await;
    emberwatch
}

fn costs(emberwatch: &Emberwatch) -> Costs {
    Costs::new(emberwatch.station.clone(), emberwatch.store.history.clone(), emberwatch.store.settings.clone())
}

#[tokio::test(start_paused = true)]
async fn two_processes_that_ask_at_once_do_not_pass_the_cap_together() {
    let world = World::new(Limits::Off);
    let (window, terminal) = (process(&world, "window").await, process(&world, "terminal").await);
    window.store.settings.update(&mut |settings| settings.costs.explorer_cap = Usd::new(dec!(0.01))).unwrap();
    let (theirs, ours) = (costs(&window), costs(&terminal));
    let of = |from, to| CostsWanted::all(Days::new(from, to), Basis::default());
    let (one, other) = (of(date(2030, 12, 1), date(2030, 12, 4)), of(date(2030, 11, 1), date(2030, 11, 4)));
    let (one, other) = tokio::join!(theirs.look(&one, Freshness::Due), ours.look(&other, Freshness::Due));
    let hindered =
        [one.unwrap(), other.unwrap()].map(|known| matches!(known.bills[0].hindrance, Some(Hindrance::CapReached(_))));
    assert_eq!(hindered.iter().filter(|hindered| **hindered).count(), 1, "{hindered:?}");
    assert_eq!(paid(&world), 1);
}

/// More than what is left on a full disk.
fn of_half_a_year() -> CostsWanted {
    CostsWanted::all(Days::new(date(2030, 6, 1), date(2030, 12, 1)), Basis::default())
}

/// How often Cost Explorer was paid.
fn paid(world: &World) -> u64 {
    world.simulator.charges().iter().map(|charge| charge.requests).sum()
}

async fn hindered(costs: &Costs) -> Option<String> {
    let known = costs.look(&of_half_a_year(), Freshness::Due).await.unwrap();
    match &known.bills[0].hindrance {
        Some(Hindrance::Store(error)) => Some(error.to_string()),
        None => None,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn in_a_read_only_folder_nothing_is_paid_for_and_the_folders_reason_is_told() {
    let world = World::new(Limits::Off);
    drop(process(&world, "window").await);
    let emberwatch = world.reading_only("cannot write the data folder /data: read-only filesystem");
    emberwatch.watch(&[(account(&quiet()).name, &["eu-west-1"])]);
    after(120).await;
    for _ in 0..3 {
        let why = hindered(&costs(&emberwatch)).await.expect("it is not asked");
        assert!(why.ends_with("cannot write the data folder /data: read-only filesystem"), "{why}");
    }
    assert_eq!(paid(&world), 0);
}

#[tokio::test(start_paused = true)]
async fn on_a_full_disk_no_answer_is_paid_for_twice() {
    let world = World::new(Limits::Off);
    let emberwatch = process(&world, "window").await;
    let costs = costs(&emberwatch);
    emberwatch.store.fill_the_disk().unwrap();
    let mut paid_for = Vec::new();
    for _ in 0..3 {
        let why = hindered(&costs).await.expect("its answer is not kept");
        assert!(why.contains("disk is full"), "{why}");
        paid_for.push(paid(&world));
    }
    assert!(paid_for.iter().all(|requests| *requests == paid_for[0]), "{paid_for:?}");
    emberwatch.store.make_room().unwrap();
    assert_eq!(hindered(&costs).await, None);
    assert_eq!(paid(&world), paid_for[0].max(1), "what was answered is kept now");
}
