//! Reading a listing to its end, whatever its pages look like.

use emberwatch_cloud::{CloudError, Marker, Page};
use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::hash::Hash;

/// No listing of ours is longer; a server that goes on giving markers is in a loop.
pub const PAGE_LIMIT: usize = 1000;

/// Everything that was read, and whether that was all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing<T> {
    pub items: Vec<T>,
    /// False after a repeated marker, too many pages or a failure: then absence proves nothing.
    pub complete: bool,
}

impl<T> Listing<T> {
    /// Everything, or why not: what goes round and round is no answer either.
    pub fn whole(self, operation: &'static str, failure: Option<CloudError>) -> Result<Vec<T>, CloudError> {
        match failure {
            Some(error) => Err(error),
            None if !self.complete => Err(endless(operation)),
            None => Ok(self.items),
        }
    }
}

/// Why a listing whose markers repeat, or have no end, is no answer.
pub(crate) fn endless(operation: &'static str) -> CloudError {
    CloudError::Unexpected { operation, message: "its pages have no end".to_owned(), source: None }
}

/// Reads page after page. Duplicates (EMR's pages shift while they are read) are kept once, the later one wins.
pub async fn collect_pages<T, K, F, Fut>(key: impl Fn(&T) -> K, mut page: F) -> (Listing<T>, Option<CloudError>)
where
    K: Eq + Hash + Clone,
    F: FnMut(Option<Marker>) -> Fut,
    Fut: Future<Output = Result<Page<T>, CloudError>>,
{
    let mut items: Vec<T> = Vec::new();
    let mut at: HashMap<K, usize> = HashMap::new();
    let mut seen_markers: HashSet<Marker> = HashSet::new();
    let mut marker: Option<Marker> = None;
    for _ in 0..PAGE_LIMIT {
        let answer = match page(marker.clone()).await {
            Ok(answer) => answer,
            Err(error) => {
                let listing = Listing { items, complete: false };
                return (listing, Some(error));
            }
        };
        for item in answer.items {
            let key = key(&item);
            match at.get(&key) {
                Some(index) => items[*index] = item,
                None => {
                    at.insert(key, items.len());
                    items.push(item);
                }
            }
        }
        match answer.next {
            None => return (Listing { items, complete: true }, None),
            Some(next) if !seen_markers.insert(next.clone()) => break,
            Some(next) => marker = Some(next),
        }
    }
    (Listing { items, complete: false }, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn run(pages: Vec<(Vec<u8>, Option<u8>)>) -> Listing<u8> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let index = std::sync::atomic::AtomicUsize::new(0);
            let (listing, _) = collect_pages(
                |item: &u8| *item,
                |_| {
                    let at = index.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    let (items, next) = pages.get(at).cloned().unwrap_or_default();
                    async move { Ok(Page { items, next: next.map(|n| Marker(n.to_string())) }) }
                },
            )
            .await;
            listing
        })
    }

    #[test]
    fn an_empty_page_with_a_marker_is_not_the_end() {
        let listing = run(vec![(vec![1], Some(1)), (vec![], Some(2)), (vec![2], None)]);
        assert_eq!((listing.items, listing.complete), (vec![1, 2], true));
    }

    #[test]
    fn a_repeated_marker_ends_the_listing_as_incomplete() {
        let listing = run(vec![(vec![1], Some(1)), (vec![2], Some(1)), (vec![3], None)]);
        assert_eq!((listing.items, listing.complete), (vec![1, 2], false));
    }

    #[test]
    fn a_duplicate_is_listed_once() {
        assert_eq!(run(vec![(vec![1, 2], Some(1)), (vec![2, 3], None)]).items, vec![1, 2, 3]);
    }

    proptest! {
        #[test]
        fn any_page_script_ends_without_duplicates(
            pages in proptest::collection::vec((proptest::collection::vec(0u8..20, 0..6), proptest::option::of(0u8..9)), 0..12)
        ) {
            let listing = run(pages);
            let unique: HashSet<u8> = listing.items.iter().copied().collect();
            prop_assert_eq!(unique.len(), listing.items.len());
        }
    }
}
