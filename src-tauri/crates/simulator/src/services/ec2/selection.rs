//! How EC2's listings choose and page: by ids, by filters, by `MaxResults` and `NextToken`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::faults::PageScript;
use crate::services::AwsError;
use crate::wire::query::{Filter, Form};

/// The values that an item has for a filter's name; none when there is no such filter.
pub(super) type Attribute<T> = fn(&T, &str) -> Option<Vec<String>>;

/// Refuses a filter whose name the operation does not know. It is asked before any item is seen, so that a wrong
/// name fails in an empty account too.
pub(super) fn check_filters(filters: &[Filter], known: &[&str]) -> Result<(), AwsError> {
    let is_known = |name: &str| known.contains(&name) || (known.contains(&"tag:") && name.starts_with("tag:"));
    match filters.iter().find(|filter| !is_known(&filter.name)) {
        Some(filter) => Err(invalid(format!("The filter '{}' is invalid", filter.name))),
        None => Ok(()),
    }
}

/// Whether every filter accepts some value of the item.
pub(super) fn passes<T>(item: &T, filters: &[Filter], attribute: Attribute<T>) -> bool {
    filters.iter().all(|filter| {
        let values = attribute(item, &filter.name).unwrap_or_default();
        values.iter().any(|value| filter.accepts(value))
    })
}

/// Cuts a page out of items that are sorted by a key. The token is the key of the last item delivered, so that items
/// which come or go between two pages neither repeat nor hide others.
pub(super) fn page<T>(
    items: Vec<T>,
    key: fn(&T) -> &str,
    form: &Form,
    script: Option<PageScript>,
) -> Result<(Vec<T>, Option<String>), AwsError> {
    let after = form.get("NextToken").map(read_token).transpose()?.unwrap_or_default();
    let limit = max_results(form, 5)?.unwrap_or(usize::MAX);
    let start = items.partition_point(|item| key(item) <= after.as_str());
    let (start, limit) = match script {
        Some(PageScript::Short { size }) => (start, limit.min(size.max(1))),
        Some(PageScript::Duplicates { count }) => (start.saturating_sub(count), limit.saturating_add(count.min(start))),
        Some(PageScript::Empty) => (start, 0),
        Some(PageScript::RepeatedMarker) | None => (start, limit),
    };
    let more = items.len() - start > limit;
    let page: Vec<T> = items.into_iter().skip(start).take(limit).collect();
    let next = match script {
        // An empty token would mean the end, so the first page is led back to by a key before all others.
        Some(PageScript::RepeatedMarker | PageScript::Empty) => {
            Some(if after.is_empty() { " ".to_owned() } else { after })
        }
        _ => page.last().filter(|_| more).map(|last| key(last).to_owned()),
    };
    Ok((page, next.map(|key| token(&key))))
}

/// `MaxResults`, from `least` to 1,000.
pub(super) fn max_results(form: &Form, least: i64) -> Result<Option<usize>, AwsError> {
    let Some(asked) = form.integer("MaxResults")? else { return Ok(None) };
    let limit = usize::try_from(asked).ok().filter(|_| (least..=1_000).contains(&asked));
    limit.map(Some).ok_or_else(|| {
        invalid(format!(
            "Value ( {asked} ) for parameter maxResults is invalid. Expecting a value between {least} and 1000."
        ))
    })
}

pub(super) fn token(content: &str) -> String {
    URL_SAFE_NO_PAD.encode(content)
}

pub(super) fn read_token(token: &str) -> Result<String, AwsError> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok();
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(invalid_token)
}

pub(super) fn invalid_token() -> AwsError {
    AwsError::new("InvalidNextToken", "The provided token is malformed or otherwise invalid.")
}

pub(super) fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidParameterValue", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> Form {
        Form::parse(text.as_bytes())
    }

    #[test]
    fn pages_are_complete_although_items_come_and_go() {
        let key: fn(&String) -> &str = |item| item;
        let items = |numbers: &[u32]| numbers.iter().map(|number| format!("i-{number:02}")).collect::<Vec<_>>();
        let first = items(&[1, 2, 3, 4, 5, 6, 7, 8]);
        let (page_one, token) = page(first, key, &form("MaxResults=5"), None).unwrap();
        assert_eq!(page_one, items(&[1, 2, 3, 4, 5]));
        let later = items(&[0, 1, 6, 7, 8, 9]);
        let next = form(&format!("MaxResults=5&NextToken={}", token.unwrap()));
        assert_eq!(page(later, key, &next, None).unwrap(), (items(&[6, 7, 8, 9]), None));
    }

    #[test]
    fn a_scripted_page_misbehaves_as_told() {
        let scripted = |text: &str, script: PageScript| {
            let items: Vec<String> = (0..9).map(|number| format!("i-{number}")).collect();
            page(items, |item| item, &form(text), Some(script)).unwrap()
        };
        let fourth = token("i-3");
        assert_eq!(scripted("", PageScript::Short { size: 4 }).1.as_ref(), Some(&fourth));
        let at_fourth = format!("NextToken={fourth}");
        let (repeated, again) = scripted(&at_fourth, PageScript::RepeatedMarker);
        assert_eq!((repeated[0].as_str(), again.as_ref()), ("i-4", Some(&fourth)));
        assert_eq!(scripted(&at_fourth, PageScript::Empty), (vec![], Some(fourth.clone())));
        assert_eq!(scripted(&at_fourth, PageScript::Duplicates { count: 2 }).0[0], "i-2");
        let (whole, again) = scripted("", PageScript::RepeatedMarker);
        assert_eq!(
            (whole.len(), scripted(&format!("NextToken={}", again.unwrap()), PageScript::Empty).0.len()),
            (9, 0)
        );
    }

    #[test]
    fn without_a_limit_everything_is_one_page() {
        let items: Vec<String> = (0..2_000).map(|number| format!("{number:04}")).collect();
        let (page, token) = page(items, |item| item, &form(""), None).unwrap();
        assert_eq!((page.len(), token), (2_000, None));
    }

    #[test]
    fn a_limit_outside_the_allowed_and_a_foreign_token_are_refused() {
        assert_eq!(max_results(&form("MaxResults=4"), 5).unwrap_err().code, "InvalidParameterValue");
        assert_eq!(max_results(&form("MaxResults=1001"), 5).unwrap_err().code, "InvalidParameterValue");
        assert_eq!(read_token("%%%").unwrap_err().code, "InvalidNextToken");
    }

    #[test]
    fn all_filters_must_accept_and_any_value_of_one_is_enough() {
        let attribute: Attribute<(&str, &str)> = |item, name| match name {
            "state" => Some(vec![item.0.to_owned()]),
            "type" => Some(vec![item.1.to_owned()]),
            _ => None,
        };
        let filters = form(
            "Filter.1.Name=state&Filter.1.Value.1=running&Filter.1.Value.2=pending&Filter.2.Name=type&Filter.2.Value.1=m5.*",
        )
        .filters();
        check_filters(&filters, &["state", "type"]).unwrap();
        assert!(passes(&("pending", "m5.xlarge"), &filters, attribute));
        assert!(!passes(&("pending", "c5.xlarge"), &filters, attribute));
        assert!(!passes(&("stopped", "m5.xlarge"), &filters, attribute));
        assert_eq!(check_filters(&filters, &["state"]).unwrap_err().message, "The filter 'type' is invalid");
    }
}
