//! What prices were in a window, a row for every type in every zone.

use super::notes::{SpotNote, notes};
use super::{AskedMarket, number, share};
use crate::scene::Scene;
use crate::spreadsheet::csv;
use crate::wording::rfc3339;
use emberwatch_app::market::Seen;
use emberwatch_domain::account::AvailabilityZone;
use emberwatch_domain::advisor::ListPrices;
use emberwatch_domain::burn::Rates;
use emberwatch_domain::cluster::InstanceType;
use emberwatch_domain::money::Usd;
use emberwatch_domain::spot::{SpotSeries, SpotStatistics};
use emberwatch_domain::time_span::TimeSpan;
use serde::Serialize;
use specta::Type;

/// Amounts are USD per hour with 4 places; shares go from 0 to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct SpotPricesView {
    pub sample: bool,
    pub account_id: String,
    pub account_name: String,
    pub region: String,
    pub from: String,
    pub to: String,
    /// Until when prices were read; absent: not all of them were.
    pub as_of: Option<String>,
    /// The price that was asked about; absent: each type's own on demand.
    pub limit_usd: Option<String>,
    /// In the order of the types, then the cheapest zone first.
    pub rows: Vec<SpotPriceRow>,
    pub notes: Vec<SpotNote>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct SpotPriceRow {
    pub instance_type: String,
    pub availability_zone: String,
    pub now_usd: Option<String>,
    pub now_with_emr_usd: Option<String>,
    /// Weighted by how long each price held, as all that follows.
    pub mean_usd: Option<String>,
    pub mean_with_emr_usd: Option<String>,
    pub p50_usd: Option<String>,
    pub p95_usd: Option<String>,
    pub min_usd: Option<String>,
    pub max_usd: Option<String>,
    pub changes: u32,
    pub changes_per_day: Option<f64>,
    pub on_demand_usd: Option<String>,
    pub emr_usd: Option<String>,
    pub on_demand_with_emr_usd: Option<String>,
    pub limit_usd: Option<String>,
    pub share_of_time_under_limit: Option<f64>,
    /// Set where the beginning of the window has no known price.
    pub known_from: Option<String>,
    /// The times after that which nobody read: they are in no figure.
    pub gaps: Vec<SpotGap>,
    pub unknown_reason: Option<String>,
}

/// Nobody read what prices were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SpotGap {
    pub from: String,
    pub until: String,
}

/// A series that was asked for, and what its prices were; worked out once for the table and the drawing.
pub(super) struct Told<'a> {
    pub kind: &'a InstanceType,
    pub zone: &'a AvailabilityZone,
    pub series: &'a SpotSeries,
    /// `None`: no price is known of any of the time.
    pub statistics: Option<SpotStatistics>,
}

/// In the order of the types, then of the zones.
pub(super) fn told<'a>(seen: &'a Seen, asked: &'a AskedMarket) -> Vec<Told<'a>> {
    let is_shown = |zone: &AvailabilityZone| asked.zones.is_empty() || asked.zones.contains(zone);
    let of_type = |kind: &'a InstanceType| {
        let shown = seen.spot.of_type(kind).filter(move |(zone, _)| is_shown(zone));
        shown.map(move |(zone, series)| Told { kind, zone, series, statistics: series.statistics(seen.window) })
    };
    asked.types.iter().flat_map(of_type).collect()
}

/// The table of a window.
pub fn spot_prices(scene: &Scene<'_>, seen: &Seen, asked: &AskedMarket) -> SpotPricesView {
    prices_of(scene, seen, asked, &told(seen, asked))
}

pub(super) fn prices_of(scene: &Scene<'_>, seen: &Seen, asked: &AskedMarket, told: &[Told<'_>]) -> SpotPricesView {
    let mut rows = Vec::new();
    for kind in &asked.types {
        let rates = Rates { region: &seen.place.region, list: &seen.prices, spot: &seen.spot };
        let prices = ListPrices::of(kind, rates);
        let of_type = told.iter().filter(|told| told.kind == kind);
        let mut of_type: Vec<_> = of_type.map(|told| row(asked, &prices, told)).collect();
        of_type.sort_by_key(|(mean, _)| (mean.is_none(), *mean));
        rows.extend(of_type.into_iter().map(|(_, row)| row));
    }
    SpotPricesView {
        sample: scene.is_sample(),
        account_id: seen.place.account.to_string(),
        account_name: scene.look(&seen.place.account).name,
        region: seen.place.region.to_string(),
        from: rfc3339(seen.window.start),
        to: rfc3339(seen.window.end),
        as_of: seen.as_of.map(rfc3339),
        limit_usd: asked.limit.map(Usd::per_hour_text),
        rows,
        notes: notes(scene, seen, &asked.types),
    }
}

fn row(asked: &AskedMarket, prices: &ListPrices, of: &Told<'_>) -> (Option<Usd>, SpotPriceRow) {
    let told = of.statistics.as_ref();
    let limit = asked.limit.or(prices.on_demand);
    let with_emr = |usd: Option<Usd>| written(usd.and_then(|usd| prices.with_emr(usd)));
    // The last price that was read is not the one of now where nobody read since.
    let now = told.filter(|told| told.known_until == told.window.end).map(|told| told.now);
    let mean = told.map(|told| told.mean);
    let row = SpotPriceRow {
        instance_type: prices.instance_type.to_string(),
        availability_zone: of.zone.to_string(),
        now_usd: written(now),
        now_with_emr_usd: with_emr(now),
        mean_usd: written(mean),
        mean_with_emr_usd: with_emr(mean),
        p50_usd: written(told.map(|told| told.p50)),
        p95_usd: written(told.map(|told| told.p95)),
        min_usd: written(told.map(|told| told.min)),
        max_usd: written(told.map(|told| told.max)),
        changes: told.map_or(0, |told| number(told.changes)),
        changes_per_day: told.map(|told| share(told.changes_per_day)),
        on_demand_usd: written(prices.on_demand),
        emr_usd: written(prices.emr),
        on_demand_with_emr_usd: written(prices.total()),
        limit_usd: written(limit),
        share_of_time_under_limit: told.zip(limit).map(|(told, limit)| share(told.share_at_or_below(limit))),
        known_from: told.filter(|told| told.unpriced.milliseconds() > 0).map(|told| rfc3339(told.unpriced.end)),
        gaps: told.map(|told| told.gaps.iter().map(gap).collect()).unwrap_or_default(),
        unknown_reason: told.is_none().then(|| "no spot price was read of this time".to_owned()),
    };
    (mean, row)
}

fn gap(span: &TimeSpan) -> SpotGap {
    SpotGap { from: rfc3339(span.start), until: rfc3339(span.end) }
}

pub(super) fn written(usd: Option<Usd>) -> Option<String> {
    usd.map(Usd::per_hour_text)
}

/// The table as rows for a spreadsheet.
pub fn spot_csv(view: &SpotPricesView) -> String {
    let text = |usd: &Option<String>| usd.clone().unwrap_or_default();
    let decimal = |share: Option<f64>| share.map(|share| share.to_string()).unwrap_or_default();
    let rows = view.rows.iter().map(|row| {
        [
            row.instance_type.clone(),
            row.availability_zone.clone(),
            text(&row.now_usd),
            text(&row.now_with_emr_usd),
            text(&row.mean_usd),
            text(&row.mean_with_emr_usd),
            text(&row.p50_usd),
            text(&row.p95_usd),
            text(&row.min_usd),
            text(&row.max_usd),
            row.changes.to_string(),
            decimal(row.changes_per_day),
            text(&row.on_demand_usd),
            text(&row.emr_usd),
            text(&row.limit_usd),
            decimal(row.share_of_time_under_limit),
            text(&row.known_from),
            row.gaps.iter().map(|gap| format!("{}/{}", gap.from, gap.until)).collect::<Vec<_>>().join(" "),
            text(&row.unknown_reason),
        ]
    });
    csv(TITLES, rows)
}

const TITLES: [&str; 19] = [
    "instance_type",
    "availability_zone",
    "now_usd",
    "now_with_emr_usd",
    "mean_usd",
    "mean_with_emr_usd",
    "p50_usd",
    "p95_usd",
    "min_usd",
    "max_usd",
    "changes",
    "changes_per_day",
    "on_demand_usd",
    "emr_usd",
    "limit_usd",
    "share_of_time_under_limit",
    "known_from",
    "not_read",
    "unknown_reason",
];
