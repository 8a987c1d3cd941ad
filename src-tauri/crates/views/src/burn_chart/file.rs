//! The chart taken along: a picture, or the whole record as a table.

use super::{BurnChart, BurnRange, ChartTheme};
use crate::scene::Scene;
use crate::spreadsheet::csv;
use crate::wording::rfc3339;
use emberwatch_charts::{DrawError, Size};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Large enough for a slide, small enough for a message.
const PICTURE: Size = Size { width: 960, height: 360 };

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Type)]
pub struct SaveBurnRequest {
    /// Absent: every watched account and their sum.
    pub account_id: Option<String>,
    pub range: BurnRange,
    pub theme: ChartTheme,
    pub file: BurnFile,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum BurnFile {
    Svg,
    Png,
    Csv,
}

impl BurnFile {
    /// How such a file's name ends.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Csv => "csv",
        }
    }
}

impl BurnChart {
    /// # Errors
    /// The drawing library could not draw.
    pub fn file(&self, scene: &Scene<'_>, file: BurnFile, theme: ChartTheme) -> Result<Vec<u8>, DrawError> {
        let chart = self.chart(scene);
        match file {
            BurnFile::Svg => chart.picture_svg(theme.into(), PICTURE).map(String::into_bytes),
            BurnFile::Png => chart.picture_png(theme.into(), PICTURE),
            BurnFile::Csv => Ok(self.csv().into_bytes()),
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
