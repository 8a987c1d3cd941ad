//! How far off month ends would have been, told on every day of the months that are over.

use super::choice::choose;
use super::history::{History, to_f64, to_usd};
use super::method::{Method, WEEK};
use super::trials::Trials;
use crate::money::Usd;
use crate::spend::Month;

/// Before so many days nobody is asked: the seasonal naive itself would not know a month's weekdays.
const FROM_DAY: usize = 4 * WEEK;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forecaster {
    Always(Method),
    /// What [`super::month_end`] does: all together, weighed anew each day by trials that were over by then.
    Chosen,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Errors {
    /// Month ends that were told.
    pub forecasts: u32,
    /// By how much they were off, all together.
    pub absolute: Usd,
    /// What those months cost, each counted as often as it was told.
    pub cost: Usd,
    /// Of those that came with a range, how many were in it.
    pub ranged: u32,
    pub in_range: u32,
}

impl Errors {
    /// Off by so many percent of the month's cost, on average.
    pub fn percent(&self) -> f64 {
        if self.cost > Usd::ZERO { to_f64(self.absolute) / to_f64(self.cost) * 100.0 } else { 0.0 }
    }

    /// Both together.
    pub fn and(self, other: Errors) -> Errors {
        Errors {
            forecasts: self.forecasts + other.forecasts,
            absolute: self.absolute + other.absolute,
            cost: self.cost + other.cost,
            ranged: self.ranged + other.ranged,
            in_range: self.in_range + other.in_range,
        }
    }

    /// How much worse than another, in percent; negative: better.
    pub fn worse_than(&self, other: &Errors) -> f64 {
        match to_f64(other.absolute) {
            0.0 if self.absolute == Usd::ZERO => 0.0,
            0.0 => f64::INFINITY,
            off => (to_f64(self.absolute) / off - 1.0) * 100.0,
        }
    }
}

/// Each month end that was told, beside what the month cost: for forecasts that were made elsewhere.
pub fn errors(told: impl IntoIterator<Item = (Usd, Usd)>) -> Errors {
    told.into_iter().fold(Errors::default(), |mut errors, (told, actual)| {
        errors.add(told, actual);
        errors
    })
}

/// What is known of a month on a day needs no forecast, so only the days to come can be off.
pub fn backtest(history: &History, forecaster: Forecaster) -> Errors {
    let amounts = history.amounts();
    errors_of(&Trials::over(&amounts, amounts.len()), history, forecaster)
}

fn errors_of(trials: &Trials, history: &History, forecaster: Forecaster) -> Errors {
    let days = history.days();
    let known = trials.days();
    let mut errors = Errors::default();
    for (now, day) in days.iter().skip(days.count() as usize - known).enumerate().skip(FROM_DAY) {
        let month = Month::of(day).days();
        let (begun, ahead) = (day.day() as usize - 1, month.count() as usize + 1 - day.day() as usize);
        let (Some(first), Some(to_come)) = (now.checked_sub(begun), trials.actual(now, ahead)) else { continue };
        let Some(so_far) = trials.actual(first, begun) else { continue };
        let (told, within) = match forecaster {
            Forecaster::Always(method) => (trials.told(method, now, ahead), None),
            Forecaster::Chosen => {
                let chosen = choose(trials, now, ahead);
                (trials.told_by(&chosen.shares, now, ahead), chosen.within)
            }
        };
        let Some(told) = told else { continue };
        errors.add(to_usd(so_far + told), to_usd(so_far + to_come));
        if let Some((low, high)) = within {
            errors.ranged += 1;
            errors.in_range += u32::from((low..=high).contains(&(to_come - told)));
        }
    }
    errors
}

impl Errors {
    fn add(&mut self, told: Usd, actual: Usd) {
        self.forecasts += 1;
        self.absolute += Usd::new((told - actual).amount().abs());
        self.cost += actual;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::shapes::Shape;
    use crate::spend::Days;
    use jiff::civil::date;

    const SEEDS: u64 = 20;

    /// Thirteen months of a shape: of each seed the naive and the chosen.
    fn of_shape(shape: Shape) -> Vec<(Errors, Errors)> {
        let days = Days::new(date(2024, 1, 1), date(2025, 2, 1));
        let judged = (1..=SEEDS).map(|seed| {
            let history = shape.history(days, seed);
            let amounts = history.amounts();
            let trials = Trials::over(&amounts, amounts.len());
            let of = |forecaster| errors_of(&trials, &history, forecaster);
            (of(Forecaster::Always(Method::SeasonalNaive)), of(Forecaster::Chosen))
        });
        judged.collect()
    }

    /// By how much it may be worse than the naive, in percent: with one seed alone, and with all together.
    fn assert_no_worse(shape: Shape, alone: f64, together: f64) {
        let (mut naive, mut chosen) = (Errors::default(), Errors::default());
        for (seed, (other, ours)) in (1..).zip(of_shape(shape)) {
            let worse = ours.worse_than(&other);
            assert!(worse <= alone, "{shape}, seed {seed}: {worse:.1} % worse than the naive");
            assert_eq!(ours.forecasts, other.forecasts);
            (naive, chosen) = (naive.and(other), chosen.and(ours));
        }
        let worse = chosen.worse_than(&naive);
        assert!(worse <= together, "{shape}: {worse:.1} % worse than the naive");
        let share = f64::from(chosen.in_range) / f64::from(chosen.ranged);
        assert!((0.6..0.95).contains(&share), "{shape}: {share:.2} of the ends were in a range of four fifths");
    }

    #[test]
    fn on_a_trend_it_is_a_fifth_better_than_the_naive() {
        assert_no_worse(Shape::Trend, 2.0, -20.0);
    }

    #[test]
    fn days_that_are_alike_are_told_better_than_by_the_naive_whatever_the_seed() {
        assert_no_worse(Shape::Flat, 2.0, -20.0);
        assert_no_worse(Shape::Weekly, 2.0, -20.0);
    }

    #[test]
    fn bursts_and_a_new_level_make_it_no_worse_than_the_naive_whatever_the_seed() {
        assert_no_worse(Shape::Burst, 2.0, -10.0);
        assert_no_worse(Shape::Step, 2.0, -5.0);
    }

    /// Nothing can be known of where a walk goes, and its months are few: with one seed alone it is chance who is better.
    #[test]
    fn on_a_walk_it_is_no_worse_than_the_naive_over_many_seeds() {
        assert_no_worse(Shape::Walk, 10.0, 2.0);
    }

    #[test]
    fn a_month_that_is_not_over_is_not_judged() {
        let days = Days::new(date(2024, 1, 1), date(2024, 3, 20));
        let errors = backtest(&Shape::Flat.history(days, 1), Forecaster::Always(Method::RunRate));
        // From the 29th of January until the 29th of February.
        assert_eq!(errors.forecasts, 3 + 29);
    }

    #[test]
    fn forecasts_made_elsewhere_are_judged_alike() {
        let usd = |dollars: i64| Usd::new(dollars.into());
        let errors = errors([(usd(90), usd(100)), (usd(130), usd(100))]);
        assert_eq!((errors.absolute, errors.percent()), (usd(40), 20.0));
    }
}
