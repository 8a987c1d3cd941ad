use std::net::SocketAddr;

use bytes::Bytes;
use emberwatch_simulator::{Simulator, serve};
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client as Http;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::client::{Client, options};

struct Served {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    server: JoinHandle<Result<(), emberwatch_simulator::ServeError>>,
    client: Client,
}

impl Served {
    async fn start() -> Self {
        let simulator = Simulator::new(options());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let server = tokio::spawn(serve(simulator.clone(), listener, async {
            let _ = stopped.await;
        }));
        Self { address, stop, server, client: Client::new(&simulator, "sandbox", "eu-west-1") }
    }

    /// The body, or none when the connection ended without a whole answer.
    async fn send(&self, mut request: Request<Bytes>) -> Option<(u16, Value)> {
        let path = request.uri().path().to_owned();
        *request.uri_mut() = format!("http://{}{path}", self.address).parse().unwrap();
        let http: Http<_, Full<Bytes>> = Http::builder(TokioExecutor::new()).build_http();
        let response = http.request(request.map(Full::new)).await.ok()?;
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.ok()?.to_bytes();
        Some((status, serde_json::from_slice(&body).unwrap_or(Value::Null)))
    }

    async fn list(&self) -> Option<(u16, Value)> {
        self.send(self.client.request("ListClusters", &json!({}))).await
    }

    async fn control(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let request = Request::builder()
            .method(method)
            .uri(format!("http://x{path}"))
            .body(Bytes::from(body.to_string()))
            .unwrap();
        self.send(request).await.unwrap()
    }
}

#[tokio::test]
async fn the_socket_and_the_service_are_one_aws() {
    let served = Served::start().await;
    let (status, body) = served.list().await.unwrap();
    assert_eq!(status, 200);
    assert_eq!(body, served.client.emr("ListClusters", json!({})).await.body);
    served.stop.send(()).unwrap();
    served.server.await.unwrap().unwrap();
}

#[tokio::test]
async fn faults_are_scripted_and_calls_counted_from_another_process() {
    let served = Served::start().await;
    let rule = json!({ "operation": "ListClusters", "times": 1, "action": { "kind": "throttle" } });
    assert_eq!(served.control("POST", "/_simulator/faults", &rule).await, (200, json!({ "added": 1 })));
    assert_eq!(served.list().await.unwrap().0, 400);
    assert_eq!(served.list().await.unwrap().0, 200);
    let (_, counted) = served.control("GET", "/_simulator/calls", &json!({})).await;
    assert_eq!(counted["calls"][0]["calls"], 2);
    assert_eq!(counted["calls"][0]["throttled"], 1);
    served.control("DELETE", "/_simulator/calls", &json!({})).await;
    assert_eq!(served.control("GET", "/_simulator/calls", &json!({})).await.1, json!({ "calls": [] }));
    let (status, _) = served.control("POST", "/_simulator/faults", &json!({ "acton": 1 })).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn resets_and_truncated_bodies_break_the_connection() {
    let served = Served::start().await;
    for kind in ["reset", "truncated_body"] {
        let rule = json!({ "times": 1, "action": { "kind": kind } });
        served.control("POST", "/_simulator/faults", &rule).await;
        assert_eq!(served.list().await, None, "{kind}");
        assert_eq!(served.list().await.unwrap().0, 200);
    }
}

#[tokio::test]
async fn a_web_page_cannot_script_faults() {
    let served = Served::start().await;
    let request = Request::delete("http://x/_simulator/faults")
        .header("origin", "https://example.com")
        .body(Bytes::new())
        .unwrap();
    assert_eq!(served.send(request).await.unwrap().0, 403);
}

#[tokio::test]
async fn an_oversized_body_is_refused() {
    let served = Served::start().await;
    let big = Request::post("http://x/").body(Bytes::from(vec![b' '; (1 << 20) + 1])).unwrap();
    assert!(served.send(big).await.is_none_or(|(status, _)| status == 413));
}
