use crate::{CloudError, Marker, Page};
use async_trait::async_trait;
use emberwatch_domain::money::Usd;
pub use emberwatch_domain::spend::CostFilter;
use emberwatch_domain::spend::{Amounts, Basis, BillDay, Days, Dimension};
use jiff::civil::Date;

/// Cost Explorer groups by two dimensions at most.
/// <https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostAndUsage.html>
pub const MOST_DIMENSIONS: usize = 2;

/// What GetCostAndUsage is asked for, day by day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostQuery {
    /// In UTC, the end left out.
    pub days: Days,
    pub basis: Basis,
    /// At most [`MOST_DIMENSIONS`]; none: one sum a day.
    pub by: Vec<Dimension>,
    /// Only what agrees with all of these.
    pub only: Vec<CostFilter>,
}

/// One page of a bill. It may end within a day, so that only all pages together tell what a day cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CostPage {
    pub rows: Vec<BillDay>,
    /// The first day that is still an estimate, one without any row included.
    pub estimated_from: Option<Date>,
    pub next: Option<Marker>,
}

/// What GetCostForecast is asked for: the sum of these days, which begin today or later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForecastQuery {
    pub days: Days,
    pub amounts: Amounts,
    /// How likely it is, in percent, that the sum comes to lie between the ends of the range: 51 to 99.
    pub likely_percent: u8,
}

/// Cost Explorer's own forecast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostForecast {
    pub mean: Usd,
    /// `None` where AWS gives no range.
    pub range: Option<(Usd, Usd)>,
}

/// Cost Explorer: what AWS bills. **Every page costs 0.01 USD**, so nobody asks without counting it.
///
/// An account that is too new for Cost Explorer fails with [`CloudError::NoDataYet`].
#[async_trait]
pub trait Bill: Send + Sync {
    /// GetCostAndUsage, one page.
    async fn cost_and_usage(&self, query: &CostQuery, marker: Option<&Marker>) -> Result<CostPage, CloudError>;

    /// GetCostForecast.
    async fn forecast(&self, query: &ForecastQuery) -> Result<CostForecast, CloudError>;

    /// The values that a dimension had in these days, one page: GetDimensionValues, and GetTags for a tag.
    async fn values(
        &self,
        dimension: &Dimension,
        days: Days,
        marker: Option<&Marker>,
    ) -> Result<Page<String>, CloudError>;
}
