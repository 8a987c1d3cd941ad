//! What is asked, in the words of Cost Explorer.

use crate::errors::Call;
use aws_sdk_costexplorer::error::BuildError;
use aws_sdk_costexplorer::types::{
    DateInterval, Dimension as Named, DimensionValues, Expression, GroupDefinition, GroupDefinitionType, MatchOption,
    Metric, TagValues,
};
use emberwatch_cloud::{CloudError, CostFilter, CostQuery};
use emberwatch_domain::spend::{Amounts, Days, Dimension};
use std::sync::Arc;

/// What could not be put into words.
pub(super) trait Unmade<T> {
    fn made(self, call: &Call) -> Result<T, CloudError>;
}

impl<T> Unmade<T> for Result<T, BuildError> {
    fn made(self, call: &Call) -> Result<T, CloudError> {
        self.map_err(|error| CloudError::Unexpected {
            operation: call.operation,
            message: "the request could not be made".to_owned(),
            source: Some(Arc::new(error)),
        })
    }
}

pub(super) fn period(days: Days, call: &Call) -> Result<DateInterval, CloudError> {
    DateInterval::builder().start(days.first.to_string()).end(days.end.to_string()).build().made(call)
}

pub(super) fn group(dimension: &Dimension) -> GroupDefinition {
    let kind = match dimension {
        Dimension::Tag(_) => GroupDefinitionType::Tag,
        _ => GroupDefinitionType::Dimension,
    };
    GroupDefinition::builder().r#type(kind).key(dimension.group_key()).build()
}

/// How Cost Explorer writes that a row has no value.
pub(super) fn no_value(dimension: &Dimension) -> &'static str {
    match dimension {
        Dimension::Region => "NoRegion",
        Dimension::PurchaseOption => "NoPurchaseType",
        Dimension::UsageType => "NoUsageType",
        Dimension::Service | Dimension::LinkedAccount | Dimension::Tag(_) => "",
    }
}

/// All filters, and what the basis leaves out.
pub(super) fn filter(query: &CostQuery) -> Result<Option<Expression>, BuildError> {
    let mut all: Vec<Expression> = query.only.iter().map(only).collect();
    let left_out = query.basis.credits.left_out();
    if !left_out.is_empty() {
        let records = DimensionValues::builder().key(Named::RecordType);
        let records = left_out.iter().fold(records, |records, record| records.values(*record)).build();
        all.push(Expression::builder().not(Expression::builder().dimensions(records).build()).build());
    }
    // "And" of one is refused. <https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_Expression.html>
    Ok(match all.len() {
        0 | 1 => all.pop(),
        _ => Some(Expression::builder().set_and(Some(all)).build()),
    })
}

pub(super) fn metric(amounts: Amounts) -> Metric {
    match amounts {
        Amounts::Unblended => Metric::UnblendedCost,
        Amounts::Amortized => Metric::AmortizedCost,
        Amounts::NetUnblended => Metric::NetUnblendedCost,
        Amounts::NetAmortized => Metric::NetAmortizedCost,
    }
}

fn only(filter: &CostFilter) -> Expression {
    let values: Vec<String> = filter.values.iter().flatten().cloned().collect();
    let and_none = filter.values.contains(&None);
    let fixed = match &filter.dimension {
        Dimension::Tag(key) => return tagged(key, values, and_none),
        fixed => fixed,
    };
    let values = values.into_iter().chain(and_none.then(|| no_value(fixed).to_owned())).collect();
    let values = DimensionValues::builder().key(Named::from(fixed.group_key())).set_values(Some(values)).build();
    Expression::builder().dimensions(values).build()
}

/// What carries no tag is asked for by a match of its own.
fn tagged(key: &str, values: Vec<String>, and_none: bool) -> Expression {
    let tag = |values: TagValues| Expression::builder().tags(values).build();
    let absent = || tag(TagValues::builder().key(key).match_options(MatchOption::Absent).build());
    let has_values = !values.is_empty();
    let valued = tag(TagValues::builder().key(key).set_values(Some(values)).build());
    match (has_values, and_none) {
        (true, true) => Expression::builder().or(valued).or(absent()).build(),
        (false, true) => absent(),
        (_, false) => valued,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use emberwatch_domain::spend::{Basis, Credits};
    use jiff::civil::date;

    fn query(credits: Credits, only: Vec<CostFilter>) -> CostQuery {
        let days = Days::new(date(2026, 1, 1), date(2026, 2, 1));
        CostQuery { days, basis: Basis { amounts: Amounts::Unblended, credits }, by: Vec::new(), only }
    }

    fn of_service() -> CostFilter {
        CostFilter::one(Dimension::Service, Some("EMR"))
    }

    #[test]
    fn with_credits_and_no_filter_nothing_is_left_out() {
        assert!(filter(&query(Credits::Counted, vec![])).unwrap().is_none());
    }

    #[test]
    fn one_condition_stands_alone_and_several_hold_together() {
        let one = filter(&query(Credits::LeftOut, vec![])).unwrap().unwrap();
        let left_out = one.not().and_then(Expression::dimensions).unwrap();
        assert_eq!(
            (left_out.key(), left_out.values()),
            (Some(&Named::RecordType), &["Credit".into(), "Refund".into()][..])
        );
        let two = filter(&query(Credits::LeftOut, vec![of_service()])).unwrap().unwrap();
        assert_eq!(two.and().len(), 2);
    }

    #[test]
    fn what_carries_no_tag_is_a_condition_of_its_own() {
        let tag = Dimension::Tag("owner".to_owned());
        let mut filter = CostFilter::one(tag, None);
        let absent = only(&filter).tags.unwrap();
        assert_eq!((absent.match_options(), absent.values().len()), (&[MatchOption::Absent][..], 0));
        filter.values.insert(Some("mila".to_owned()));
        assert_eq!(only(&filter).or().len(), 2);
        let nowhere = only(&CostFilter::one(Dimension::Region, None)).dimensions.unwrap();
        assert_eq!(nowhere.values(), ["NoRegion"]);
    }

    #[test]
    fn days_end_before_the_end_and_tags_are_grouped_by_their_key() {
        let call = Call { api: crate::profiles::Api::CostExplorer, operation: "X", action: "ce:X" };
        let told = period(Days::new(date(2024, 2, 1), date(2024, 3, 1)), &call).unwrap();
        assert_eq!((told.start(), told.end()), ("2024-02-01", "2024-03-01"));
        let tag = group(&Dimension::Tag("owner".into()));
        assert_eq!((tag.r#type(), tag.key()), (Some(&GroupDefinitionType::Tag), Some("owner")));
    }
}
