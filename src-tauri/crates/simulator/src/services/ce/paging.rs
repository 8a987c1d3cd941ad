//! NextPageToken: where the next page begins, and in which question.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::{AwsError, Call};
use crate::faults::PageScript;
use crate::world::Dice;

/// One page of `rows`, and the token of the next one if there is one.
pub(super) fn page<'a, T>(
    call: &Call<'_>,
    input: &Value,
    rows: &'a [T],
    size: usize,
) -> Result<(&'a [T], Option<String>), AwsError> {
    let question = question(input);
    let token = input.get("NextPageToken").and_then(Value::as_str);
    let begin = token.map_or(Ok(0), |token| read(token, question))?;
    let (mut start, mut limit) = (begin.min(rows.len()), size);
    match call.page_script {
        Some(PageScript::Short { size }) => limit = limit.min(size.max(1)),
        Some(PageScript::Duplicates { count }) => start = start.saturating_sub(count),
        Some(PageScript::Empty) => limit = 0,
        Some(PageScript::RepeatedMarker) | None => {}
    }
    let end = rows.len().min(start.saturating_add(limit));
    let next = match call.page_script {
        Some(PageScript::RepeatedMarker | PageScript::Empty) => Some(begin),
        _ => (end < rows.len()).then_some(end),
    };
    Ok((&rows[start..end], next.map(|at| URL_SAFE_NO_PAD.encode(format!("{at}:{question:x}")))))
}

/// A number for everything that is asked but the page.
pub(super) fn question(input: &Value) -> u64 {
    let mut asked = input.clone();
    if let Some(members) = asked.as_object_mut() {
        members.remove("NextPageToken");
    }
    Dice::new(0).named(&asked.to_string()).value()
}

fn read(token: &str, question: u64) -> Result<usize, AwsError> {
    let place = || {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
        let (at, asked) = text.split_once(':')?;
        Some((at.parse().ok()?, u64::from_str_radix(asked, 16).ok()?))
    };
    match place() {
        None => Err(AwsError::new("InvalidNextTokenException", "The pagination token is invalid")),
        Some((_, asked)) if asked != question => {
            Err(AwsError::new("RequestChangedException", "The request differs from the one that the token came with"))
        }
        Some((at, _)) => Ok(at),
    }
}
