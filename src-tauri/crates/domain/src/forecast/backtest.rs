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
    /// What [`super::month_end`] does: chosen anew each day by trials that were over by then.
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
    let trials = Trials::over(&amounts, amounts.len());
    let days = history.days();
    let mut errors = Errors::default();
    for (now, day) in days.iter().skip(days.count() as usize - amounts.len()).enumerate().skip(FROM_DAY) {
        let month = Month::of(day).days();
        let (begun, ahead) = (day.day() as usize - 1, month.count() as usize + 1 - day.day() as usize);
        let (Some(first), Some(to_come)) = (now.checked_sub(begun), trials.actual(now, ahead)) else { continue };
        let Some(so_far) = trials.actual(first, begun) else { continue };
        let (method, within) = match forecaster {
            Forecaster::Always(method) => (method, None),
            Forecaster::Chosen => {
                let chosen = choose(&trials, now, ahead);
                (chosen.method, chosen.within)
            }
        };
        let Some(told) = trials.told(method, now, ahead) else { continue };
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

    const YEAR: (i16, i16) = (2024, 2025);

    fn thirteen_months() -> Days {
        Days::new(date(YEAR.0, 1, 1), date(YEAR.1, 2, 1))
    }

    fn both(shape: Shape, seed: u64) -> (Errors, Errors) {
        let history = shape.history(thirteen_months(), seed);
        (backtest(&history, Forecaster::Chosen), backtest(&history, Forecaster::Always(Method::SeasonalNaive)))
    }

    #[test]
    fn look() {
        for shape in Shape::ALL {
            for seed in 1..=8 {
                let h = shape.history(thirteen_months(), seed);
                let naive = backtest(&h, Forecaster::Always(Method::SeasonalNaive));
                let c = backtest(&h, Forecaster::Chosen);
                print!(
                    "{shape:7} {seed} naive {:5.2}% chosen {:5.2}% {:6.1} cover {:.2} |",
                    naive.percent(),
                    c.percent(),
                    c.worse_than(&naive),
                    f64::from(c.in_range) / f64::from(c.ranged)
                );
                for m in Method::ALL {
                    let e = backtest(&h, Forecaster::Always(m));
                    print!(" {m:?} {:5.1} ({})", e.worse_than(&naive), e.forecasts);
                }
                println!();
            }
        }
        let _ = both;
    }
}
