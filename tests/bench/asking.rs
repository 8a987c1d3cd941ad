//! B3: what asking for the bills costs while Emberwatch runs all day, restarts, and comes to its cap. In simulated time.

use crate::day::{HOUR, Running, in_simulated_time, world};
use crate::emberwatch::after;
use crate::table::{Row, Verdict};
use crate::world::World;
use emberwatch_app::costs::COST_EXPLORER;
use emberwatch_app::ports::SettingsStore;
use emberwatch_domain::money::Usd;
use emberwatch_simulator::Limits;
use rust_decimal::Decimal;

pub const DOES: &str = "a payer and one of its accounts watched for a day by all that runs in the background, over the wire; then a \
    restart, and five days at a cap; simulated time";

/// Two refreshes of two requests.
const REQUESTS: u64 = 4;
const CENTS_OF_CAP: i64 = 12;

pub fn run() -> Vec<Row> {
    in_simulated_time(measure())
}

async fn measure() -> Vec<Row> {
    let world = world(Limits::Enforced);
    let process = Running::start(&world, "first");
    // Who pays for whom, and three months of bills, are asked once.
    after(HOUR / 2).await;
    let begun = (asked(&world), spent(&process));
    after(24 * HOUR).await;
    let (requests, usd) = (asked(&world) - begun.0, spent(&process) - begun.1);
    println!("  {} requests to begin with, and then {requests} for {usd} USD in a day", begun.0);
    process.end();

    let before = asked(&world);
    let restarted = Running::start(&world, "second");
    after(HOUR / 2).await;
    let again = asked(&world) - before;
    println!("  a restart asked for {again} more");

    cap(&restarted, CENTS_OF_CAP);
    // Nobody looks at the hours between, for nothing is asked in them.
    for _ in 0..10 {
        world.pass(12 * 3600);
        after(HOUR / 2).await;
    }
    let (all, of_month) = (asked(&world), spent(&restarted));
    println!("  in five more days at a cap of {CENTS_OF_CAP} requests, {all} in all for {of_month} USD");
    vec![
        Row::new("B3", "Cost Explorer in one simulated day: requests, USD")
            .ours(format!("{requests}, {}", usd.total_text()))
            .against(format!("{REQUESTS}, 0.04: 2 refreshes × 2"))
            .target("≤ 1.0 ×", Verdict::count((1..=REQUESTS).contains(&requests) && usd <= cents(4))),
        Row::new("B3", "requests that a restart adds")
            .ours(again.to_string())
            .against("0")
            .target("0", Verdict::count(again == 0)),
        Row::new("B3", "requests of the month, five days on at a cap")
            .ours(format!("{all}, {}", of_month.total_text()))
            .against(format!("{CENTS_OF_CAP}, the cap"))
            .target(
                "the cap holds",
                Verdict::count(all == CENTS_OF_CAP.unsigned_abs() && of_month == cents(CENTS_OF_CAP)),
            ),
    ]
}

/// As it is told on the page.
fn spent(process: &Running) -> Usd {
    process.costs.spent().unwrap().into_iter().map(|(_, spent)| spent.usd).sum()
}

fn cap(process: &Running, cents_a_month: i64) {
    process.emberwatch.store.settings.update(&mut |all| all.costs.explorer_cap = cents(cents_a_month)).unwrap();
}

fn cents(count: i64) -> Usd {
    Usd::new(Decimal::new(count, 2))
}

/// What reached Cost Explorer, whoever counts.
fn asked(world: &World) -> u64 {
    world.simulator.calls().into_iter().filter(|count| count.service == COST_EXPLORER).map(|count| count.calls).sum()
}
