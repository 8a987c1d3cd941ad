//! The least that a client can do: the same requests over the same kind of pool, and nothing made of the answers.

use super::recording::Call;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

pub struct Bare(Client<HttpConnector, Full<Bytes>>);

impl Bare {
    pub fn new() -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self(Client::builder(TokioExecutor::new()).build(connector))
    }

    /// Sends all of them at once; the time until the last answer was read.
    pub async fn send(&self, calls: &[Call]) -> Duration {
        let begun = Instant::now();
        let mut answers = JoinSet::new();
        for call in calls {
            let answer = self.0.request(call.clone().map(Full::new));
            answers.spawn(async move {
                let answer = answer.await.expect("the simulator answers");
                assert!(answer.status().is_success(), "{}", answer.status());
                answer.into_body().collect().await.expect("the whole answer").to_bytes().len()
            });
        }
        while let Some(read) = answers.join_next().await {
            assert!(read.unwrap() > 0);
        }
        begun.elapsed()
    }
}
