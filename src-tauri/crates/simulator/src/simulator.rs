//! The simulator as a service: one HTTP request in, one HTTP response out, no socket needed.

mod answering;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use parking_lot::Mutex;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;
use serde::Serialize;

use crate::clock::SimClock;
use crate::commands::{CommandLog, LogError};
use crate::faults::Faults;
use crate::limits::{Buckets, Configurations, Limits};
use crate::services::ce::Archive;
use crate::world::spot::SpotPrices;
use crate::world::{Account, Burned, World, WorldSize};

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
    /// Recorded spot prices, which are the market of the types that occur in them.
    pub spot_prices: Option<Arc<SpotPrices>>,
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
            spot_prices: None,
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
    configurations: Configurations,
    faults: Faults,
    calls: Mutex<BTreeMap<CallKey, (u64, u64)>>,
    archive: Archive,
    /// Answers that cost money, by account name.
    charges: Mutex<BTreeMap<&'static str, u64>>,
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

/// What an account was charged for asking Cost Explorer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Charge {
    /// The account's name.
    pub account: &'static str,
    /// Requests that were answered, each further page being one.
    pub requests: u64,
    /// A decimal string in JSON.
    pub usd: Decimal,
}

/// A request of Cost Explorer costs a cent.
const REQUEST_USD: Decimal = dec!(0.01);

/// In the extensions of a response that must not be sent: the connection is to be closed instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResetConnection;

impl Simulator {
    pub fn new(options: Options) -> Self {
        Self(Arc::new(Inner {
            world: World::with_spot_prices(options.seed, options.world, options.spot_prices.clone()),
            options,
            buckets: Buckets::default(),
            configurations: Configurations::default(),
            faults: Faults::default(),
            calls: Mutex::default(),
            archive: Archive::default(),
            charges: Mutex::default(),
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

    /// What asking cost since the start or the last reset.
    pub fn charges(&self) -> Vec<Charge> {
        let charge = |(account, requests): (&&'static str, &u64)| Charge {
            account,
            requests: *requests,
            usd: REQUEST_USD * Decimal::from(*requests),
        };
        self.0.charges.lock().iter().map(charge).collect()
    }

    pub fn reset_charges(&self) {
        self.0.charges.lock().clear();
    }

    /// What an account's clusters burned from then until now, as somebody who had watched all along would know it.
    ///
    /// # Errors
    /// The log of commands cannot be read.
    pub fn burned(
        &self,
        account_id: &str,
        from: jiff::Timestamp,
        every: jiff::SignedDuration,
    ) -> Result<Vec<Burned>, LogError> {
        let Some(account) = Account::by_id(account_id).filter(|account| self.0.world.has(account)) else {
            return Ok(Vec::new());
        };
        let commands = self.0.options.log.commands()?;
        Ok(self.0.world.burned(account, &commands, from, self.clock().now(), every))
    }

    pub fn reset_calls(&self) {
        self.0.calls.lock().clear();
    }

    /// Answers one request.
    pub async fn handle(&self, request: Request<Bytes>) -> Response<Bytes> {
        pause(self.0.options.latency).await;
        let incoming = self.0.read(&request);
        let (delay, fault) = incoming
            .caller
            .as_ref()
            .map_or((Duration::ZERO, None), |caller| self.0.faults.strike(&incoming.target(caller)));
        pause(delay).await;
        if !incoming.is_charged() {
            return self.0.respond(&incoming, request.body(), fault);
        }
        // The first look at a year of bills counts for seconds, in which nobody else's answer may wait.
        let inner = Arc::clone(&self.0);
        let counted = tokio::task::spawn_blocking(move || inner.respond(&incoming, request.body(), fault));
        counted.await.unwrap_or_else(|error| {
            tracing::error!(%error, "the simulator's Cost Explorer broke");
            let mut broken = Response::new(Bytes::new());
            *broken.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            broken
        })
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

async fn pause(length: Duration) {
    if !length.is_zero() {
        tokio::time::sleep(length).await;
    }
}
