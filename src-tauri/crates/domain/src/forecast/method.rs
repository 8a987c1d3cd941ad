//! The methods that are tried, and the projection that each of them makes of the days so far.

use super::damped;
use super::history::mean;
use super::level::level;
use serde::{Deserialize, Serialize};
use std::fmt;

pub(super) const WEEK: usize = 7;
/// Weeks whose weekdays are averaged.
const MEAN_WEEKS: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Every day costs the mean of the latest days, as far as they are at one level: the one that needs no history.
    RunRate,
    /// Every day costs what the same weekday cost last.
    SeasonalNaive,
    /// Every day costs the level of the last four weeks, and what its weekday is above or below it.
    WeekdayMeans,
    /// Level and trend (Holt), the trend fading out, and what a weekday is above or below them.
    DampedTrend,
}

/// What is to come: a level, a slope that fades out, and the weekdays around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Projection {
    pub level: f64,
    pub slope: f64,
    pub damping: f64,
    /// The first is of the first day to come.
    pub weekdays: [f64; WEEK],
    /// No day costs less. It is zero unless credits made a day negative before.
    pub floor: f64,
}

impl Method {
    pub const ALL: [Method; 4] = [Self::RunRate, Self::SeasonalNaive, Self::WeekdayMeans, Self::DampedTrend];

    /// Days without which the method says nothing.
    pub fn least_days(self) -> usize {
        match self {
            Self::RunRate => 1,
            Self::SeasonalNaive => WEEK,
            Self::WeekdayMeans | Self::DampedTrend => 2 * WEEK,
        }
    }

    pub(super) fn project(self, amounts: &[f64]) -> Option<Projection> {
        if amounts.len() < self.least_days() {
            return None;
        }
        let floor = amounts.iter().copied().fold(0.0, f64::min);
        let even = Projection { level: 0.0, slope: 0.0, damping: 0.0, weekdays: [0.0; WEEK], floor };
        Some(match self {
            Self::RunRate => Projection { level: mean(&level(amounts).days), ..even },
            Self::SeasonalNaive => Projection { weekdays: last_week(amounts), ..even },
            Self::WeekdayMeans => {
                let level = level(amounts);
                Projection { level: mean(latest(&level.days, MEAN_WEEKS * WEEK)), weekdays: level.weekdays, ..even }
            }
            Self::DampedTrend => Projection { floor, ..damped::project(amounts) },
        })
    }
}

impl Projection {
    /// One amount a day.
    pub fn days(&self, count: usize) -> impl Iterator<Item = f64> + '_ {
        let (mut level, mut slope) = (self.level, self.slope);
        (0..count).map(move |day| {
            slope *= self.damping;
            level += slope;
            (level + self.weekdays[day % WEEK]).max(self.floor)
        })
    }
}

/// What each weekday cost last; the first is of the day to come.
fn last_week(amounts: &[f64]) -> [f64; WEEK] {
    std::array::from_fn(|day| amounts[amounts.len() - WEEK + day])
}

pub(super) fn latest(amounts: &[f64], count: usize) -> &[f64] {
    &amounts[amounts.len().saturating_sub(count)..]
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RunRate => "run rate",
            Self::SeasonalNaive => "as the same weekday last week",
            Self::WeekdayMeans => "average of the last four weeks, by weekday",
            Self::DampedTrend => "recent trend, fading, by weekday",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn projected(method: Method, amounts: &[f64], count: usize) -> Vec<f64> {
        method.project(amounts).unwrap().days(count).collect()
    }

    #[test]
    fn the_naive_repeats_the_last_week_and_begins_with_the_right_weekday() {
        let amounts: Vec<f64> = (1..=9).map(f64::from).collect();
        assert_eq!(projected(Method::SeasonalNaive, &amounts, 8), [3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 3.0]);
    }

    #[test]
    fn a_weekday_is_the_level_and_what_it_adds() {
        let amounts: Vec<f64> = (0..35).map(|day| if day % 7 == 0 { 80.0 } else { 10.0 }).collect();
        assert_eq!(projected(Method::WeekdayMeans, &amounts, 3), [80.0, 10.0, 10.0]);
    }

    #[test]
    fn a_method_says_nothing_without_its_least_days() {
        let told = |days: usize| Method::ALL.map(|method| method.project(&vec![1.0; days]).is_some());
        assert_eq!(told(0), [false; 4]);
        assert_eq!(told(1), [true, false, false, false]);
        assert_eq!(told(7), [true, true, false, false]);
        assert_eq!(told(14), [true; 4]);
    }

    #[test]
    fn a_falling_trend_never_earns_money() {
        let amounts: Vec<f64> = (0..60).map(|day| f64::from(60 - day)).collect();
        assert!(projected(Method::DampedTrend, &amounts, 200).iter().all(|amount| *amount >= 0.0));
    }

    #[test]
    fn a_trend_goes_on_and_keeps_its_weekdays() {
        let day = |day: u32| f64::from(day) + if day % 7 > 4 { 0.0 } else { 20.0 };
        let amounts: Vec<f64> = (0..120).map(day).collect();
        for (ahead, amount) in (120..134).zip(projected(Method::DampedTrend, &amounts, 14)) {
            assert!((amount - day(ahead)).abs() < 4.0, "day {ahead}: {amount} and not {}", day(ahead));
        }
    }
}
