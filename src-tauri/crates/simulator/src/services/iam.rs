//! IAM in awsQuery: the account's alias.

use super::{AwsError, Call};
use crate::wire::query::Form;
use crate::wire::xml::{element, text};

/// Answers one call with an XML document.
pub(crate) fn answer(call: &Call<'_>, action: &str, form: &Form) -> Result<String, AwsError> {
    match action {
        "ListAccountAliases" => list_account_aliases(call, form),
        _ => Err(AwsError::new("InvalidAction", format!("Could not find operation {action} for version 2010-05-08"))),
    }
}

fn list_account_aliases(call: &Call<'_>, form: &Form) -> Result<String, AwsError> {
    form.allow_only(&["Marker", "MaxItems"]).map_err(|error| AwsError::new("ValidationError", error.to_string()))?;
    let aliases = element("AccountAliases", [text("member", call.caller.account.alias)]);
    let result = element("ListAccountAliasesResult", [text("IsTruncated", false), aliases]);
    let metadata = element("ResponseMetadata", [text("RequestId", call.request_id)]);
    let response = element("ListAccountAliasesResponse", [result, metadata]);
    Ok(response.in_namespace("https://iam.amazonaws.com/doc/2010-05-08/").to_document())
}
