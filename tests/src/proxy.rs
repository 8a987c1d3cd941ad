//! A server between the app and the simulator that answers as bad networks and broken servers do, on real sockets.

use bytes::{Bytes, BytesMut};
use futures::future::BoxFuture;
use http::{Request, Response};
use parking_lot::Mutex;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What answers when nothing is wrong.
pub type Answer = Arc<dyn Fn(Request<Bytes>) -> BoxFuture<'static, Response<Bytes>> + Send + Sync>;

/// How an answer goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The connection stands, and nothing comes.
    Silence,
    /// Headers come one byte at a time, and never end.
    SlowHeaders,
    /// The body comes one byte at a time.
    SlowBody,
    /// Half of the body comes, and then nothing.
    HeldBody,
    ResetAtOnce,
    ResetInHeaders,
    ResetInBody,
    /// Half of the body comes, and the connection is closed.
    ShortBody,
    /// Half of the body comes as if it were the whole.
    TruncatedDocument,
    /// The body is well formed, and each of its values of another type.
    OtherTypes,
    /// A page of HTML with status 200, as a hotel's network sends it to whoever has not paid.
    CaptivePortal,
    NoBody,
    NotHttp,
}

impl Trouble {
    pub const ALL: [Self; 13] = [
        Self::Silence,
        Self::SlowHeaders,
        Self::SlowBody,
        Self::HeldBody,
        Self::ResetAtOnce,
        Self::ResetInHeaders,
        Self::ResetInBody,
        Self::ShortBody,
        Self::TruncatedDocument,
        Self::OtherTypes,
        Self::CaptivePortal,
        Self::NoBody,
        Self::NotHttp,
    ];

    /// Whether only a time-out ends it.
    pub fn lasts(self) -> bool {
        matches!(self, Self::Silence | Self::SlowHeaders | Self::SlowBody | Self::HeldBody)
    }
}

/// Serves until it is dropped; then its port is closed.
pub struct Proxy {
    endpoint: String,
    shared: Arc<Shared>,
    serving: JoinHandle<()>,
}

struct Shared {
    answer: Answer,
    /// The operation that goes wrong, and how.
    trouble: Mutex<Option<(&'static str, Trouble)>>,
    asked: Mutex<Vec<String>>,
}

impl Proxy {
    /// Call it within a runtime whose clock is not paused.
    pub async fn before(answer: Answer) -> Self {
        Self::at("http://127.0.0.1:0", answer).await
    }

    /// The same at an address that an earlier one had.
    pub async fn at(endpoint: &str, answer: Answer) -> Self {
        let address = endpoint.strip_prefix("http://").expect("an endpoint");
        let listener = TcpListener::bind(address).await.expect("a free port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let shared = Arc::new(Shared { answer, trouble: Mutex::default(), asked: Mutex::default() });
        let serving = tokio::spawn(serve(listener, shared.clone()));
        Self { endpoint, shared, serving }
    }

    /// Such as `http://127.0.0.1:41213`.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// From now on this operation is answered so.
    pub fn trouble(&self, operation: &'static str, trouble: Trouble) {
        *self.shared.trouble.lock() = Some((operation, trouble));
    }

    pub fn mend(&self) {
        *self.shared.trouble.lock() = None;
    }

    /// How often an operation was asked for, answered or not.
    pub fn asked(&self, operation: &str) -> usize {
        self.shared.asked.lock().iter().filter(|asked| *asked == operation).count()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = tokio::task::JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let shared = shared.clone();
        // A client that hangs up in the middle is what is tested here.
        connections.spawn(async move { drop(converse(stream, &shared).await) });
    }
}

async fn converse(mut stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut read = BytesMut::new();
    while let Some(request) = request(&mut stream, &mut read).await? {
        let operation = operation(&request);
        shared.asked.lock().push(operation.clone());
        let trouble = shared.trouble.lock().filter(|(wrong, _)| *wrong == operation).map(|(_, trouble)| trouble);
        let response = (shared.answer)(request).await;
        match trouble {
            None => stream.write_all(&written(&response, response.body())).await?,
            Some(trouble) => return misbehave(stream, &response, trouble).await,
        }
    }
    Ok(())
}

/// As AWS's protocols name it: in a header, or in the form.
fn operation(request: &Request<Bytes>) -> String {
    let target = request.headers().get("x-amz-target").and_then(|target| target.to_str().ok());
    let named = target.and_then(|target| target.rsplit_once('.')).map(|(_, operation)| operation.to_owned());
    named.unwrap_or_else(|| {
        let form = String::from_utf8_lossy(request.body());
        let action = form.split('&').find_map(|pair| pair.strip_prefix("Action="));
        action.unwrap_or("unknown").to_owned()
    })
}

async fn misbehave(mut stream: TcpStream, right: &Response<Bytes>, trouble: Trouble) -> io::Result<()> {
    let body = right.body();
    let (whole, half) = (written(right, body), body.slice(..body.len() / 2));
    let head = whole.len() - body.len();
    match trouble {
        Trouble::Silence => std::future::pending().await,
        Trouble::SlowHeaders => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n").await?;
            drip(&mut stream, b"x-still-coming: 1\r\n").await
        }
        Trouble::SlowBody => {
            stream.write_all(&whole[..head]).await?;
            drip(&mut stream, body).await
        }
        Trouble::HeldBody => {
            stream.write_all(&whole[..head + half.len()]).await?;
            std::future::pending().await
        }
        Trouble::ResetAtOnce => reset(stream, &[]).await,
        Trouble::ResetInHeaders => reset(stream, b"HTTP/1.1 200 OK\r\ncontent-le").await,
        Trouble::ResetInBody => reset(stream, &whole[..head + half.len()]).await,
        Trouble::ShortBody => stream.write_all(&whole[..head + half.len()]).await,
        Trouble::TruncatedDocument => stream.write_all(&written(right, &half)).await,
        Trouble::OtherTypes => stream.write_all(&written(right, &other_types(body))).await,
        Trouble::CaptivePortal => {
            let page = b"<!doctype html><title>Welcome</title><a href=\"http://192.0.2.1/pay\">Pay for the network</a>";
            let head = format!("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\r\n", page.len());
            stream.write_all(&[head.as_bytes(), page].concat()).await
        }
        Trouble::NoBody => stream.write_all(&written(right, b"")).await,
        Trouble::NotHttp => stream.write_all(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n").await,
    }
}

/// The client must give up before this does.
async fn drip(stream: &mut TcpStream, bytes: &[u8]) -> io::Result<()> {
    for byte in bytes.iter().cycle() {
        stream.write_all(&[*byte]).await?;
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
    Ok(())
}

/// Ends the connection as a crashed server's machine does: what was written may be lost too.
async fn reset(mut stream: TcpStream, written: &[u8]) -> io::Result<()> {
    stream.write_all(written).await?;
    stream.set_zero_linger()
}

/// Every number becomes a text, every text a number, every list an object.
fn other_types(body: &[u8]) -> Vec<u8> {
    fn other(value: serde_json::Value) -> serde_json::Value {
        use serde_json::{Value, json};
        match value {
            Value::Object(members) => members.into_iter().map(|(name, member)| (name, other(member))).collect(),
            Value::Array(_) => json!({ "0": 1 }),
            Value::String(_) => json!(4),
            _ => json!("four"),
        }
    }
    match serde_json::from_slice(body) {
        Ok(document) => other(document).to_string().into_bytes(),
        // XML: another element than the one that was asked for.
        Err(_) => b"<?xml version=\"1.0\"?><SomethingElse><a>1</a></SomethingElse>".to_vec(),
    }
}

fn written(response: &Response<Bytes>, body: &[u8]) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {} \r\n", response.status().as_u16());
    for (name, value) in response.headers().iter().filter(|(name, _)| *name != "content-length") {
        text += &format!("{name}: {}\r\n", value.to_str().unwrap_or_default());
    }
    text += &format!("content-length: {}\r\n\r\n", body.len());
    [text.as_bytes(), body].concat()
}

/// The next request of a connection; `None` at its end.
async fn request(stream: &mut TcpStream, read: &mut BytesMut) -> io::Result<Option<Request<Bytes>>> {
    let end = loop {
        if let Some(at) = read.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(read).await? == 0 {
            return Ok(None);
        }
    };
    let head = read.split_to(end + 4);
    let head = String::from_utf8_lossy(&head);
    let mut lines = head.lines();
    let mut words = lines.next().unwrap_or_default().split(' ');
    let mut request = Request::builder().method(words.next().unwrap_or_default()).uri(words.next().unwrap_or_default());
    let mut length = 0;
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        request = request.header(name, value);
        if name.eq_ignore_ascii_case("content-length") {
            length = value.parse().unwrap_or(0);
        }
    }
    while read.len() < length {
        if stream.read_buf(read).await? == 0 {
            return Ok(None);
        }
    }
    request.body(read.split_to(length).freeze()).map(Some).map_err(io::Error::other)
}
