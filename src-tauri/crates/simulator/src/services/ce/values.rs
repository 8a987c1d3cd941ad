//! GetDimensionValues and GetTags: what occurs on the bill, the dearest first where that is asked.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Value, json};

use super::cost_and_usage::{METRICS, Question, Sum};
use super::entry::{Dimension, Entry};
use super::expression::Expression;
use super::paging::page;
use super::period::DateInterval;
use super::{AwsError, Call, Tags, invalid, read};
use crate::world::Account;

pub(super) fn dimension_values(call: &Call<'_>, input: &Value) -> Result<Value, AwsError> {
    let request: Request = read(input)?;
    let name = request.dimension.as_deref().ok_or_else(|| invalid("Dimension has to be given"))?;
    let dimension = Dimension::read(name).ok_or_else(|| invalid(format!("Dimension {name} is not known")))?;
    let question = request.question()?;
    let found = request.found(call, &question, |entry| vec![entry.value(dimension)])?;
    let total = found.len();
    let (values, token) = page(call, input, &found, request.limit())?;
    let described = |value: &String| {
        let named = (dimension == Dimension::LinkedAccount).then(|| Account::by_id(value)).flatten();
        let attributes = named.map_or_else(|| json!({}), |account| json!({ "description": account.name }));
        json!({ "Value": value, "Attributes": attributes })
    };
    let values: Vec<Value> = values.iter().map(described).collect();
    Ok(counted("DimensionValues", values, total, token))
}

pub(super) fn tags(call: &Call<'_>, input: &Value) -> Result<Value, AwsError> {
    let request: Request = read(input)?;
    let question = request.question()?.by_tag();
    let found = match (&request.tag_key, Tags::of(call)) {
        (_, Tags::Hidden) => Vec::new(),
        (None, Tags::Active) => {
            request.found(call, &question, |entry| entry.tag_keys().map(str::to_owned).collect())?
        }
        (Some(key), Tags::Active) => {
            request.found(call, &question, |entry| vec![entry.tag(key).unwrap_or_default()])?
        }
    };
    let total = found.len();
    let (tags, token) = page(call, input, &found, request.limit())?;
    Ok(counted("Tags", tags.iter().cloned().map(Value::from).collect(), total, token))
}

const PAGE: usize = 1_000;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Request {
    time_period: DateInterval,
    dimension: Option<String>,
    tag_key: Option<String>,
    search_string: Option<String>,
    filter: Option<Expression>,
    #[serde(default)]
    sort_by: Vec<SortDefinition>,
    max_results: Option<usize>,
    context: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SortDefinition {
    key: String,
    sort_order: Option<String>,
}

impl Request {
    fn question(&self) -> Result<Question, AwsError> {
        if self.context.as_deref().is_some_and(|context| context != "COST_AND_USAGE") {
            return Err(invalid("Only the context COST_AND_USAGE is known here"));
        }
        if self.max_results == Some(0) {
            return Err(invalid("MaxResults must be at least 1"));
        }
        Ok(Question::ungrouped(self.filter.as_ref().map(Expression::test).transpose()?))
    }

    fn limit(&self) -> usize {
        self.max_results.unwrap_or(PAGE).min(PAGE)
    }

    /// The values that charges have and the search accepts, by name or as was asked by a metric.
    fn found(
        &self,
        call: &Call<'_>,
        question: &Question,
        values: impl Fn(&Entry<'_>) -> Vec<String>,
    ) -> Result<Vec<String>, AwsError> {
        let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
        question.each(call, self.time_period.past(call.now)?, |_, entry| {
            for value in values(entry) {
                sums.entry(value).or_default().add(entry);
            }
        });
        let search = self.search_string.as_deref().unwrap_or_default().to_lowercase();
        sums.retain(|value, _| value.to_lowercase().contains(&search));
        let Some(sort) = self.sort_by.first() else { return Ok(sums.into_keys().collect()) };
        let metric = METRICS.iter().find(|metric| metric.name == sort.key);
        let metric = metric.ok_or_else(|| invalid(format!("Nothing is sorted by {}", sort.key)))?;
        let mut sorted: Vec<(Decimal, String)> =
            sums.into_iter().map(|(value, sum)| ((metric.of)(&sum).0, value)).collect();
        sorted.sort();
        if sort.sort_order.as_deref() != Some("ASCENDING") {
            sorted.reverse();
        }
        Ok(sorted.into_iter().map(|(_, value)| value).collect())
    }
}

fn counted(member: &str, values: Vec<Value>, total: usize, token: Option<String>) -> Value {
    let mut answer = json!({ "ReturnSize": values.len(), "TotalSize": total });
    answer[member] = values.into();
    if let Some(token) = token {
        answer["NextPageToken"] = token.into();
    }
    answer
}
