//! How values are written for a terminal. Names, tags and reasons come from AWS and are hostile.

pub use emberwatch_views::harmless::{clipped, plain};

use emberwatch_views::harmless::is_hostile;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// How a page tells times: what is now, and whose clock is read.
#[derive(Clone, Copy, Debug)]
pub struct Times<'a> {
    pub now: Timestamp,
    pub zone: &'a TimeZone,
}

impl Times<'_> {
    /// A time of a view as the user's clock shows it, with what that is ahead of UTC.
    pub fn local(&self, at: &str) -> String {
        let Ok(time) = at.parse::<Timestamp>() else { return at.to_owned() };
        let time = time.to_zoned(self.zone.clone());
        let shape = if time.offset().seconds() == 0 { "%Y-%m-%d %H:%M:%S UTC" } else { "%Y-%m-%d %H:%M:%S %:z" };
        time.strftime(shape).to_string()
    }
}

/// JSON with the characters escaped that JSON allows raw and a terminal may obey. The document stays the same.
pub fn escaped_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        // Line breaks between values are the layout; within strings serde_json has escaped them.
        if is_hostile(c) && c != '\n' {
            let mut units = [0; 2];
            out.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}

/// `40s`, `12m`, `3h10m`, `2d4h`.
pub fn age(seconds: u32) -> String {
    const MINUTE: u32 = 60;
    const HOUR: u32 = 60 * MINUTE;
    const DAY: u32 = 24 * HOUR;
    let two = |large: u32, unit: char, small: u32, small_unit: char| match small {
        0 => format!("{large}{unit}"),
        _ => format!("{large}{unit}{small}{small_unit}"),
    };
    match seconds {
        s if s < MINUTE => format!("{s}s"),
        s if s < HOUR => format!("{}m", s / MINUTE),
        s if s < DAY => two(s / HOUR, 'h', s % HOUR / MINUTE, 'm'),
        s => two(s / DAY, 'd', s % DAY / HOUR, 'h'),
    }
}

/// An amount that is at least this much where a part of it is unknown.
pub fn amount(usd: &str, complete: bool) -> String {
    if complete { usd.to_owned() } else { format!("≥ {usd}") }
}

/// `1 cluster`, `2 clusters`.
pub fn count(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_in_the_users_zone_and_says_which() {
        let told = |zone: TimeZone| Times { now: Timestamp::UNIX_EPOCH, zone: &zone }.local("2031-03-03T23:30:00Z");
        assert_eq!(told(TimeZone::fixed(jiff::tz::offset(2))), "2031-03-04 01:30:00 +02:00");
        assert_eq!(told(TimeZone::UTC), "2031-03-03 23:30:00 UTC");
        assert_eq!(told(TimeZone::fixed(jiff::tz::offset(0))), "2031-03-03 23:30:00 UTC", "by another name");
    }

    #[test]
    fn escaped_json_is_the_same_document() {
        let value = serde_json::json!({ "name": "a\u{9b}2J\u{202e}\u{e0041}\x1b\n\"\\" });
        let escaped = escaped_json(&serde_json::to_string_pretty(&value).unwrap());
        assert!(escaped.chars().all(|c| c == '\n' || !is_hostile(c)), "{escaped:?}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&escaped).unwrap(), value);
    }

    #[test]
    fn an_age_is_told_in_its_two_largest_units() {
        assert_eq!([0, 59, 61, 3_600, 11_460, 187_200].map(age), ["0s", "59s", "1m", "1h", "3h11m", "2d4h"]);
    }

    #[test]
    fn what_is_not_wholly_known_is_at_least_so_much() {
        assert_eq!(amount("4.8600", true), "4.8600");
        assert_eq!(amount("4.8600", false), "≥ 4.8600");
    }
}
