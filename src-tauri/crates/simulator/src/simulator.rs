//! The simulator as a service: one HTTP request in, one HTTP response out, no socket needed.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use jiff::Timestamp;
use parking_lot::Mutex;
use serde::Serialize;

use crate::clock::SimClock;
use crate::commands::CommandLog;
use crate::faults::{Action, Faults, PageScript, Target};
use crate::limits::{Buckets, Limits, Verdict};
use crate::services::{AwsError, Call};
use crate::wire::credentials::{Caller, Refusal, Scope};
use crate::wire::dispatch::{self, Family, Reply};
use crate::wire::failures::{self, Barrier};
use crate::world::{Dice, RegionAccess, World, WorldSize};

/// What a simulator is made of.
#[derive(Debug, Clone)]
pub struct Options {
    pub seed: u64,
    pub clock: SimClock,
    pub limits: Limits,
    /// Added to every answer.
    pub latency: Duration,
    pub log: CommandLog,
    pub world: WorldSize,
}

impl Default for Options {
    /// The sample: real time, AWS's limits, no latency, a memory that ends with the process.
    fn default() -> Self {
        Self {
            seed: 1,
            clock: SimClock::real(),
            limits: Limits::Enforced,
            latency: Duration::ZERO,
            log: CommandLog::in_memory(),
            world: WorldSize::Sample,
        }
    }
}

/// The simulated AWS; cheap to clone, clones are one AWS.
#[derive(Debug, Clone)]
pub struct Simulator(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    options: Options,
    world: World,
    buckets: Buckets,
    faults: Faults,
    calls: Mutex<BTreeMap<CallKey, (u64, u64)>>,
}

/// Account name, region, service, operation.
type CallKey = (String, String, String, String);

/// How often an operation was called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallCount {
    /// The account's name.
    pub account: String,
    pub region: String,
    pub service: String,
    pub operation: String,
    pub calls: u64,
    /// How many of them were throttled.
    pub throttled: u64,
}

/// In the extensions of a response that must not be sent: the connection is to be closed instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResetConnection;

impl Simulator {
    pub fn new(options: Options) -> Self {
        Self(Arc::new(Inner {
            world: World::sized(options.seed, options.world),
            options,
            buckets: Buckets::default(),
            faults: Faults::default(),
            calls: Mutex::default(),
        }))
    }

    pub fn world(&self) -> &World {
        &self.0.world
    }

    pub fn clock(&self) -> &SimClock {
        &self.0.options.clock
    }

    /// The scripted faults, to be changed at any time.
    pub fn faults(&self) -> &Faults {
        &self.0.faults
    }

    /// Every call since the start or the last reset, throttled and failed ones included.
    pub fn calls(&self) -> Vec<CallCount> {
        let count = |((account, region, service, operation), (calls, throttled)): (&CallKey, &(u64, u64))| CallCount {
            account: account.clone(),
            region: region.clone(),
            service: service.clone(),
            operation: operation.clone(),
            calls: *calls,
            throttled: *throttled,
        };
        self.0.calls.lock().iter().map(count).collect()
    }

    pub fn reset_calls(&self) {
        self.0.calls.lock().clear();
    }

    /// Answers one request.
    pub async fn handle(&self, request: Request<Bytes>) -> Response<Bytes> {
        pause(self.0.options.latency).await;
        let incoming = self.0.read(&request);
        let (delay, fault) = incoming.caller.as_ref().map_or((Duration::ZERO, None), |caller| {
            self.0.faults.strike(&incoming.target(caller))
        });
        pause(delay).await;
        self.0.respond(&incoming, request.body(), fault)
    }
}

impl tower::Service<Request<Bytes>> for Simulator {
    type Response = Response<Bytes>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Bytes>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Bytes>) -> Self::Future {
        let simulator = self.clone();
        Box::pin(async move { Ok(simulator.handle(request).await) })
    }
}

/// A request as far as its headers tell.
struct Incoming {
    family: Family,
    service: String,
    region: String,
    operation: String,
    caller: Result<Caller, Refusal>,
    now: Timestamp,
    request_id: String,
}

impl Incoming {
    fn target<'a>(&'a self, caller: &'a Caller) -> Target<'a> {
        Target {
            account_id: caller.account.id,
            account_name: caller.account.name,
            region: &self.region,
            service: &self.service,
            operation: &self.operation,
        }
    }
}

impl Inner {
    fn read(&self, request: &Request<Bytes>) -> Incoming {
        let now = self.options.clock.now();
        let scope = Scope::of(request.headers());
        let (service, region) = scope.as_ref().map_or(("", ""), |scope| (&scope.service, &scope.region));
        let family = Family::of_service(service);
        let operation = dispatch::operation(family, request.headers(), request.body());
        let caller = scope.as_ref().map_err(|refusal| *refusal).and_then(|scope| Caller::of(scope, request.headers(), now));
        let chance = Dice::new(self.options.seed).with(now.as_nanosecond() as u64).named(&operation);
        Incoming {
            family,
            service: service.to_owned(),
            region: region.to_owned(),
            request_id: request_id(request.body().chunks(64).fold(chance, |dice, chunk| dice.named(&String::from_utf8_lossy(chunk)))),
            operation,
            caller,
            now,
        }
    }

    fn respond(&self, incoming: &Incoming, body: &[u8], fault: Option<Action>) -> Response<Bytes> {
        if fault == Some(Action::Reset) {
            let mut response = Response::new(Bytes::new());
            *response.status_mut() = http::StatusCode::SERVICE_UNAVAILABLE;
            response.extensions_mut().insert(ResetConnection);
            self.count(incoming, Verdict::Admitted);
            return response;
        }
        let page_script = match fault {
            Some(Action::Page { script }) => Some(script),
            _ => None,
        };
        let result = self.refuse(incoming, fault.as_ref()).and_then(|caller| self.answer(incoming, caller, body, page_script));
        let mut reply = result.unwrap_or_else(|error| Reply::error(&error, incoming.family, &incoming.request_id));
        let length = reply.body.len();
        match fault {
            Some(Action::TruncatedBody) => reply.body.truncate(length / 2),
            Some(Action::WrongJson) => reply.body = Bytes::from_static(b"[\"unexpected\"]"),
            _ => {}
        }
        let length = if fault == Some(Action::WrongJson) { reply.body.len() } else { length };
        reply.into_response(&incoming.request_id, incoming.now, length)
    }

    /// Everything that stops a call before it reaches its service.
    fn refuse<'a>(&self, incoming: &'a Incoming, fault: Option<&Action>) -> Result<&'a Caller, AwsError> {
        let family = incoming.family;
        let caller = incoming.caller.as_ref().map_err(|refusal| failures::refused(*refusal, family))?;
        let scripted = match fault {
            Some(Action::Throttle) => Some((failures::throttled(family), Verdict::Throttled)),
            Some(Action::ExpiredToken) => Some((failures::refused(Refusal::Expired, family), Verdict::Admitted)),
            Some(Action::RegionDisabled) => Some((failures::unknown_key(family), Verdict::Admitted)),
            Some(Action::HttpError { status }) => Some((failures::broken(*status, family), Verdict::Admitted)),
            Some(Action::Denied) => {
                let denied = failures::denied(caller, &incoming.service, &incoming.operation, "*", Barrier::NotAllowed, family);
                Some((denied, Verdict::Admitted))
            }
            _ => None,
        };
        if let Some((error, verdict)) = scripted {
            self.count(incoming, verdict);
            return Err(error);
        }
        if caller.account.region_access(&incoming.region) != Some(RegionAccess::Enabled) {
            self.count(incoming, Verdict::Admitted);
            return Err(failures::unknown_key(family));
        }
        let verdict = match self.options.limits {
            Limits::Enforced => {
                self.buckets.admit(caller.account.id, &incoming.region, &incoming.service, &incoming.operation, incoming.now)
            }
            Limits::Off => Verdict::Admitted,
        };
        self.count(incoming, verdict);
        match verdict {
            Verdict::Admitted => Ok(caller),
            Verdict::Throttled => Err(failures::throttled(family)),
        }
    }

    fn answer(&self, incoming: &Incoming, caller: &Caller, body: &[u8], page_script: Option<PageScript>) -> Result<Reply, AwsError> {
        let commands = self.options.log.commands().map_err(|error| {
            tracing::error!(%error, "the simulator cannot read its command log");
            failures::broken(500, incoming.family)
        })?;
        let call = Call {
            world: &self.world,
            commands: &commands,
            log: &self.options.log,
            caller,
            region: &incoming.region,
            now: incoming.now,
            request_id: &incoming.request_id,
            page_script,
        };
        dispatch::answer(&call, &incoming.service, &incoming.operation, body)
    }

    fn count(&self, incoming: &Incoming, verdict: Verdict) {
        let account = incoming.caller.as_ref().map_or("", |caller| caller.account.name);
        let key = (account.to_owned(), incoming.region.clone(), incoming.service.clone(), incoming.operation.clone());
        let mut calls = self.calls.lock();
        let count = calls.entry(key).or_default();
        count.0 += 1;
        count.1 += u64::from(verdict == Verdict::Throttled);
    }
}

async fn pause(length: Duration) {
    if !length.is_zero() {
        tokio::time::sleep(length).await;
    }
}

/// A request id of AWS's form, the same for the same request at the same time.
fn request_id(dice: Dice) -> String {
    let (high, low) = (dice.value(), dice.with(1).value());
    format!("{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}", high >> 32, (high >> 16) & 0xffff, high & 0xfff, low >> 52, low & 0xffff_ffff_ffff)
}
