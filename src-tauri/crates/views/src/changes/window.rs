//! Since when.

use super::ChangesRequest;
use crate::requests::{Scope, Which};
use crate::scene::Scene;
use emberwatch_app::failure::Failure;
use emberwatch_app::past::Looks;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use specta::Type;

/// AWS forgets clusters after about two months, and nobody's "since" is longer ago.
const LONGEST: SignedDuration = SignedDuration::from_hours(62 * 24);
const DAY: SignedDuration = SignedDuration::from_hours(24);

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SinceRequest {
    /// Since the window was last in front of the user before now; a day, when it never was.
    #[default]
    LastLook,
    /// Since yesterday began, in the user's zone.
    Yesterday,
    Hours {
        hours: u32,
    },
    Time {
        /// RFC 3339.
        at: String,
    },
}

/// From when on changes are told, and how that is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    pub since: Timestamp,
    /// For shorter than this nobody has been away.
    pub(super) absence: SignedDuration,
    basis: Basis,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Basis {
    LastLook,
    Yesterday,
    Time,
}

impl Window {
    /// # Errors
    /// A time that is none, or is to come.
    pub fn of(
        request: &SinceRequest,
        looks: Option<Looks>,
        now: Timestamp,
        zone: &TimeZone,
        absence: SignedDuration,
    ) -> Result<Self, Failure> {
        // A look of a clock that was ahead says nothing.
        let before = looks.and_then(|looks| looks.before).filter(|before| *before <= now);
        let (since, basis) = match request {
            SinceRequest::LastLook => match before {
                Some(before) => (before, Basis::LastLook),
                None => (now - DAY, Basis::Time),
            },
            SinceRequest::Yesterday => (start_of_yesterday(now, zone), Basis::Yesterday),
            SinceRequest::Hours { hours } => {
                (now - SignedDuration::from_hours(i64::from(*hours).min(62 * 24)), Basis::Time)
            }
            SinceRequest::Time { at } => (at.parse().map_err(|_| not_a_time(at))?, Basis::Time),
        };
        if since > now {
            return Err(Failure::Invalid {
                what: format!("{since:.0} is to come"),
                next_step: Some("name a time that has passed".to_owned()),
            });
        }
        Ok(Self { since: since.max(now - LONGEST), absence, basis })
    }

    pub(super) fn is_since_last_look(&self) -> bool {
        self.basis == Basis::LastLook
    }

    pub(super) fn title(&self, scene: &Scene<'_>) -> String {
        let clock = scene.clock(self.since);
        match self.basis {
            Basis::LastLook => format!("since you last looked, {clock}"),
            Basis::Yesterday => format!("since yesterday began, {clock}"),
            Basis::Time => format!("since {clock}"),
        }
    }
}

fn not_a_time(text: &str) -> Failure {
    Failure::Invalid {
        what: format!("{text} is not a time"),
        next_step: Some("write it as 2026-01-31T09:00:00Z".to_owned()),
    }
}

fn start_of_yesterday(now: Timestamp, zone: &TimeZone) -> Timestamp {
    // By the calendar: the same clock time a day ago may be an hour that was skipped, and is then taken for a later one,
    // which may be of today.
    let yesterday = now.to_zoned(zone.clone()).date().yesterday();
    let start = yesterday.and_then(|day| day.to_zoned(zone.clone())).and_then(|day| day.start_of_day());
    start.map_or(now - DAY, |start| start.timestamp())
}

impl ChangesRequest {
    pub(super) fn scope(&self) -> Scope {
        Scope { account_id: self.account_id.clone(), owners: self.owners, which: Which::All }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-03-30T09:00:00Z".parse().unwrap()
    }

    fn window(request: &SinceRequest, looks: Option<Looks>) -> Result<String, String> {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let window = Window::of(request, looks, now(), &berlin, SignedDuration::from_mins(15));
        window.map(|window| format!("{:.0}", window.since)).map_err(|failure| failure.to_string())
    }

    #[test]
    fn since_the_last_look_is_its_end_and_a_day_before_the_first() {
        let looks = |before| Looks { until: now(), before };
        let before = now() - SignedDuration::from_hours(60);
        assert_eq!(window(&SinceRequest::LastLook, Some(looks(Some(before)))), Ok("2026-03-27T21:00:00Z".into()));
        assert_eq!(window(&SinceRequest::LastLook, Some(looks(None))), Ok("2026-03-29T09:00:00Z".into()));
        assert_eq!(window(&SinceRequest::LastLook, None), Ok("2026-03-29T09:00:00Z".into()));
    }

    #[test]
    fn yesterday_begins_at_midnight_where_the_user_is_also_when_the_clocks_changed() {
        assert_eq!(window(&SinceRequest::Yesterday, None), Ok("2026-03-28T23:00:00Z".into()));
    }

    #[test]
    fn a_time_to_come_or_none_at_all_is_refused_and_one_long_ago_is_two_months_ago() {
        let time = |at: &str| window(&SinceRequest::Time { at: at.to_owned() }, None);
        assert_eq!(time("2026-03-30T10:00:00Z"), Err("2026-03-30T10:00:00Z is to come".into()));
        assert_eq!(time("soon"), Err("soon is not a time".into()));
        assert_eq!(time("2020-01-01T00:00:00Z"), Ok("2026-01-27T09:00:00Z".into()));
        assert_eq!(window(&SinceRequest::Hours { hours: 2 }, None), Ok("2026-03-30T07:00:00Z".into()));
    }
}
