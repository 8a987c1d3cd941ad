//! The spot market of one account and region: what prices were, and where a node would run cheapest.

mod advice;
mod asked;
mod drawn;
mod networks;
mod notes;
mod places;
mod prices;

pub use advice::{AdviceRisk, AdviceRiskLevel, AdviceVerdict, AdviceZone, SpotAdviceView, spot_advice};
pub use asked::{
    AskedMarket, DrawnOnDemand, SaveSpotRequest, SpotAdviceRequest, SpotLine, SpotRange, SpotRequest, parse_limit,
    parse_types,
};
pub use drawn::{SpotChart, spot_market};
pub use networks::{SpotNetworksRequest, SpotNetworksView, SpotSubnet, SpotVpc, spot_networks};
pub use notes::SpotNote;
pub use places::{SpotPlace, SpotPlacesView, spot_places};
pub use prices::{SpotGap, SpotPriceRow, SpotPricesView, spot_csv, spot_prices};

use crate::chart::{ChartColumn, ChartDrawing, ChartRow, ChartSeries};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use specta::Type;

/// The page's chart, the table below it, and the prices that the limit can be dragged to.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct SpotMarketView {
    pub prices: SpotPricesView,
    /// Absent: no price is known of this time.
    pub drawing: Option<ChartDrawing>,
    /// One sentence for who cannot see the drawing.
    pub summary: String,
    /// The lines, those first that are cheapest; then what they are compared with.
    pub series: Vec<ChartSeries>,
    /// Which rows of the table the lines are of.
    pub lines: Vec<SpotLine>,
    /// No more lines than that are drawn.
    pub most_lines: u32,
    pub columns: Vec<ChartColumn>,
    /// The same in fewer rows, to be read.
    pub rows: Vec<ChartRow>,
    /// Each a sentence: what the drawing leaves out.
    pub gaps: Vec<String>,
    /// Every zone with a price, whether it is shown or not.
    pub zones: Vec<String>,
    /// Prices from nothing to more than any that is known, USD per hour.
    pub limits: Vec<String>,
    /// The first of them that is not below the limit.
    pub limit_at: u32,
}

/// A part of something, from 0 to 1, as precise as it is worth telling.
fn share(part: Decimal) -> f64 {
    part.round_dp(4).to_f64().unwrap_or_default()
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
