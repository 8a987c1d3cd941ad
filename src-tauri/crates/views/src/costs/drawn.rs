//! The bill drawn as stacked bars, for the page and as a file.

use super::file::costs_csv;
use super::table::Tabled;
use super::{CostsAsked, CostsRequest, costs};
use crate::chart::{ChartDrawing, ChartFile, ChartTheme, page_size};
use crate::numbers::Separators;
use crate::scene::Scene;
use emberwatch_app::costs::CostsKnown;
use emberwatch_charts::{Bar, BarChart, BarSeries, DrawError, Size, Standing};
use emberwatch_domain::money::Usd;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What is asked of the drawing. Sizes are pixels of the page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Type)]
pub struct CostChartRequest {
    pub costs: CostsRequest,
    pub theme: ChartTheme,
    pub width: u32,
    pub height: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Type)]
pub struct SaveCostsRequest {
    pub costs: CostsRequest,
    pub theme: ChartTheme,
    pub file: ChartFile,
}

/// The periods and series of a drawing are those of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct CostChartView {
    /// Absent: no amount is known, and there is nothing to draw.
    pub drawing: Option<ChartDrawing>,
    /// One sentence for who cannot see the drawing.
    pub summary: String,
}

/// Large enough for a slide, small enough for a message.
const PICTURE: Size = Size { width: 1280, height: 420 };

/// # Errors
/// The drawing library could not draw.
pub fn cost_chart(
    scene: &Scene<'_>,
    asked: &CostsAsked,
    known: &CostsKnown,
    request: &CostChartRequest,
) -> Result<CostChartView, DrawError> {
    let size = page_size(request.width, request.height);
    let tabled = Tabled::new(scene, asked, known);
    let drawing = match tabled.series.is_empty() {
        true => None,
        false => Some(chart(scene, &tabled).svg(request.theme.into(), size)?),
    };
    Ok(CostChartView { summary: summary(scene, asked, &tabled), drawing: drawing.map(ChartDrawing::new) })
}

/// # Errors
/// The drawing library could not draw.
pub fn costs_file(
    scene: &Scene<'_>,
    asked: &CostsAsked,
    known: &CostsKnown,
    file: ChartFile,
    theme: ChartTheme,
) -> Result<Vec<u8>, DrawError> {
    let chart = || chart(scene, &Tabled::new(scene, asked, known));
    match file {
        ChartFile::Svg => chart().picture_svg(theme.into(), PICTURE).map(String::into_bytes),
        ChartFile::Png => chart().picture_png(theme.into(), PICTURE),
        ChartFile::Csv => Ok(costs_csv(&costs(scene, asked, known)).into_bytes()),
    }
}

fn chart(scene: &Scene<'_>, tabled: &Tabled) -> BarChart {
    let numbers = scene.numbers();
    let series = tabled.series.iter().map(|group| BarSeries {
        name: group.name.clone(),
        color: usize::from(group.color.number()),
        pattern: group.pattern,
    });
    let bars = tabled.periods.iter().map(|period| Bar {
        label: period.label.clone(),
        parts: period.parts.iter().flatten().map(|usd| usd.map_or(Decimal::ZERO, Usd::amount)).collect(),
        standing: match (&period.parts, period.estimated) {
            (None, _) => Standing::Unknown,
            (Some(_), true) => Standing::Estimate,
            (Some(_), false) => Standing::Closed,
        },
    });
    BarChart {
        series: series.collect(),
        bars: bars.collect(),
        label: Box::new(move |usd: Decimal| axis_label(usd, numbers)),
    }
}

/// There is room for some five digits beside an axis: `$500`, `$12.5k`.
fn axis_label(usd: Decimal, numbers: Separators) -> String {
    let (usd, thousands) = match usd.abs() >= Decimal::from(10_000) {
        true => (usd / Decimal::from(1_000), "k"),
        false => (usd, ""),
    };
    let sign = if usd.is_sign_negative() && !usd.is_zero() { "-" } else { "" };
    format!("{sign}${}{thousands}", numbers.written(&usd.abs().normalize().to_string()))
}

fn summary(scene: &Scene<'_>, asked: &CostsAsked, tabled: &Tabled) -> String {
    let known = || tabled.periods.iter().filter_map(|period| Some((period, period.total()?)));
    let by_amount = |(_, usd): &(_, Usd)| *usd;
    let (Some(highest), Some(lowest)) = (known().max_by_key(by_amount), known().min_by_key(by_amount)) else {
        return "No amount is known of these days.".to_owned();
    };
    let written = |usd: Usd| scene.numbers().written(&usd.total_text());
    format!(
        "Costs by {}, {}: highest {} USD on {}, lowest {} USD on {}.",
        asked.by.words(),
        asked.basis,
        written(highest.1),
        highest.0.label,
        written(lowest.1),
        lowest.0.label,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn an_axis_of_large_amounts_stays_readable_and_credits_keep_their_sign() {
        let told = [dec!(0), dec!(0.25), dec!(2500), dec!(12500), dec!(-40000), dec!(-5)];
        let told = told.map(|usd| axis_label(usd, Separators::default()));
        assert_eq!(told, ["$0", "$0.25", "$2,500", "$12.5k", "-$40k", "-$5"]);
    }
}
