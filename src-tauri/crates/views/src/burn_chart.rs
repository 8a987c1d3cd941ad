//! What every account burned over the last hours or days, from the record: the drawing, and the numbers behind it.

mod file;
mod record;
mod table;

pub use file::{BurnFile, SaveBurnRequest};
pub use record::burn_marks;

use crate::clusters::AccountColor;
use crate::scene::Scene;
use crate::wording::{clock, count, rfc3339};
use emberwatch_app::ports::BurnRecord;
use emberwatch_charts::{Area, DrawError, Mark, Series, Size, StepChart, Theme, Weight};
use emberwatch_domain::account::AccountId;
use emberwatch_domain::money::Usd;
use emberwatch_domain::series::{Column, Stretch, columns, gaps, sum};
use emberwatch_domain::time_span::TimeSpan;
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What is asked of the chart. Sizes are pixels of the page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Type)]
pub struct BurnChartRequest {
    /// Absent: every watched account and their sum.
    pub account_id: Option<String>,
    pub range: BurnRange,
    pub theme: ChartTheme,
    pub width: u32,
    pub height: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum BurnRange {
    Hours24,
    Days7,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ChartTheme {
    Light,
    Dark,
}

#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct BurnChartView {
    pub sample: bool,
    pub from: String,
    pub to: String,
    /// Absent: nothing was recorded in this time, and there is nothing to draw.
    pub drawing: Option<ChartDrawing>,
    /// One sentence for who cannot see the drawing.
    pub summary: String,
    pub series: Vec<ChartSeries>,
    /// As many as the drawing has steps from left to right, however many changes were recorded.
    pub columns: Vec<ChartColumn>,
    /// The same in fewer rows, to be read.
    pub rows: Vec<ChartRow>,
    /// Each a sentence: from when until when nothing was recorded.
    pub gaps: Vec<String>,
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
    /// Absent: the sum, in the colour of text.
    pub color: Option<AccountColor>,
    pub mark: Option<ChartMark>,
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
    /// USD per hour of each series; absent where nothing was recorded.
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

/// Two pixels of a usual window: finer than a pointer is held, coarse enough to stay small on the wire.
const COLUMNS: usize = 240;
/// More lines than that nobody tells apart; the smaller accounts are one line.
const LINES: usize = 8;
const NOTHING: &str = "Nothing was recorded in this time.";
/// A look that is a little late is no gap.
const SHORTEST_GAP_MINUTES: i32 = 5;

/// The record of a window, drawn or written.
pub struct BurnChart {
    window: TimeSpan,
    range: BurnRange,
    lines: Vec<Line>,
    sample: bool,
}

/// One line of the chart, with its whole record.
struct Line {
    name: String,
    stands_for: StandsFor,
    record: Vec<Stretch>,
}

enum StandsFor {
    /// All the other lines together.
    Sum,
    Account(AccountId, AccountColor),
    /// The accounts that burned least.
    Others,
}

impl BurnRange {
    pub fn window(self, now: Timestamp) -> TimeSpan {
        let length = match self {
            Self::Hours24 => SignedDuration::from_hours(24),
            Self::Days7 => SignedDuration::from_hours(7 * 24),
        };
        TimeSpan::new(now.checked_sub(length).unwrap_or(Timestamp::MIN), now)
    }
}

impl BurnChart {
    /// Chooses the lines: the sum and the accounts that burned most, or the one account that is asked for.
    pub fn new(scene: &Scene<'_>, record: &BurnRecord, account: Option<&str>, range: BurnRange) -> Self {
        let watched = |id: &AccountId| scene.snapshots.iter().any(|snapshot| &snapshot.account == id);
        let wanted =
            record.iter().filter(|(id, _)| watched(id) && account.is_none_or(|account| id.as_str() == account));
        let mut lines: Vec<Line> = wanted
            .map(|(id, stretches)| {
                let look = scene.look(id);
                let stands_for = StandsFor::Account(id.clone(), look.color);
                Line { name: look.name, stands_for, record: stretches.clone() }
            })
            .collect();
        lines.sort_by_key(|line| std::cmp::Reverse(line.record.iter().map(|stretch| stretch.usd).max()));
        if lines.len() > LINES {
            let others = lines.split_off(LINES - 1);
            lines.push(Line::sum_of(&others, count(others.len(), "other account"), StandsFor::Others));
        }
        if lines.len() > 1 {
            let all = Line::sum_of(&lines, "All accounts".to_owned(), StandsFor::Sum);
            lines.insert(0, all);
        }
        Self { window: range.window(scene.now), range, lines, sample: scene.is_sample() }
    }

    /// # Errors
    /// The drawing library could not draw.
    pub fn view(&self, scene: &Scene<'_>, request: &BurnChartRequest) -> Result<BurnChartView, DrawError> {
        let size = Size { width: request.width.clamp(240, 4000), height: request.height.clamp(120, 2000) };
        let chart = self.chart(scene);
        let drawing = match self.is_empty() {
            true => None,
            false => Some(chart.svg(request.theme.into(), size)?),
        };
        Ok(BurnChartView {
            sample: self.sample,
            from: rfc3339(self.window.start),
            to: rfc3339(self.window.end),
            summary: self.summary(scene),
            series: chart.series.iter().zip(&self.lines).map(|(series, line)| line.series(series)).collect(),
            columns: if drawing.is_some() { self.columns() } else { Vec::new() },
            rows: if drawing.is_some() { self.rows() } else { Vec::new() },
            gaps: self.gaps(scene).iter().map(|gap| told(scene, *gap)).collect(),
            drawing: drawing.map(|drawing| ChartDrawing::new(drawing.svg, drawing.plot)),
        })
    }

    /// The drawing without a page around it: with its background and legend.
    pub fn chart(&self, scene: &Scene<'_>) -> StepChart {
        let numbers = scene.numbers();
        let mut marks = Mark::ALL.into_iter().cycle();
        let series = self.lines.iter().map(|line| {
            let mut part = |color: AccountColor| Weight::Part {
                color: usize::from(color.number()),
                mark: marks.next().unwrap_or(Mark::Bar),
            };
            let weight = match &line.stands_for {
                StandsFor::Sum => Weight::Sum,
                StandsFor::Account(_, color) => part(*color),
                StandsFor::Others => part(AccountColor::Slate),
            };
            Series { name: line.name.clone(), weight, columns: columns(&line.record, self.window, COLUMNS) }
        });
        StepChart {
            ticks: table::ticks(scene, self.window, self.range),
            label: Box::new(move |usd: Decimal| format!("${}", numbers.written(&usd.normalize().to_string()))),
            series: series.collect(),
            gaps: self.gaps(scene).iter().map(|gap| self.columns_of(*gap)).collect(),
            columns: COLUMNS,
        }
    }

    pub fn is_empty(&self) -> bool {
        // A stretch that has only begun has lasted for no time yet, and nothing of it can be drawn.
        self.lines.iter().flat_map(|line| &line.record).all(|stretch| stretch.span.milliseconds() == 0)
    }

    fn main(&self) -> &[Stretch] {
        self.lines.first().map_or(&[], |line| &line.record)
    }

    fn gaps(&self, scene: &Scene<'_>) -> Vec<TimeSpan> {
        gaps(self.main(), self.window, scene.minutes_of_polling(SHORTEST_GAP_MINUTES))
    }

    fn columns_of(&self, gap: TimeSpan) -> std::ops::Range<usize> {
        let known = columns(self.main(), self.window, COLUMNS);
        let empty: Vec<usize> =
            table::within(self.window, COLUMNS, gap).filter(|index| known[*index].is_none()).collect();
        empty.first().map_or(0..0, |first| *first..empty.last().map_or(*first, |last| last + 1))
    }

    fn summary(&self, scene: &Scene<'_>) -> String {
        let amounts = || self.main().iter().map(|stretch| stretch.usd);
        if self.is_empty() {
            return NOTHING.to_owned();
        }
        let (Some(lowest), Some(highest), Some(newest)) = (amounts().min(), amounts().max(), self.main().last()) else {
            return NOTHING.to_owned();
        };
        let numbers = scene.numbers();
        let at_least = if newest.complete { "" } else { "at least " };
        format!(
            "{}, from {} to {}: between {} and {} USD per hour, at last {at_least}{}.",
            self.lines.first().map_or("", |line| &line.name),
            clock(self.window.start, scene.now, &scene.zone),
            clock(self.window.end, scene.now, &scene.zone),
            numbers.written(&lowest.total_text()),
            numbers.written(&highest.total_text()),
            numbers.written(&newest.usd.total_text()),
        )
    }
}

impl Line {
    fn sum_of(lines: &[Self], name: String, stands_for: StandsFor) -> Self {
        let records: Vec<&[Stretch]> = lines.iter().map(|line| line.record.as_slice()).collect();
        Self { name, stands_for, record: sum(&records) }
    }

    fn account(&self) -> Option<&AccountId> {
        match &self.stands_for {
            StandsFor::Account(id, _) => Some(id),
            StandsFor::Sum | StandsFor::Others => None,
        }
    }

    fn series(&self, drawn: &Series) -> ChartSeries {
        let mark = match drawn.weight {
            Weight::Sum => None,
            Weight::Part { mark, .. } => Some(mark.into()),
        };
        let color = match self.stands_for {
            StandsFor::Account(_, color) => Some(color),
            StandsFor::Sum | StandsFor::Others => None,
        };
        ChartSeries { name: self.name.clone(), color, mark }
    }
}

impl ChartDrawing {
    pub(crate) fn new(svg: String, Area { left, top, width, height }: Area) -> Self {
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

fn told(scene: &Scene<'_>, gap: TimeSpan) -> String {
    let [from, until] = [gap.start, gap.end].map(|at| clock(at, scene.now, &scene.zone));
    format!("Not recorded from {from} to {until}.")
}

fn amount(column: Option<Column>, of: impl Fn(&Column) -> Usd) -> Option<String> {
    column.as_ref().map(|column| of(column).total_text())
}
