//! An answer that says what the last one said is not taken apart again. Most looks at a place find what was there
//! before, and reading a list of instances as XML takes longer than all else that a look does.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeDeserializationInterceptorContextMut;
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use parking_lot::Mutex;
use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;

/// The last answer to one question, and what was made of it. A page of several is not kept: the next one is another
/// question, and would take its place.
pub(crate) struct LastAnswer<T> {
    /// Sixty-four bits that nobody can aim at: each process has seeds of its own.
    seeds: RandomState,
    last: Mutex<Option<Arc<Kept<T>>>>,
}

struct Kept<T> {
    digest: u64,
    made: T,
}

impl<T> Default for LastAnswer<T> {
    fn default() -> Self {
        Self { seeds: RandomState::new(), last: Mutex::default() }
    }
}

impl<T: Clone> LastAnswer<T> {
    /// The question is asked again: its answer is held against the last one.
    pub(crate) fn look(&self) -> Arc<Look<T>> {
        Arc::new(Look { seeds: self.seeds.clone(), last: self.last.lock().clone(), digest: Mutex::default() })
    }

    /// What was made of the same answer before, or else what is made of this one now; it is kept if it `is_all`.
    pub(crate) fn settle(&self, look: &Look<T>, make: impl FnOnce() -> T, is_all: impl FnOnce(&T) -> bool) -> T {
        if let Some(known) = look.known() {
            return known.made.clone();
        }
        let made = make();
        if let Some(digest) = look.digest.lock().filter(|_| is_all(&made)) {
            *self.last.lock() = Some(Arc::new(Kept { digest, made: made.clone() }));
        }
        made
    }
}

/// One answer, held against the last.
pub(crate) struct Look<T> {
    seeds: RandomState,
    last: Option<Arc<Kept<T>>>,
    /// Of the answer, once it is there whole.
    digest: Mutex<Option<u64>>,
}

impl<T> Look<T> {
    /// The last answer, if this one says the same.
    fn known(&self) -> Option<&Kept<T>> {
        let digest = *self.digest.lock();
        self.last.as_deref().filter(|last| Some(last.digest) == digest)
    }
}

impl<T> fmt::Debug for Look<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Look")
    }
}

/// The SDK wants an interceptor of its own.
#[derive(Debug)]
pub(crate) struct Held<T>(pub(crate) Arc<Look<T>>);

impl<T: fmt::Debug + Send + Sync> Intercept for Held<T> {
    fn name(&self) -> &'static str {
        "known answer"
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response_mut();
        let whole = response.body().bytes().filter(|_| response.status().is_success());
        // Whoever does not know how an answer begins reads it.
        let operation = bag.load::<Metadata>().map(Metadata::name);
        *self.0.digest.lock() = whole.filter(|_| operation.is_some()).map(|body| digest(&self.0.seeds, body));
        if let (Some(_), Some(operation)) = (self.0.known(), operation) {
            *response.body_mut() = SdkBody::from(without_a_word(operation));
        }
        Ok(())
    }
}

/// What the SDK reads instead of an answer that is known.
fn without_a_word(operation: &str) -> String {
    format!("<{operation}Response></{operation}Response>")
}

/// Of all but the request's id, which is another one every time.
fn digest(seeds: &RandomState, body: &[u8]) -> u64 {
    let mut hasher = seeds.build_hasher();
    let (before, after) = without_request_id(body);
    hasher.write(before);
    hasher.write(after);
    hasher.finish()
}

fn without_request_id(body: &[u8]) -> (&[u8], &[u8]) {
    const OPENS: &[u8] = b"<requestId>";
    /// It stands at the beginning of an answer of EC2.
    const WITHIN: usize = 512;
    let head = &body[..body.len().min(WITHIN)];
    let Some(opens) = head.windows(OPENS.len()).position(|window| window == OPENS) else { return (body, &[]) };
    let begins = opens + OPENS.len();
    let length = body[begins..].iter().position(|byte| *byte == b'<').unwrap_or(body.len() - begins);
    (&body[..begins], &body[begins + length..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(request: &str, instance: &str) -> Vec<u8> {
        format!("<Response><requestId>{request}</requestId><instanceId>{instance}</instanceId></Response>").into_bytes()
    }

    /// What is made of an answer that has come in whole, and whether it was made now.
    fn take(last: &LastAnswer<String>, body: &[u8]) -> (String, bool) {
        let look = last.look();
        *look.digest.lock() = Some(digest(&look.seeds, body));
        let mut was_made = false;
        let make = || {
            was_made = true;
            String::from_utf8_lossy(body).into_owned()
        };
        (last.settle(&look, make, |made| !made.contains("nextToken")), was_made)
    }

    #[test]
    fn an_answer_that_differs_in_its_request_id_alone_is_known() {
        let last = LastAnswer::default();
        let first = take(&last, &answer("r-1", "i-1"));
        assert!(first.1);
        assert_eq!(take(&last, &answer("r-22", "i-1")), (first.0, false));
    }

    #[test]
    fn an_answer_that_says_something_else_is_taken_apart_and_is_the_last_one_then() {
        let last = LastAnswer::default();
        take(&last, &answer("r-1", "i-1"));
        for instance in ["i-2", "i-1"] {
            let (made, was_made) = take(&last, &answer("r-1", instance));
            assert!(was_made && made.contains(instance), "{made}");
            assert!(!take(&last, &answer("r-2", instance)).1);
        }
    }

    #[test]
    fn what_never_came_in_whole_is_neither_known_nor_kept() {
        let last = LastAnswer::default();
        take(&last, &answer("r-1", "i-1"));
        assert_eq!(last.settle(&last.look(), || "streamed".to_owned(), |_| true), "streamed");
        assert!(!take(&last, &answer("r-1", "i-1")).1, "what is kept is the last whole one");
    }

    #[test]
    fn a_page_of_several_takes_no_other_answers_place() {
        let last = LastAnswer::default();
        take(&last, &answer("r-1", "i-1"));
        for _ in 0..2 {
            assert!(take(&last, &answer("r-1", "<nextToken>")).1);
        }
        assert!(!take(&last, &answer("r-2", "i-1")).1);
    }

    #[test]
    fn whatever_an_answer_looks_like_it_has_a_request_id_or_none() {
        for body in ["", "<a/>", "<requestId>", "<requestId>r", "<requestId></requestId>"] {
            let (before, after) = without_request_id(body.as_bytes());
            assert!(body.as_bytes().starts_with(before) && body.as_bytes().ends_with(after), "{body}");
        }
    }
}
