//! Wherever the user lives: bills are told in days of UTC with the end left out, clocks in the user's zone, and every
//! hour counts once, also where a day has 23 hours of them, or 25, or twenty-four and a half.
//!
//! What the product tells today are states, and one row a cluster of what happened, so that nothing can be told twice
//! in a period; alerts bring that rule with them when they come.

mod bills;
mod burn;
mod clocks;
mod month_ends;

use emberwatch_app::settings::Settings;
use emberwatch_app::snapshot::Snapshot;
use emberwatch_domain::account::Realm;
use emberwatch_domain::time_span::TimeSpan;
use emberwatch_views::numbers::Separators;
use emberwatch_views::scene::{Known, Scene};
use emberwatch_views::settings::time_zones;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::collections::BTreeSet;
use std::sync::Arc;

const ACCOUNT: &str = "730335417920";
/// One leap year and three others.
const FIRST: Date = date(2024, 1, 1);
const END: Date = date(2028, 1, 1);

/// Zones that differ in whatever zones differ in: furthest ahead and behind, half hours and quarters, changes by half
/// an hour, at midnight, in the south, and none at all.
const PLACES: [&str; 13] = [
    "UTC",
    "Pacific/Kiritimati",
    "Etc/GMT+12",
    "Europe/Amsterdam",
    "America/New_York",
    "America/St_Johns",
    "America/Havana",
    "Atlantic/Azores",
    "Asia/Kathmandu",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "America/Santiago",
];

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every zone that a user can choose, and the two ends of the world; of those whose clocks go alike one.
fn zones() -> Vec<(String, TimeZone)> {
    let mut names: Vec<String> = time_zones(midnight(FIRST)).into_iter().map(|zone| zone.name).collect();
    assert!(names.len() > 300, "the time zone database is missing: {} zones", names.len());
    names.extend(["Etc/GMT+12", "Etc/GMT-14"].map(str::to_owned));
    let mut zones: Vec<(String, TimeZone)> = names.into_iter().map(|name| (name.clone(), zone(&name))).collect();
    let mut known = BTreeSet::new();
    zones.retain(|(_, zone)| {
        let moments = std::iter::once(midnight(FIRST)).chain(changes_of(zone));
        known.insert(moments.map(|at| (at, zone.to_offset(at).seconds())).collect::<Vec<_>>())
    });
    zones
}

/// When the clocks change there.
fn changes_of(zone: &TimeZone) -> Vec<Timestamp> {
    let all = zone.following(midnight(FIRST)).map(|change| change.timestamp());
    all.take_while(|at| *at < midnight(END)).collect()
}

/// The turns of the months and of the leap day, of UTC and of the zone, and every change of its clocks: each with the
/// second before and the second after.
fn critical(zone: &TimeZone) -> BTreeSet<Timestamp> {
    let months = std::iter::successors(Some(FIRST), |month| Some(month.saturating_add(1.month())));
    let days: Vec<Date> = months.take_while(|month| *month <= END).chain([date(2024, 2, 29)]).collect();
    let of_utc = days.iter().map(|day| midnight(*day));
    let of_zone = days.iter().filter_map(|day| day.to_zoned(zone.clone()).ok()).map(|zoned| zoned.timestamp());
    let moments = of_utc.chain(of_zone).chain(changes_of(zone));
    moments.flat_map(|at| [-1, 0, 1].map(|second| at + SignedDuration::from_secs(second))).collect()
}

/// The day there that holds this moment, from its first instant to that of the next.
fn day_around(at: Timestamp, zone: &TimeZone) -> TimeSpan {
    let start = |day: Date| day.to_zoned(zone.clone()).and_then(|zoned| zoned.start_of_day()).unwrap().timestamp();
    let there = at.to_zoned(zone.clone()).date();
    TimeSpan::new(start(there), start(there.tomorrow().unwrap()))
}

fn midnight(day: Date) -> Timestamp {
    day.to_zoned(TimeZone::UTC).unwrap().timestamp()
}

/// One watched account, as somebody in that zone sees it.
struct Seen {
    snapshots: Vec<Arc<Snapshot>>,
    settings: Settings,
}

impl Seen {
    fn new() -> Self {
        let snapshot = Snapshot::new(Realm::Aws, ACCOUNT.into(), "analytics".into());
        Self { snapshots: vec![Arc::new(snapshot)], settings: Settings::default() }
    }

    fn by(&self, now: Timestamp, zone: &TimeZone) -> Scene<'_> {
        Scene::new(Known {
            realm: Realm::Aws,
            snapshots: &self.snapshots,
            profiles: &[],
            settings: &self.settings,
            journal: &[],
            queue: &[],
            offline_since: None,
            read_only: None,
            zone: zone.clone(),
            numbers: Separators::default(),
            now,
            real_minute: SignedDuration::from_mins(1),
        })
    }
}
