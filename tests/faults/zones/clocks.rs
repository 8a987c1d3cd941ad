//! Clock times, as sentences and axes tell them.

use super::{Seen, changes_of, critical, zones};
use emberwatch_app::past::Recalled;
use emberwatch_app::ports::BurnRecord;
use emberwatch_views::burn_chart::{BurnChart, BurnRange};
use emberwatch_views::changes::{ChangesRequest, SinceRequest, Window, changes};
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

const ABSENCE: SignedDuration = SignedDuration::from_mins(15);

/// The clock there, worked out from what it is ahead of UTC alone.
fn there(at: Timestamp, zone: &TimeZone) -> DateTime {
    Offset::UTC.to_datetime(at + SignedDuration::from_secs(i64::from(zone.to_offset(at).seconds())))
}

#[test]
fn a_sentence_tells_the_clock_of_the_users_zone_and_of_another_day_its_day() {
    let seen = Seen::new();
    for (name, zone) in zones() {
        for at in critical(&zone) {
            let now = at + SignedDuration::from_mins(40);
            let request =
                ChangesRequest { since: SinceRequest::Time { at: at.to_string() }, ..ChangesRequest::default() };
            let window = Window::of(&request.since, None, now, &zone, ABSENCE).unwrap();
            let title = changes(&seen.by(now, &zone), &request, &window, &Recalled::default()).title;
            let clock = there(at, &zone);
            let told = match clock.date() == there(now, &zone).date() {
                true => clock.strftime("since %H:%M").to_string(),
                false => clock.strftime("since %-d %b %H:%M").to_string(),
            };
            assert_eq!(title, told, "{name} {at}");
        }
    }
}

#[test]
fn yesterday_begins_with_its_first_moment_where_the_user_is() {
    for (name, zone) in zones() {
        for now in critical(&zone) {
            let since = Window::of(&SinceRequest::Yesterday, None, now, &zone, ABSENCE).unwrap().since;
            let yesterday = there(now, &zone).date().yesterday().unwrap();
            assert_eq!(there(since, &zone).date(), yesterday, "{name} {now}");
            assert!(there(since - SignedDuration::from_nanos(1), &zone).date() < yesterday, "{name} {now}: {since}");
        }
    }
}

/// The labels of the chart's axis, each with the moment at which it stands.
fn labels(seen: &Seen, now: Timestamp, zone: &TimeZone, range: BurnRange) -> Vec<(Timestamp, String)> {
    let scene = seen.by(now, zone);
    let window = range.window(now);
    let ticks = BurnChart::new(&scene, &BurnRecord::new(), None, range).chart(&scene).ticks;
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a place on a screen")]
    let at = |at: f64| window.start + SignedDuration::from_millis((at * window.milliseconds() as f64).round() as i64);
    ticks.into_iter().map(|tick| (at(tick.at), tick.label)).collect()
}

#[test]
fn an_axis_over_a_change_of_the_clocks_is_labelled_by_full_hours_each_in_its_place() {
    let seen = Seen::new();
    for (name, zone) in zones() {
        for change in changes_of(&zone) {
            for hours in [1, 12, 23] {
                let now = change + SignedDuration::from_hours(hours);
                let labels = labels(&seen, now, &zone, BurnRange::Hours24);
                for (at, label) in &labels {
                    assert_eq!(label, &there(*at, &zone).strftime("%H:%M").to_string(), "{name} {now}");
                    assert!(label.ends_with(":00"), "{name} {now}: {labels:?}");
                }
                let near = labels.windows(2).find(|two| two[1].0.duration_since(two[0].0).as_hours() < 2);
                assert_eq!(near, None, "{name} {now}: they run into each other");
                assert!((5..=7).contains(&labels.len()), "{name} {now}: {labels:?}");
            }
        }
    }
}

#[test]
fn an_axis_of_a_week_is_labelled_where_each_day_begins() {
    let seen = Seen::new();
    for (name, zone) in zones() {
        for change in changes_of(&zone) {
            let now = change + SignedDuration::from_hours(60);
            let labels = labels(&seen, now, &zone, BurnRange::Days7);
            assert!((7..=8).contains(&labels.len()), "{name} {now}: {labels:?}");
            for (at, label) in &labels {
                assert_eq!(label, &there(*at, &zone).strftime("%-d %b").to_string(), "{name} {now}");
                let before = there(*at - SignedDuration::from_millis(1), &zone);
                assert!(before.date() < there(*at, &zone).date(), "{name} {now}: {labels:?}");
            }
        }
    }
}
