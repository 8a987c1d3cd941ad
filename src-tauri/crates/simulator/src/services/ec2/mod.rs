//! EC2 in ec2Query: what a cluster's nodes, subnets and prices need of it.

mod instance_types;
mod instances;
mod placement_scores;
mod places;
mod selection;
mod spot_history;
#[cfg(test)]
mod testing;

use jiff::Timestamp;

use super::{AwsError, Call};
use crate::wire::query::Form;
use crate::wire::xml::{Element, element, text};

/// Answers one call with an XML document.
pub(crate) fn answer(call: &Call<'_>, action: &str, form: &Form) -> Result<String, AwsError> {
    let (name, describe): (&'static str, Describe) = match action {
        "DescribeAvailabilityZones" => ("DescribeAvailabilityZonesResponse", places::availability_zones),
        "DescribeInstances" => ("DescribeInstancesResponse", instances::describe),
        "DescribeInstanceTypes" => ("DescribeInstanceTypesResponse", instance_types::describe),
        "DescribeRegions" => ("DescribeRegionsResponse", places::regions),
        "DescribeSpotPriceHistory" => ("DescribeSpotPriceHistoryResponse", spot_history::describe),
        "DescribeSubnets" => ("DescribeSubnetsResponse", places::subnets),
        "DescribeVpcs" => ("DescribeVpcsResponse", places::vpcs),
        "GetSpotPlacementScores" => ("GetSpotPlacementScoresResponse", placement_scores::answer),
        _ => return Err(unknown_action(action)),
    };
    let members = describe(call, form)?;
    if form.boolean("DryRun")? == Some(true) {
        let message = "Request would have succeeded, but DryRun flag is set.";
        return Err(AwsError::new("DryRunOperation", message).with_status(412));
    }
    let request_id = text("requestId", call.request_id);
    let response = element(name, std::iter::once(request_id).chain(members));
    Ok(response.in_namespace("http://ec2.amazonaws.com/doc/2016-11-15/").to_document())
}

/// The members of a response in order.
type Describe = fn(&Call<'_>, &Form) -> Result<Vec<Element>, AwsError>;

/// A time as EC2 writes it, with milliseconds.
fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

fn unknown_action(action: &str) -> AwsError {
    AwsError::new("InvalidAction", format!("The action {action} is not valid for this web service."))
}
