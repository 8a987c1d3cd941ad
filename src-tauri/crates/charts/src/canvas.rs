//! What is drawn on: SVG for the page, PNG for sharing, both from the same strokes.

use crate::font;
use crate::theme::Theme;
use plotters::backend::{BitMapBackend, SVGBackend};
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoFont, RGBColor, TextStyle};

/// How large a drawing is, in pixels of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

/// A rectangle within a drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    pub left: u32,
    pub top: u32,
    pub width: u32,
    pub height: u32,
}

pub(crate) const LEFT: u32 = 52;
pub(crate) const RIGHT: u32 = 14;
const TOP: u32 = 12;
const BOTTOM: u32 = 24;
/// The legend of a saved picture, one line below the chart.
pub(crate) const LEGEND: u32 = 26;

/// A drawing, and where in it the data lies, so that something can be laid over it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    pub svg: String,
    pub plot: Area,
}

#[derive(Debug, thiserror::Error)]
#[error("the chart could not be drawn: {0}")]
pub struct DrawError(String);

impl DrawError {
    pub(crate) fn new(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }
}

/// A drawing area, whatever is behind it, and how many of its pixels make one of the page.
pub(crate) struct Canvas<'a, B: DrawingBackend> {
    pub area: &'a DrawingArea<B, Shift>,
    pub theme: Theme,
    pub scale: u32,
    pub strokes: Strokes,
}

/// How the pieces of a path are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strokes {
    /// As one shape, which is shorter to tell.
    Joined,
    /// Each by itself: as one shape, pixels that a path goes over twice would be left out, and spikes are such.
    Apart,
}

/// Where a label's place is in the label.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Anchor {
    Left,
    Middle,
    Right,
}

/// The part of a drawing of this size that holds the data.
pub(crate) fn plot(size: Size) -> Area {
    Area {
        left: LEFT,
        top: TOP,
        width: size.width.saturating_sub(LEFT + RIGHT).max(1),
        height: size.height.saturating_sub(TOP + BOTTOM).max(1),
    }
}

/// As much of a name as there is room for, in letters.
pub(crate) fn shortened(name: &str, room: usize) -> String {
    match name.char_indices().nth(room) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "pixels of a screen")]
pub(crate) fn rounded(pixels: f64) -> i32 {
    pixels.round() as i32
}

pub(crate) fn signed(pixels: impl TryInto<i32>) -> i32 {
    pixels.try_into().unwrap_or(i32::MAX)
}

/// The text as XML can carry it: a name with a control character would make the whole picture unreadable.
fn carried(text: &str) -> String {
    text.replace(|c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'), "\u{fffd}")
}

impl<B: DrawingBackend> Canvas<'_, B> {
    /// Draws a text whose middle line goes through the place.
    pub fn text(&self, text: &str, place: (i32, i32), anchor: Anchor, color: RGBColor) -> Result<(), DrawError> {
        let horizontal = match anchor {
            Anchor::Left => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::Right => HPos::Right,
        };
        let size = 11 * self.scale;
        let style =
            TextStyle::from((font::FAMILY, size).into_font()).color(&color).pos(Pos::new(horizontal, VPos::Center));
        self.area.draw_text(&carried(text), &style, self.scaled(place)).map_err(DrawError::new)
    }

    pub fn path(&self, points: &[(i32, i32)], color: RGBColor, width: u32) -> Result<(), DrawError> {
        let points: Vec<(i32, i32)> = points.iter().map(|point| self.scaled(*point)).collect();
        let draw = |points: Vec<(i32, i32)>| {
            let path = plotters::element::PathElement::new(points, color.stroke_width(width * self.scale));
            self.area.draw(&path).map_err(DrawError::new)
        };
        match self.strokes {
            Strokes::Joined => draw(points),
            Strokes::Apart => points.windows(2).try_for_each(|piece| draw(piece.to_vec())),
        }
    }

    pub fn polygon(&self, points: &[(i32, i32)], color: RGBColor, opacity: f64) -> Result<(), DrawError> {
        let points: Vec<(i32, i32)> = points.iter().map(|point| self.scaled(*point)).collect();
        self.area.draw(&plotters::element::Polygon::new(points, color.mix(opacity).filled())).map_err(DrawError::new)
    }

    fn scaled(&self, (x, y): (i32, i32)) -> (i32, i32) {
        let scale = i32::try_from(self.scale).unwrap_or(1);
        (x * scale, y * scale)
    }
}

/// Lets `draw` draw an SVG.
pub(crate) fn svg(
    size: Size,
    theme: Theme,
    draw: impl FnOnce(&Canvas<'_, SVGBackend<'_>>) -> Result<(), DrawError>,
) -> Result<String, DrawError> {
    font::register();
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, (size.width, size.height)).into_drawing_area();
        draw(&Canvas { area: &area, theme, scale: 1, strokes: Strokes::Joined })?;
        area.present().map_err(DrawError::new)?;
    }
    Ok(text)
}

/// A picture is looked at on screens of twice the density too.
const PICTURE_SCALE: u32 = 2;

/// Lets `draw` draw a PNG, twice as large in pixels as on the page.
pub(crate) fn png(
    size: Size,
    theme: Theme,
    draw: impl FnOnce(&Canvas<'_, BitMapBackend<'_>>) -> Result<(), DrawError>,
) -> Result<Vec<u8>, DrawError> {
    font::register();
    let (width, height) = (size.width * PICTURE_SCALE, size.height * PICTURE_SCALE);
    let mut pixels = vec![0_u8; 3 * width as usize * height as usize];
    {
        let area = BitMapBackend::with_buffer(&mut pixels, (width, height)).into_drawing_area();
        draw(&Canvas { area: &area, theme, scale: PICTURE_SCALE, strokes: Strokes::Apart })?;
        area.present().map_err(DrawError::new)?;
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels)).map_err(DrawError::new)?;
    Ok(file)
}
