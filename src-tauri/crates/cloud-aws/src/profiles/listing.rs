//! Every profile with its kind, and whether it can work at all.

use super::book::{Book, Entry};
use super::chain::{self, Unusable};
use super::endpoints::Endpoints;
use super::files::FileLocations;
use emberwatch_cloud::{Profile, ProfileKind, ProfileListing};
use emberwatch_domain::account::{ProfileName, Region};

/// Nothing is asked of AWS and no program is started.
pub(crate) fn listing(book: &Book, at: &FileLocations) -> ProfileListing {
    ProfileListing {
        profiles: book.entries.iter().map(|entry| profile(book, at, entry)).collect(),
        bad_sections: book.bad_sections.clone(),
    }
}

/// The same of one profile alone.
pub(crate) fn one(book: &Book, at: &FileLocations, name: &str) -> Option<Profile> {
    book.profile(name).map(|entry| profile(book, at, entry))
}

fn profile(book: &Book, at: &FileLocations, entry: &Entry) -> Profile {
    Profile {
        name: ProfileName::new(&entry.name),
        kind: kind(entry),
        region: entry.get("region").map(Region::from),
        account_hint: account(entry).map(str::to_owned),
        unusable: chain::follow(book, at, &entry.name).err().map(|Unusable(sentence)| sentence),
        loopback: Endpoints::of(book, at, entry).are_loopback(),
    }
}

/// In the order in which the SDK looks.
pub(super) fn kind(entry: &Entry) -> ProfileKind {
    let text = |key| entry.get(key).map(str::to_owned);
    if entry.has("web_identity_token_file") {
        ProfileKind::WebIdentity
    } else if entry.has("role_arn") {
        ProfileKind::Role { source: text("source_profile").or_else(|| text("credential_source")) }
    } else if chain::is_sso(entry) {
        ProfileKind::Sso { session: text("sso_session") }
    } else if entry.has("login_session") {
        ProfileKind::LoginSession
    } else if entry.has("credential_process") {
        ProfileKind::CredentialProcess
    } else if entry.has("aws_access_key_id") || entry.has("aws_secret_access_key") {
        ProfileKind::StaticKeys
    } else {
        ProfileKind::NoCredentials
    }
}

fn account(entry: &Entry) -> Option<&str> {
    let of_arn = |key| entry.get(key)?.split(':').nth(4);
    let account = of_arn("role_arn").or_else(|| entry.get("sso_account_id")).or_else(|| of_arn("login_session"))?;
    (account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit())).then_some(account)
}
