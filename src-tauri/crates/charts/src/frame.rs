//! What every chart has around its data: the drawing for the page, the picture with its legend, the lines of its amounts.

use crate::canvas::{
    Anchor, Area, Canvas, DrawError, Drawing, LEFT, LEGEND, RIGHT, Size, plot, png, shortened, signed, svg,
};
use crate::theme::Theme;
use plotters::prelude::DrawingBackend;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// What is special about a chart, on whatever it is drawn.
pub(crate) trait Chart {
    fn draw<B: DrawingBackend>(&self, canvas: &Canvas<'_, B>, plot: Area) -> Result<(), DrawError>;

    fn draw_legend<B: DrawingBackend>(&self, canvas: &Canvas<'_, B>, size: Size) -> Result<(), DrawError>;
}

/// For the page, which has a legend of its own.
pub(crate) fn page(chart: &impl Chart, theme: Theme, size: Size) -> Result<Drawing, DrawError> {
    let plot = plot(size);
    let svg = svg(size, theme, |canvas| chart.draw(canvas, plot))?;
    Ok(Drawing { svg, plot })
}

/// A picture to be kept or sent: with its background and legend.
pub(crate) fn picture_svg(chart: &impl Chart, theme: Theme, size: Size) -> Result<String, DrawError> {
    svg(size, theme, |canvas| draw_picture(chart, canvas, size))
}

pub(crate) fn picture_png(chart: &impl Chart, theme: Theme, size: Size) -> Result<Vec<u8>, DrawError> {
    png(size, theme, |canvas| draw_picture(chart, canvas, size))
}

fn draw_picture<B: DrawingBackend>(chart: &impl Chart, canvas: &Canvas<'_, B>, size: Size) -> Result<(), DrawError> {
    canvas.area.fill(&canvas.theme.palette().panel).map_err(DrawError::new)?;
    chart.draw(canvas, plot(Size { height: size.height.saturating_sub(LEGEND), ..size }))?;
    chart.draw_legend(canvas, size)
}

impl<B: DrawingBackend> Canvas<'_, B> {
    /// A line and a label for every step of the amounts, from `left` to `right`.
    pub fn amounts(
        &self,
        steps: &[Decimal],
        (left, right): (i32, i32),
        y: impl Fn(f64) -> i32,
        label: &dyn Fn(Decimal) -> String,
    ) -> Result<(), DrawError> {
        let palette = self.theme.palette();
        for step in steps {
            let y = y(step.to_f64().unwrap_or_default());
            let color = if step.is_zero() { palette.line_strong } else { palette.line };
            self.path(&[(left, y), (right, y)], color, 1)?;
            self.text(&label(*step), (left - 8, y), Anchor::Right, palette.dim)?;
        }
        Ok(())
    }

    /// A stretch without an amount, which says so where it is wider than `room`.
    pub fn band(
        &self,
        (left, right): (i32, i32),
        (top, bottom): (i32, i32),
        words: &str,
        room: i32,
    ) -> Result<(), DrawError> {
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
        self.polygon(&corners, self.theme.palette().raise, 1.0)?;
        if right - left > room {
            let middle = (i32::midpoint(left, right), i32::midpoint(top, bottom));
            self.text(words, middle, Anchor::Middle, self.theme.palette().dim)?;
        }
        Ok(())
    }

    /// The names side by side below a picture, each behind its sign, which `sign` draws from 16 pixels left of it on.
    pub fn legend<'n>(
        &self,
        size: Size,
        names: impl ExactSizeIterator<Item = &'n str>,
        sign: impl Fn(usize, (i32, i32)) -> Result<(), DrawError>,
    ) -> Result<(), DrawError> {
        let y = signed(size.height) - signed(LEGEND) / 2;
        let width = signed(size.width.saturating_sub(LEFT + RIGHT)) / signed(names.len().max(1));
        // A long name must not run into the next one: about seven pixels a letter.
        let room = usize::try_from((width - 30) / 7).unwrap_or(4).max(4);
        for (index, name) in names.enumerate() {
            let x = signed(LEFT) + width * signed(index);
            sign(index, (x, y))?;
            self.text(&shortened(name, room), (x + 22, y), Anchor::Left, self.theme.palette().dim)?;
        }
        Ok(())
    }
}
