//! The prices of a window as step lines, beside what on demand costs and the limit.

use super::prices::{Told, prices_of, told};
use super::{AskedMarket, DrawnOnDemand, SpotLine, SpotMarketView, number};
use crate::chart::{
    ChartDrawing, ChartFile, ChartSeries, ChartTheme, PICTURE, chart_columns, chart_rows, page_size, ticks,
};
use crate::clusters::AccountColor;
use crate::scene::Scene;
use crate::spreadsheet::csv;
use crate::wording::{clock, count, rfc3339};
use emberwatch_app::market::Seen;
use emberwatch_charts::{Dash, DrawError, Mark, Series, StepChart, Weight, ceiling, columns_of};
use emberwatch_domain::account::AvailabilityZone;
use emberwatch_domain::advisor::ListPrices;
use emberwatch_domain::burn::Rates;
use emberwatch_domain::cluster::InstanceType;
use emberwatch_domain::money::Usd;
use emberwatch_domain::series::Column;
use emberwatch_domain::spot::SpotSeries;
use emberwatch_domain::time_span::TimeSpan;
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::ops::Range;

/// More lines than that nobody tells apart; the table has them all.
const LINES: usize = 8;
/// So many amounts to compare with leave room for lines as fine as they get.
const REFERENCES: usize = 2;
/// An on-demand price of so many times the highest spot price would leave these less than half of the drawing.
const NEAR: Decimal = Decimal::TWO;
/// Rows of the table that stands for the drawing.
const ROWS: usize = 30;
/// The limit can be dragged to so many prices.
const LIMITS: u32 = 200;
const NOTHING: &str = "No spot price is known of this time.";

/// The lines of a window.
pub struct SpotChart<'a> {
    window: TimeSpan,
    lines: Vec<Line<'a>>,
    /// That is drawn.
    on_demand: Vec<Reference>,
    /// That is not.
    told: Vec<Reference>,
    limit: Option<Reference>,
    left_out: usize,
    is_chosen: bool,
}

/// An amount to compare with.
struct Reference {
    name: String,
    usd: Usd,
    dash: Dash,
}

/// A series may be of a hundred thousand changes, so that it is neither copied nor gone through more often than needed.
struct Line<'a> {
    kind: &'a InstanceType,
    zone: &'a AvailabilityZone,
    name: String,
    series: &'a SpotSeries,
    mean: Usd,
    min: Usd,
    max: Usd,
}

/// The page: the drawing, the table, and the limits.
///
/// # Errors
/// The drawing library could not draw.
pub fn spot_market(
    scene: &Scene<'_>,
    seen: &Seen,
    asked: &AskedMarket,
    theme: ChartTheme,
    (width, height): (u32, u32),
) -> Result<SpotMarketView, DrawError> {
    let told = told(seen, asked);
    let chart = SpotChart::of(seen, asked, &told);
    let stepped = chart.chart(scene);
    let drawing = match chart.is_empty() {
        true => None,
        false => Some(ChartDrawing::new(stepped.svg(theme.into(), page_size(width, height))?)),
    };
    let drawn = |count: usize| if drawing.is_some() { count } else { 0 };
    let limits = chart.limits();
    let columns: Vec<Vec<Option<Column>>> = stepped.series.iter().map(|series| series.columns.clone()).collect();
    Ok(SpotMarketView {
        prices: prices_of(scene, seen, asked, &told),
        summary: chart.summary(scene),
        series: stepped.series.iter().map(|series| ChartSeries::new(series, color(series.weight))).collect(),
        lines: chart.lines.iter().map(Line::named).collect(),
        most_lines: number(LINES),
        columns: chart_columns(&columns, chart.window, drawn(stepped.columns), Usd::per_hour_text),
        rows: chart_rows(&chart.columns(drawn(ROWS)), chart.window, drawn(ROWS), Usd::per_hour_text),
        gaps: chart.left_out(scene),
        zones: zones(seen, asked),
        limit_at: step_of(&limits, asked.limit.or(chart.compared().map(|each| each.usd).next())),
        limits: limits.into_iter().map(Usd::per_hour_text).collect(),
        drawing,
    })
}

impl<'a> SpotChart<'a> {
    /// The cheapest lines of what was asked for.
    pub fn new(seen: &'a Seen, asked: &'a AskedMarket) -> Self {
        Self::of(seen, asked, &told(seen, asked))
    }

    fn of(seen: &Seen, asked: &AskedMarket, told: &[Told<'a>]) -> Self {
        let mut lines: Vec<Line<'a>> = told.iter().filter_map(|told| Line::of(told, asked.types.len() == 1)).collect();
        lines.sort_by(|a, b| a.mean.cmp(&b.mean).then_with(|| a.name.cmp(&b.name)));
        let known = lines.len();
        // What was chosen may have no price in another time: then it is as if nothing had been.
        let is_chosen = lines.iter().any(|line| asked.lines.contains(&line.named()));
        lines.retain(|line| !is_chosen || asked.lines.contains(&line.named()));
        lines.truncate(LINES);
        let (on_demand, told) = on_demand(seen, asked, &lines);
        let limit = asked.limit.map(|usd| Reference { name: "Limit".to_owned(), usd, dash: Dash::Dots });
        Self { window: seen.window, left_out: known - lines.len(), lines, on_demand, told, limit, is_chosen }
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// # Errors
    /// The drawing library could not draw.
    pub fn file(&self, scene: &Scene<'_>, file: ChartFile, theme: ChartTheme) -> Result<Vec<u8>, DrawError> {
        match file {
            ChartFile::Svg => self.chart(scene).picture_svg(theme.into(), PICTURE).map(String::into_bytes),
            ChartFile::Png => self.chart(scene).picture_png(theme.into(), PICTURE),
            ChartFile::Csv => Ok(self.csv().into_bytes()),
        }
    }

    fn chart(&self, scene: &Scene<'_>) -> StepChart {
        let numbers = scene.numbers();
        let count = columns_of(self.lines.len() + self.references().count().saturating_sub(REFERENCES));
        let parts = (0..).zip(Mark::ALL.into_iter().cycle()).map(|(color, mark)| Weight::Part { color, mark });
        let references = self.references().map(|each| Weight::Reference { dash: each.dash });
        let weights = parts.take(self.lines.len()).chain(references);
        let names = self.lines.iter().map(|line| &line.name).chain(self.references().map(|each| &each.name));
        let series = names.zip(weights).zip(self.columns(count)).map(|((name, weight), columns)| Series {
            name: name.clone(),
            weight,
            columns,
        });
        let series: Vec<Series> = series.collect();
        let known = |index: &usize| series[..self.lines.len()].iter().any(|line| line.columns[*index].is_some());
        let is_unknown = |index: &usize| !self.lines.is_empty() && !known(index);
        let gaps = ranges((0..count).filter(is_unknown));
        StepChart {
            ticks: ticks(&scene.zone, self.window),
            label: Box::new(move |usd: Decimal| format!("${}", numbers.written(&usd.normalize().to_string()))),
            // Before anything was known, and where nobody read.
            gaps,
            series,
            columns: count,
        }
    }

    /// Of every series in its order.
    fn columns(&self, count: usize) -> Vec<Vec<Option<Column>>> {
        let all = |usd: Usd| vec![Some(Column { min: usd, max: usd, last: usd, complete: true }); count];
        let lines = self.lines.iter().map(|line| line.series.columns(self.window, count));
        lines.chain(self.references().map(|each| all(each.usd))).collect()
    }

    /// From nothing to more than any price.
    fn limits(&self) -> Vec<Usd> {
        let spot = self.lines.iter().map(|line| line.max);
        let compared = self.compared().chain(&self.limit).map(|each| each.usd);
        let highest = spot.chain(compared).max().unwrap_or(Usd::ZERO);
        let (top, _) = ceiling(highest.amount());
        (1..=LIMITS).map(|step| Usd::new((top * Decimal::from(step) / Decimal::from(LIMITS)).round_dp(4))).collect()
    }

    /// What is drawn beside the lines.
    fn references(&self) -> impl Iterator<Item = &Reference> {
        self.on_demand.iter().chain(&self.limit)
    }

    /// On demand, be it drawn or told.
    fn compared(&self) -> impl Iterator<Item = &Reference> {
        self.on_demand.iter().chain(&self.told)
    }

    fn left_out(&self, scene: &Scene<'_>) -> Vec<String> {
        let dearer = if self.is_chosen { "" } else { " of higher prices" };
        let are = |more: usize| if more == 1 { "is" } else { "are" };
        let more = |more: usize| format!("{}{dearer} {} in the table alone.", count(more, "line"), are(more));
        let written =
            |each: &Reference| format!("{} ${}", each.name, scene.numbers().written(&each.usd.per_hour_text()));
        let told: Vec<String> = self.told.iter().map(written).collect();
        let told = (!told.is_empty()).then(|| format!("Not drawn: {} per hour.", told.join(", ")));
        (self.left_out > 0).then(|| more(self.left_out)).into_iter().chain(told).collect()
    }

    fn summary(&self, scene: &Scene<'_>) -> String {
        let Some(cheapest) = self.lines.first() else { return NOTHING.to_owned() };
        let written = |usd: Usd| scene.numbers().written(&usd.per_hour_text());
        let beside = self
            .compared()
            .next()
            .map_or(String::new(), |each| format!("; {} {}", lower(&each.name), written(each.usd)));
        format!(
            "Spot prices from {} to {}: cheapest is {} of {} at {} USD per hour on average, between {} and {}{beside}.",
            clock(self.window.start, scene.now, &scene.zone),
            clock(self.window.end, scene.now, &scene.zone),
            cheapest.kind,
            cheapest.zone,
            written(cheapest.mean),
            written(cheapest.min),
            written(cheapest.max),
        )
    }

    /// Every price with the time it held.
    fn csv(&self) -> String {
        let rows = self.lines.iter().flat_map(|line| {
            line.series.stretches(self.window).into_iter().map(|stretch| {
                [
                    line.kind.to_string(),
                    line.zone.to_string(),
                    rfc3339(stretch.span.start),
                    rfc3339(stretch.span.end),
                    // As AWS tells it: a price rounded here would be another one.
                    stretch.usd.to_string(),
                ]
            })
        });
        csv(["instance_type", "availability_zone", "from", "until", "usd_per_hour"], rows)
    }
}

impl<'a> Line<'a> {
    /// `None` where no price is known.
    fn of(told: &Told<'a>, is_of_the_only_type: bool) -> Option<Self> {
        let statistics = told.statistics.as_ref()?;
        let (kind, zone) = (told.kind, told.zone);
        let name = if is_of_the_only_type { zone.to_string() } else { format!("{kind} {zone}") };
        let (mean, min, max) = (statistics.mean, statistics.min, statistics.max);
        Some(Self { kind, zone, name, series: told.series, mean, min, max })
    }

    fn named(&self) -> SpotLine {
        SpotLine { instance_type: self.kind.to_string(), availability_zone: self.zone.to_string() }
    }
}

/// What is drawn of the types that have lines, and what is told alone.
fn on_demand(seen: &Seen, asked: &AskedMarket, lines: &[Line<'_>]) -> (Vec<Reference>, Vec<Reference>) {
    let rates = Rates { region: &seen.place.region, list: &seen.prices, spot: &seen.spot };
    let name = |kind: &InstanceType| match asked.types.len() {
        1 => "On demand".to_owned(),
        _ => format!("On demand {kind}"),
    };
    // On demand stands beside the lines of its type: without them it would be compared with nothing.
    let is_drawn = |kind: &&InstanceType| lines.iter().any(|line| line.kind == *kind);
    let priced = asked.types.iter().filter(is_drawn);
    let priced = priced.filter_map(|kind| Some((name(kind), ListPrices::of(kind, rates).on_demand?)));
    // Where the dashes end, lines would be alike: what has none is told.
    let dashed = priced.zip(Dash::ALIKE.into_iter().map(Some).chain(std::iter::repeat(None)));
    let highest = lines.iter().map(|line| line.max.amount()).max().unwrap_or_default();
    let is_wanted = |usd: Usd| match asked.on_demand {
        DrawnOnDemand::All => true,
        DrawnOnDemand::Near => usd.amount() <= highest * NEAR,
        DrawnOnDemand::Told => false,
    };
    let (drawn, told): (Vec<_>, Vec<_>) = dashed.partition(|((_, usd), dash)| dash.is_some() && is_wanted(*usd));
    let reference =
        |((name, usd), dash): ((String, Usd), Option<Dash>)| Reference { name, usd, dash: dash.unwrap_or(Dash::Dots) };
    (drawn.into_iter().map(reference).collect(), told.into_iter().map(reference).collect())
}

fn zones(seen: &Seen, asked: &AskedMarket) -> Vec<String> {
    let zones: BTreeSet<_> =
        asked.types.iter().flat_map(|kind| seen.spot.of_type(kind)).map(|(zone, _)| zone.to_string()).collect();
    zones.into_iter().collect()
}

/// What follows each other, as one.
fn ranges(indexes: impl Iterator<Item = usize>) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for index in indexes {
        match ranges.last_mut().filter(|range| range.end == index) {
            Some(range) => range.end += 1,
            None => ranges.push(index..index + 1),
        }
    }
    ranges
}

fn step_of(limits: &[Usd], limit: Option<Usd>) -> u32 {
    let at = limit.map_or(limits.len(), |limit| limits.partition_point(|step| *step < limit));
    number(at.min(limits.len().saturating_sub(1)))
}

fn color(weight: Weight) -> Option<AccountColor> {
    match weight {
        Weight::Part { color, .. } => u8::try_from(color).ok().and_then(AccountColor::from_number),
        Weight::Sum | Weight::Reference { .. } => None,
    }
}

fn lower(name: &str) -> String {
    name.replacen("On demand", "on demand", 1)
}
