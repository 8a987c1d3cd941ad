//! Cost Explorer's own forecast, beside ours.

use super::due::REFRESH;
use super::{Costs, Freshness, Hindrance};
use emberwatch_cloud::{CostForecast, ForecastQuery};
use emberwatch_domain::account::AccountId;
use emberwatch_domain::forecast::{Range, TheirForecast};
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::{Basis, Days, Month, utc_day};
use serde::{Deserialize, Serialize};

pub(super) const FORECAST: &str = "GetCostForecast";
/// As our own range is meant.
const LIKELY_PERCENT: u8 = 80;

/// What was answered for what was left of a month.
#[derive(Serialize, Deserialize)]
struct Told {
    days: Days,
    mean: Usd,
    range: Option<(Usd, Usd)>,
}

impl Costs {
    /// Of the days from today to the month's end, or of those from the day on which it was asked.
    pub(super) async fn theirs(
        &self,
        account: &AccountId,
        basis: Basis,
        freshness: Freshness,
    ) -> Result<Option<TheirForecast>, Hindrance> {
        let today = utc_day(self.station.now());
        let days = Days::new(today, Month::of(today).days().end);
        let about = format!("forecast {}", basis.amounts.name());
        let kept = self.note::<Told>(account, &about, REFRESH)?.filter(|told| told.days == days);
        if kept.is_some() || freshness == Freshness::Kept {
            return Ok(kept.map(TheirForecast::from));
        }
        let query = ForecastQuery { days, amounts: basis.amounts, likely_percent: LIKELY_PERCENT };
        let CostForecast { mean, range } =
            self.paid(account, FORECAST, async |bill| bill.forecast(&query).await).await?;
        let told = Told { days, mean, range };
        self.keep_note(account, &about, &told).await?;
        Ok(Some(told.into()))
    }
}

impl From<Told> for TheirForecast {
    fn from(told: Told) -> Self {
        Self { mean: told.mean, range: told.range.map(|(low, high)| Range { low, high }) }
    }
}
