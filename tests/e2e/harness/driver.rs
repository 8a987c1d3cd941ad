//! WebKit's driver, and the one window session it opens.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tokio::net::TcpStream;

use super::home::Home;
use super::process::{Running, free_port};

/// How long the driver may take to listen, and the app to open its window, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// The driver must outlive the session; it is the parent of the app.
#[derive(Debug)]
pub struct Driver {
    process: Running,
    port: u16,
}

impl Driver {
    pub async fn start(home: &Home) -> Self {
        let port = free_port();
        let mut command = home.command("WebKitWebDriver");
        command
            .args([&format!("--port={port}"), "--host=127.0.0.1"])
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdout(Stdio::null());
        let mut driver = Self { process: Running::start(&mut command), port };
        let listening = tokio::time::timeout(PATIENCE, async {
            while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
                driver.process.assert_alive();
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
        assert!(listening.await.is_ok(), "WebKitWebDriver did not listen on port {port}");
        driver
    }

    /// Starts `app` and drives its first window. The session can begin before the page's scripts run.
    pub async fn open(&self, app: &Path, arguments: &[&str]) -> Client {
        let browser = json!({ "binary": app, "args": arguments });
        let capabilities = [("webkitgtk:browserOptions".to_owned(), browser)].into_iter().collect();
        // Plain HTTP on loopback: fantoccini is built without its TLS, so the connector is given to it.
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let url = format!("http://127.0.0.1:{}", self.port);
        let session = tokio::time::timeout(PATIENCE, builder.capabilities(capabilities).connect(&url));
        session
            .await
            .unwrap_or_else(|_| panic!("{} opened no window", app.display()))
            .unwrap_or_else(|error| panic!("{} opened no window: {error}", app.display()))
    }
}
