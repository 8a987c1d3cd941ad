//! Two ledgers through the whole product: what polls saw of the simulator's clusters, and what its Cost Explorer bills.

use crate::emberwatch::{Emberwatch, after};
use crate::world::{World, quiet};
use emberwatch_app::costs::{AccountLedgers, Costs, Freshness};
use emberwatch_app::ports::{BurnMark, Clock};
use emberwatch_domain::account::Realm;
use emberwatch_domain::attribution::Source;
use emberwatch_domain::ledger::{Cause, Difference, LedgerDay};
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::Days;
use emberwatch_simulator::{Limits, Options, SimClock};
use jiff::SignedDuration;
use jiff::civil::{Date, date};
use rust_decimal::Decimal;
use rust_decimal_macros::dec;
use serde_json::json;

const EVE: &str = "2031-03-03T23:20:00Z";
const WATCHED: Date = date(2031, 3, 4);
const DAY_S: u64 = 86_400;

fn world() -> World {
    World::of(Options { clock: SimClock::manual(EVE.parse().unwrap()), limits: Limits::Off, ..Options::default() })
}

/// Watches for so long, and says every five minutes that it does, as the window does.
async fn watch(emberwatch: &Emberwatch, seconds: u64) {
    for _ in 0..seconds / 300 {
        after(300).await;
        let at = emberwatch.clock.now();
        let mark = BurnMark { account: quiet().account, at, burn: Usd::ZERO, complete: true };
        let holds = SignedDuration::from_mins(6);
        emberwatch.station.history.record_burn(Realm::Aws, &[mark], holds).unwrap();
    }
}

async fn ledgers(emberwatch: &Emberwatch) -> AccountLedgers {
    let costs =
        Costs::new(emberwatch.station.clone(), emberwatch.store.history.clone(), emberwatch.store.settings.clone());
    let known = costs.ledgers(Days::new(date(2031, 3, 2), date(2031, 3, 9)), Freshness::Due).await.unwrap();
    known.accounts.into_iter().next().expect("the watched account")
}

fn day(ledgers: &AccountLedgers, day: Date) -> &LedgerDay {
    ledgers.days.iter().find(|of| of.line.day == day).expect("a day that was asked for")
}

fn off_by(difference: &Difference) -> Decimal {
    difference.percent.expect("a bill above nothing").abs()
}

fn explained(difference: &Difference, cause: Cause) -> Option<Usd> {
    difference.explained.iter().find(|of| of.cause == cause).and_then(|of| of.usd)
}

#[tokio::test(start_paused = true)]
async fn estimate_and_bill_agree_within_one_percent_on_a_closed_day_that_was_recorded_throughout() {
    let (world, place) = (world(), quiet());
    let whole = world.start(&place, "all day", json!({})).await;
    let emberwatch = world.watching(&place).await;
    watch(&emberwatch, 40 * 60 + 6 * 3600).await;
    // One that comes and goes within the day, on spot, with volumes of its own.
    let extra = json!({ "Instances": { "InstanceGroups": [
        { "InstanceRole": "MASTER", "InstanceType": "m5.xlarge", "InstanceCount": 1 },
        { "InstanceRole": "CORE", "InstanceType": "r5.xlarge", "InstanceCount": 3, "Market": "SPOT" },
    ] } });
    let brief = world.start(&place, "some hours", extra).await;
    watch(&emberwatch, 5 * 3600).await;
    emberwatch.terminate(&place, std::slice::from_ref(&brief)).await;
    watch(&emberwatch, DAY_S - 11 * 3600 + 1800).await;
    // Nobody needs to be there for the bill to close.
    world.pass(4 * 86_400);
    after(120).await;
    let ledgers = ledgers(&emberwatch).await;
    let day = day(&ledgers, WATCHED);
    assert!(!day.moving && day.line.live.as_ref().is_some_and(|live| live.recorded_throughout), "{day:#?}");
    let clusters = day.of_clusters.as_ref().expect("the payer activated the tag");
    assert!(clusters.billed > Usd::new(dec!(10)) && off_by(clusters) < Decimal::ONE, "{clusters:#?}");
    for id in [&whole, &brief] {
        let line = &day.clusters.iter().find(|of| &of.cluster == id).expect("it ran").line;
        let difference = line.difference.as_ref().expect("both ledgers have it");
        assert!(off_by(difference) < Decimal::ONE, "{id}: {difference:#?}");
    }
    // Whose they are is told by the bill, each cluster once.
    let of_brief = ledgers.costs.clusters.iter().find(|of| of.cluster == brief).expect("it was billed");
    assert_eq!(of_brief.source, Source::Bill);
    assert_eq!(ledgers.recorded[&brief].name, "some hours");
    // The whole bill holds more, and all of it has a name.
    let whole = day.line.difference.as_ref().unwrap();
    assert!(whole.unexplained.amount().abs() < whole.billed.amount() / dec!(100), "{whole:#?}");
    for cause in [Cause::Nat, Cause::DataTransfer] {
        assert!(explained(whole, cause).is_some_and(|usd| usd > Usd::ZERO), "{cause}: {whole:#?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_came_and_went_while_nobody_looked_is_named_with_what_the_bill_has_of_it() {
    let (world, place) = (world(), quiet());
    let seen = world.start(&place, "seen", json!({})).await;
    let emberwatch = world.watching(&place).await;
    watch(&emberwatch, 3600 + 2400).await;
    emberwatch.watch(&[]);
    let unseen = world.start(&place, "unseen", json!({})).await;
    world.pass(6 * 3600);
    world.emr(&place, "TerminateJobFlows", &json!({ "JobFlowIds": [unseen.as_str()] })).await;
    world.pass(4 * 86_400);
    let emberwatch = world.process("later");
    emberwatch.station.admit(&emberwatch_app::ports::KnownProfile {
        profile: crate::world::account(&place).name.into(),
        caller: emberwatch_domain::account::Caller {
            account: place.account.clone(),
            arn: String::new(),
            user_id: String::new(),
        },
        alias: None,
        regions: vec![place.region.clone()],
        as_of: emberwatch.clock.now(),
    });
    let ledgers = ledgers(&emberwatch).await;
    let day = day(&ledgers, WATCHED);
    let whole = day.line.difference.as_ref().expect("a part of it was recorded");
    let missing = explained(whole, Cause::NotRecorded).expect("it is named");
    let unseen = day.clusters.iter().find(|of| of.cluster == unseen).expect("the bill knows it");
    assert!(unseen.line.live.is_none(), "never a zero: {unseen:#?}");
    assert!(missing > Usd::ZERO && day.unwatched > SignedDuration::from_hours(20), "{day:#?}");
    assert!(day.clusters.iter().any(|of| of.cluster == seen && of.line.live.is_some()));
    let before = ledgers.days.iter().find(|of| of.line.day == date(2031, 3, 2)).expect("the day before");
    assert!(before.line.live.is_none() || before.unwatched > SignedDuration::ZERO, "{before:#?}");
}
