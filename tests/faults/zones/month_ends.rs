//! The forecast on the days on which a month is easily counted wrong.

use super::{ACCOUNT, PLACES, Seen, midnight, zone};
use emberwatch_app::costs::{AccountBill, Allowance, Askers, CostsKnown, LiveLedger, Spent};
use emberwatch_domain::forecast::LiveDay;
use emberwatch_domain::ledger::Correction;
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::{Basis, Bill, BillDay, BillKey, Days, Month, utc_day};
use emberwatch_views::forecast::{ForecastRow, ForecastView, forecast};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// A dollar an hour since that day: billed until the day before yesterday, recorded live since.
struct Flat {
    since: Date,
    now: Timestamp,
}

impl Flat {
    fn known(&self) -> CostsKnown {
        let days = Days::new(self.since, self.live_since());
        let row = |day| BillDay { day, key: BillKey::default(), usd: Usd::new(Decimal::from(24)), estimated: false };
        let mut bill = Bill::new(Basis::default());
        bill.record(days, days.iter().map(row), None);
        let bill = AccountBill {
            account: ACCOUNT.into(),
            bill,
            by: Vec::new(),
            holds: BTreeSet::from([ACCOUNT.into()]),
            hindrance: None,
            allowance: Allowance { cap: Usd::ZERO, spent: Spent::default() },
            theirs: None,
        };
        CostsKnown {
            bills: vec![bill],
            askers: Askers::default(),
            asked: Spent::default(),
            spent: Spent::default(),
            cluster_names: BTreeMap::new(),
        }
    }

    fn live_since(&self) -> Date {
        utc_day(self.now).saturating_sub(2.days()).max(self.since)
    }

    fn ledger(&self) -> LiveLedger {
        let days = Days::new(self.live_since(), utc_day(self.now).saturating_add(1.day()));
        let live = |day| {
            let over = Days::one(day).span().end.min(self.now).duration_since(midnight(day));
            (day, LiveDay { usd: Usd::new(Decimal::from(over.as_secs()) / Decimal::from(3600)), whole: true })
        };
        let one = Decimal::ONE;
        let correction = Correction { factor: one, days: 28, middle_half: Some((one, one)), bounded: false };
        LiveLedger { days: days.iter().map(live).collect(), correction }
    }

    fn seen_from(&self, zone: &TimeZone) -> ForecastView {
        forecast(&Seen::new().by(self.now, zone), &self.known(), &[self.ledger()])
    }

    fn row(&self) -> ForecastRow {
        self.seen_from(&TimeZone::UTC).accounts.remove(0)
    }
}

/// The first and the last of months of every length, the leap day, and the days of both changes of the clocks in
/// Europe; at the first second, at half past five and at the last second.
fn moments() -> Vec<Timestamp> {
    let months = [date(2024, 2, 1), date(2025, 2, 1), date(2025, 4, 1), date(2025, 12, 1), date(2026, 1, 1)];
    let ends = months.into_iter().flat_map(|month| [month, month.last_of_month()]);
    let days = ends.chain([date(2024, 2, 28), date(2024, 2, 29), date(2025, 3, 30), date(2025, 10, 26)]);
    let of_day = |day| [0, 19_800, 86_399].map(|second| midnight(day) + SignedDuration::from_secs(second));
    days.flat_map(of_day).collect()
}

fn amount(text: Option<&String>) -> Decimal {
    text.map_or(Decimal::ZERO, |text| text.parse().unwrap())
}

fn hours(from: Timestamp, until: Timestamp) -> Decimal {
    (Decimal::from(until.duration_since(from).as_secs()) / Decimal::from(3600)).round_dp(2)
}

/// Within the cents that each part is rounded by.
#[track_caller]
fn assert_near(told: Decimal, expected: Decimal, what: &str) {
    assert!((told - expected).abs() <= Decimal::new(2, 2), "{what}: {told} and not {expected}");
}

#[test]
fn what_costs_a_dollar_an_hour_costs_as_many_as_the_month_has_hours_on_whichever_day_it_is_asked() {
    for now in moments() {
        let month = Month::of(utc_day(now)).days();
        let flat = Flat { since: month.first.saturating_sub(90.days()), now };
        let row = flat.row();
        let span = month.span();
        assert_near(amount(row.total_usd.as_ref()), hours(span.start, span.end), &format!("total at {now}"));
        let left = hours(now, span.end);
        assert_near(amount(row.projected_usd.as_ref()), left, &format!("what is left at {now}"));
        let so_far = amount(row.billed_usd.as_ref()) + amount(row.estimated_usd.as_ref());
        assert_near(so_far, hours(span.start, now), &format!("what is past at {now}"));
    }
}

/// A new account has no other than its run rate, and its month began on its first day.
#[test]
fn the_run_rate_of_an_account_of_three_days_is_that_of_its_hours() {
    for now in moments() {
        let (today, month) = (utc_day(now), Month::of(utc_day(now)).days());
        let since = today.saturating_sub(3.days());
        let row = Flat { since, now }.row();
        assert_eq!(row.method.as_deref(), Some("run rate"), "{now}");
        let hours = hours(midnight(since.max(month.first)), month.span().end);
        assert_near(amount(row.total_usd.as_ref()), hours, &format!("{now}"));
    }
}

/// The hardest day: it is the first of the month and of the account, and nothing has reached the bill.
#[test]
fn an_account_that_began_today_goes_on_as_it_began() {
    for first in [date(2024, 2, 1), date(2024, 2, 29), date(2025, 2, 28), date(2025, 12, 31), date(2026, 1, 1)] {
        let now = midnight(first) + SignedDuration::from_mins(330);
        let row = Flat { since: first, now }.row();
        let end = Month::of(first).days().span().end;
        assert_near(amount(row.total_usd.as_ref()), hours(midnight(first), end), &format!("{first}"));
    }
}

#[test]
fn a_forecast_is_of_the_running_month_of_the_bill_in_every_zone() {
    let ends = moments().into_iter().filter(|now| [0, 86_399].contains(&now.as_second().rem_euclid(86_400)));
    for now in ends.step_by(3) {
        let flat = Flat { since: utc_day(now).saturating_sub(40.days()), now };
        let expected = flat.seen_from(&TimeZone::UTC);
        assert_eq!(expected.month, Month::of(utc_day(now)).to_string());
        let once: BTreeSet<&String> = expected.notes.iter().collect();
        assert_eq!(once.len(), expected.notes.len(), "each once: {:?}", expected.notes);
        for name in PLACES {
            assert_eq!(flat.seen_from(&zone(name)), expected, "{name} {now}");
        }
    }
}
