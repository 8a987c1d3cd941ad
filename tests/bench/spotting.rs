//! B7: ninety days of sixty spot prices, from the click to what the page draws, whose points are in the store.
//!
//! The peer is written by hand: one scan of the same rows in the same file, and of every column the first, the last, the
//! lowest and the highest price.

use crate::figures::{Spread, millis};
use crate::table::{Row, Verdict};
use emberwatch_app::market::Seen;
use emberwatch_app::ports::History;
use emberwatch_app::settings::Settings;
use emberwatch_domain::account::{Place, Realm};
use emberwatch_domain::cluster::InstanceType;
use emberwatch_domain::money::Usd;
use emberwatch_domain::price::{PriceBook, PriceItem, Quote};
use emberwatch_domain::spot::SpotChange;
use emberwatch_domain::time_span::TimeSpan;
use emberwatch_store::Store;
use emberwatch_views::chart::ChartTheme;
use emberwatch_views::numbers::Separators;
use emberwatch_views::scene::{Known, Scene};
use emberwatch_views::spot_market::{AskedMarket, DrawnOnDemand, SpotMarketView, spot_market};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

pub const DOES: &str = "90 days of 60 spot prices, 12,000 points and 1.3 million: from the click to the page's drawing and table, out of \
    the store; beside it one scan of the same rows and M4 by hand, interleaved";

const TYPES: i64 = 12;
const ZONES: i64 = 5;
const DAYS: i64 = 90;
const ROUNDS: usize = 15;
/// As the page asks on a usual window.
const SIZE: (u32, u32) = (1100, 260);
/// As many as the widest drawing has.
const COLUMNS: usize = 240;
const MOST_BYTES: usize = 40 * 1024;

pub fn run() -> Vec<Row> {
    let few = Market::of(200);
    let many = Market::of(21_700);
    let mut rows = few.compare();
    rows.extend(many.compare());
    rows
}

struct Market {
    folder: tempfile::TempDir,
    store: Store,
    asked: AskedMarket,
    points: i64,
}

/// What somebody keeps of a column who draws it by hand.
#[derive(Clone, Copy)]
struct M4 {
    first: f64,
    last: f64,
    low: f64,
    high: f64,
}

type ByHand = BTreeMap<(String, String), Vec<Option<M4>>>;

impl Market {
    /// As many changes of each price, evenly over the window; about one in a thousand is a spike.
    fn of(changes: i64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let window = TimeSpan::new(at(0), at(DAYS * 86_400));
        let store = Store::open(folder.path(), window.end).unwrap_or_else(|error| panic!("{error}"));
        let place = Place { account: "123456789012".into(), region: "us-east-1".into() };
        let types: Vec<InstanceType> = (0..TYPES).map(|kind| format!("m{kind}.xlarge").as_str().into()).collect();
        for (number, kind) in (0..).zip(&types) {
            for zone in 0..ZONES {
                let seed = number * ZONES + zone;
                let told: Vec<SpotChange> =
                    (0..changes).map(|index| change(kind, zone, seed, index, changes)).collect();
                store.history.record_spot(Realm::Aws, &place, &told).unwrap();
            }
        }
        let asked = AskedMarket {
            place,
            types,
            zones: Vec::new(),
            window,
            limit: None,
            lines: Vec::new(),
            on_demand: DrawnOnDemand::Near,
        };
        Self { folder, store, asked, points: changes * TYPES * ZONES }
    }

    fn compare(&self) -> Vec<Row> {
        let hand = Connection::open(self.folder.path().join("history.db")).unwrap();
        let (mut our, mut other) = (Vec::new(), Vec::new());
        let mut last = None;
        for round in 0..=ROUNDS {
            let (view, our_time) = timed(|| self.clicked());
            let (columns, other_time) = timed(|| by_hand(&hand, self.asked.window));
            // The first ones read the file.
            if round > 0 {
                our.push(our_time);
                other.push(other_time);
            }
            last = Some((view, columns));
        }
        let (view, columns) = last.unwrap();
        let (our, other) = (Spread::of(&our), Spread::of(&other));
        println!("  {} points\n    click to drawing {our}\n    scan and M4 by hand {other}", self.points);
        vec![self.time(our, other), self.bytes(&view), self.kept(&columns)]
    }

    /// What the window does between the click and its answer to the page, with everything read from AWS before.
    fn clicked(&self) -> (SpotMarketView, usize) {
        let history = self.store.history.as_ref();
        let spot = history.spot_of(Realm::Aws, &self.asked.place, &self.asked.types, self.asked.window.start).unwrap();
        let seen = Seen {
            place: self.asked.place.clone(),
            window: self.asked.window,
            spot,
            prices: Arc::new(list_prices(&self.asked)),
            as_of: Some(self.asked.window.end),
            read_until: BTreeMap::new(),
            failures: Vec::new(),
        };
        let settings = Settings::default();
        let view = spot_market(&scene(&settings, self.asked.window.end), &seen, &self.asked, ChartTheme::Dark, SIZE);
        let view = view.unwrap_or_else(|error| panic!("{error}"));
        let sent = serde_json::to_vec(&view).unwrap().len();
        (view, sent)
    }

    fn time(&self, our: Spread, other: Spread) -> Row {
        let ratio = our.median.as_secs_f64() / other.median.as_secs_f64();
        let row = Row::new("B7", format!("60 spot prices, {} points: click to drawing, median", self.points))
            .ours(format!("{:.1} ms", millis(our.median)))
            .against(format!("{:.1} ms, one scan and M4 by hand", millis(other.median)))
            .ratio(format!("{ratio:.2}"));
        match self.points < 100_000 {
            true => row.target("≤ 16 ms", Verdict::ratio(our.median <= Duration::from_millis(16))),
            false => row.target("≤ 2", Verdict::ratio(ratio <= 2.0)),
        }
    }

    fn bytes(&self, (view, sent): &(SpotMarketView, usize)) -> Row {
        let drawing = view.drawing.as_ref().map_or(usize::MAX, |drawing| drawing.svg.len());
        Row::new("B7", format!("{} points: bytes of the drawing; of all that the page gets", self.points))
            .ours(format!("{drawing}; {sent}"))
            .against("-")
            .target("≤ 40 KB a drawing", Verdict::count(drawing <= MOST_BYTES))
    }

    /// Of every price and column the lowest and the highest, against the scan.
    fn kept(&self, columns: &ByHand) -> Row {
        let history = self.store.history.as_ref();
        let book = history.spot_of(Realm::Aws, &self.asked.place, &self.asked.types, self.asked.window.start).unwrap();
        let mut lost = 0;
        for (kind, zone, series) in book.iter() {
            let by_hand = &columns[&(kind.to_string(), zone.to_string())];
            for (ours, theirs) in series.columns(self.asked.window, COLUMNS).iter().zip(by_hand) {
                lost += usize::from(!holds(*ours, *theirs));
            }
        }
        Row::new("B7", format!("{} points: columns whose lowest or highest price was lost", self.points))
            .ours(lost.to_string())
            .against("0")
            .target("0", Verdict::count(lost == 0))
    }
}

/// A column of ours also knows the price that still held when it began.
fn holds(ours: Option<emberwatch_domain::series::Column>, theirs: Option<M4>) -> bool {
    let Some(theirs) = theirs else { return true };
    let amount = |usd: Usd| usd.amount().to_f64().unwrap_or(f64::NAN);
    ours.is_some_and(|ours| amount(ours.min) <= theirs.low && amount(ours.max) >= theirs.high)
}

fn change(kind: &InstanceType, zone: i64, seed: i64, index: i64, changes: i64) -> SpotChange {
    let noise = (index * 7_919 + seed * 104_729) % 1_009;
    let spike = if noise == 1_008 { 9_000 } else { 0 };
    SpotChange {
        instance_type: kind.clone(),
        zone: format!("us-east-1{}", ["a", "b", "c", "d", "e"][usize::try_from(zone).unwrap()]).as_str().into(),
        at: at(index * DAYS * 86_400 / changes),
        usd_per_hour: Usd::new(Decimal::new(600 + seed * 20 + noise % 97 + spike, 4)),
    }
}

fn list_prices(asked: &AskedMarket) -> PriceBook {
    let mut prices = PriceBook::default();
    for kind in &asked.types {
        for (item, tenths) in [(PriceItem::Ec2(kind.clone()), 1920), (PriceItem::Emr(kind.clone()), 480)] {
            let quote = Quote { price: Some(Usd::new(Decimal::new(tenths, 4))), as_of: asked.window.end };
            prices.record(&asked.place.region, item, quote);
        }
    }
    prices
}

fn scene(settings: &Settings, now: Timestamp) -> Scene<'_> {
    Scene::new(Known {
        realm: Realm::Aws,
        snapshots: &[],
        profiles: &[],
        settings,
        journal: &[],
        queue: &[],
        offline_since: None,
        read_only: None,
        zone: TimeZone::UTC,
        numbers: Separators::default(),
        now,
        real_minute: SignedDuration::from_mins(1),
    })
}

fn by_hand(hand: &Connection, window: TimeSpan) -> ByHand {
    let sql = "SELECT instance_type, zone, at, usd FROM spot WHERE at >= ?1 AND at < ?2";
    let mut statement = hand.prepare_cached(sql).unwrap();
    let (start, end) = (window.start.as_microsecond(), window.end.as_microsecond());
    let mut rows = statement.query([start, end]).unwrap();
    let mut all = ByHand::new();
    let mut key = (String::new(), String::new());
    let mut columns: Vec<Option<M4>> = vec![None; COLUMNS];
    let count = i64::try_from(COLUMNS).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let (kind, zone) = (row.get_ref(0).unwrap().as_str().unwrap(), row.get_ref(1).unwrap().as_str().unwrap());
        if kind != key.0 || zone != key.1 {
            all.insert(key, std::mem::replace(&mut columns, vec![None; COLUMNS]));
            key = (kind.to_owned(), zone.to_owned());
        }
        let at: i64 = row.get(2).unwrap();
        let usd: f64 = row.get_ref(3).unwrap().as_str().unwrap().parse().unwrap();
        let column = usize::try_from((at - start) * count / (end - start)).unwrap();
        columns[column] = Some(match columns[column] {
            None => M4 { first: usd, last: usd, low: usd, high: usd },
            Some(known) => M4 { first: known.first, last: usd, low: known.low.min(usd), high: known.high.max(usd) },
        });
    }
    all.insert(key, columns);
    assert!(all.values().flatten().flatten().all(|column| column.first > 0.0 && column.last > 0.0));
    all
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_767_225_600 + second).unwrap()
}

fn timed<T>(act: impl Fn() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let answer = act();
    (answer, begun.elapsed())
}
