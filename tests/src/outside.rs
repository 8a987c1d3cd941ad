//! A socket in a test whose clock is paused.

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::{Client, Error, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use std::sync::LazyLock;
use tokio::runtime::{Builder, Runtime};

/// Time goes on here. It is never dropped, for a runtime may not be dropped within another.
static OUTSIDE: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a second runtime"));
static CLIENT: LazyLock<Client<HttpConnector, Full<Bytes>>> =
    LazyLock::new(|| Client::builder(TokioExecutor::new()).build_http());

/// Sends a request over the network. A paused clock runs ahead as soon as nobody has work to do, and would run into
/// every time-out while a server thinks; it does not while a blocking task is under way.
pub async fn outside(request: Request<Bytes>) -> Response<Bytes> {
    let asking = tokio::task::spawn_blocking(move || OUTSIDE.block_on(ask(request)));
    asking.await.expect("the request is not aborted").unwrap_or_else(|error| unanswered(&error))
}

/// Sends a request over the network on the caller's own runtime, whose clock is not paused.
pub async fn over_the_network(request: Request<Bytes>) -> Response<Bytes> {
    ask(request).await.unwrap_or_else(|error| unanswered(&error))
}

fn unanswered(error: &Error) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(error.to_string()));
    *response.status_mut() = StatusCode::BAD_GATEWAY;
    response
}

async fn ask(request: Request<Bytes>) -> Result<Response<Bytes>, Error> {
    let (head, body) = CLIENT.request(request.map(Full::new)).await?.into_parts();
    let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    Ok(Response::from_parts(head, body))
}
