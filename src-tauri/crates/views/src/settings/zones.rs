//! The time zones to choose from.

use jiff::Timestamp;
use jiff::tz::{TimeZone, db};
use serde::Serialize;
use specta::Type;

/// The continents and oceans of the time zone database; what stands beside them are old names of the same zones.
const AREAS: [&str; 10] =
    ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"];

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct TimeZoneView {
    pub name: String,
    /// What it is ahead of UTC now, such as `+05:30`.
    pub offset: String,
}

/// Every zone of this computer's database, by name.
pub fn time_zones(now: Timestamp) -> Vec<TimeZoneView> {
    let in_area = |name: &str| name.split_once('/').is_some_and(|(area, _)| AREAS.contains(&area));
    let mut names: Vec<String> = db().available().map(|name| name.to_string()).collect();
    names.retain(|name| name == "UTC" || in_area(name));
    names.sort();
    names.dedup();
    names.into_iter().filter_map(|name| time_zone(name, now)).collect()
}

fn time_zone(name: String, now: Timestamp) -> Option<TimeZoneView> {
    let there = now.to_zoned(TimeZone::get(&name).ok()?);
    Some(TimeZoneView { name, offset: there.strftime("%:z").to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_listed_once_with_what_they_are_ahead_of_utc_now() {
        let zones = time_zones("2026-07-18T12:00:00Z".parse().unwrap());
        let offset = |name: &str| zones.iter().find(|zone| zone.name == name).map(|zone| zone.offset.as_str());
        assert_eq!((offset("Europe/Amsterdam"), offset("Asia/Kolkata")), (Some("+02:00"), Some("+05:30")));
        assert_eq!((offset("UTC"), offset("posix/Europe/Amsterdam"), offset("CET")), (Some("+00:00"), None, None));
        assert!(zones.is_sorted_by(|a, b| a.name < b.name));
    }
}
