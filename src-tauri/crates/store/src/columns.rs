//! How values look in columns.

use crate::error::Problem;
use emberwatch_domain::money::Usd;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::Serialize;
use serde_json::Value;

/// The one word of a value without fields, as everywhere on the wire: `aws`, `spot`, `terminate`.
pub fn word(value: &impl Serialize) -> Result<String, Problem> {
    match serde_json::to_value(value)? {
        Value::String(word) => Ok(word),
        other => Err(Problem::Row(format!("{other} is not one word"))),
    }
}

pub fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

pub fn time(micros: i64) -> Result<Timestamp, Problem> {
    Timestamp::from_microsecond(micros).map_err(|error| Problem::Row(error.to_string()))
}

pub fn optional_time(micros: Option<i64>) -> Result<Option<Timestamp>, Problem> {
    micros.map(time).transpose()
}

/// Days since 1970-01-01, which take three bytes.
pub fn day_number(day: Date) -> i64 {
    day.duration_since(EPOCH).as_hours() / 24
}

pub fn day(number: i64) -> Result<Date, Problem> {
    EPOCH.checked_add(number.days()).map_err(|error| Problem::Row(error.to_string()))
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// All digits, without zeros at the end, so that equal prices are equal text.
pub fn decimal(usd: Usd) -> String {
    usd.amount().normalize().to_string()
}

pub fn usd(text: &str) -> Result<Usd, Problem> {
    text.parse().map(Usd::new).map_err(|_| Problem::Row(format!("{text:?} is not an amount of money")))
}
