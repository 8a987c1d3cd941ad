//! Takes secrets out of text before it is kept or handed on. It rather takes too much: what is left is for strangers.
//!
//! What is known to be secret is taken out wherever it stands; beside that everything that is named like a secret,
//! looks like a key, or could carry one.

pub mod assigned;
mod shapes;

use std::collections::BTreeMap;

/// What stands where a secret stood.
pub const SECRET: &str = "[secret]";
/// Shorter ones are words of their own, and would be taken out of everything.
const SHORTEST: usize = 6;

/// Whether account ids are told whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Accounts {
    /// By their last four digits, which tell them apart.
    #[default]
    Masked,
    Shown,
}

/// Knows what must not be told.
#[derive(Clone, Debug, Default)]
pub struct Redactor {
    secrets: Vec<String>,
    names: BTreeMap<String, String>,
    home: Option<String>,
    accounts: Accounts,
}

impl Redactor {
    pub fn new(accounts: Accounts) -> Self {
        Self { accounts, ..Self::default() }
    }

    /// Values that are secret whatever they look like.
    pub fn knowing(mut self, secrets: impl IntoIterator<Item = String>) -> Self {
        self.secrets.extend(secrets.into_iter().filter(|secret| secret.len() >= SHORTEST));
        // The longest first: one may be a part of another.
        self.secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        self.secrets.dedup();
        self
    }

    /// Names that the user chose, and what is said instead: a name can hold anything.
    pub fn calling(mut self, names: impl IntoIterator<Item = (String, String)>) -> Self {
        self.names.extend(names.into_iter().filter(|(name, _)| name.chars().count() > 1));
        self
    }

    /// The user's home folder, which tells the user's name.
    pub fn at_home(mut self, home: Option<String>) -> Self {
        self.home = home.map(|home| home.trim_end_matches('/').to_owned()).filter(|home| home.len() > 1);
        self
    }

    /// The text without anything secret, line by line.
    pub fn redact(&self, text: &str) -> String {
        text.split('\n').map(|line| self.line(line)).collect::<Vec<_>>().join("\n")
    }

    fn line(&self, line: &str) -> String {
        let mut line = line.to_owned();
        for secret in &self.secrets {
            line = line.replace(secret, SECRET);
        }
        for (name, instead) in self.names.iter().rev() {
            line = replace_words(&line, name, instead);
        }
        if let Some(home) = &self.home {
            line = line.replace(home, "~");
        }
        let line = shapes::without_urls(&line);
        let line = assigned::without_values(&line);
        shapes::without_keys(&line, self.accounts)
    }
}

/// Replaces whole words only: `lab` stays in `label`.
fn replace_words(text: &str, word: &str, instead: &str) -> String {
    let joins = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(word) {
        let (before, after) = (&rest[..at], &rest[at + word.len()..]);
        let stands_alone = !before.chars().next_back().is_some_and(joins) && !after.chars().next().is_some_and(joins);
        out.push_str(before);
        out.push_str(if stands_alone { instead } else { word });
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(text: &str) -> String {
        Redactor::default().redact(text)
    }

    #[test]
    fn keys_and_tokens_of_aws_are_taken_out_wherever_they_stand() {
        for secret in [
            "AKIAIOSFODNN7EXAMPLE",
            "ASIAQ3EGVQ7NDEHT5EXA",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "IQoJb3JpZ2luX2VjEOf//////////wEaCXVzLWVhc3QtMSJHMEUCIQDxRfiCYEXAMPLEKEY0123456789==",
            "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJlLTAxMjM0NTY3ODk",
            "xoxb-2345678901-abcdefghij",
            "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        ] {
            for text in [
                secret.to_owned(),
                format!("got \"{secret}\", stopped"),
                format!("a={secret};b"),
                format!("({secret})"),
            ] {
                let left = redacted(&text);
                assert!(secret.split('.').all(|part| !left.contains(part)), "{text} became {left}");
            }
        }
    }

    #[test]
    fn a_key_beside_a_time_is_a_key() {
        for text in ["wJalrXUtnFEMI7K-20260105T120000Z", "a1B2-20260105T120000Z"] {
            assert_eq!(redacted(text), SECRET, "{text}");
        }
    }

    #[test]
    fn what_is_named_like_a_secret_is_taken_out_whatever_it_looks_like() {
        for text in [
            "aws_secret_access_key = hunter2",
            "AWS_SESSION_TOKEN=hunter2",
            "{\"SecretAccessKey\": \"hunter2\", \"Expiration\": 1}",
            "secretAccessKey: 'hunter2'",
            "vault --token hunter2 read",
            "password=hunter2&user=mila",
            "Authorization: AWS4-HMAC-SHA256 Credential=hunter2, Signature=hunter2",
            "Cookie: a=1; b=hunter2",
            "credential_process = /opt/vault --pass hunter2",
            "clientSecret=>hunter2",
            r#"failure="{\"SecretAccessKey\": \"hunter2\"}""#,
            r#""Password": "correct hunter2 battery""#,
            "Proxy-Authorization: Basic hunter2",
        ] {
            let left = redacted(text);
            assert!(!left.contains("hunter2"), "{text} became {left}");
        }
        assert_eq!(
            redacted("{\"SecretAccessKey\": \"hunter2\", \"Version\": 1}"),
            "{\"SecretAccessKey\": \"[secret]\", \"Version\": 1}"
        );
    }

    #[test]
    fn of_an_address_only_the_host_is_left() {
        assert_eq!(
            redacted("to https://hooks.slack.com/services/T0/B0/abc, then"),
            "to https://hooks.slack.com/…, then"
        );
        assert_eq!(redacted("http://mila:hunter2@127.0.0.1:4600/x?token=hunter2"), "http://127.0.0.1:4600/…");
        assert_eq!(
            redacted("https://elasticmapreduce.eu-west-1.amazonaws.com"),
            "https://elasticmapreduce.eu-west-1.amazonaws.com"
        );
    }

    #[test]
    fn accounts_are_told_apart_and_not_told_unless_chosen() {
        let arn = "arn:aws:iam::441088120031:role/Reader in 730112459082, at 1700000000000";
        assert_eq!(redacted(arn), "arn:aws:iam::[account …0031]:role/Reader in [account …9082], at 1700000000000");
        assert_eq!(Redactor::new(Accounts::Shown).redact(arn), arn);
    }

    #[test]
    fn the_user_is_not_told_by_home_or_mail() {
        let redactor = Redactor::default().at_home(Some("/home/mila".to_owned()));
        assert_eq!(redactor.redact("/home/mila/.aws/config by mila.vos@example.com"), "~/.aws/config by [e-mail]");
        assert_eq!(redacted("/home/erik/.aws and /Users/erik/x"), "/home/[user]/.aws and /Users/[user]/x");
    }

    #[test]
    fn what_is_known_to_be_secret_is_taken_out_without_looking_like_it() {
        let redactor = Redactor::default().knowing(["plain words".to_owned(), "a".to_owned()]);
        assert_eq!(redactor.redact("a plain words b"), "a [secret] b");
    }

    #[test]
    fn names_are_called_otherwise_where_they_stand_alone() {
        let redactor = Redactor::default().calling([("lab".to_owned(), "profile 1".to_owned())]);
        assert_eq!(redactor.redact("profile lab: label, lab-2, (lab)"), "profile profile 1: label, lab-2, (profile 1)");
    }

    #[test]
    fn what_helps_to_understand_is_left() {
        for text in [
            "2026-11-24T13:00:00.123456Z  WARN emberwatch_app::poll::site: clusters could not be recorded",
            "eu-north-1 was not reached: no answer from elasticmapreduce.eu-north-1.amazonaws.com",
            "the permission elasticmapreduce:ListInstanceGroups is missing",
            "cluster j-2AXXXXXXGAPLF of EMR_DefaultRole_V2 on i-0f3a9c1d2e4b5a687",
            "run aws sso login --profile research; the token has expired",
            "TerminateJobFlows was not answered as expected",
            "credentials: none were found",
            "the old file is kept as /data/history.db.damaged-20260105T120000Z",
            "kept=/data/history.db.damaged-20260105T120000Z-2",
        ] {
            assert_eq!(redacted(text), text);
        }
    }
}
