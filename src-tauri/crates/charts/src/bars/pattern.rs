//! How a part of a bar is filled: in its colour, and with lines by which it is told apart without it.

use super::BarSeries;
use crate::canvas::{Canvas, DrawError};
use plotters::prelude::DrawingBackend;

/// Lines in the colour of the panel over the colour of the series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    Solid,
    Rising,
    Falling,
    Across,
    Upright,
    Crossed,
    Checked,
    Hollow,
}

impl Pattern {
    pub const ALL: [Self; 8] = [
        Self::Solid,
        Self::Rising,
        Self::Across,
        Self::Falling,
        Self::Upright,
        Self::Crossed,
        Self::Checked,
        Self::Hollow,
    ];
}

/// So far apart lines lie.
const STEP: i32 = 6;
/// A part narrower than this shows no lines: they would only grey its colour.
const NARROWEST: i32 = 8;

/// A rectangle that is filled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patch {
    pub left: i32,
    pub right: i32,
    pub top: i32,
    pub bottom: i32,
}

impl Patch {
    pub fn draw<B: DrawingBackend>(
        &self,
        canvas: &Canvas<'_, B>,
        series: &BarSeries,
        opacity: f64,
    ) -> Result<(), DrawError> {
        if self.top >= self.bottom {
            return Ok(());
        }
        let palette = canvas.theme.palette();
        let color = palette.accounts[series.color % palette.accounts.len()];
        canvas.polygon(&self.corners(), color, opacity)?;
        if self.right - self.left < NARROWEST {
            return Ok(());
        }
        if series.pattern == Pattern::Hollow && self.bottom - self.top > 4 {
            let inner = Self { left: self.left + 2, right: self.right - 2, top: self.top + 2, bottom: self.bottom - 2 };
            return canvas.polygon(&inner.corners(), palette.panel, 1.0);
        }
        self.lines(series.pattern).into_iter().try_for_each(|line| canvas.path(&line, palette.panel, 1))
    }

    fn corners(&self) -> [(i32, i32); 4] {
        [(self.left, self.top), (self.right, self.top), (self.right, self.bottom), (self.left, self.bottom)]
    }

    pub fn lines(&self, pattern: Pattern) -> Vec<[(i32, i32); 2]> {
        match pattern {
            Pattern::Solid | Pattern::Hollow => Vec::new(),
            Pattern::Across => self.across().collect(),
            Pattern::Upright => self.upright().collect(),
            Pattern::Checked => self.across().chain(self.upright()).collect(),
            Pattern::Rising => self.rising().collect(),
            Pattern::Falling => self.falling().collect(),
            Pattern::Crossed => self.rising().chain(self.falling()).collect(),
        }
    }

    /// Lines stand at the same places of every bar, so that parts above each other do not shift them.
    fn across(&self) -> impl Iterator<Item = [(i32, i32); 2]> + use<> {
        let Self { left, right, top, bottom } = *self;
        (top..bottom).filter(|y| y.rem_euclid(STEP) == 0).map(move |y| [(left, y), (right, y)])
    }

    fn upright(&self) -> impl Iterator<Item = [(i32, i32); 2]> + use<> {
        let Self { left, right, top, bottom } = *self;
        (left + 2..right - 1).step_by(5).map(move |x| [(x, top), (x, bottom)])
    }

    /// The places where x + y is the same, cut to the patch.
    fn rising(&self) -> impl Iterator<Item = [(i32, i32); 2]> + use<> {
        let Self { left, right, top, bottom } = *self;
        let sums = (left + top..right + bottom).filter(|sum| sum.rem_euclid(STEP) == 0);
        let line = move |sum: i32| {
            let (from, until) = (left.max(sum - bottom), right.min(sum - top));
            (from < until).then_some([(from, sum - from), (until, sum - until)])
        };
        sums.filter_map(line)
    }

    /// The places where y - x is the same.
    fn falling(&self) -> impl Iterator<Item = [(i32, i32); 2]> + use<> {
        let Self { left, right, top, bottom } = *self;
        let differences = (top - right..bottom - left).filter(|difference| difference.rem_euclid(STEP) == 0);
        let line = move |difference: i32| {
            let (from, until) = (left.max(top - difference), right.min(bottom - difference));
            (from < until).then_some([(from, difference + from), (until, difference + until)])
        };
        differences.filter_map(line)
    }
}
