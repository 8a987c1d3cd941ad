//! From a profile to what it gets its credentials from, over the roles between.

use super::book::{Book, Entry};
use super::files::FileLocations;
use super::program;
use std::collections::HashSet;

/// Why a profile can never work as written, in one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unusable(pub String);

/// The profiles to read, from the asked one to the one that holds or fetches credentials.
#[derive(Clone, Debug)]
pub(crate) struct Chain<'a> {
    pub entries: Vec<&'a Entry>,
}

impl<'a> Chain<'a> {
    pub(crate) fn base(&self) -> Option<&'a Entry> {
        self.entries.last().copied()
    }
}

/// Follows the roles as the SDK does, and says beforehand what it would fail at or silently leave out.
pub(crate) fn follow<'a>(book: &'a Book, at: &FileLocations, name: &str) -> Result<Chain<'a>, Unusable> {
    let mut entries: Vec<&Entry> = Vec::new();
    let mut seen = HashSet::new();
    let mut next = name;
    loop {
        let Some(entry) = book.profile(next) else {
            return Err(match entries.last() {
                Some(from) => unusable(from, &format!("has the source_profile `{next}`, which does not exist")),
                None => Unusable(format!("there is no profile `{next}`")),
            });
        };
        if !seen.insert(next) {
            let names: Vec<_> = entries.iter().map(|entry| entry.name.as_str()).collect();
            return Err(Unusable(format!("its source_profile goes round in a circle: {} → {next}", names.join(" → "))));
        }
        entries.push(entry);
        // Keys of a source profile win over its own role, as in AWS's tools.
        if entries.len() > 1 && has_keys(entry) {
            return Ok(Chain { entries });
        }
        match role_source(entry)? {
            Some(source) if source != entry.name => next = source,
            _ => {
                check_base(book, at, entry)?;
                return Ok(Chain { entries });
            }
        }
    }
}

/// The profile whose credentials a role is assumed with; `None` when they come from this section itself.
fn role_source(entry: &Entry) -> Result<Option<&str>, Unusable> {
    if entry.has("web_identity_token_file") {
        return match entry.has("role_arn") {
            true => Ok(None),
            false => Err(unusable(entry, "has a web_identity_token_file but no role_arn")),
        };
    }
    if !entry.has("role_arn") {
        return Ok(None);
    }
    if entry.has("mfa_serial") {
        return Err(unusable(entry, "needs an MFA code (mfa_serial), which Emberwatch cannot ask for"));
    }
    match (entry.get("source_profile"), entry.get("credential_source")) {
        (Some(source), None) => Ok(Some(source)),
        (None, Some(source)) if is_known_source(source) => Ok(None),
        (None, Some(source)) => {
            Err(unusable(entry, &format!("has the credential_source `{source}`, which is none of AWS's")))
        }
        (Some(_), Some(_)) => Err(unusable(entry, "has both source_profile and credential_source")),
        (None, None) => Err(unusable(entry, "has a role_arn but no source_profile or credential_source")),
    }
}

fn check_base(book: &Book, at: &FileLocations, entry: &Entry) -> Result<(), Unusable> {
    if entry.has("credential_source") || entry.has("web_identity_token_file") {
        return Ok(());
    }
    if is_sso(entry) {
        return check_sso(book, entry);
    }
    if entry.has("login_session") {
        return Ok(());
    }
    if let Some(command) = entry.get("credential_process") {
        return match program::missing(command, at) {
            Some(missing) => Err(unusable(
                entry,
                &format!(
                    "has a credential_process whose program `{missing}` is not found; \
                 a desktop app may not inherit the shell's PATH, so write the full path"
                ),
            )),
            None => Ok(()),
        };
    }
    match (entry.has("aws_access_key_id"), entry.has("aws_secret_access_key")) {
        (true, true) => Ok(()),
        (true, false) => Err(unusable(entry, "has an aws_access_key_id but no aws_secret_access_key")),
        (false, true) => Err(unusable(entry, "has an aws_secret_access_key but no aws_access_key_id")),
        (false, false) => Err(unusable(entry, "names no credentials")),
    }
}

fn check_sso(book: &Book, entry: &Entry) -> Result<(), Unusable> {
    for key in ["sso_account_id", "sso_role_name"] {
        if !entry.has(key) {
            return Err(unusable(entry, &format!("signs in with SSO but has no {key}")));
        }
    }
    let Some(session) = entry.get("sso_session") else {
        return match ["sso_start_url", "sso_region"].into_iter().find(|key| !entry.has(key)) {
            Some(key) => Err(unusable(entry, &format!("signs in with SSO but has no {key}"))),
            None => Ok(()),
        };
    };
    if entry.has("sso_start_url") || entry.has("sso_region") {
        return Err(unusable(entry, "has an sso_session, so sso_start_url and sso_region belong in that section"));
    }
    let Some(properties) = book.sso_session(session) else {
        return Err(unusable(entry, &format!("has the sso_session `{session}`, which does not exist")));
    };
    match ["sso_start_url", "sso_region"].into_iter().find(|key| !properties.contains_key(*key)) {
        Some(key) => Err(Unusable(format!("the sso-session `{session}` has no {key}"))),
        None => Ok(()),
    }
}

pub(crate) fn is_sso(entry: &Entry) -> bool {
    ["sso_account_id", "sso_role_name", "sso_session", "sso_start_url"].iter().any(|key| entry.has(key))
}

fn has_keys(entry: &Entry) -> bool {
    entry.has("aws_access_key_id") && entry.has("aws_secret_access_key")
}

fn is_known_source(source: &str) -> bool {
    ["Environment", "Ec2InstanceMetadata", "EcsContainer"].iter().any(|known| known.eq_ignore_ascii_case(source))
}

fn unusable(entry: &Entry, problem: &str) -> Unusable {
    Unusable(format!("profile `{}` {problem}", entry.name))
}
