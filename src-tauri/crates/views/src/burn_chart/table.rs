//! The numbers behind the drawing.

use super::{BurnChart, BurnRange, COLUMNS};
use crate::chart::{ChartColumn, ChartRow, chart_columns, chart_rows, cut};
use emberwatch_domain::money::Usd;
use emberwatch_domain::series::Stretch;

impl BurnRange {
    /// An hour a row of a day, six hours a row of a week.
    fn rows(self) -> usize {
        match self {
            Self::Hours24 => 24,
            Self::Days7 => 28,
        }
    }
}

impl BurnChart {
    pub(super) fn columns(&self) -> Vec<ChartColumn> {
        chart_columns(&cut(&self.records(), self.window, COLUMNS), self.window, COLUMNS, Usd::total_text)
    }

    pub(super) fn rows(&self) -> Vec<ChartRow> {
        let rows = self.range.rows();
        chart_rows(&cut(&self.records(), self.window, rows), self.window, rows, Usd::total_text)
    }

    fn records(&self) -> Vec<&[Stretch]> {
        self.lines.iter().map(|line| line.record.as_slice()).collect()
    }
}
