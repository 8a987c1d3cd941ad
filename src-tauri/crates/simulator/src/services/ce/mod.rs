//! Cost Explorer in awsJson: the organization's bill, as the world's own clusters and prices make it.
//!
//! The service has one endpoint, in us-east-1. The payer sees every account's bill, the others their own. Days are UTC,
//! ends are exclusive, and what is counted of the last two days moves with every refresh (`archive`).

mod archive;
mod cost_and_usage;
mod entry;
mod expression;
mod forecast;
mod paging;
mod period;
mod values;

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{AwsError, Call};
use crate::wire::dispatch::unknown_operation;
use crate::world::{Account, Billing};
pub(crate) use archive::Archive;

/// Answers one call.
pub(crate) fn answer(call: &Call<'_>, operation: &str, input: &Value) -> Result<Value, AwsError> {
    if call.region != ENDPOINT {
        let message = format!("Credential should be scoped to a valid region, not '{}'.", call.region);
        return Err(AwsError::new("InvalidSignatureException", message));
    }
    let answer = match operation {
        "GetCostAndUsage" => cost_and_usage::answer,
        "GetCostForecast" => forecast::answer,
        "GetDimensionValues" => values::dimension_values,
        "GetTags" => values::tags,
        _ => return Err(unknown_operation()),
    };
    if call.caller.account.billing == Billing::New {
        return Err(AwsError::new("DataUnavailableException", NO_DATA));
    }
    answer(call, input)
}

const ENDPOINT: &str = "us-east-1";
const NO_DATA: &str = "Data is not available. Please try to adjust the time period. If just enabled Cost Explorer, data \
                       might not be ingested yet";

/// The accounts whose bill the caller sees.
fn seen(call: &Call<'_>) -> Vec<&'static Account> {
    let caller = call.caller.account;
    let has_data = |account: &&Account| account.billing != Billing::New;
    let accounts = call.world.accounts().iter().filter(has_data);
    accounts.filter(|account| caller.billing == Billing::Payer || account.id == caller.id).collect()
}

/// Which tags the caller sees on the bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tags {
    Active,
    Hidden,
}

impl Tags {
    fn of(call: &Call<'_>) -> Self {
        match call.caller.account.billing {
            Billing::Payer | Billing::Linked => Self::Active,
            Billing::LinkedUntagged | Billing::New => Self::Hidden,
        }
    }
}

fn read<T: DeserializeOwned>(input: &Value) -> Result<T, AwsError> {
    Deserialize::deserialize(input).map_err(|error: serde_json::Error| invalid(error.to_string()))
}

fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("ValidationException", message)
}

/// The day of a moment, as its number since 1970.
fn day_of(at: Timestamp) -> i64 {
    at.as_second().div_euclid(crate::world::bill::DAY_S)
}

#[cfg(test)]
mod tests;
