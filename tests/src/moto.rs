//! moto as an independent AWS: a server that we did not write.
//!
//! What it does well and where it misleads is listed in the design notes; EMR there knows one region and few states.

use crate::merge;
use anyhow::{Context, Result, bail};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// The account that moto answers for static keys it did not make itself.
pub const ACCOUNT: &str = "123456789012";
/// moto's EMR reads the region from the Host header, and takes this one where that is an address.
pub const REGION: &str = "us-east-1";
pub const PROFILE: &str = "moto";

/// A running moto server and profile files that lead to it. It ends with this value.
pub struct Moto {
    server: Child,
    endpoint: String,
    folder: TempDir,
}

impl Moto {
    /// Starts a server on a free port. Where moto is not installed that is told and there is none;
    /// under CI it is a failure.
    pub fn start() -> Result<Option<Self>> {
        let Some(python) = python() else {
            if std::env::var_os("CI").is_some() {
                bail!("moto is not installed; `cargo xtask setup` installs it");
            }
            eprintln!("skipped: moto is not installed, `cargo xtask setup` installs it");
            return Ok(None);
        };
        let folder = tempfile::tempdir()?;
        let (server, endpoint) = launch(&python)?;
        let moto = Self { server, endpoint, folder };
        moto.write_profile()?;
        Ok(Some(moto))
    }

    /// Such as `http://127.0.0.1:41213`.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    pub fn config_file(&self) -> PathBuf {
        self.folder.path().join("config")
    }

    pub fn credentials_file(&self) -> PathBuf {
        self.folder.path().join("credentials")
    }

    /// Launches a cluster of one master and two core nodes, which is WAITING at once, and returns its id.
    pub async fn run_job_flow(&self, name: &str, extra: Value) -> Result<String> {
        let mut request = json!({
            "Name": name,
            "ReleaseLabel": "emr-6.15.0",
            "Applications": [{ "Name": "Spark" }],
            "Tags": [{ "Key": "owner", "Value": "mila" }],
            "Instances": {
                "KeepJobFlowAliveWhenNoSteps": true,
                "TerminationProtected": false,
                "Ec2KeyName": "mila",
                "InstanceGroups": [
                    { "InstanceRole": "MASTER", "InstanceType": "m5.xlarge", "InstanceCount": 1, "Market": "ON_DEMAND" },
                    { "InstanceRole": "CORE", "InstanceType": "m5.2xlarge", "InstanceCount": 2, "Market": "SPOT", "BidPrice": "0.2" },
                ],
            },
            "JobFlowRole": "EMR_EC2_DefaultRole",
            "ServiceRole": "EMR_DefaultRole",
        });
        merge(&mut request, extra);
        let answer = self.emr("RunJobFlow", &request).await?;
        Ok(answer["JobFlowId"].as_str().context("RunJobFlow names no cluster")?.to_owned())
    }

    /// Sends an EMR operation that the app itself has no port for.
    pub async fn emr(&self, operation: &str, request: &Value) -> Result<Value> {
        let request = http::Request::post(&self.endpoint)
            .header("host", format!("elasticmapreduce.{REGION}.amazonaws.com"))
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", format!("ElasticMapReduce.{operation}"))
            .header(
                "authorization",
                format!("AWS4-HMAC-SHA256 Credential=AKIATEST/20260101/{REGION}/elasticmapreduce/aws4_request, SignedHeaders=host, Signature=0"),
            )
            .body(Full::new(Bytes::from(serde_json::to_vec(request)?)))?;
        let response = Client::builder(TokioExecutor::new()).build_http().request(request).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        if !status.is_success() {
            bail!("{operation}: {status}: {}", String::from_utf8_lossy(&body));
        }
        Ok(if body.is_empty() { Value::Null } else { serde_json::from_slice(&body)? })
    }

    /// What GetCostAndUsage answers to the next requests that differ, one after the other: moto bills nothing itself.
    pub async fn queue_bill(&self, pages: &[Value]) -> Result<()> {
        let body = serde_json::to_vec(&json!({ "account_id": ACCOUNT, "results": pages }))?;
        let request = http::Request::post(format!("{}/moto-api/static/ce/cost-and-usage-results", self.endpoint))
            .header("content-type", "application/json")
            .body(Full::new(Bytes::from(body)))?;
        let status = Client::builder(TokioExecutor::new()).build_http().request(request).await?.status();
        if !status.is_success() {
            bail!("moto takes no bill: {status}");
        }
        Ok(())
    }

    fn write_profile(&self) -> Result<()> {
        let config = format!("[profile {PROFILE}]\nregion = {REGION}\nendpoint_url = {}\n", self.endpoint);
        std::fs::write(self.config_file(), config)?;
        let credentials = format!("[{PROFILE}]\naws_access_key_id = AKIATEST\naws_secret_access_key = secret\n");
        Ok(std::fs::write(self.credentials_file(), credentials)?)
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        // It may have ended by itself; nothing else can be done about it here.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The virtual environment's Python, if moto is installed beside it.
fn python() -> Option<PathBuf> {
    let named = std::env::var_os("EMBERWATCH_PYTHON").map(PathBuf::from);
    let python = named.or_else(|| Some(std::env::home_dir()?.join(".cache/emberwatch/venv/bin/python")))?;
    let installed = Command::new(&python)
        .args(["-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('moto') is None)"])
        .stderr(Stdio::null())
        .status();
    installed.is_ok_and(|status| status.success()).then_some(python)
}

/// Starts the server and waits until it says where it listens.
fn launch(python: &PathBuf) -> Result<(Child, String)> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut server = Command::new(python)
        .args(["-m", "moto.server", "-H", "127.0.0.1", "-p", "0"])
        .env_clear()
        .env("PATH", path)
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .context("moto's server does not start")?;
    let output = server.stderr.take().context("moto's server has no output")?;
    let mut lines = BufReader::new(output).lines();
    let endpoint = lines.by_ref().map_while(Result::ok).find_map(|line| {
        let (_, address) = line.split_once("http://127.0.0.1:")?;
        let port: String = address.chars().take_while(char::is_ascii_digit).collect();
        Some(format!("http://127.0.0.1:{port}"))
    });
    // Its log must be read on, or it would stop when the pipe is full.
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    match endpoint {
        Some(endpoint) => Ok((server, endpoint)),
        None => {
            let _ = server.kill();
            bail!("moto's server ended before it listened: {:?}", server.wait()?)
        }
    }
}
