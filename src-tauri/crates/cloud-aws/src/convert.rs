//! Small conversions that every API needs. What AWS leaves out or sends wrong is tolerated.

use aws_smithy_types::DateTime;
use emberwatch_cloud::Marker;
use emberwatch_domain::money::Usd;
use jiff::Timestamp;
use rust_decimal::Decimal;

pub(crate) fn timestamp(time: &DateTime) -> Option<Timestamp> {
    Timestamp::from_nanosecond(time.as_nanos()).ok()
}

pub(crate) fn date_time(time: Timestamp) -> DateTime {
    DateTime::from_secs_and_nanos(time.as_second(), 0)
}

/// A count; below zero there is nothing.
pub(crate) fn count(number: Option<i32>) -> u32 {
    number.and_then(|number| u32::try_from(number).ok()).unwrap_or_default()
}

/// An empty token is no token: EC2 ends its listings with one.
pub(crate) fn marker(token: Option<String>) -> Option<Marker> {
    token.filter(|token| !token.is_empty()).map(Marker)
}

pub(crate) fn text(marker: Option<&Marker>) -> Option<String> {
    marker.map(|marker| marker.0.clone())
}

/// An amount of a bill: a credit or a refund is below zero.
pub(crate) fn billed(text: &str) -> Option<Usd> {
    let amount = Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text)).ok()?;
    (amount.abs() <= HIGHEST).then(|| Usd::new(amount.normalize()))
}

/// A million million dollars: what is more is no amount, and a sum of such ones would have no room.
const HIGHEST: Decimal = Decimal::from_parts(0xd4a5_1000, 0xe8, 0, false, 0);

/// AWS writes prices such as `0.1920000000` and `1.0E-7`.
pub(crate) fn usd(text: &str) -> Option<Usd> {
    billed(text).filter(|price| *price >= Usd::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_exact_and_never_negative() {
        let texts = ["0.1920000000", "1.0E-7", "5", "-1", "", "many"];
        let prices: Vec<_> = texts.iter().map(|text| usd(text).map(|price| price.to_string())).collect();
        assert_eq!(prices, [Some("0.192".into()), Some("0.0000001".into()), Some("5".into()), None, None, None]);
    }

    #[test]
    fn an_amount_that_no_bill_has_is_refused_before_a_sum_of_it_overflows() {
        assert!(billed("-999999999999.99").is_some());
        assert_eq!((billed("1000000000000.01"), billed("-79228162514264337593543950335")), (None, None));
    }

    #[test]
    fn an_empty_token_ends_a_listing() {
        assert_eq!(marker(Some(String::new())), None);
        assert_eq!(marker(Some("x".into())), Some(Marker("x".into())));
    }

    #[test]
    fn times_beyond_any_calendar_are_no_times() {
        assert_eq!(timestamp(&DateTime::from_secs(i64::MAX)), None);
        assert_eq!(timestamp(&DateTime::from_secs(1)).map(|time| time.as_second()), Some(1));
    }
}
