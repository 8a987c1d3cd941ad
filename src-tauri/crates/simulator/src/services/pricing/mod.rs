//! The Price List API in awsJson: GetProducts for AmazonEC2 and ElasticMapReduce.
//!
//! The service exists in three regions only and answers for all of them; the region of a product is an attribute.

mod document;
mod products;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{AwsError, Call};
use products::Product;

/// Answers one call.
pub(crate) fn answer(call: &Call<'_>, operation: &str, input: &Value) -> Result<Value, AwsError> {
    if !ENDPOINTS.contains(&call.region) {
        // Elsewhere AWS has no such host. A client that reaches this one has signed for a region without the service.
        let message = format!("Credential should be scoped to a valid region, not '{}'.", call.region);
        return Err(AwsError::new("InvalidSignatureException", message));
    }
    if operation != "GetProducts" {
        return Err(AwsError::new("UnknownOperationException", format!("The operation {operation} is not known")));
    }
    let request: GetProducts = Deserialize::deserialize(input).map_err(|error| invalid(error.to_string()))?;
    request.answer(call)
}

const ENDPOINTS: [&str; 3] = ["us-east-1", "eu-central-1", "ap-south-1"];
const PAGE: usize = 100;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GetProducts {
    service_code: String,
    #[serde(default)]
    filters: Vec<ProductFilter>,
    format_version: Option<String>,
    next_token: Option<String>,
    max_results: Option<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ProductFilter {
    r#type: String,
    field: String,
    value: String,
}

impl GetProducts {
    fn answer(&self, call: &Call<'_>) -> Result<Value, AwsError> {
        if self.format_version.as_deref().is_some_and(|version| version != "aws_v1") {
            return Err(invalid("FormatVersion must be aws_v1"));
        }
        if let Some(other) =
            self.filters.iter().find(|filter| !["TERM_MATCH", "EQUALS"].contains(&filter.r#type.as_str()))
        {
            return Err(invalid(format!("Filter type {} is not supported", other.r#type)));
        }
        let limit = self.max_results.unwrap_or(PAGE);
        if !(1..=PAGE).contains(&limit) {
            return Err(invalid(format!("MaxResults must be between 1 and {PAGE}")));
        }
        let skip = self.next_token.as_deref().map_or(Ok(0), read_token)?;
        let found = self.matches()?;
        let page: Vec<String> = found.iter().skip(skip).take(limit).map(|product| product.document(call.now)).collect();
        let mut answer = json!({ "FormatVersion": "aws_v1", "PriceList": page });
        if found.len() > skip + limit {
            answer["NextToken"] = URL_SAFE_NO_PAD.encode((skip + limit).to_string()).into();
        }
        Ok(answer)
    }

    /// The products that every filter accepts.
    fn matches(&self) -> Result<Vec<&'static Product>, AwsError> {
        let accepted = |product: &&Product| self.filters.iter().all(|filter| filter.accepts(product));
        Ok(self.products()?.iter().filter(accepted).collect())
    }

    fn products(&self) -> Result<&'static [Product], AwsError> {
        match self.service_code.as_str() {
            "AmazonEC2" => Ok(products::ec2()),
            "ElasticMapReduce" => Ok(products::emr()),
            other => Err(AwsError::new("NotFoundException", format!("No products are offered for service {other}"))),
        }
    }
}

impl ProductFilter {
    /// The API compares without regard to case.
    fn accepts(&self, product: &Product) -> bool {
        product.attribute(&self.field).is_some_and(|value| value.eq_ignore_ascii_case(&self.value))
    }
}

fn read_token(token: &str) -> Result<usize, AwsError> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok();
    let number = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).and_then(|text| text.parse().ok());
    number.ok_or_else(|| AwsError::new("InvalidNextTokenException", "The pagination token is invalid"))
}

fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidParameterException", message)
}

#[cfg(test)]
mod tests;
