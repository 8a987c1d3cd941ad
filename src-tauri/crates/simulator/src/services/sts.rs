//! STS in awsQuery: who calls, and the keys of an assumed role.

use jiff::{SignedDuration, Timestamp};

use super::{AwsError, Call};
use crate::wire::credentials::SessionCredentials;
use crate::wire::query::Form;
use crate::wire::xml::{Element, element, text};
use crate::world::{Account, Dice, Principal};

/// Answers one call with an XML document.
pub(crate) fn answer(call: &Call<'_>, action: &str, form: &Form) -> Result<String, AwsError> {
    match action {
        "AssumeRole" => {
            let result = element("AssumeRoleResult", assume_role(call, form)?);
            Ok(document("AssumeRoleResponse", result, call))
        }
        "GetCallerIdentity" => {
            form.allow_only(&[]).map_err(|error| invalid(error.to_string()))?;
            let result = element("GetCallerIdentityResult", caller_identity(call));
            Ok(document("GetCallerIdentityResponse", result, call))
        }
        _ => Err(AwsError::new("InvalidAction", format!("Could not find operation {action} for version 2011-06-15"))),
    }
}

fn document(name: &'static str, result: Element, call: &Call<'_>) -> String {
    let metadata = element("ResponseMetadata", [text("RequestId", call.request_id)]);
    element(name, [result, metadata]).in_namespace("https://sts.amazonaws.com/doc/2011-06-15/").to_document()
}

fn caller_identity(call: &Call<'_>) -> Vec<Element> {
    let account = call.caller.account;
    let user_id = match &call.caller.principal {
        Principal::User { name } => unique_id(call.world.dice(), "AIDA", account, name),
        Principal::AssumedRole { role, session } => {
            format!("{}:{session}", unique_id(call.world.dice(), "AROA", account, role))
        }
    };
    vec![text("Arn", call.caller.arn()), text("UserId", user_id), text("Account", account.id)]
}

fn assume_role(call: &Call<'_>, form: &Form) -> Result<Vec<Element>, AwsError> {
    form.allow_only(&PARAMETERS).map_err(|error| invalid(error.to_string()))?;
    let request = AssumeRole::read(call, form)?;
    let chance = call.world.dice().named("session").named(call.request_id);
    let AssumeRole { account, role, session, lasts } = request;
    let expires_at = call.now + lasts;
    let keys = SessionCredentials::mint(account, role, session, expires_at, chance);
    let credentials = element(
        "Credentials",
        [
            text("AccessKeyId", &keys.access_key_id),
            text("SecretAccessKey", &keys.secret_access_key),
            text("SessionToken", &keys.session_token),
            text("Expiration", time(keys.expires_at)),
        ],
    );
    let principal = Principal::AssumedRole { role: role.to_owned(), session: session.to_owned() };
    let id = unique_id(call.world.dice(), "AROA", account, role);
    let user = element(
        "AssumedRoleUser",
        [text("AssumedRoleId", format!("{id}:{session}")), text("Arn", principal.arn(account.id))],
    );
    Ok(vec![user, credentials])
}

const PARAMETERS: [&str; 9] = [
    "DurationSeconds",
    "ExternalId",
    "Policy",
    "PolicyArns",
    "RoleArn",
    "RoleSessionName",
    "SourceIdentity",
    "Tags",
    "TransitiveTagKeys",
];
/// A role whose name starts so trusts nobody: a denied AssumeRole can be rehearsed with it.
const DENYING_ROLE: &str = "deny-assume";

struct AssumeRole<'a> {
    account: &'static Account,
    role: &'a str,
    session: &'a str,
    lasts: SignedDuration,
}

impl<'a> AssumeRole<'a> {
    fn read(call: &Call<'_>, form: &'a Form) -> Result<Self, AwsError> {
        let arn = required(form, "RoleArn")?;
        let session = required(form, "RoleSessionName")?;
        if !is_session_name(session) {
            return Err(invalid(format!("Value '{session}' at 'roleSessionName' failed to satisfy constraint")));
        }
        let (account, role) = parse_role(arn).ok_or_else(|| invalid(format!("{arn} is invalid")))?;
        let denied = || {
            let message =
                format!("User: {} is not authorized to perform: sts:AssumeRole on resource: {arn}", call.caller.arn());
            AwsError::new("AccessDenied", message).with_status(403)
        };
        if role.starts_with(DENYING_ROLE) {
            return Err(denied());
        }
        let account = Account::by_id(account).ok_or_else(denied)?;
        Ok(Self { account, role, session, lasts: duration(call, form)? })
    }
}

/// An hour by default, from a quarter of an hour to twelve; a role that assumes a role gets one hour at most.
fn duration(call: &Call<'_>, form: &Form) -> Result<SignedDuration, AwsError> {
    let seconds = form.integer("DurationSeconds").map_err(|error| invalid(error.to_string()))?.unwrap_or(3_600);
    if !(900..=43_200).contains(&seconds) {
        return Err(invalid(format!("Value '{seconds}' at 'durationSeconds' failed to satisfy constraint")));
    }
    if seconds > 3_600 && matches!(call.caller.principal, Principal::AssumedRole { .. }) {
        let message =
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining";
        return Err(invalid(message));
    }
    Ok(SignedDuration::from_secs(seconds))
}

/// Account and name of `arn:aws:iam::441088120031:role/path/Analyst`.
fn parse_role(arn: &str) -> Option<(&str, &str)> {
    let (account, path) = arn.strip_prefix("arn:aws:iam::")?.split_once(":role/")?;
    let name = path.rsplit('/').next().filter(|name| !name.is_empty())?;
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    is_account.then_some((account, name))
}

fn is_session_name(name: &str) -> bool {
    (2..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte))
}

/// IAM's unique id of a user or role.
fn unique_id(dice: Dice, prefix: &str, account: &Account, name: &str) -> String {
    format!("{prefix}EMBR{}", dice.named("iam id").named(prefix).named(account.id).named(name).capitals())
}

fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn required<'a>(form: &'a Form, name: &str) -> Result<&'a str, AwsError> {
    form.get(name)
        .ok_or_else(|| invalid(format!("Value null at '{name}' failed to satisfy constraint: Member must not be null")))
}

fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("ValidationError", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_read_from_its_arn_without_its_path() {
        assert_eq!(parse_role("arn:aws:iam::441088120031:role/team/Analyst"), Some(("441088120031", "Analyst")));
        for odd in
            ["arn:aws:iam::44108812003:role/A", "arn:aws:iam::441088120031:user/A", "arn:aws:iam::441088120031:role/"]
        {
            assert_eq!(parse_role(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_session_name_is_what_sts_allows() {
        assert!(is_session_name("mila@acme.example"));
        assert!(!is_session_name("m") && !is_session_name("a b") && !is_session_name(&"x".repeat(65)));
    }
}
