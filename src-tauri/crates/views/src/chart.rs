//! What every chart hands to the page: the drawing, and the numbers behind it in as many steps as the drawing has.

mod cut;

pub(crate) use cut::{chart_columns, chart_rows, cut, ticks, within};

use crate::clusters::AccountColor;
use emberwatch_charts::{Area, Drawing, Mark, Series, Size, Theme, Weight};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A picture to be kept: large enough for a slide, small enough for a message.
pub(crate) const PICTURE: Size = Size { width: 960, height: 360 };

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ChartTheme {
    Light,
    Dark,
}

/// What a chart is saved as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ChartFile {
    Svg,
    Png,
    Csv,
}

impl ChartFile {
    /// How such a file's name ends.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Csv => "csv",
        }
    }
}

/// An SVG whose texts are ours or were escaped, and the part of it that holds the data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ChartDrawing {
    pub svg: String,
    pub left: u32,
    pub top: u32,
    pub width: u32,
    pub height: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ChartSeries {
    pub name: String,
    /// Absent: in the colour of text, as the sum and what is compared with are.
    pub color: Option<AccountColor>,
    pub mark: Option<ChartMark>,
    /// The dashes and blanks, by turns, of an amount to compare with; empty: the line is whole.
    pub dashes: Vec<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ChartMark {
    Square,
    Diamond,
    Triangle,
    Cross,
    Bar,
}

/// What is told of one place along the chart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ChartColumn {
    /// RFC 3339: the column's end.
    pub at: String,
    /// USD per hour of each series at its end; absent where nothing was recorded.
    pub usd: Vec<Option<String>>,
    /// False: the amounts are lower bounds.
    pub complete: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ChartRow {
    pub from: String,
    /// The highest USD per hour of each series in this row's time; absent where nothing was recorded.
    pub highest: Vec<Option<String>>,
    pub complete: bool,
}

impl ChartSeries {
    pub(crate) fn new(drawn: &Series, color: Option<AccountColor>) -> Self {
        let mark = match drawn.weight {
            Weight::Sum | Weight::Reference { .. } => None,
            Weight::Part { mark, .. } => Some(mark.into()),
        };
        let dashes = match drawn.weight {
            Weight::Reference { dash } => dash.lengths().to_vec(),
            Weight::Sum | Weight::Part { .. } => Vec::new(),
        };
        Self { name: drawn.name.clone(), color, mark, dashes }
    }
}

/// The size of a drawing for the page, within what can be looked at.
pub(crate) fn page_size(width: u32, height: u32) -> Size {
    Size { width: width.clamp(240, 4000), height: height.clamp(120, 2000) }
}

impl ChartDrawing {
    pub(crate) fn new(Drawing { svg, plot: Area { left, top, width, height } }: Drawing) -> Self {
        Self { svg, left, top, width, height }
    }
}

impl From<ChartTheme> for Theme {
    fn from(theme: ChartTheme) -> Self {
        match theme {
            ChartTheme::Light => Self::Light,
            ChartTheme::Dark => Self::Dark,
        }
    }
}

impl From<Mark> for ChartMark {
    fn from(mark: Mark) -> Self {
        match mark {
            Mark::Square => Self::Square,
            Mark::Diamond => Self::Diamond,
            Mark::Triangle => Self::Triangle,
            Mark::Cross => Self::Cross,
            Mark::Bar => Self::Bar,
        }
    }
}
