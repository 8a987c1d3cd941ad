//! Real spot prices as the market, read from text: tab-separated, without a header, in columns zone id, instance type,
//! product, USD per hour and RFC 3339 time.
//!
//! A type that occurs has no other prices than these: in a zone without any it has no market, and before its first
//! change no price. Types that do not occur keep the invented market.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::PriceChange;
use crate::world::catalog::{self, Zone};

/// The product that EMR's nodes are.
pub(crate) const LINUX: &str = "Linux/UNIX";

/// Recorded prices by type, zone and product.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SpotPrices(BTreeMap<String, Markets>);

/// By zone name and product; changes are in the order of time.
type Markets = BTreeMap<(&'static str, String), Vec<PriceChange>>;

/// A line that is no spot price.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {flaw}")]
pub struct SpotPricesError {
    /// Counted from 1.
    pub line: usize,
    pub flaw: Flaw,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    #[error("there is no price")]
    Empty,
    #[error("there should be 5 columns with tabs between them, and there are {0}")]
    Columns(usize),
    #[error("no region has a zone with the id '{0}'")]
    Zone(String),
    #[error("an instance type, such as m5.xlarge, and a product are needed")]
    Kind,
    #[error("the price '{0}' is not a number above 0")]
    Price(String),
    #[error("the time '{0}' is not RFC 3339")]
    Time(String),
}

/// One type in one zone as one product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Recorded<'a> {
    pub(crate) instance_type: &'a str,
    pub(crate) zone: &'static Zone,
    pub(crate) product: &'a str,
    pub(crate) changes: &'a [PriceChange],
}

impl SpotPrices {
    /// Reads prices; lines may come in any order, and of two at the same second the later line counts.
    ///
    /// # Errors
    /// Names the first line that is wrong, and what is wrong with it. A text without any price is an error of line 1.
    pub fn parse(text: &str) -> Result<Self, SpotPricesError> {
        let zones: HashMap<&'static str, &'static str> = catalog::regions()
            .iter()
            .flat_map(|region| region.zones.iter().map(|zone| (zone.id.as_str(), zone.name.as_str())))
            .collect();
        let mut prices = Self::default();
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
            let row = Row::read(line, &zones).map_err(|flaw| SpotPricesError { line: index + 1, flaw })?;
            let markets = prices.0.entry(row.instance_type.to_owned()).or_default();
            markets.entry((row.zone, row.product.to_owned())).or_default().push(row.change);
        }
        if prices.0.is_empty() {
            return Err(SpotPricesError { line: 1, flaw: Flaw::Empty });
        }
        for changes in prices.0.values_mut().flat_map(BTreeMap::values_mut) {
            changes.sort_by_key(|change| change.at);
            changes.dedup_by(|later, kept| {
                let same = later.at == kept.at;
                if same {
                    kept.price = later.price;
                }
                same
            });
        }
        Ok(prices)
    }

    pub(crate) fn has(&self, instance_type: &str) -> bool {
        self.0.contains_key(instance_type)
    }

    /// The changes of a type in a zone; none where the record has no such market.
    pub(crate) fn changes(&self, instance_type: &str, zone: &str, product: &str) -> Option<&[PriceChange]> {
        let markets = self.0.get(instance_type)?;
        let found = markets.iter().find(|((at, of), _)| *at == zone && of == product);
        found.map(|(_, changes)| changes.as_slice())
    }

    /// Every market of a region's zones.
    pub(crate) fn markets(&self, zones: &'static [Zone]) -> impl Iterator<Item = Recorded<'_>> {
        self.0.iter().flat_map(move |(instance_type, markets)| {
            markets.iter().filter_map(move |((zone, product), changes)| {
                let zone = zones.iter().find(|known| known.name == *zone)?;
                Some(Recorded { instance_type, zone, product, changes })
            })
        })
    }
}

/// The last change at or before an instant; none before the first.
pub(crate) fn change_before(changes: &[PriceChange], at: Timestamp) -> Option<PriceChange> {
    changes.partition_point(|change| change.at <= at).checked_sub(1).map(|index| changes[index])
}

struct Row<'a> {
    zone: &'static str,
    instance_type: &'a str,
    product: &'a str,
    change: PriceChange,
}

impl<'a> Row<'a> {
    fn read(line: &'a str, zones: &HashMap<&'static str, &'static str>) -> Result<Self, Flaw> {
        let cells: Vec<&str> = line.trim_end().split('\t').collect();
        let [zone_id, instance_type, product, price, time] = cells[..] else { return Err(Flaw::Columns(cells.len())) };
        let zone = zones.get(zone_id).ok_or_else(|| Flaw::Zone(zone_id.to_owned()))?;
        if !instance_type.contains('.') || product.is_empty() {
            return Err(Flaw::Kind);
        }
        let price: Option<Decimal> = price.parse().ok().filter(|price| *price > Decimal::ZERO);
        let price = price.ok_or_else(|| Flaw::Price(cells[3].to_owned()))?;
        let at: Timestamp = time.parse().map_err(|_| Flaw::Time(time.to_owned()))?;
        // EC2 tells whole seconds.
        let at = Timestamp::from_second(at.as_second()).unwrap_or(at);
        Ok(Self { zone, instance_type, product, change: PriceChange { at, price } })
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal_macros::dec;

    use super::*;

    fn row(cells: [&str; 5]) -> String {
        cells.join("\t")
    }

    const GOOD: [&str; 5] = ["use1-az4", "m5.xlarge", "Linux/UNIX", "0.071200", "2022-05-31T18:20:41+00:00"];

    #[test]
    fn a_zone_id_is_the_zone_that_the_region_names() {
        let prices = SpotPrices::parse(&row(GOOD)).unwrap();
        let changes = prices.changes("m5.xlarge", "us-east-1c", LINUX).unwrap();
        assert_eq!((changes.len(), changes[0].price), (1, dec!(0.0712)));
        assert!(prices.changes("m5.xlarge", "us-east-1a", LINUX).is_none());
    }

    #[test]
    fn a_price_holds_until_the_next_and_none_before_the_first() {
        let text = [("0.3", "20:00"), ("0.1", "18:00"), ("0.2", "19:00")]
            .map(|(price, time)| row([GOOD[0], GOOD[1], GOOD[2], price, &format!("2022-05-31T{time}:00Z")]))
            .join("\n");
        let prices = SpotPrices::parse(&text).unwrap();
        let changes = prices.changes("m5.xlarge", "us-east-1c", LINUX).unwrap();
        let at = |time: &str| change_before(changes, format!("2022-05-31T{time}:00Z").parse().unwrap());
        assert_eq!(at("17:59"), None);
        assert_eq!(at("19:59").map(|change| change.price), Some(dec!(0.2)));
        assert_eq!(at("23:59").map(|change| change.price), Some(dec!(0.3)));
    }

    #[test]
    fn a_wrong_line_is_named_with_what_is_wrong() {
        let wrong = |column: usize, cell: &str| {
            let mut cells = GOOD;
            cells[column] = cell;
            SpotPrices::parse(&format!("{}\n{}", row(GOOD), row(cells))).unwrap_err().to_string()
        };
        assert_eq!(wrong(0, "moon1-az1"), "line 2: no region has a zone with the id 'moon1-az1'");
        assert_eq!(wrong(3, "cheap"), "line 2: the price 'cheap' is not a number above 0");
        assert_eq!(wrong(3, "0"), "line 2: the price '0' is not a number above 0");
        assert_eq!(wrong(4, "noon"), "line 2: the time 'noon' is not RFC 3339");
        let short = SpotPrices::parse("use1-az4 m5.xlarge").unwrap_err();
        assert_eq!((short.line, short.flaw), (1, Flaw::Columns(1)));
        assert_eq!(SpotPrices::parse("\n").unwrap_err().to_string(), "line 1: there is no price");
    }
}
