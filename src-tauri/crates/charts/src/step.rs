//! Amounts over time as steps: a line for each series, the emphasised one filled, and bands where nothing was recorded.

mod dash;

pub use dash::Dash;

use crate::axis::{Tick, ceiling};
use crate::canvas::{Anchor, Area, Canvas, DrawError, Drawing, Size, plot, rounded, signed};
use crate::frame::{self, Chart};
use crate::theme::Theme;
use emberwatch_domain::series::Column;
use plotters::prelude::DrawingBackend;
use plotters::style::RGBColor;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::ops::Range;

/// So far apart a line carries its mark, by which it is told from others without its colour.
const MARK_EVERY: usize = 60;
/// So many columns in all keep a drawing within 40 KB, whatever its lines do: a column is four places at most.
const COLUMNS_IN_ALL: usize = 840;
/// Two or three pixels of a usual window: finer than a pointer is held.
const MOST_COLUMNS: usize = 240;

/// All that a drawing needs; labels are texts already, in the user's zone and numbers.
pub struct StepChart {
    /// Along the bottom.
    pub ticks: Vec<Tick>,
    /// How an amount is written at the left.
    pub label: Box<dyn Fn(Decimal) -> String>,
    pub series: Vec<Series>,
    /// Where nothing was recorded, in columns.
    pub gaps: Vec<Range<usize>>,
    /// How many columns every series has.
    pub columns: usize,
}

#[derive(Clone, Debug)]
pub struct Series {
    pub name: String,
    pub weight: Weight,
    pub columns: Vec<Option<Column>>,
}

/// How a series is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// The sum: in the colour of text, strong, its area tinted.
    Sum,
    /// One of eight colours, with a mark of its own.
    Part { color: usize, mark: Mark },
    /// An amount to compare with: dashed, without a mark. It is drawn all along at its last amount.
    Reference { dash: Dash },
}

/// The shapes by which lines are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Square,
    Diamond,
    Triangle,
    Cross,
    Bar,
}

impl Mark {
    pub const ALL: [Self; 5] = [Self::Square, Self::Diamond, Self::Triangle, Self::Cross, Self::Bar];
}

/// How many columns each of so many lines is cut into.
pub fn columns_of(lines: usize) -> usize {
    (COLUMNS_IN_ALL / lines.max(1)).min(MOST_COLUMNS)
}

impl StepChart {
    /// The part of a drawing of this size that holds the data.
    pub fn plot(size: Size) -> Area {
        plot(size)
    }

    /// For the page, which has a legend of its own.
    ///
    /// # Errors
    /// The drawing library could not draw.
    pub fn svg(&self, theme: Theme, size: Size) -> Result<Drawing, DrawError> {
        frame::page(self, theme, size)
    }

    /// A picture to be kept or sent: with its background and legend.
    ///
    /// # Errors
    /// The drawing library could not draw.
    pub fn picture_svg(&self, theme: Theme, size: Size) -> Result<String, DrawError> {
        frame::picture_svg(self, theme, size)
    }

    /// # Errors
    /// The drawing library could not draw.
    pub fn picture_png(&self, theme: Theme, size: Size) -> Result<Vec<u8>, DrawError> {
        frame::picture_png(self, theme, size)
    }
}

impl Chart for StepChart {
    fn draw<B: DrawingBackend>(&self, canvas: &Canvas<'_, B>, plot: Area) -> Result<(), DrawError> {
        let highest = self.series.iter().flat_map(|series| series.columns.iter().flatten());
        let highest = highest.map(|column| column.max.amount()).max().unwrap_or_default();
        let (top, steps) = ceiling(highest);
        let grid = Grid { plot, columns: self.columns.max(1), top: top.to_f64().unwrap_or(1.0) };
        self.draw_gaps(canvas, &grid)?;
        self.draw_axes(canvas, &grid, &steps)?;
        // The sum lies below the lines it is made of.
        let mut series: Vec<&Series> = self.series.iter().collect();
        series.sort_by_key(|series| series.weight != Weight::Sum);
        series.into_iter().try_for_each(|series| series.draw(canvas, &grid))
    }

    fn draw_legend<B: DrawingBackend>(&self, canvas: &Canvas<'_, B>, size: Size) -> Result<(), DrawError> {
        canvas.legend(size, self.series.iter().map(|series| series.name.as_str()), |index, (x, y)| {
            let series = &self.series[index];
            let color = series.color(canvas.theme);
            match series.weight {
                // A third as long as in the drawing, so that the sign has room for more than one.
                Weight::Reference { dash } => dash.strokes(0, 48).try_for_each(|(from, until)| {
                    canvas.path(&[(x + from / 3, y), (x + until / 3, y)], color, series.stroke())
                })?,
                Weight::Sum | Weight::Part { .. } => canvas.path(&[(x, y), (x + 16, y)], color, series.stroke())?,
            }
            series.draw_mark(canvas, (x + 8, y))
        })
    }
}

impl StepChart {
    fn draw_gaps<B: DrawingBackend>(&self, canvas: &Canvas<'_, B>, grid: &Grid) -> Result<(), DrawError> {
        for gap in &self.gaps {
            let across = (grid.x(gap.start), grid.x(gap.end));
            canvas.band(across, (grid.y(grid.top), grid.y(0.0)), "not recorded", 90)?;
        }
        Ok(())
    }

    fn draw_axes<B: DrawingBackend>(
        &self,
        canvas: &Canvas<'_, B>,
        grid: &Grid,
        steps: &[Decimal],
    ) -> Result<(), DrawError> {
        let palette = canvas.theme.palette();
        let (left, right) = (grid.x(0), grid.x(grid.columns));
        canvas.amounts(steps, (left, right), |amount| grid.y(amount), &self.label)?;
        let below = grid.y(0.0) + 13;
        for tick in &self.ticks {
            let x = left + rounded(tick.at * f64::from(right - left));
            canvas.path(&[(x, grid.y(0.0)), (x, grid.y(0.0) + 4)], palette.line_strong, 1)?;
            canvas.text(&tick.label, (x, below), Anchor::Middle, palette.dim)?;
        }
        Ok(())
    }
}

impl Series {
    fn draw<B: DrawingBackend>(&self, canvas: &Canvas<'_, B>, grid: &Grid) -> Result<(), DrawError> {
        if let Weight::Reference { dash } = self.weight {
            return self.draw_reference(canvas, grid, dash);
        }
        for run in runs(&self.columns) {
            let points = self.points(grid, &run);
            if self.weight == Weight::Sum {
                let mut area = points.clone();
                area.push((grid.x(run.end), grid.y(0.0)));
                area.push((grid.x(run.start), grid.y(0.0)));
                canvas.polygon(&area, self.color(canvas.theme), 0.08)?;
            }
            canvas.path(&points, self.color(canvas.theme), self.stroke())?;
            let marked = run.clone().filter(|column| column % MARK_EVERY == MARK_EVERY / 2);
            for (column, amount) in marked.filter_map(|column| Some((column, self.columns[column]?.last))) {
                self.draw_mark(canvas, (grid.x(column), grid.y(amount.amount().to_f64().unwrap_or_default())))?;
            }
        }
        Ok(())
    }

    fn draw_reference<B: DrawingBackend>(
        &self,
        canvas: &Canvas<'_, B>,
        grid: &Grid,
        dash: Dash,
    ) -> Result<(), DrawError> {
        let Some(amount) = self.columns.iter().flatten().last() else { return Ok(()) };
        let y = grid.y(amount.last.amount().to_f64().unwrap_or_default());
        dash.strokes(grid.x(0), grid.x(grid.columns)).try_for_each(|(from, until)| {
            canvas.path(&[(from, y), (until, y)], self.color(canvas.theme), self.stroke())
        })
    }

    /// Through the lowest and the highest amount of every column, and on at its last one.
    fn points(&self, grid: &Grid, run: &Range<usize>) -> Vec<(i32, i32)> {
        let y = |amount: emberwatch_domain::money::Usd| grid.y(amount.amount().to_f64().unwrap_or_default());
        let mut points: Vec<(i32, i32)> = Vec::new();
        let mut push = |point: (i32, i32)| {
            // Three points in a row on one line need no middle one.
            if let [.., before, last] = points.as_slice()
                && ((before.1 == last.1 && last.1 == point.1)
                    || (before.0 == last.0 && last.0 == point.0 && before.1 == last.1))
            {
                points.pop();
            }
            if points.last() != Some(&point) {
                points.push(point);
            }
        };
        for column in run.clone() {
            let Some(amounts) = self.columns[column] else { continue };
            let x = grid.x(column);
            if amounts.min != amounts.max {
                push((x, y(amounts.max)));
                push((x, y(amounts.min)));
            }
            push((x, y(amounts.last)));
            push((grid.x(column + 1), y(amounts.last)));
        }
        points
    }

    fn color(&self, theme: Theme) -> RGBColor {
        match self.weight {
            Weight::Sum | Weight::Reference { .. } => theme.palette().text,
            Weight::Part { color, .. } => theme.palette().accounts[color % theme.palette().accounts.len()],
        }
    }

    fn stroke(&self) -> u32 {
        match self.weight {
            Weight::Sum => 2,
            Weight::Part { .. } | Weight::Reference { .. } => 1,
        }
    }

    fn draw_mark<B: DrawingBackend>(&self, canvas: &Canvas<'_, B>, (x, y): (i32, i32)) -> Result<(), DrawError> {
        let Weight::Part { mark, .. } = self.weight else { return Ok(()) };
        let color = self.color(canvas.theme);
        let fill = |points: &[(i32, i32)]| canvas.polygon(points, color, 1.0);
        match mark {
            Mark::Square => fill(&[(x - 3, y - 3), (x + 3, y - 3), (x + 3, y + 3), (x - 3, y + 3)]),
            Mark::Diamond => fill(&[(x, y - 4), (x + 4, y), (x, y + 4), (x - 4, y)]),
            Mark::Triangle => fill(&[(x, y - 4), (x + 4, y + 3), (x - 4, y + 3)]),
            Mark::Bar => canvas.path(&[(x, y - 5), (x, y + 5)], color, 2),
            Mark::Cross => {
                canvas.path(&[(x - 3, y - 3), (x + 3, y + 3)], color, 2)?;
                canvas.path(&[(x - 3, y + 3), (x + 3, y - 3)], color, 2)
            }
        }
    }
}

/// From columns and amounts to pixels.
struct Grid {
    plot: Area,
    columns: usize,
    top: f64,
}

impl Grid {
    #[expect(clippy::cast_precision_loss, reason = "columns are counted in hundreds")]
    fn x(&self, column: usize) -> i32 {
        signed(self.plot.left) + rounded(column as f64 / self.columns as f64 * f64::from(self.plot.width))
    }

    fn y(&self, amount: f64) -> i32 {
        signed(self.plot.top) + rounded((1.0 - amount / self.top) * f64::from(self.plot.height))
    }
}

/// The columns that follow each other without a gap.
fn runs(columns: &[Option<Column>]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (index, _) in columns.iter().enumerate().filter(|(_, column)| column.is_some()) {
        match runs.last_mut().filter(|run| run.end == index) {
            Some(run) => run.end += 1,
            None => runs.push(index..index + 1),
        }
    }
    runs
}

#[cfg(test)]
mod tests;
