//! Pages of a list, and the ways in which a scripted fault spoils them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{AwsError, Call, invalid_request};
use crate::faults::PageScript;

/// Where an item stands in its list. A marker is the place of the last item shown, so that items which come or go
/// meanwhile neither hide nor repeat others.
pub(super) type Place = (i64, u64);

const BEFORE_ALL: Place = (i64::MIN, 0);

/// One page of `items` after `marker`, and the marker of the next page if there is one.
pub(super) fn page<T>(
    call: &Call<'_>,
    mut items: Vec<(Place, T)>,
    marker: Option<&str>,
    size: usize,
) -> Result<(Vec<T>, Option<String>), AwsError> {
    let after = marker.map(decode).transpose()?;
    items.sort_unstable_by_key(|(place, _)| *place);
    let mut start = after.map_or(0, |after| items.partition_point(|(place, _)| *place <= after));
    let mut limit = size;
    match call.page_script {
        Some(PageScript::Short { size }) => limit = limit.min(size.max(1)),
        Some(PageScript::Duplicates { count }) => start = start.saturating_sub(count),
        Some(PageScript::Empty) => return Ok((Vec::new(), Some(encode(after.unwrap_or(BEFORE_ALL))))),
        Some(PageScript::RepeatedMarker) | None => {}
    }
    let end = items.len().min(start.saturating_add(limit));
    let mut next = (end < items.len()).then(|| items[..end].last().map(|(place, _)| encode(*place))).flatten();
    if call.page_script == Some(PageScript::RepeatedMarker) {
        next = Some(encode(after.unwrap_or(BEFORE_ALL)));
    }
    let shown = items.into_iter().skip(start).take(end.saturating_sub(start));
    Ok((shown.map(|(_, item)| item).collect(), next))
}

fn encode((first, second): Place) -> String {
    URL_SAFE_NO_PAD.encode(format!("{first}:{second}"))
}

fn decode(marker: &str) -> Result<Place, AwsError> {
    let place = || {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(marker).ok()?).ok()?;
        let (first, second) = text.split_once(':')?;
        Some((first.parse().ok()?, second.parse().ok()?))
    };
    place().ok_or_else(|| invalid_request(format!("Marker '{marker}' is not valid.")))
}
