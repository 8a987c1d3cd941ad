//! What each method would have told on every day of the history, and how far it was off.

use super::method::Method;

/// The longest that is asked: a whole month.
pub(super) const LONGEST: usize = 31;
/// A projection from fewer days is no trial: by then every method has something to say.
pub(super) const LEAST_DAYS: usize = 14;

/// Made once over a history; whoever chooses on one of its days looks only at trials that were over by then.
pub(super) struct Trials {
    /// Sums of the amounts before each day.
    sums: Vec<f64>,
    /// By method as in `Method::ALL`, then by origin: sums of the projected days, the first of one day.
    told: Vec<Vec<Option<Vec<f64>>>>,
}

impl Trials {
    /// From no more than so many of the latest days on.
    pub fn over(amounts: &[f64], origins: usize) -> Self {
        let mut sums = vec![0.0];
        amounts.iter().for_each(|amount| sums.push(sums.last().copied().unwrap_or(0.0) + amount));
        let first = amounts.len().saturating_sub(origins).max(LEAST_DAYS);
        let of_method = |method: Method| {
            let from = |origin: usize| (origin >= first).then(|| told(method, &amounts[..origin])).flatten();
            (0..=amounts.len()).map(from).collect()
        };
        Self { sums, told: Method::ALL.map(of_method).into() }
    }

    /// The days of the history.
    pub fn days(&self) -> usize {
        self.sums.len() - 1
    }

    /// What the days from this one on cost together, if so many are known.
    pub fn actual(&self, origin: usize, days: usize) -> Option<f64> {
        Some(self.sums.get(origin + days)? - self.sums[origin])
    }

    /// What the method told on this day of so many to come.
    pub fn told(&self, method: Method, origin: usize, days: usize) -> Option<f64> {
        let told = self.told.get(method as usize)?.get(origin)?.as_ref()?;
        if days == 0 { Some(0.0) } else { told.get(days - 1).copied() }
    }

    /// What the methods told together, each by its share.
    pub fn told_by(&self, shares: &[(Method, f64)], origin: usize, days: usize) -> Option<f64> {
        shares.iter().map(|(method, share)| Some(self.told(*method, origin, days)? * share)).sum()
    }

    /// Actual less told, for trials over so many days that were over on the day `now`: the newest first.
    pub fn errors(&self, method: Method, now: usize, days: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let last = now.checked_sub(days).map_or(0, |last| last + 1);
        (0..last)
            .rev()
            .filter_map(move |origin| Some((origin, self.actual(origin, days)? - self.told(method, origin, days)?)))
    }
}

fn told(method: Method, amounts: &[f64]) -> Option<Vec<f64>> {
    let projection = method.project(amounts)?;
    let running = |sum: &mut f64, amount: f64| {
        *sum += amount;
        Some(*sum)
    };
    Some(projection.days(LONGEST).scan(0.0, running).collect())
}
