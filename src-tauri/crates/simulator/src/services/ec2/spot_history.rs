//! DescribeSpotPriceHistory: the price changes of a window, newest first, and for each market the last change at or
//! before the start of the window, because that is the price which held there.

use std::cmp::Reverse;

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

use super::selection::{check_filters, invalid_token, max_results, passes, read_token, token};
use crate::services::{AwsError, Call};
use crate::wire::query::{Filter, Form};
use crate::wire::xml::{Element, items, text};
use crate::world::catalog::{self, InstanceType, Zone};
use crate::world::spot::recorded::change_before;
use crate::world::spot::{PriceChange, SpotMarket};

pub(super) fn describe(call: &Call<'_>, form: &Form) -> Result<Vec<Element>, AwsError> {
    form.allow_only(&PARAMETERS)?;
    let filters = form.filters();
    check_filters(&filters, &["availability-zone", "availability-zone-id", "instance-type", "product-description"])?;
    let cursor = match form.get("NextToken") {
        Some(token) => Cursor::read(&read_token(token)?).ok_or_else(invalid_token)?,
        None => Cursor::first(Window::new(form, call.now)?),
    };
    let limit = max_results(form, 1)?.unwrap_or(MOST_ROWS);
    let (rows, next) = page(&series(call, form, &filters), cursor, limit);
    let next = next.map(|cursor| token(&cursor.write())).unwrap_or_default();
    let listed = items("spotPriceHistorySet", rows.into_iter().map(Row::element));
    // EC2 writes an empty token after the last page rather than none.
    Ok(vec![listed, text("nextToken", next)])
}

const PARAMETERS: [&str; 9] = [
    "AvailabilityZone",
    "AvailabilityZoneId",
    "EndTime",
    "Filter",
    "InstanceType",
    "MaxResults",
    "NextToken",
    "ProductDescription",
    "StartTime",
];
const MOST_ROWS: usize = 1_000;
const DAY: SignedDuration = SignedDuration::from_hours(24);
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// The window asked for, cut to the 90 days that EC2 keeps and to the present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Window {
    start: Timestamp,
    end: Timestamp,
}

impl Window {
    fn new(form: &Form, now: Timestamp) -> Result<Self, AwsError> {
        let oldest = now - KEPT;
        let end = form.timestamp("EndTime")?.unwrap_or(now).clamp(oldest, now);
        let start = form.timestamp("StartTime")?.unwrap_or(oldest).max(oldest);
        Ok(Self { start: start.min(end), end })
    }
}

/// Where a listing goes on: in the slice of up to a day that ends at `upto`, after `skip` rows of it. When `upto` is
/// the window's start, only the changes that hold at the start are left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cursor {
    window: Window,
    upto: Timestamp,
    skip: usize,
}

impl Cursor {
    fn first(window: Window) -> Self {
        Self { window, upto: window.end, skip: 0 }
    }

    fn write(self) -> String {
        format!("{} {} {} {}", self.window.start, self.window.end, self.upto, self.skip)
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split(' ');
        let mut time = || parts.next()?.parse::<Timestamp>().ok();
        let (start, end, upto) = (time()?, time()?, time()?);
        let skip = parts.next()?.parse().ok()?;
        // A token that was tampered with must not ask for centuries.
        let sound = start <= upto && upto <= end && end.duration_since(start) <= KEPT;
        sound.then_some(Self { window: Window { start, end }, upto, skip })
    }
}

/// The market of a type in a zone.
struct Series<'a> {
    instance_type: &'a str,
    zone: &'static Zone,
    market: Market<'a>,
}

enum Market<'a> {
    /// A Linux price, and the products of it that were asked for.
    Invented {
        kind: &'static InstanceType,
        market: SpotMarket,
        products: Vec<&'static str>,
    },
    Recorded {
        product: &'a str,
        changes: &'a [PriceChange],
    },
}

struct Row<'a> {
    instance_type: &'a str,
    zone: &'static Zone,
    product: &'a str,
    at: Timestamp,
    price: Decimal,
}

fn series<'a>(call: &Call<'a>, form: &Form, filters: &[Filter]) -> Vec<Series<'a>> {
    let chosen = |parameter: &str, value: &str| {
        let list = form.list(parameter);
        list.is_empty() || list.contains(&value)
    };
    let wanted = |instance_type: &str, zone: &Zone, product: &str| {
        chosen("AvailabilityZone", &zone.name)
            && chosen("AvailabilityZoneId", &zone.id)
            && chosen("InstanceType", instance_type)
            && chosen("ProductDescription", product)
            && passes(&(instance_type, zone, product), filters, attribute)
    };
    let zones = catalog::region(call.region).map_or(&[][..], |region| &region.zones);
    let recorded = call.world.spot_prices();
    let real = recorded.into_iter().flat_map(|prices| prices.markets(zones));
    let real = real.filter(|one| wanted(one.instance_type, one.zone, one.product)).map(|one| Series {
        instance_type: one.instance_type,
        zone: one.zone,
        market: Market::Recorded { product: one.product, changes: one.changes },
    });
    let invented = |zone: &'static Zone, kind: &'static InstanceType| {
        let products: Vec<_> = PRODUCTS.into_iter().filter(|product| wanted(kind.name, zone, product)).collect();
        let market = SpotMarket::new(call.world.dice(), call.region, &zone.name, kind).filter(|_| !products.is_empty());
        Some(Series { instance_type: kind.name, zone, market: Market::Invented { kind, market: market?, products } })
    };
    let unrecorded = |kind: &&InstanceType| recorded.is_none_or(|prices| !prices.has(kind.name));
    let kinds: Vec<&'static InstanceType> = catalog::instance_types().iter().filter(unrecorded).collect();
    let by_zone = zones.iter().flat_map(|zone| kinds.iter().filter_map(move |kind| invented(zone, kind)));
    real.chain(by_zone).collect()
}

fn attribute((instance_type, zone, product): &(&str, &Zone, &str), name: &str) -> Option<Vec<String>> {
    let value: &str = match name {
        "availability-zone" => &zone.name,
        "availability-zone-id" => &zone.id,
        "instance-type" => instance_type,
        "product-description" => product,
        _ => return None,
    };
    Some(vec![value.to_owned()])
}

/// Goes back through the window slice by slice, so that a page costs what it delivers and not what the window holds.
fn page<'a>(series: &[Series<'a>], mut cursor: Cursor, limit: usize) -> (Vec<Row<'a>>, Option<Cursor>) {
    let mut rows: Vec<Row<'a>> = Vec::new();
    loop {
        let start = cursor.window.start;
        let is_last = cursor.upto == start;
        let from = cursor.upto.checked_sub(DAY).map_or(start, |day_before| day_before.max(start));
        let mut slice = if is_last { holding_at(series, start) } else { changes(series, from, cursor.upto) };
        slice.sort_by_key(|row| Reverse(row.at));
        let room = limit - rows.len();
        let left = slice.len().saturating_sub(cursor.skip);
        rows.extend(slice.into_iter().skip(cursor.skip).take(room));
        if left > room {
            return (rows, Some(Cursor { skip: cursor.skip + room, ..cursor }));
        }
        if is_last {
            return (rows, None);
        }
        cursor = Cursor { upto: from, skip: 0, ..cursor };
    }
}

fn changes<'a>(series: &[Series<'a>], from: Timestamp, to: Timestamp) -> Vec<Row<'a>> {
    let rows = |series: &Series<'a>| {
        let changes = series.changes(from, to);
        changes.into_iter().flat_map(|change| series.rows(change)).collect::<Vec<_>>()
    };
    series.iter().flat_map(rows).collect()
}

fn holding_at<'a>(series: &[Series<'a>], at: Timestamp) -> Vec<Row<'a>> {
    let rows = |series: &Series<'a>| series.change_before(at).map(|change| series.rows(change)).unwrap_or_default();
    series.iter().flat_map(rows).collect()
}

impl<'a> Series<'a> {
    /// The changes after `from` up to and including `to`.
    fn changes(&self, from: Timestamp, to: Timestamp) -> Vec<PriceChange> {
        match &self.market {
            Market::Invented { market, .. } => market.changes(from, to),
            Market::Recorded { changes, .. } => {
                changes.iter().filter(|change| from < change.at && change.at <= to).copied().collect()
            }
        }
    }

    /// The change that holds at an instant; a recorded market has none before its first.
    fn change_before(&self, at: Timestamp) -> Option<PriceChange> {
        match &self.market {
            Market::Invented { market, .. } => Some(market.change_before(at)),
            Market::Recorded { changes, .. } => change_before(changes, at),
        }
    }

    fn rows(&self, change: PriceChange) -> Vec<Row<'a>> {
        let row =
            |product, price| Row { instance_type: self.instance_type, zone: self.zone, product, at: change.at, price };
        match &self.market {
            Market::Invented { kind, products, .. } => {
                products.iter().map(|product| row(*product, change.price + surcharge(product, kind))).collect()
            }
            Market::Recorded { product, .. } => vec![row(*product, change.price)],
        }
    }
}

const PRODUCTS: [&str; 3] = ["Linux/UNIX", "Red Hat Enterprise Linux", "SUSE Linux"];

/// What a licence adds per hour, as in the spot prices of May 2022 (`data/README.md`).
fn surcharge(product: &str, kind: &InstanceType) -> Decimal {
    match product {
        "Red Hat Enterprise Linux" if kind.vcpus <= 4 => Decimal::new(60, 3),
        "Red Hat Enterprise Linux" => Decimal::new(130, 3),
        "SUSE Linux" if kind.vcpus <= 4 => Decimal::new(56, 3),
        "SUSE Linux" => Decimal::new(125, 3),
        _ => Decimal::ZERO,
    }
}

impl Row<'_> {
    fn element(self) -> Vec<Element> {
        vec![
            text("instanceType", self.instance_type),
            text("productDescription", self.product),
            text("spotPrice", format!("{:.6}", self.price)),
            text("timestamp", super::time(self.at)),
            text("availabilityZone", &self.zone.name),
            text("availabilityZoneId", &self.zone.id),
        ]
    }
}

#[cfg(test)]
mod tests;
