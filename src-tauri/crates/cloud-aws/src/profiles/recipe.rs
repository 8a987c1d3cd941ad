//! All that is needed to make one profile's credentials: a small, clean text for the SDK.

use super::book::{Book, Entry, Properties};
use super::chain::{self, Chain, Unusable};
use super::endpoints::{Api, Endpoints};
use super::files::FileLocations;
use super::ini::{self, Property, Section};
use super::listing::kind;
use emberwatch_cloud::ProfileKind;
use emberwatch_domain::account::Region;
use std::path::PathBuf;

/// Where calls that belong to no region go, when the profile names none.
const HOME_REGION: &str = "us-east-1";

/// Two equal recipes make the same credentials, so a change elsewhere in the files renews nothing.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct FileRecipe {
    /// The sections of this profile and of what it builds on, in AWS's format. Contains secrets.
    pub text: String,
    /// The profile's name in that text.
    pub name_in_text: String,
    pub home_region: Region,
    pub endpoints: Endpoints,
    pub sign_in: Option<SignIn>,
    /// Who hands out the credentials, to be named when it fails.
    pub credentials_from: CredentialsFrom,
    pub fips: Option<bool>,
    pub dual_stack: Option<bool>,
}

/// A person has to sign in for these credentials; the AWS CLI leaves the proof in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SignIn {
    pub folder: PathBuf,
    pub command: String,
}

/// Where the last link of a profile's chain gets its credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CredentialsFrom {
    /// A program, whose output may hold secrets and is never repeated.
    Process,
    Host(String),
}

pub(crate) fn recipe(book: &Book, at: &FileLocations, name: &str) -> Result<FileRecipe, Unusable> {
    let chain = chain::follow(book, at, name)?;
    let (Some(entry), Some(base)) = (chain.entries.first(), chain.base()) else {
        return Err(Unusable(format!("there is no profile `{name}`")));
    };
    let home_region = entry.get("region").unwrap_or(HOME_REGION);
    let switch = |key| entry.get(key).map(|value| value.eq_ignore_ascii_case("true"));
    Ok(FileRecipe {
        text: text(book, &chain),
        name_in_text: name_in_text(0),
        home_region: Region::new(home_region),
        endpoints: Endpoints::of(book, at, entry),
        sign_in: sign_in(at, base),
        credentials_from: credentials_from(book, base, home_region),
        fips: switch("use_fips_endpoint"),
        dual_stack: switch("use_dualstack_endpoint"),
    })
}

/// Profiles are numbered, because the SDK ignores names with spaces and many other characters.
fn name_in_text(position: usize) -> String {
    format!("p{position}")
}

fn text(book: &Book, chain: &Chain<'_>) -> String {
    let position = |name: &str| chain.entries.iter().position(|entry| entry.name == name);
    let mut sections = Vec::new();
    for (at, entry) in chain.entries.iter().enumerate() {
        let mut properties = entry.properties.clone();
        if let Some(source) = properties.get_mut("source_profile") {
            *source = position(source).map(name_in_text).unwrap_or_default();
        }
        sections.push(section(format!("profile {}", name_in_text(at)), &properties));
        let session = entry.get("sso_session").and_then(|name| Some((name, book.sso_session(name)?)));
        if let Some((name, properties)) = session {
            // This name must stay: the folder of signed-in sessions is keyed by it.
            sections.push(section(format!("sso-session {name}"), properties));
        }
        let services = entry.get("services").and_then(|name| Some((name, book.services(name)?)));
        if let Some((name, properties)) = services {
            sections.push(section(format!("services {name}"), properties));
        }
    }
    ini::render(&sections)
}

fn section(header: String, properties: &Properties) -> Section {
    let said = properties.iter().filter(|(_, value)| !value.is_empty());
    let properties = said.map(|(key, value)| Property { key: key.clone(), value: value.clone() }).collect();
    Section { line: 0, header, properties }
}

/// Where the AWS CLI leaves the proof of `aws sso login`, and that of `aws login`.
pub(super) fn sign_in_folders(at: &FileLocations) -> [PathBuf; 2] {
    let aws = at.home().join(".aws");
    let login = at.variable("AWS_LOGIN_CACHE_DIRECTORY").map(PathBuf::from);
    [aws.join("sso").join("cache"), login.unwrap_or_else(|| aws.join("login").join("cache"))]
}

fn sign_in(at: &FileLocations, base: &Entry) -> Option<SignIn> {
    let [sso, login] = sign_in_folders(at);
    match kind(base) {
        ProfileKind::Sso { .. } => {
            Some(SignIn { folder: sso, command: format!("aws sso login --profile {}", quoted(&base.name)) })
        }
        ProfileKind::LoginSession => {
            Some(SignIn { folder: login, command: format!("aws login --profile {}", quoted(&base.name)) })
        }
        _ => None,
    }
}

fn credentials_from(book: &Book, base: &Entry, home_region: &str) -> CredentialsFrom {
    let session = base.get("sso_session").and_then(|name| book.sso_session(name));
    let sso_region = session.and_then(|session| session.get("sso_region")).map(String::as_str);
    match kind(base) {
        ProfileKind::CredentialProcess => CredentialsFrom::Process,
        ProfileKind::Sso { .. } => {
            let region = sso_region.or_else(|| base.get("sso_region")).unwrap_or(home_region);
            CredentialsFrom::Host(format!("portal.sso.{region}.amazonaws.com"))
        }
        ProfileKind::LoginSession => CredentialsFrom::Host(format!("{home_region}.signin.aws.amazon.com")),
        _ => CredentialsFrom::Host(Api::Sts.host(home_region)),
    }
}

/// A name as a shell takes it for one word.
fn quoted(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_alphanumeric() || "._-/@:+%".contains(c));
    if plain { name.to_owned() } else { format!("'{}'", name.replace('\'', "'\\''")) }
}
