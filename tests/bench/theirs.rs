//! Month ends beside Cost Explorer's own, over what the simulator bills.

use crate::day::in_simulated_time;
use crate::emberwatch::after;
use crate::table::{Row, Verdict};
use crate::world::World;
use emberwatch_cloud::{Bill, Cloud, CostQuery, ForecastQuery};
use emberwatch_cloud_aws::AwsCloud;
use emberwatch_domain::forecast::{Errors, Forecaster, History, Method, backtest, errors};
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::{Amounts, Basis, Credits, Days, Month};
use emberwatch_simulator::{Limits, Options, SimClock};
use jiff::civil::{Date, date};
use std::collections::BTreeMap;

pub const DOES: &str = "13 months of what the simulator bills a payer, a month end told on every day: our mean error in percent of the \
    month, beside the seasonal naive's and that of the simulator's own Cost Explorer, which knows the months before as well";

const EVE: &str = "2031-02-28T12:00:00Z";
const DAYS: Days = Days { first: date(2031, 3, 1), end: date(2032, 4, 1) };
const PAYER: &str = "analytics-prod";
const DAY: i64 = 86_400;
/// Before so many days our forecasts are not judged either.
const FROM_DAY: usize = 28;
/// Cost Explorer's own forecast leaves credits out.
const BASIS: Basis = Basis { amounts: Amounts::Unblended, credits: Credits::LeftOut };

pub fn run() -> Vec<Row> {
    in_simulated_time(measure())
}

async fn measure() -> Vec<Row> {
    let clock = SimClock::manual(EVE.parse().unwrap());
    let world = World::of(Options { clock, limits: Limits::Off, ..Options::default() });
    let cloud = AwsCloud::fixed(world.profiles(), world.http());
    let bill = cloud.bill(&PAYER.into()).unwrap();
    let mut theirs: BTreeMap<Date, Usd> = BTreeMap::new();
    for day in DAYS.iter() {
        world.pass(DAY);
        let days = Days::new(day, Month::of(day).days().end);
        let query = ForecastQuery { days, amounts: BASIS.amounts, likely_percent: 80 };
        theirs.insert(day, bill.forecast(&query).await.unwrap().mean);
    }
    world.pass(10 * DAY);
    after(1).await;
    let billed = billed(&*bill).await;
    let history = History::new(DAYS.first, DAYS.iter().map(|day| billed.get(&day).copied()).collect());
    let ours = backtest(&history, Forecaster::Chosen);
    let naive = backtest(&history, Forecaster::Always(Method::SeasonalNaive));
    let sum = |days: Days| days.iter().filter_map(|day| billed.get(&day)).copied().sum::<Usd>();
    let theirs = errors(theirs.into_iter().skip(FROM_DAY).map(|(day, to_come)| {
        let month = Month::of(day).days();
        (sum(Days::new(month.first, day)) + to_come, sum(month))
    }));
    println!("  {} ends, {} of ours were in the range of four fifths", ours.forecasts, ours.in_range);
    assert_eq!(ours.forecasts, theirs.forecasts, "they are judged by the same days");
    vec![
        row(&ours, &naive, "seasonal naive").target("≤ + 2 %", Verdict::count(ours.worse_than(&naive) <= 2.0)),
        row(&ours, &theirs, "the simulator's Cost Explorer").target("-", Verdict::Told),
    ]
}

fn row(ours: &Errors, other: &Errors, whose: &str) -> Row {
    Row::new("forecast", format!("13 months of the simulator's bills: error of {} month ends", ours.forecasts))
        .ours(format!("{:.1} %", ours.percent()))
        .against(format!("{:.1} %, {whose}", other.percent()))
        .ratio(format!("{:+.1} %", ours.worse_than(other)))
}

async fn billed(bill: &dyn Bill) -> BTreeMap<Date, Usd> {
    let query = CostQuery { days: DAYS, basis: BASIS, by: Vec::new(), only: Vec::new() };
    let (mut days, mut next) = (BTreeMap::<Date, Usd>::new(), None);
    loop {
        let page = bill.cost_and_usage(&query, next.as_ref()).await.unwrap();
        page.rows.iter().for_each(|row| *days.entry(row.day).or_default() += row.usd);
        if page.next.is_none() {
            return days;
        }
        next = page.next;
    }
}
