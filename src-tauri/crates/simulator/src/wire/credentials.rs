//! Who calls, where and which service: read from the SigV4 Authorization header. Signatures are not verified, since
//! every secret of the simulator is public.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use http::header::{AUTHORIZATION, HOST};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::world::{Account, Dice, Principal, SAMPLE_USER};

const TOKEN_PREFIX: &str = "FwoGZXIvYXdzE";

/// An authenticated caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) account: &'static Account,
    pub(crate) access_key_id: String,
    pub(crate) principal: Principal,
}

/// The credential scope: `AKIA…/20260302/us-east-1/elasticmapreduce/aws4_request`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) access_key_id: String,
    pub(crate) region: String,
    pub(crate) service: String,
}

/// Why a caller is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("the request is not signed")]
    Unsigned,
    #[error("the access key belongs to no account")]
    UnknownKey,
    #[error("the session has expired")]
    Expired,
}

/// Temporary credentials of an assumed role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SessionCredentials {
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: String,
    pub(crate) session_token: String,
    pub(crate) expires_at: Timestamp,
}

/// What a session token says, so that no process has to remember sessions.
#[derive(Debug, Serialize, Deserialize)]
struct Session {
    account: String,
    role: String,
    session: String,
    expires_at: Timestamp,
}

impl Caller {
    /// The caller of a request, whose session must not have expired at `now`.
    pub(crate) fn of(scope: &Scope, headers: &HeaderMap, now: Timestamp) -> Result<Self, Refusal> {
        let account = Account::of_key(&scope.access_key_id).ok_or(Refusal::UnknownKey)?;
        let token = headers.get("x-amz-security-token").and_then(|token| token.to_str().ok());
        let principal = match token {
            None if scope.access_key_id.starts_with("ASIA") => return Err(Refusal::UnknownKey),
            None => Principal::User { name: SAMPLE_USER.to_owned() },
            Some(token) => {
                let session = Session::of_token(token)
                    .filter(|session| session.account == account.id)
                    .ok_or(Refusal::UnknownKey)?;
                if session.expires_at <= now {
                    return Err(Refusal::Expired);
                }
                Principal::AssumedRole { role: session.role, session: session.session }
            }
        };
        Ok(Self { account, access_key_id: scope.access_key_id.clone(), principal })
    }

    pub(crate) fn arn(&self) -> String {
        self.principal.arn(self.account.id)
    }
}

impl Scope {
    /// The scope of a signed request; region and service of the Host header where the scope leaves them empty.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, Refusal> {
        let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).ok_or(Refusal::Unsigned)?;
        let credential = header
            .strip_prefix("AWS4-HMAC-SHA256")
            .and_then(|rest| rest.split([',', ' ']).find_map(|part| part.strip_prefix("Credential=")))
            .ok_or(Refusal::Unsigned)?;
        let parts: Vec<&str> = credential.split('/').collect();
        let &[access_key_id, _, region, service, _] = parts.as_slice() else { return Err(Refusal::Unsigned) };
        let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let (host_service, host_region) = of_host(host);
        let or = |given: &str, fallback: &str| if given.is_empty() { fallback.to_owned() } else { given.to_owned() };
        Ok(Self {
            access_key_id: access_key_id.to_owned(),
            region: or(region, host_region),
            service: or(service, host_service),
        })
    }
}

impl SessionCredentials {
    /// Credentials of `role` in `account`, told apart by `chance`.
    pub(crate) fn mint(account: &Account, role: &str, session: &str, expires_at: Timestamp, chance: Dice) -> Self {
        let content =
            Session { account: account.id.to_owned(), role: role.to_owned(), session: session.to_owned(), expires_at };
        let suffix: String = chance.capitals().chars().rev().take(4).collect();
        Self {
            access_key_id: format!("ASIA{}{suffix}", account.id),
            secret_access_key: format!("sample-secret-{}", chance.hex17()),
            session_token: content.to_token(),
            expires_at,
        }
    }
}

impl Session {
    fn to_token(&self) -> String {
        // A struct of strings always has a JSON form.
        let json = serde_json::to_vec(self).unwrap_or_default();
        format!("{TOKEN_PREFIX}{}", URL_SAFE_NO_PAD.encode(json))
    }

    fn of_token(token: &str) -> Option<Self> {
        let json = URL_SAFE_NO_PAD.decode(token.strip_prefix(TOKEN_PREFIX)?).ok()?;
        serde_json::from_slice(&json).ok()
    }
}

/// Service and region of `elasticmapreduce.us-east-1.amazonaws.com`.
fn of_host(host: &str) -> (&str, &str) {
    let mut parts = host.split('.');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(service), Some("amazonaws"), _) => (service, "us-east-1"),
        (Some(service), Some(region), Some("amazonaws")) => (service, region),
        _ => ("", "us-east-1"),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use http::header::AUTHORIZATION;
    use jiff::Timestamp;

    use super::{Caller, Refusal, Scope, SessionCredentials};
    use crate::world::{Account, Dice};

    fn signed(key: &str, token: Option<&str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let value = format!(
            "AWS4-HMAC-SHA256 Credential={key}/20260302/eu-west-1/ec2/aws4_request, SignedHeaders=host, Signature=0"
        );
        headers.insert(AUTHORIZATION, value.parse().unwrap());
        if let Some(token) = token {
            headers.insert("x-amz-security-token", token.parse().unwrap());
        }
        headers
    }

    fn caller(headers: &HeaderMap, second: i64) -> Result<String, Refusal> {
        let scope = Scope::of(headers)?;
        Caller::of(&scope, headers, Timestamp::from_second(second).unwrap()).map(|caller| caller.arn())
    }

    #[test]
    fn a_key_names_its_account() {
        let headers = signed("AKIA441088120031EMBR", None);
        assert_eq!(caller(&headers, 0), Ok("arn:aws:iam::441088120031:user/mila".to_owned()));
        assert_eq!(caller(&signed("AKIA000000000000EMBR", None), 0), Err(Refusal::UnknownKey));
        assert_eq!(caller(&HeaderMap::new(), 0), Err(Refusal::Unsigned));
    }

    #[test]
    fn a_session_expires() {
        let account = Account::by_id("730335417920").unwrap();
        let expires = Timestamp::from_second(100).unwrap();
        let session = SessionCredentials::mint(account, "Analyst", "mila", expires, Dice::new(1));
        let headers = signed(&session.access_key_id, Some(&session.session_token));
        assert_eq!(caller(&headers, 99), Ok("arn:aws:sts::730335417920:assumed-role/Analyst/mila".to_owned()));
        assert_eq!(caller(&headers, 100), Err(Refusal::Expired));
    }

    #[test]
    fn a_session_key_without_its_token_is_unknown() {
        assert_eq!(caller(&signed("ASIA441088120031ABCD", None), 0), Err(Refusal::UnknownKey));
    }
}
