//! The requests of a sweep as they are on the wire, so that somebody else can send the very same.

use bytes::Bytes;
use emberwatch_cloud_aws::Http;
use emberwatch_tests::over_the_network;
use http::Request;
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

pub type Call = Request<Bytes>;

#[derive(Clone, Default)]
pub struct Recording(Arc<Mutex<Vec<Call>>>);

impl Recording {
    /// A recording, and the way to the network that fills it.
    pub fn new() -> (Self, Http) {
        let recording = Self::default();
        let calls = recording.0.clone();
        let http = Http::service(tower::service_fn(move |request: Request<Bytes>| {
            calls.lock().push(request.clone());
            async move { Ok::<_, Infallible>(over_the_network(request).await) }
        }));
        (recording, http)
    }

    pub fn forget(&self) {
        self.0.lock().clear();
    }

    /// The calls about clusters and nodes; who a profile is is asked beside them.
    pub fn sweep_calls(&self) -> Vec<Call> {
        self.0.lock().iter().filter(|call| !["sts", "iam"].contains(&service(call))).cloned().collect()
    }

    pub fn operations(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for call in &*self.0.lock() {
            *counts.entry(operation(call)).or_default() += 1;
        }
        counts
    }
}

/// The signing name in the credential scope.
fn service(call: &Call) -> &str {
    let signed = call.headers().get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    signed.split('/').nth(3).unwrap_or_default()
}

fn operation(call: &Call) -> String {
    if let Some(target) = call.headers().get("x-amz-target").and_then(|target| target.to_str().ok()) {
        return target.rsplit('.').next().unwrap_or_default().to_owned();
    }
    let body = String::from_utf8_lossy(call.body());
    let action = body.split('&').find_map(|pair| pair.strip_prefix("Action="));
    action.unwrap_or_default().to_owned()
}
