//! Since when days cost about what they cost now. A mean over a shift of the level tells of times that are over.

use super::history::mean;
use super::method::{WEEK, latest};

const WEEKS: usize = 8;
/// So many days must be at the new level before it is believed, and as many at the old one.
const LEAST_DAYS: usize = 5;
/// Of all pairs of a day before and a day after, so many in a hundred must differ in the same direction. A dear day or
/// three among quiet ones are no shift.
const CLEAR: f64 = 0.92;
/// And it must be no chance: Mann and Whitney's statistic in standard deviations.
const DEVIATIONS: f64 = 3.6;

/// The amounts of the latest days without what their weekdays add to them, and what they add.
pub(super) struct Level {
    /// By how much each weekday is above or below the week around it, together nothing; the first is of the day to come.
    pub weekdays: [f64; WEEK],
    /// From the last shift on, the oldest first.
    pub days: Vec<f64>,
}

pub(super) fn level(amounts: &[f64]) -> Level {
    let recent = latest(amounts, WEEKS * WEEK);
    let weekdays = weekday_effects(recent);
    let mut days = without_weekdays(recent, &weekdays);
    let shift = last_shift(&days).unwrap_or(0);
    days.drain(..shift);
    Level { weekdays, days }
}

/// The amounts less what their weekday adds.
pub(super) fn without_weekdays(amounts: &[f64], weekdays: &[f64; WEEK]) -> Vec<f64> {
    // Effects begin with the weekday of the day after the last amount.
    let first = (WEEK - amounts.len() % WEEK) % WEEK;
    amounts.iter().enumerate().map(|(day, amount)| amount - weekdays[(first + day) % WEEK]).collect()
}

/// Nothing with less than two weeks.
pub(super) fn weekday_effects(amounts: &[f64]) -> [f64; WEEK] {
    let recent = latest(amounts, (WEEKS + 1) * WEEK);
    if recent.len() < 2 * WEEK {
        return [0.0; WEEK];
    }
    let around: Vec<f64> = recent.windows(WEEK).map(|week| week[WEEK / 2] - mean(week)).collect();
    // The last three days have no week around them, so the last one here is of the weekday three before the day before
    // the one to come.
    let of_weekday = |day: usize| {
        let back = (2 * WEEK - 1 - day - WEEK / 2) % WEEK;
        mean(&around.iter().rev().skip(back).step_by(WEEK).copied().collect::<Vec<f64>>())
    };
    let means: [f64; WEEK] = std::array::from_fn(of_weekday);
    let middle = mean(&means);
    means.map(|effect| effect - middle)
}

/// The clearest one.
fn last_shift(days: &[f64]) -> Option<usize> {
    let ranks = ranks(days);
    let mut before = 0.0;
    let mut clearest: Option<(usize, f64)> = None;
    for (at, rank) in ranks.iter().enumerate() {
        if at >= LEAST_DAYS
            && at + LEAST_DAYS <= days.len()
            && let Some(clear) = clearness(before, at, days.len())
            && clearest.is_none_or(|(_, most)| clear > most)
        {
            clearest = Some((at, clear));
        }
        before += rank;
    }
    clearest.map(|(at, _)| at)
}

/// How clearly the first days differ from the others, in standard deviations, by the sum of their ranks.
fn clearness(sum_of_ranks: f64, first: usize, all: usize) -> Option<f64> {
    let (first, all) = (first as f64, all as f64);
    let pairs = first * (all - first);
    let share = (sum_of_ranks - first * (first + 1.0) / 2.0) / pairs;
    let clear = (share - 0.5).abs();
    let deviation = ((all + 1.0) / (12.0 * pairs)).sqrt();
    (clear >= CLEAR - 0.5 && clear / deviation >= DEVIATIONS).then_some(clear / deviation)
}

/// From one; equals share the mean of theirs.
fn ranks(days: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..days.len()).collect();
    order.sort_by(|a, b| days[*a].total_cmp(&days[*b]));
    let mut ranks = vec![0.0; days.len()];
    let mut next = 1.0;
    for equals in order.chunk_by(|a, b| days[*a] == days[*b]) {
        let count = equals.len() as f64;
        equals.iter().for_each(|day| ranks[*day] = next + (count - 1.0) / 2.0);
        next += count;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_level_is_believed_after_some_days_and_three_dear_days_are_none() {
        let quiet: Vec<f64> = (0..40).map(|day| 10.0 + f64::from(day % 3)).collect();
        let since = |dear: usize| level(&[&quiet[..], &vec![30.0; dear][..]].concat()).days.len();
        assert_eq!([0, 3, 6, 14].map(since), [40, 43, 6, 14]);
    }

    #[test]
    fn weekdays_are_found_whatever_day_the_history_ends() {
        let amounts: Vec<f64> = (0..70).map(|day| if day % 7 == 2 { 80.0 } else { 10.0 }).collect();
        for end in 56..70 {
            let dearest = weekday_effects(&amounts[..end]).iter().position(|effect| *effect > 50.0);
            assert_eq!(dearest.map(|day| (end + day) % 7), Some(2));
            assert!(
                without_weekdays(&amounts[..end], &weekday_effects(&amounts[..end])).iter().all(|day| *day == 20.0)
            );
        }
    }
}
