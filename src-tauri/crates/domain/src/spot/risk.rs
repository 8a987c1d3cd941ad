use super::SpotStatistics;
use crate::money::Usd;
use jiff::SignedDuration;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

/// A shorter record can show that a price is restless, but not that it is calm.
pub const LEAST_OBSERVED: SignedDuration = SignedDuration::from_hours(24);

/// How restless a price is, and so how likely AWS wants its capacity back. AWS interrupts by capacity and not by price,
/// but a price that moves much or comes near on-demand tells that capacity is short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RiskLevel {
    /// Too little is recorded to tell.
    Unknown,
    Calm,
    Moving,
    Volatile,
}

/// One thing that was looked at. Each has two thresholds: below the first it is calm, from the second on volatile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RiskSign {
    /// Since AWS smoothed its spot prices most change a few times a day. Moving from 6, volatile from 24 (one an hour).
    ChangesPerDay(Decimal),
    /// The highest price over the mean: moving from 1.2, volatile from 2.
    MaxToMean(Decimal),
    /// The highest price over the on-demand price: moving from 0.7, volatile from 0.95, where little is left to save.
    MaxToOnDemand(Decimal),
    /// GetSpotPlacementScores: 10 is highly likely to be fulfilled, 1 is not. Moving from 6 down, volatile from 3 down.
    PlacementScore(u8),
}

/// The verdict with its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Risk {
    /// The highest level of any sign.
    pub level: RiskLevel,
    pub signs: Vec<RiskSign>,
    /// How much priced time was looked at.
    pub observed: SignedDuration,
}

/// `statistics` are those of a window long enough to tell, a week say; `None` where nothing is recorded.
pub fn judge(statistics: Option<&SpotStatistics>, on_demand: Option<Usd>, placement_score: Option<u8>) -> Risk {
    let observed = statistics.map_or(SignedDuration::ZERO, SpotStatistics::known);
    let mut signs = statistics.map_or_else(Vec::new, |told| recorded(told, observed, on_demand));
    signs.extend(placement_score.map(RiskSign::PlacementScore));
    let level = signs.iter().map(RiskSign::level).max().unwrap_or(RiskLevel::Unknown);
    let too_little = observed < LEAST_OBSERVED && placement_score.is_none() && level == RiskLevel::Calm;
    Risk { level: if too_little { RiskLevel::Unknown } else { level }, signs, observed }
}

impl RiskLevel {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Calm => "calm",
            Self::Moving => "moving",
            Self::Volatile => "volatile",
        }
    }
}

impl RiskSign {
    pub fn level(&self) -> RiskLevel {
        match self {
            Self::ChangesPerDay(changes) => rising(*changes, dec!(6), dec!(24)),
            Self::MaxToMean(ratio) => rising(*ratio, dec!(1.2), dec!(2)),
            Self::MaxToOnDemand(ratio) => rising(*ratio, dec!(0.7), dec!(0.95)),
            Self::PlacementScore(..=3) => RiskLevel::Volatile,
            Self::PlacementScore(4..=6) => RiskLevel::Moving,
            Self::PlacementScore(_) => RiskLevel::Calm,
        }
    }
}

impl std::fmt::Display for RiskSign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::ChangesPerDay(changes) => write!(f, "{:.1} price changes a day", changes.round_dp(1)),
            Self::MaxToMean(ratio) => write!(f, "at most {:.2} times its mean", ratio.round_dp(2)),
            Self::MaxToOnDemand(ratio) => write!(f, "at most {} % of on-demand", (ratio * dec!(100)).round()),
            Self::PlacementScore(score) => write!(f, "placement score {score} of 10"),
        }
    }
}

fn recorded(told: &SpotStatistics, observed: SignedDuration, on_demand: Option<Usd>) -> Vec<RiskSign> {
    // Within less than a day the changes seen are not multiplied: one change in an hour does not foretell 24.
    let days = (Decimal::from(observed.as_secs()) / dec!(86400)).max(Decimal::ONE);
    let ratio = |to: Usd| told.max.amount().checked_div(to.amount());
    let signs = [
        Some(RiskSign::ChangesPerDay(Decimal::from(told.changes) / days)),
        ratio(told.mean).map(RiskSign::MaxToMean),
        on_demand.and_then(ratio).map(RiskSign::MaxToOnDemand),
    ];
    signs.into_iter().flatten().collect()
}

fn rising(value: Decimal, moving: Decimal, volatile: Decimal) -> RiskLevel {
    if value >= volatile {
        RiskLevel::Volatile
    } else if value >= moving {
        RiskLevel::Moving
    } else {
        RiskLevel::Calm
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spot::SpotSeries;
    use crate::time_span::TimeSpan;
    use jiff::Timestamp;

    /// The risk of a week whose price is the one given at each hour, beside an on-demand price of 1.
    fn risk_of(hours: i64, changes: &[(i64, Decimal)]) -> Risk {
        let at = |hour: i64| Timestamp::from_second(1_700_000_000 + hour * 3600).unwrap();
        let mut series = SpotSeries::default();
        changes.iter().for_each(|(hour, price)| series.record(at(*hour), Usd::new(*price)));
        let told = series.statistics(TimeSpan::new(at(0), at(hours)));
        judge(told.as_ref(), Some(Usd::new(dec!(1))), None)
    }

    #[test]
    fn a_price_that_hardly_moves_is_calm_and_says_why() {
        let risk = risk_of(168, &[(0, dec!(0.30)), (90, dec!(0.31))]);
        assert_eq!(risk.level, RiskLevel::Calm);
        let told: Vec<String> = risk.signs.iter().map(ToString::to_string).collect();
        assert_eq!(told, ["0.1 price changes a day", "at most 1.02 times its mean", "at most 31 % of on-demand"]);
    }

    #[test]
    fn one_spike_to_the_on_demand_price_is_enough_to_be_volatile() {
        let risk = risk_of(168, &[(0, dec!(0.60)), (90, dec!(0.95)), (91, dec!(0.60))]);
        assert_eq!(risk.level, RiskLevel::Volatile);
        assert_eq!(risk.signs[2], RiskSign::MaxToOnDemand(dec!(0.95)));
    }

    #[test]
    fn a_record_of_hours_is_not_called_calm_but_may_be_called_volatile() {
        assert_eq!(risk_of(5, &[(0, dec!(0.30))]).level, RiskLevel::Unknown);
        assert_eq!(risk_of(5, &[(0, dec!(0.30)), (3, dec!(0.97))]).level, RiskLevel::Volatile);
    }

    #[test]
    fn no_record_is_unknown_and_not_calm() {
        assert_eq!(risk_of(168, &[]).level, RiskLevel::Unknown);
    }

    #[test]
    fn a_low_placement_score_outweighs_a_calm_price() {
        let levels = [10, 7, 6, 3].map(|score| judge(None, None, Some(score)).level);
        assert_eq!(levels, [RiskLevel::Calm, RiskLevel::Calm, RiskLevel::Moving, RiskLevel::Volatile]);
    }
}
