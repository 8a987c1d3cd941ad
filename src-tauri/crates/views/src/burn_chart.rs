//! What every account burned over the last hours or days, from the record: the drawing, and the numbers behind it.

mod file;
mod month;
mod record;
mod table;

pub use file::SaveBurnRequest;
pub use month::{MonthBurnView, running_month};
pub use record::burn_marks;

use crate::chart::{ChartColumn, ChartDrawing, ChartRow, ChartSeries, ChartTheme, page_size, ticks, within};
use crate::clusters::AccountColor;
use crate::scene::Scene;
use crate::wording::{clock, count, rfc3339};
use emberwatch_app::burned::BurnedSum;
use emberwatch_app::ports::BurnRecord;
use emberwatch_charts::{DrawError, Mark, Series, StepChart, Weight};
use emberwatch_domain::account::AccountId;
use emberwatch_domain::series::{Stretch, columns, gaps, sum};
use emberwatch_domain::time_span::TimeSpan;
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;

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
    /// Absent: nothing was recorded this month.
    pub month: Option<MonthBurnView>,
    /// Why nothing more is recorded; absent while it is, once a minute.
    pub not_recorded: Option<String>,
}

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

/// What is no longer watched stays in the record.
fn is_shown(scene: &Scene<'_>, account: Option<&str>, id: &AccountId) -> bool {
    let is_watched = scene.snapshots.iter().any(|snapshot| &snapshot.account == id);
    is_watched && account.is_none_or(|account| id.as_str() == account)
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
        let wanted = record.iter().filter(|(id, _)| is_shown(scene, account, id));
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

    /// `sums` are those of the [running month](running_month).
    ///
    /// # Errors
    /// The drawing library could not draw.
    pub fn view(
        &self,
        scene: &Scene<'_>,
        request: &BurnChartRequest,
        sums: &BTreeMap<AccountId, BurnedSum>,
    ) -> Result<BurnChartView, DrawError> {
        let size = page_size(request.width, request.height);
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
            drawing: drawing.map(ChartDrawing::new),
            not_recorded: scene.read_only.map(str::to_owned),
            month: month::month(scene, sums, |id| is_shown(scene, request.account_id.as_deref(), id)),
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
            ticks: ticks(&scene.zone, self.window),
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
        let empty: Vec<usize> = within(self.window, COLUMNS, gap).filter(|index| known[*index].is_none()).collect();
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
        let color = match self.stands_for {
            StandsFor::Account(_, color) => Some(color),
            StandsFor::Sum | StandsFor::Others => None,
        };
        ChartSeries::new(drawn, color)
    }
}

fn told(scene: &Scene<'_>, gap: TimeSpan) -> String {
    let [from, until] = [gap.start, gap.end].map(|at| clock(at, scene.now, &scene.zone));
    format!("Not recorded from {from} to {until}.")
}
