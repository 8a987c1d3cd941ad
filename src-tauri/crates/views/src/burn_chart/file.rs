//! The chart taken along: a picture, or the whole record as a table.

use super::{BurnChart, BurnRange};
use crate::chart::{ChartFile, ChartTheme, PICTURE};
use crate::scene::Scene;
use crate::spreadsheet::csv;
use crate::wording::rfc3339;
use emberwatch_charts::DrawError;
use serde::Deserialize;
use specta::Type;

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Type)]
pub struct SaveBurnRequest {
    /// Absent: every watched account and their sum.
    pub account_id: Option<String>,
    pub range: BurnRange,
    pub theme: ChartTheme,
    pub file: ChartFile,
}

impl BurnChart {
    /// # Errors
    /// The drawing library could not draw.
    pub fn file(&self, scene: &Scene<'_>, file: ChartFile, theme: ChartTheme) -> Result<Vec<u8>, DrawError> {
        let chart = self.chart(scene);
        match file {
            ChartFile::Svg => chart.picture_svg(theme.into(), PICTURE).map(String::into_bytes),
            ChartFile::Png => chart.picture_png(theme.into(), PICTURE),
            ChartFile::Csv => Ok(self.csv().into_bytes()),
        }
    }

    /// Every stretch as it was recorded; between two of a line there may be none, which is a gap.
    fn csv(&self) -> String {
        let rows = self.lines.iter().flat_map(|line| {
            line.record.iter().filter(|stretch| stretch.span.milliseconds() > 0).map(|stretch| {
                [
                    line.name.clone(),
                    line.account().map(ToString::to_string).unwrap_or_default(),
                    rfc3339(stretch.span.start),
                    rfc3339(stretch.span.end),
                    stretch.usd.per_hour_text(),
                    stretch.complete.to_string(),
                ]
            })
        });
        csv(["line", "account_id", "from", "until", "usd_per_hour", "usd_per_hour_complete"], rows)
    }
}
