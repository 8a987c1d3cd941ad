//! The spot market: what prices were, and how likely capacity is to be had.

use super::{Client, Ec2, PAGE_SIZE};
use crate::convert::{date_time, marker, text, timestamp, usd};
use crate::errors::Call;
use crate::profiles::Api;
use async_trait::async_trait;
use aws_sdk_ec2::types::{SpotPlacementScore, SpotPrice};
use emberwatch_cloud::{CloudError, Marker, Page, SpotHistory, SpotMarket};
use emberwatch_domain::account::AvailabilityZone;
use emberwatch_domain::advisor::ZoneId;
use emberwatch_domain::cluster::InstanceType;
use emberwatch_domain::spot::SpotChange;

const SPOT_PRICES: Call =
    Call { api: Api::Ec2, operation: "DescribeSpotPriceHistory", action: "ec2:DescribeSpotPriceHistory" };
const SCORES: Call = Call { api: Api::Ec2, operation: "GetSpotPlacementScores", action: "ec2:GetSpotPlacementScores" };

#[async_trait]
impl SpotMarket for Ec2 {
    async fn history(&self, query: &SpotHistory, marker_: Option<&Marker>) -> Result<Page<SpotChange>, CloudError> {
        let types: Vec<_> = query.instance_types.iter().map(|kind| kind.as_str().into()).collect();
        let request = |client: Client| {
            client
                .describe_spot_price_history()
                .set_instance_types(Some(types.clone()))
                .product_descriptions("Linux/UNIX")
                .start_time(date_time(query.since))
                .end_time(date_time(query.until))
                .max_results(PAGE_SIZE)
                .set_next_token(text(marker_))
                .send()
        };
        let output = self.0.read(&SPOT_PRICES, request).await?;
        let changes = output.spot_price_history.unwrap_or_default();
        Ok(Page { items: changes.into_iter().filter_map(spot_change).collect(), next: marker(output.next_token) })
    }

    async fn placement_scores(
        &self,
        kinds: &[InstanceType],
        marker_: Option<&Marker>,
    ) -> Result<Page<(ZoneId, u8)>, CloudError> {
        let region = self.0.region().to_string();
        let types: Vec<String> = kinds.iter().map(ToString::to_string).collect();
        let request = |client: Client| {
            client
                .get_spot_placement_scores()
                .set_instance_types(Some(types.clone()))
                .region_names(region.clone())
                .single_availability_zone(true)
                .target_capacity(1)
                .set_next_token(text(marker_))
                .send()
        };
        let output = self.0.read(&SCORES, request).await.map_err(too_many_questions)?;
        let scores = output.spot_placement_scores.unwrap_or_default();
        Ok(Page { items: scores.into_iter().filter_map(score).collect(), next: marker(output.next_token) })
    }
}

/// EC2 has a code of its own for one set of types too many a day; asking it again today would not help.
fn too_many_questions(error: CloudError) -> CloudError {
    match error {
        CloudError::Unexpected { operation, message, .. } if message.starts_with("MaxConfigLimitExceeded") => {
            let message = "AWS answers no further set of types within a day of the first".to_owned();
            CloudError::Invalid { operation, message }
        }
        error => error,
    }
}

/// A score that is none of AWS's scale is left out: it would be taken for capacity.
fn score(score: SpotPlacementScore) -> Option<(ZoneId, u8)> {
    let told = u8::try_from(score.score?).ok().filter(|score| (1..=10).contains(score))?;
    Some((ZoneId::new(score.availability_zone_id?), told))
}

fn spot_change(price: SpotPrice) -> Option<SpotChange> {
    Some(SpotChange {
        instance_type: InstanceType::new(price.instance_type?.as_str()),
        zone: AvailabilityZone::new(price.availability_zone?),
        usd_per_hour: usd(&price.spot_price?)?,
        at: timestamp(&price.timestamp?)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_smithy_types::DateTime;

    #[test]
    fn a_spot_price_that_is_no_number_is_left_out() {
        let price = SpotPrice::builder().spot_price("cheap").availability_zone("a").timestamp(DateTime::from_secs(0));
        assert_eq!(spot_change(price.instance_type("m5.xlarge".into()).build()), None);
    }

    #[test]
    fn a_score_that_is_none_or_of_no_zone_is_left_out() {
        let of = |told| score(SpotPlacementScore::builder().availability_zone_id("use1-az1").score(told).build());
        assert_eq!([of(0), of(11)], [None, None]);
        assert_eq!(of(10), Some(("use1-az1".into(), 10)));
        assert_eq!(score(SpotPlacementScore::builder().region("us-east-1").score(5).build()), None);
    }

    #[test]
    fn one_question_too_many_a_day_is_told_in_words() {
        let told = |message: &str| CloudError::Unexpected { operation: "x", message: message.to_owned(), source: None };
        assert!(matches!(too_many_questions(told("MaxConfigLimitExceeded: You")), CloudError::Invalid { .. }));
        assert!(matches!(too_many_questions(told("InternalError")), CloudError::Unexpected { .. }));
    }
}
