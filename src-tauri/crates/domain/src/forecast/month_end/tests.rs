use super::*;
use crate::forecast::shapes::Shape;
use jiff::civil::date;
use rust_decimal_macros::dec;

fn usd(dollars: i64) -> Usd {
    Usd::new(Decimal::from(dollars))
}

fn at(day: i8, hour: i8) -> Timestamp {
    date(2024, 2, day).at(hour, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp()
}

struct World {
    history: History,
    unsettled: BTreeMap<Date, Usd>,
    live: BTreeMap<Date, LiveDay>,
    theirs: Option<TheirForecast>,
}

impl World {
    /// Ten dollars a day until the day before this one of February.
    fn ten_a_day(from: Date, until: i8) -> Self {
        let days = Days::new(from, date(2024, 2, until));
        let history = History::new(from, vec![Some(usd(10)); days.count() as usize]);
        Self { history, unsettled: BTreeMap::new(), live: BTreeMap::new(), theirs: None }
    }

    fn live(mut self, day: i8, dollars: i64, whole: bool) -> Self {
        self.live.insert(date(2024, 2, day), LiveDay { usd: usd(dollars), whole });
        self
    }

    fn at(&self, now: Timestamp) -> Option<MonthEnd> {
        month_end(&Asked {
            history: &self.history,
            unsettled: &self.unsettled,
            live: &self.live,
            correction: Decimal::ONE,
            cost_explorer: self.theirs,
            now,
        })
    }
}

#[test]
fn a_month_is_its_bill_the_estimate_since_and_a_projection() {
    let world = World::ten_a_day(date(2023, 10, 1), 10).live(10, 10, true).live(11, 10, true).live(12, 5, true);
    let end = world.at(at(12, 12)).unwrap();
    // Nine days billed, two and a half estimated; half of the 12th and 17 days until the 29th of February to come.
    assert_eq!((end.billed, end.estimated, end.projected), (Some(usd(90)), Some(usd(25)), usd(175)));
    assert_eq!(end.total, usd(290));
    assert_eq!(end.days.len(), 29);
}

#[test]
fn a_day_that_was_recorded_in_part_is_filled_up_and_one_without_any_data_is_projected() {
    let world = World::ten_a_day(date(2023, 10, 1), 10).live(10, 4, false);
    let end = world.at(at(12, 12)).unwrap();
    let told = |day: usize| (end.days[day - 1].estimated, end.days[day - 1].projected);
    assert_eq!(told(10), (usd(4), usd(6)));
    assert_eq!(told(11), (usd(0), usd(10)));
    assert_eq!(told(12), (usd(0), usd(10)));
    assert_eq!(end.total, usd(290));
}

#[test]
fn what_the_bill_says_of_a_day_that_is_not_settled_is_the_least_it_cost() {
    let mut world = World::ten_a_day(date(2023, 10, 1), 10).live(10, 9, true);
    world.unsettled = BTreeMap::from([(date(2024, 2, 10), usd(12)), (date(2024, 2, 11), usd(3))]);
    let end = world.at(at(12, 0)).unwrap();
    assert_eq!((end.days[9].billed, end.days[9].estimated, end.days[9].projected), (usd(12), usd(0), usd(0)));
    assert_eq!(end.days[10].billed, usd(3));
    assert!(end.days[10].projected > usd(6));
}

#[test]
fn a_new_account_gets_its_run_rate_named_as_such_and_without_a_range() {
    let world = World::ten_a_day(date(2024, 2, 5), 10);
    let end = world.at(at(10, 0)).unwrap();
    assert_eq!((end.method(), end.range), (Method::RunRate, None));
    assert_eq!(end.total, usd(50 + 200));
    let hours_old = World::ten_a_day(date(2024, 2, 10), 10).live(10, 3, true).at(at(10, 6)).unwrap();
    assert_eq!((hours_old.method(), hours_old.total), (Method::RunRate, usd(12 * 20)));
}

#[test]
fn a_month_end_by_several_methods_says_so_and_one_by_one_method_does_not() {
    let new = World::ten_a_day(date(2024, 2, 5), 10).at(at(10, 0)).unwrap();
    assert_eq!(new.method_text(), "run rate");
    let known = World::ten_a_day(date(2023, 10, 1), 10).at(at(10, 0)).unwrap();
    assert_eq!(known.method_text(), format!("mostly {}", known.method()));
}

#[test]
fn of_an_account_of_which_nothing_is_known_nothing_is_told() {
    assert_eq!(World::ten_a_day(date(2024, 2, 10), 10).at(at(10, 6)), None);
}

#[test]
fn a_correction_moves_what_is_estimated_and_not_what_is_billed() {
    let world = World::ten_a_day(date(2023, 10, 1), 10).live(10, 10, true);
    let asked = Asked {
        history: &world.history,
        unsettled: &world.unsettled,
        live: &world.live,
        correction: dec!(0.8),
        cost_explorer: None,
        now: at(11, 0),
    };
    let end = month_end(&asked).unwrap();
    assert_eq!((end.billed, end.estimated), (Some(usd(90)), Some(usd(8))));
}

#[test]
fn a_range_holds_the_forecast_and_not_less_than_what_is_spent() {
    let days = Days::new(date(2023, 1, 1), date(2024, 2, 20));
    for shape in Shape::ALL {
        let world = World { history: shape.history(days, 3), ..World::ten_a_day(date(2024, 2, 1), 1) };
        let end = world.at(at(20, 0)).unwrap();
        let range = end.range.unwrap();
        assert!(range.low <= end.total && end.total <= range.high && Some(range.low) >= end.billed, "{shape}: {end:?}");
    }
}

#[test]
fn what_nobody_recorded_is_not_estimated_at_nothing_and_what_is_not_billed_is_no_zero() {
    let world = World::ten_a_day(date(2023, 10, 1), 10);
    let end = world.at(at(12, 12)).unwrap();
    assert_eq!((end.billed, end.estimated), (Some(usd(90)), None));
    let end = World::ten_a_day(date(2023, 10, 1), 1).live(1, 3, true).at(at(1, 12)).unwrap();
    assert_eq!((end.billed, end.estimated), (None, Some(usd(3))));
}

#[test]
fn their_forecast_outside_our_range_is_parted_into_what_is_not_billed_yet_and_what_is_to_come() {
    let mut world = World::ten_a_day(date(2023, 10, 1), 11);
    world.unsettled = BTreeMap::from([(date(2024, 2, 11), usd(4))]);
    // Theirs has the 11th at the four dollars that are billed, and 18 days at nine.
    world.theirs = Some(TheirForecast { mean: usd(100 + 4 + 18 * 9), range: None });
    let end = world.at(at(12, 0)).unwrap();
    let beside = end.beside(date(2024, 2, 12)).unwrap();
    assert_eq!(
        (beside.usd, beside.not_billed_yet, beside.ahead),
        (usd(0) - usd(24), usd(0) - usd(6), usd(0) - usd(18))
    );
    world.theirs = Some(TheirForecast { mean: end.total, range: None });
    assert_eq!(world.at(at(12, 0)).unwrap().beside(date(2024, 2, 12)), None);
}
