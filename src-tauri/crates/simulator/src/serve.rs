//! The simulator behind a socket on this machine, with a control endpoint beside AWS.

mod control;

use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use serde::Serialize;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::clock::SimClock;
use crate::profiles::ServePaths;
use crate::simulator::{ResetConnection, Simulator};

/// The largest request body, in bytes; AWS's own limits are lower.
const LARGEST_BODY: usize = 1 << 20;
/// How long open connections may still answer after the end was asked for.
const GRACE: Duration = Duration::from_secs(2);

/// What a serving process prints once it is ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ready {
    pub endpoint: String,
    pub config_file: PathBuf,
    pub credentials_file: PathBuf,
    /// The simulator's clock, as [`SimClock`] is written: `<RFC 3339>@<speed>`, and one more part if it began elsewhere.
    pub clock: String,
}

/// Serving could not begin.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("reading the listener's address")]
    Address(#[source] io::Error),
    #[error("the simulator serves this machine only, and {0} is not a loopback address")]
    NotLoopback(std::net::SocketAddr),
}

impl Ready {
    pub fn new(address: std::net::SocketAddr, paths: ServePaths, clock: &SimClock) -> Self {
        Self {
            endpoint: format!("http://{address}"),
            config_file: paths.config_file,
            credentials_file: paths.credentials_file,
            clock: clock.to_string(),
        }
    }
}

/// Serves until `shutdown` completes, then lets open requests finish for a moment.
///
/// # Errors
/// When the listener is not on a loopback address.
pub async fn serve(
    simulator: Simulator,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let address = listener.local_addr().map_err(ServeError::Address)?;
    if !address.ip().is_loopback() {
        return Err(ServeError::NotLoopback(address));
    }
    let (ending, end) = watch::channel(());
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            // Ended connections are let go as they end, or their number would only grow.
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(converse(simulator.clone(), stream, end.clone()));
                }
                // Too many open files, for example: the next accept may succeed again, but not at once.
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            },
        }
    }
    drop((listener, ending));
    let all_ended = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, all_ended).await.is_err() {
        tracing::debug!("connections were still open at the end");
    }
    Ok(())
}

/// Serves one connection until it ends, or until `end` closes and its last answer is out.
async fn converse(simulator: Simulator, stream: TcpStream, mut end: watch::Receiver<()>) {
    // Answers are small and written whole; waiting to fill a segment would only add delay.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY could not be set");
    }
    let service = service_fn(move |request| {
        let simulator = simulator.clone();
        async move { answer(&simulator, request).await }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(30))
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        // An error says that the sender is gone, which is the end that was waited for.
        _ = end.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(error = &error as &dyn std::error::Error, "a connection ended early");
    }
}

/// A scripted reset: hyper closes the connection when the service fails.
#[derive(Debug, thiserror::Error)]
#[error("the connection was reset as scripted")]
struct ScriptedReset;

async fn answer(simulator: &Simulator, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, ScriptedReset> {
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, LARGEST_BODY).collect().await else {
        let mut refused = Response::new(Full::new(Bytes::from_static(b"the body is too large or was cut short")));
        *refused.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        return Ok(refused);
    };
    let request = Request::from_parts(head, body.to_bytes());
    if let Some(response) = control::answer(simulator, &request) {
        return Ok(response.map(Full::new));
    }
    let response = simulator.handle(request).await;
    if response.extensions().get::<ResetConnection>().is_some() {
        return Err(ScriptedReset);
    }
    Ok(response.map(Full::new))
}
