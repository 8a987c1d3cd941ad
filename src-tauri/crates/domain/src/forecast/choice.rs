//! Which method speaks on a day: the one that was least off in trials that were over by then.

use super::method::Method;
use super::trials::{LEAST_DAYS, Trials};

/// The latest trials by which a method is chosen. More would know better what is steady and learn later of a change.
const COUNTED: usize = 90;
/// The latest trials by which a range is told. What seldom happens is among them.
const RANGED: usize = 180;
/// With fewer nothing is chosen.
const LEAST_TRIALS: usize = 7;
/// A method speaks only if it was off by less than this part of what the seasonal naive was: with less between them it is
/// chance.
const CLEARLY: f64 = 0.95;
/// A trend carries far, and where there is none it is far off; so it has to be this much better than the best of the
/// others, too.
const TREND_CLEARLY: f64 = 0.85;
/// Of the trials so many lie below the range, and as many above. Trials of neighbouring days are alike, so that the
/// tails are cut less than the ten in a hundred that the range leaves out.
const TAIL: f64 = 0.06;

/// What was chosen, and by which evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    pub method: Method,
    pub tried: Vec<Tried>,
    /// By how much less or more than told the days to come may cost, four times in five. `None`: too few
    /// trials.
    pub(super) within: Option<(f64, f64)>,
}

/// How a method did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tried {
    pub method: Method,
    pub trials: u32,
    /// By how much a trial was off on average, in percent of what the days cost on average.
    pub percent_off: f64,
}

/// On the day that comes after so many, for so many days ahead.
pub(super) fn choose(trials: &Trials, now: usize, ahead: usize) -> Chosen {
    let ahead = ahead.max(1);
    // A young history cannot have tried a month yet; it is judged by shorter trials.
    let tried_days = ahead.min((now.saturating_sub(LEAST_DAYS) / 2).max(1));
    let errors = |method| trials.errors(method, now, tried_days).take(COUNTED);
    let naive: Vec<(usize, f64)> = errors(Method::SeasonalNaive).collect();
    if naive.len() < LEAST_TRIALS {
        return Chosen { method: Method::RunRate, tried: Vec::new(), within: None };
    }
    let off = |errors: &[(usize, f64)]| errors.iter().map(|(_, error)| error.abs()).sum::<f64>();
    let cost: f64 = naive.iter().filter_map(|(origin, _)| trials.actual(*origin, tried_days)).map(f64::abs).sum();
    let (mut method, mut least) = (Method::SeasonalNaive, off(&naive) * CLEARLY);
    let mut tried = Vec::new();
    for candidate in Method::ALL {
        let found: Vec<(usize, f64)> = errors(candidate).collect();
        // All are judged by the same days.
        if found.len() < naive.len() {
            continue;
        }
        let percent_off = if cost > 0.0 { off(&found) / cost * 100.0 } else { 0.0 };
        tried.push(Tried { method: candidate, trials: u32::try_from(found.len()).unwrap_or(u32::MAX), percent_off });
        let asked = if candidate == Method::DampedTrend { TREND_CLEARLY } else { 1.0 };
        if off(&found) < least * asked {
            (method, least) = (candidate, off(&found));
        }
    }
    let longer = ahead as f64 / tried_days as f64;
    let ranged = trials.errors(method, now, tried_days).take(RANGED);
    let within = spread(ranged.map(|(_, error)| error * longer).collect());
    Chosen { method, tried, within }
}

/// What is left without the tails.
fn spread(mut errors: Vec<f64>) -> Option<(f64, f64)> {
    errors.sort_by(f64::total_cmp);
    let last = errors.len().checked_sub(1)?;
    let below = (last as f64 * TAIL).floor() as usize;
    Some((errors[below].min(0.0), errors[last - below].max(0.0)))
}
