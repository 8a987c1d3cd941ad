//! How times, lengths and amounts are written, the same in every view.

use crate::clusters::{BurnTotal, CostView};
use crate::numbers::Separators;
use emberwatch_domain::cluster::{Market, NodeRole};
use emberwatch_domain::money::{Estimate, Usd};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// RFC 3339 to the second.
pub(crate) fn rfc3339(at: Timestamp) -> String {
    format!("{at:.0}")
}

/// The clock of the user's zone: `14:02` on the same day, else `18 Jul 14:02`.
pub(crate) fn clock(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (at, now) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    let format = if at.date() == now.date() { "%H:%M" } else { "%-d %b %H:%M" };
    at.strftime(format).to_string()
}

/// `40 s`, `12 min`, `3 h 10 min`, `2 d 4 h`; never negative.
pub(crate) fn length(seconds: i64) -> String {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    let two = |large: i64, unit: &str, small: i64, small_unit: &str| match small {
        0 => format!("{large} {unit}"),
        _ => format!("{large} {unit} {small} {small_unit}"),
    };
    match seconds.max(0) {
        s if s < MINUTE => format!("{s} s"),
        s if s < HOUR => format!("{} min", s / MINUTE),
        s if s < DAY => two(s / HOUR, "h", s % HOUR / MINUTE, "min"),
        s => two(s / DAY, "d", s % DAY / HOUR, "h"),
    }
}

/// `+1.20`, `-0.40`, to the cent; nothing is neither more nor less.
pub(crate) fn signed(usd: Usd) -> String {
    with_sign(usd.total_text())
}

/// `+0.4 %`, to a tenth: a change that moves dollars is seldom none in percent.
pub(crate) fn signed_percent(percent: Decimal) -> String {
    let mut percent = percent.round_dp(1);
    percent.rescale(1);
    format!("{} %", with_sign(percent.to_string()))
}

fn with_sign(number: String) -> String {
    let is_zero = number.bytes().all(|byte| matches!(byte, b'0' | b'.' | b'-'));
    match number.strip_prefix('-') {
        Some(positive) if is_zero => positive.to_owned(),
        Some(_) => number,
        None if is_zero => number,
        None => format!("+{number}"),
    }
}

/// `1 node`, `2 nodes`.
pub(crate) fn count(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

pub(crate) fn seconds_between(from: Timestamp, until: Timestamp) -> u32 {
    u32::try_from(until.duration_since(from).as_secs().max(0)).unwrap_or(u32::MAX)
}

pub(crate) fn burn_total(estimate: &Estimate) -> BurnTotal {
    BurnTotal {
        usd_per_hour: estimate.known.per_hour_text(),
        complete: estimate.is_complete(),
        unknown: estimate.unknown.clone(),
    }
}

pub(crate) fn cost(estimate: &Estimate) -> CostView {
    CostView {
        usd: estimate.known.total_text(),
        complete: estimate.is_complete(),
        unknown: estimate.unknown.clone(),
        sort: sort_key(estimate.known),
    }
}

/// `$1,204.86`, `≥ $4.10`, `< $0.01`; `None` where nothing at all is known.
pub(crate) fn dollars(estimate: &Estimate, numbers: Separators) -> Option<String> {
    let (text, complete) = (estimate.known.total_text(), estimate.is_complete());
    if estimate.known == Usd::ZERO && !complete {
        return None;
    }
    let is_less = complete && text == "0.00" && estimate.known != Usd::ZERO;
    Some(match (is_less, complete) {
        (true, _) => format!("< ${}", numbers.written("0.01")),
        (false, true) => format!("${}", numbers.written(&text)),
        (false, false) => format!("≥ ${}", numbers.written(&text)),
    })
}

/// Money as a float is good for sorting and for nothing else.
pub(crate) fn sort_key(usd: Usd) -> f64 {
    usd.amount().to_f64().unwrap_or_default()
}

/// As AWS says it.
pub(crate) fn role(role: NodeRole) -> &'static str {
    match role {
        NodeRole::Master => "MASTER",
        NodeRole::Core => "CORE",
        NodeRole::Task => "TASK",
    }
}

pub(crate) fn market(market: Market) -> &'static str {
    match market {
        Market::OnDemand => "on_demand",
        Market::Spot => "spot",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::Decimal;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_time_of_another_day_says_its_day() {
        let now = at("2026-07-18T14:05:00Z");
        assert_eq!(clock(at("2026-07-18T14:02:30Z"), now, &TimeZone::UTC), "14:02");
        assert_eq!(clock(at("2026-07-17T14:02:30Z"), now, &TimeZone::UTC), "17 Jul 14:02");
    }

    #[test]
    fn a_time_is_told_in_the_users_zone() {
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        let now = at("2026-07-18T14:05:00Z");
        assert_eq!(clock(at("2026-07-18T14:02:30Z"), now, &zone), "16:02");
    }

    #[test]
    fn lengths_are_told_in_their_two_largest_units() {
        assert_eq!(
            [-3, 40, 720, 11_400, 7_200, 187_200].map(length),
            ["0 s", "40 s", "12 min", "3 h 10 min", "2 h", "2 d 4 h"]
        );
    }

    #[test]
    fn an_amount_is_written_as_the_page_writes_it() {
        let amount = |micros, unknown: &[&str]| {
            let unknown = unknown.iter().map(|what| (*what).to_owned()).collect();
            dollars(&Estimate { known: Usd::from_micros(micros), unknown }, Separators::default())
        };
        for (micros, unknown, expected) in [
            (4_860_000, &[][..], Some("$4.86")),
            (1_234_567_890_000, &[], Some("$1,234,567.89")),
            (123_450_000, &[], Some("$123.45")),
            (4_100_000, &["a price"], Some("≥ $4.10")),
            (1_000, &[], Some("< $0.01")),
            (0, &[], Some("$0.00")),
            (0, &["a price"], None),
        ] {
            assert_eq!(amount(micros, unknown).as_deref(), expected, "{micros}");
        }
    }

    #[test]
    fn money_is_rounded_half_to_even_per_hour_to_four_places_and_totals_to_two() {
        let known = Usd::new(Decimal::new(100_125, 5));
        let estimate = Estimate { known, unknown: vec![] };
        assert_eq!(burn_total(&estimate).usd_per_hour, "1.0012");
        let known = Usd::new(Decimal::new(41_305, 3));
        assert_eq!(cost(&Estimate { known, unknown: vec![] }).usd, "41.30");
    }
}
