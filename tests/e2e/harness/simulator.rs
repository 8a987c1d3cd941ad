//! The simulator in another process, as any AWS tool would meet it.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde::Deserialize;
use serde_json::Value;

use super::binary;
use super::home::Home;
use super::process::Running;

/// How long the simulator may take to build its world.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug)]
pub struct Simulator {
    pub ready: Ready,
    _process: Running,
}

/// The one line that `emberctl simulator serve` prints when it answers.
#[derive(Debug, Deserialize)]
pub struct Ready {
    pub endpoint: String,
    pub config_file: String,
    pub credentials_file: String,
    pub clock: String,
}

impl Simulator {
    /// Serves with `options` behind `--port 0 --config-dir DIR`, and waits for the ready line.
    pub async fn serve(home: &Home, options: &[&str]) -> Self {
        let mut command = home.command(binary("emberctl"));
        command
            .args(["simulator", "serve", "--port", "0", "--config-dir"])
            .arg(home.path("simulator"))
            .args(options)
            .stdout(Stdio::piped());
        let mut process = Running::start(&mut command);
        let mut lines = BufReader::new(process.stdout()).lines();
        let first = tokio::task::spawn_blocking(move || lines.next());
        let line = tokio::time::timeout(PATIENCE, first)
            .await
            .expect("the simulator says that it is ready")
            .expect("reading one line does not panic")
            .expect("the simulator ended before it was ready")
            .expect("the ready line is text");
        let ready = serde_json::from_str(&line).unwrap_or_else(|error| panic!("ready line ({error}): {line}"));
        Self { ready, _process: process }
    }

    /// From now on calls fail as `rule` says, until [`Self::behave`].
    pub async fn misbehave(&self, rule: &Value) {
        self.control("POST", "faults", rule.to_string()).await;
    }

    pub async fn behave(&self) {
        self.control("DELETE", "faults", String::new()).await;
    }

    /// How often each operation was called since the start, or since they were forgotten.
    pub async fn calls(&self) -> Value {
        let told = self.control("GET", "calls", String::new()).await;
        serde_json::from_slice(&told).unwrap_or_else(|error| panic!("counts ({error}): {told:?}"))
    }

    pub async fn forget_calls(&self) {
        self.control("DELETE", "calls", String::new()).await;
    }

    async fn control(&self, method: &str, what: &str, body: String) -> Bytes {
        let url = format!("{}/_simulator/{what}", self.ready.endpoint);
        let request = Request::builder().method(method).uri(url).body(Full::<Bytes>::from(body));
        let client = Client::builder(TokioExecutor::new()).build_http();
        let answer = client.request(request.expect("a request")).await.expect("the simulator answers");
        assert!(answer.status().is_success(), "the simulator refused {method} {what}: {}", answer.status());
        answer.into_body().collect().await.expect("a body").to_bytes()
    }
}
