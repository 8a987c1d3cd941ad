//! Amounts of periods as stacked bars: a part for each series, told from the others by a pattern too, credits below the
//! line, and bands where a period has no amount.

mod pattern;

pub use pattern::Pattern;

use crate::axis::ceiling;
use crate::canvas::{Anchor, Area, Canvas, DrawError, Drawing, Size, rounded, signed};
use crate::frame::{self, Chart};
use crate::theme::Theme;
use pattern::Patch;
use plotters::prelude::DrawingBackend;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// How much of a bar's place is left free beside it.
const BETWEEN: f64 = 0.22;
/// An estimate is paler than what AWS has closed.
const PALE: f64 = 0.55;

/// All that a drawing needs; labels are texts already.
pub struct BarChart {
    pub series: Vec<BarSeries>,
    pub bars: Vec<Bar>,
    /// How an amount is written at the left.
    pub label: Box<dyn Fn(Decimal) -> String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BarSeries {
    pub name: String,
    /// One of the eight account colours.
    pub color: usize,
    pub pattern: Pattern,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Below the bar, where there is room.
    pub label: String,
    /// What each series adds, in their order; a credit is negative.
    pub parts: Vec<Decimal>,
    pub standing: Standing,
}

/// What is to be thought of a bar's height.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Closed,
    /// It may still move.
    Estimate,
    /// There is no amount, and a bar of no height would say zero.
    Unknown,
}

impl BarChart {
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

impl Chart for BarChart {
    fn draw<B: DrawingBackend>(&self, canvas: &Canvas<'_, B>, plot: Area) -> Result<(), DrawError> {
        let scale = Scale::of(&self.bars);
        let grid = Grid { plot, count: self.bars.len().max(1), top: scale.top, bottom: scale.bottom };
        self.draw_unknown(canvas, &grid)?;
        self.draw_axes(canvas, &grid, &scale.steps)?;
        for (index, bar) in self.bars.iter().enumerate() {
            self.draw_bar(canvas, &grid, index, bar)?;
        }
        Ok(())
    }

    fn draw_legend<B: DrawingBackend>(&self, canvas: &Canvas<'_, B>, size: Size) -> Result<(), DrawError> {
        canvas.legend(size, self.series.iter().map(|series| series.name.as_str()), |index, (x, y)| {
            let patch = Patch { left: x, right: x + 16, top: y - 6, bottom: y + 6 };
            patch.draw(canvas, &self.series[index], 1.0)
        })
    }
}

impl BarChart {
    fn draw_bar<B: DrawingBackend>(
        &self,
        canvas: &Canvas<'_, B>,
        grid: &Grid,
        index: usize,
        bar: &Bar,
    ) -> Result<(), DrawError> {
        let opacity = match bar.standing {
            Standing::Closed => 1.0,
            Standing::Estimate => PALE,
            Standing::Unknown => return Ok(()),
        };
        let (left, right) = grid.bar(index);
        let (mut above, mut below) = (0.0, 0.0);
        for (series, part) in self.series.iter().zip(&bar.parts) {
            let amount = part.to_f64().unwrap_or_default();
            let from = if amount < 0.0 { &mut below } else { &mut above };
            let (begin, end) = (grid.y(*from), grid.y(*from + amount));
            *from += amount;
            let patch = Patch { left, right, top: begin.min(end), bottom: begin.max(end) };
            patch.draw(canvas, series, opacity)?;
        }
        Ok(())
    }

    /// One band for every run of periods without an amount.
    fn draw_unknown<B: DrawingBackend>(&self, canvas: &Canvas<'_, B>, grid: &Grid) -> Result<(), DrawError> {
        let mut from = 0;
        for run in self.bars.chunk_by(|one, next| one.standing == next.standing) {
            let until = from + run.len();
            if run.iter().all(|bar| bar.standing == Standing::Unknown) {
                let across = (grid.x(from), grid.x(until));
                canvas.band(across, (grid.y(grid.top), grid.y(grid.bottom)), "no amount", 70)?;
            }
            from = until;
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
        let (left, right) = (grid.x(0), grid.x(grid.count));
        canvas.amounts(steps, (left, right), |amount| grid.y(amount), &self.label)?;
        let below = grid.y(grid.bottom) + 13;
        // About seven pixels a letter, and some air.
        let letters = self.bars.iter().map(|bar| bar.label.chars().count()).max().unwrap_or(0);
        let room = signed(letters) * 7 + 14;
        let every = grid.count.div_ceil(usize::try_from((right - left) / room.max(1)).unwrap_or(1).max(1));
        for (index, bar) in self.bars.iter().enumerate().step_by(every.max(1)) {
            let middle = i32::midpoint(grid.x(index), grid.x(index + 1));
            canvas.text(&bar.label, (middle, below), Anchor::Middle, palette.dim)?;
        }
        Ok(())
    }
}

/// The axis of amounts: round steps that hold the highest stack and, where there are credits, the lowest.
struct Scale {
    top: f64,
    bottom: f64,
    steps: Vec<Decimal>,
}

impl Scale {
    fn of(bars: &[Bar]) -> Self {
        let known = || bars.iter().filter(|bar| bar.standing != Standing::Unknown);
        let stack = |bar: &Bar, is_up: bool| -> Decimal {
            bar.parts.iter().filter(|part| part.is_sign_positive() == is_up).map(Decimal::abs).sum()
        };
        let highest = known().map(|bar| stack(bar, true)).max().unwrap_or_default();
        let deepest = known().map(|bar| stack(bar, false)).max().unwrap_or_default();
        let (_, steps) = ceiling(highest.max(deepest));
        // Those that are needed to hold each side, and zero.
        let reach = |side: Decimal| {
            let needed = steps.iter().filter(move |step| **step < side).count();
            steps.iter().copied().take(needed + 1)
        };
        let (up, down): (Vec<Decimal>, Vec<Decimal>) = (reach(highest).collect(), reach(deepest).collect());
        let last = |side: &[Decimal]| side.last().and_then(Decimal::to_f64).unwrap_or_default();
        let (top, bottom) = (last(&up), -last(&down));
        let steps = down.into_iter().skip(1).rev().map(|step| -step).chain(up).collect();
        Self { top: if top == bottom { 1.0 } else { top }, bottom, steps }
    }
}

/// From bars and amounts to pixels.
struct Grid {
    plot: Area,
    count: usize,
    top: f64,
    bottom: f64,
}

impl Grid {
    /// Where a bar's place begins.
    #[expect(clippy::cast_precision_loss, reason = "bars are counted in hundreds")]
    fn x(&self, index: usize) -> i32 {
        signed(self.plot.left) + rounded(index as f64 / self.count as f64 * f64::from(self.plot.width))
    }

    /// From where until where a bar is filled: never nothing.
    fn bar(&self, index: usize) -> (i32, i32) {
        let (left, right) = (self.x(index), self.x(index + 1));
        let free = rounded(f64::from(right - left) * BETWEEN / 2.0);
        (left + free, (right - free).max(left + free + 1))
    }

    fn y(&self, amount: f64) -> i32 {
        let share = (self.top - amount) / (self.top - self.bottom);
        signed(self.plot.top) + rounded(share * f64::from(self.plot.height))
    }
}

#[cfg(test)]
mod tests;
