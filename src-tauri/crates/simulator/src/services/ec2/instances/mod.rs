//! DescribeInstances: the nodes of the account's clusters, as EC2 knows them.

mod document;
mod instance;

use super::selection::{check_filters, page, passes};
use crate::services::{AwsError, Call};
use crate::wire::query::Form;
use crate::wire::xml::{Element, items, text};
use instance::{FILTERS, Instance, visible};

pub(super) fn describe(call: &Call<'_>, form: &Form) -> Result<Vec<Element>, AwsError> {
    form.allow_only(&["Filter", "IncludeManagedResources", "InstanceId", "MaxResults", "NextToken"])?;
    let filters = form.filters();
    check_filters(&filters, &FILTERS)?;
    let ids = form.list("InstanceId");
    if !ids.is_empty() && form.get("MaxResults").is_some() {
        let message = "The parameter instancesSet cannot be used with the parameter maxResults";
        return Err(AwsError::new("InvalidParameterCombination", message));
    }
    if let Some(odd) = ids.iter().find(|id| !id.starts_with("i-")) {
        return Err(AwsError::new("InvalidInstanceID.Malformed", format!("Invalid id: \"{odd}\"")));
    }
    let mut instances = visible(call);
    if let Some(missing) = ids.iter().find(|id| instances.iter().all(|instance| instance.instance_id() != **id)) {
        let message = format!("The instance ID '{missing}' does not exist");
        return Err(AwsError::new("InvalidInstanceID.NotFound", message));
    }
    instances.retain(|instance| {
        (ids.is_empty() || ids.contains(&instance.instance_id())) && passes(instance, &filters, Instance::attribute)
    });
    instances.sort_by(|a, b| a.instance_id().cmp(b.instance_id()));
    let (instances, token) = page(instances, Instance::instance_id, form, call.page_script)?;
    let reservations = items("reservationSet", instances.iter().map(|instance| document::reservation(call, instance)));
    Ok(std::iter::once(reservations).chain(token.map(|token| text("nextToken", token))).collect())
}

#[cfg(test)]
mod tests;
