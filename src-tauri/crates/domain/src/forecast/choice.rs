//! How much each method speaks on a day: by how little it was off in trials that were over by then.
//!
//! No single one is chosen: the trials of three months are few and alike, so that the best of them is often chance, and
//! what looked best is far off where it breaks. A mean weighted by past errors is off by less (Bates and Granger: The
//! combination of forecasts, 1969).

use super::method::Method;
use super::trials::{LEAST_DAYS, Trials};

/// The latest trials by which a method is chosen. More would know better what is steady and learn later of a change.
const COUNTED: usize = 90;
/// The latest trials by which a range is told. What seldom happens is among them.
const RANGED: usize = 180;
/// With fewer nothing is chosen.
const LEAST_TRIALS: usize = 7;
/// A method that was off by half as much as another has so many doublings of its share. With more of them the luckiest
/// speaks alone again, with fewer a trend is heard too late.
const SHARPNESS: i32 = 2;
/// Of the trials so many lie below the range, and as many above. Trials of neighbouring days are alike, so that the
/// tails are cut less than the ten in a hundred that the range leaves out.
const TAIL: f64 = 0.06;

/// What was chosen, and by which evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// The one with the largest share.
    pub method: Method,
    /// How much each method speaks, together one.
    pub(super) shares: Vec<(Method, f64)>,
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
        return Chosen::alone(Method::RunRate);
    }
    let off = |errors: &[(usize, f64)]| errors.iter().map(|(_, error)| error.abs()).sum::<f64>();
    let cost: f64 = naive.iter().filter_map(|(origin, _)| trials.actual(*origin, tried_days)).map(f64::abs).sum();
    let (mut weights, mut tried) = (Vec::new(), Vec::new());
    for candidate in Method::ALL {
        let found: Vec<(usize, f64)> = errors(candidate).collect();
        // All are judged by the same days.
        if found.len() < naive.len() {
            continue;
        }
        let percent_off = if cost > 0.0 { off(&found) / cost * 100.0 } else { 0.0 };
        tried.push(Tried { method: candidate, trials: u32::try_from(found.len()).unwrap_or(u32::MAX), percent_off });
        weights.push((candidate, weight(off(&found), off(&naive))));
    }
    let all: f64 = weights.iter().map(|(_, weight)| weight).sum();
    let shares: Vec<(Method, f64)> = weights.into_iter().map(|(method, weight)| (method, weight / all)).collect();
    let most = shares.iter().max_by(|a, b| a.1.total_cmp(&b.1));
    let method = most.map_or(Method::SeasonalNaive, |(method, _)| *method);
    let longer = ahead as f64 / tried_days as f64;
    let ranged = trials.errors(Method::SeasonalNaive, now, tried_days).take(RANGED);
    let off = |(origin, _)| Some(trials.actual(origin, tried_days)? - trials.told_by(&shares, origin, tried_days)?);
    let within = spread(ranged.filter_map(off).map(|error| error * longer).collect());
    Chosen { method, shares, tried, within }
}

impl Chosen {
    /// Whether no other method moves the forecast.
    pub fn speaks_alone(&self) -> bool {
        self.shares.iter().all(|(method, share)| *method == self.method || *share == 0.0)
    }

    fn alone(method: Method) -> Self {
        Self { method, shares: vec![(method, 1.0)], tried: Vec::new(), within: None }
    }
}

/// One for what was as far off as the naive.
fn weight(off: f64, naive: f64) -> f64 {
    // Days that are all alike are told exactly, by whichever method.
    let least = (naive * 1e-3).max(f64::MIN_POSITIVE);
    (naive.max(least) / off.max(least)).powi(SHARPNESS)
}

/// What is left without the tails.
fn spread(mut errors: Vec<f64>) -> Option<(f64, f64)> {
    errors.sort_by(f64::total_cmp);
    let last = errors.len().checked_sub(1)?;
    let below = (last as f64 * TAIL).floor() as usize;
    Some((errors[below].min(0.0), errors[last - below].max(0.0)))
}
