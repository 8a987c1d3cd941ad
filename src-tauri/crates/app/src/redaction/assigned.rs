//! Values whose name says that they are secret.

use super::SECRET;

/// A name that holds one of these, in whatever case, names a secret.
const TELLING: [&str; 12] = [
    "secret",
    "token",
    "password",
    "passwd",
    "passphrase",
    "signature",
    "credential",
    "apikey",
    "api_key",
    "private_key",
    "webhook",
    "authorization",
];
/// What goes to the end of the line: headers, and a command with its arguments.
const WHOLE_LINES: [&str; 3] = ["authorization", "cookie", "credential_process"];
/// What values and names stand in; a log quotes quotes.
const QUOTES: [char; 3] = ['"', '\'', '\\'];

/// Whether a name is that of a secret.
pub fn is_telling(name: &str) -> bool {
    let name = name.to_lowercase();
    // `credentials: none found` is a sentence; no secret is called by the plural.
    let name = name.strip_suffix("credentials").unwrap_or(&name);
    name == "cookie" || name == "set-cookie" || TELLING.iter().any(|telling| name.contains(telling))
}

/// `name = value`, `"name": "value"`, `--name value`: the value is taken out.
pub fn without_values(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find(is_part_of_a_name) {
        let name_on = &rest[start..];
        let name_end = name_on.find(|c| !is_part_of_a_name(c)).unwrap_or(name_on.len());
        let name = &name_on[..name_end];
        out.push_str(&rest[..start + name_end]);
        rest = &rest[start + name_end..];
        if !is_telling(name.trim_start_matches('-')) {
            continue;
        }
        let Some(sign) = assignment(rest, name) else { continue };
        out.push_str(&rest[..sign]);
        let value = value(&rest[sign..], rest[..sign].chars().next_back(), name);
        if value > 0 {
            out.push_str(SECRET);
        }
        rest = &rest[sign + value..];
    }
    out + rest
}

fn is_part_of_a_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

/// How far it is to the value, its opening quote included.
fn assignment(after_name: &str, name: &str) -> Option<usize> {
    let mut at = after_name.len() - after_name.trim_start_matches(QUOTES).len();
    at += blanks(&after_name[at..]);
    let signs = after_name[at..].len() - after_name[at..].trim_start_matches(['=', ':', '>']).len();
    let is_flag = name.starts_with("--") && at > 0;
    // A sentence goes on after a colon; a value does not begin with a word and a blank.
    if signs == 0 && !is_flag {
        return None;
    }
    at += signs;
    at += blanks(&after_name[at..]);
    let value = after_name[at..].trim_start_matches('\\');
    Some(after_name.len() - value.len() + usize::from(value.starts_with(['"', '\''])))
}

/// How long the value is. One that stands in quotes ends at its quote, whatever is in it.
fn value(text: &str, before: Option<char>, name: &str) -> usize {
    let name = name.to_lowercase();
    if WHOLE_LINES.iter().any(|whole| name.ends_with(whole)) {
        return text.len();
    }
    if let Some(quote @ ('"' | '\'')) = before {
        let end = text.find(quote).unwrap_or(text.len());
        return text[..end].trim_end_matches('\\').len();
    }
    text.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ';' | '&' | ')' | '}' | ']'))
        .unwrap_or(text.len())
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}
