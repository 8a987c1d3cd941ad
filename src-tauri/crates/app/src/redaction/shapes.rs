//! What looks like a key, an account or an address, whatever it is called.

use super::{Accounts, SECRET};

/// Of AWS's access keys: for good, for a while, for a bearer, of a context.
const ACCESS_KEYS: [&str; 4] = ["AKIA", "ASIA", "ABIA", "ACCA"];
/// Tokens that say what they are.
const TOKENS: [&str; 6] = ["xox", "ghp_", "gho_", "github_pat_", "sk-", "glpat-"];
/// Random text of upper and lower case and digits is a key from this length on, and text of two kinds from that one.
const MIXED: usize = 20;
const LONG: usize = 40;

/// Of every address the host alone: paths and queries carry webhooks and signatures, and user names passwords.
pub fn without_urls(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find("://") {
        let start = at + 3;
        let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ')' | ']' | '}' | ',' | ';');
        let end = rest[start..].find(ends).map_or(rest.len(), |length| start + length);
        let url = &rest[start..end];
        let authority = url.split(['/', '?', '#']).next().unwrap_or_default();
        let host = authority.rsplit('@').next().unwrap_or_default();
        out.push_str(&rest[..start]);
        out.push_str(host);
        if url.len() > authority.len() {
            out.push_str("/…");
        }
        rest = &rest[end..];
    }
    out + rest
}

/// Access keys, long random text, account ids, e-mail addresses and folders of users.
pub fn without_keys(line: &str, accounts: Accounts) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = without_mail(&without_users(line));
    while !rest.is_empty() {
        let word = rest.find(|c| !is_part_of_a_key(c)).unwrap_or(rest.len());
        if word > 0 {
            out.push_str(&instead_of(&rest[..word], accounts));
        }
        let next = rest[word..].find(is_part_of_a_key).map_or(rest.len(), |gap| word + gap);
        out.push_str(&rest[word..next]);
        rest.drain(..next);
    }
    out
}

fn is_part_of_a_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '_' | '-')
}

fn instead_of(word: &str, accounts: Accounts) -> String {
    if looks_like_a_key(word) {
        return SECRET.to_owned();
    }
    match accounts {
        Accounts::Shown => word.to_owned(),
        Accounts::Masked => word.split_inclusive(|c: char| !c.is_ascii_alphanumeric()).map(without_account).collect(),
    }
}

/// AWS: an account id has twelve digits.
fn without_account(part: &str) -> String {
    let digits = part.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    if digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("[account …{}]{}", &digits[8..], &part[digits.len()..]);
    }
    part.to_owned()
}

/// `damaged-20260105T120000Z`: words of small letters with the time at which something was moved aside.
fn is_named_by_its_time(word: &str) -> bool {
    let is_time = |part: &str| {
        let shape = |(at, c): (usize, char)| match at {
            8 => c == 'T',
            15 => c == 'Z',
            _ => c.is_ascii_digit(),
        };
        part.len() == 16 && part.char_indices().all(shape)
    };
    let is_word = |part: &str| part.chars().all(|c| c.is_ascii_lowercase() || c == '/');
    let is_number = |part: &str| part.len() < 4 && part.chars().all(|c| c.is_ascii_digit());
    let times = word.split('-').filter(|part| is_time(part)).count();
    times == 1 && word.split('-').all(|part| is_time(part) || is_word(part) || is_number(part))
}

fn looks_like_a_key(word: &str) -> bool {
    let has = |is: fn(&char) -> bool| word.chars().any(|c| is(&c));
    let (upper, lower, digit) =
        (has(char::is_ascii_uppercase), has(char::is_ascii_lowercase), has(char::is_ascii_digit));
    let is_access_key = |word: &str| {
        word.len() >= 16
            && ACCESS_KEYS.iter().any(|start| word.starts_with(start))
            && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
    };
    let is_mixed = (word.len() >= MIXED && upper && lower && digit)
        || (word.len() >= LONG && digit && (upper || lower) && !word.contains('-'))
        || (word.len() >= LONG && upper && lower && word.contains(['+', '/']));
    word.split(['/', '+', '-', '_']).any(is_access_key)
        || (word.len() >= 12 && TOKENS.iter().any(|start| word.starts_with(start)))
        || is_mixed && !is_named_by_its_time(word)
}

fn without_mail(line: &str) -> String {
    let words = line.split_inclusive(|c: char| {
        c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ';' | '(' | ')' | '<' | '>' | '/' | ':' | '=')
    });
    words
        .map(|word| {
            let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
            let is_mail = bare.split_once('@').is_some_and(|(name, host)| {
                name.chars().any(char::is_alphanumeric) && host.contains('.') && !host.contains('@')
            });
            if is_mail { format!("[e-mail]{}", &word[bare.len()..]) } else { word.to_owned() }
        })
        .collect()
}

fn without_users(line: &str) -> String {
    let mut line = line.to_owned();
    for folder in ["/home/", "/Users/"] {
        let mut from = 0;
        while let Some(at) = line[from..].find(folder) {
            let start = from + at + folder.len();
            let end =
                line[start..].find(['/', ' ', '"', '\'', ':', ',', ')']).map_or(line.len(), |length| start + length);
            if end > start {
                line.replace_range(start..end, "[user]");
            }
            from = start;
        }
    }
    line
}
