//! A machine whose clock is wrong, or is set while Emberwatch runs. AWS refuses what is signed at another time than its own.

use crate::emberwatch::{Emberwatch, after};
use crate::world::{World, quiet};
use bytes::Bytes;
use emberwatch_app::ports::Clock;
use emberwatch_cloud_aws::{AwsCloud, Http};
use emberwatch_domain::account::Place;
use emberwatch_domain::termination::Phase;
use emberwatch_simulator::Limits;
use emberwatch_testkit::TestClock;
use emberwatch_views::sources::SourceStatus;
use http::{HeaderValue, Request, Response};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use serde_json::json;
use std::convert::Infallible;
use std::sync::Arc;

const TEN_MINUTES: SignedDuration = SignedDuration::from_mins(10);
/// How far a signature's time may be off. <https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html>
const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// A machine whose clock is behind AWS's by so much; before it, if negative.
struct Machine {
    world: World,
    place: Place,
    clock: Arc<TestClock>,
    refused: Arc<Mutex<u32>>,
    emberwatch: Emberwatch,
}

impl Machine {
    async fn behind(by: SignedDuration) -> Self {
        let (world, place) = (World::new(Limits::Enforced), quiet());
        world.launch(&place, "etl", json!({})).await;
        let clock = Arc::new(TestClock::ticking(world.clock.now() - by));
        let refused = Arc::new(Mutex::new(0));
        let cloud = AwsCloud::fixed(world.profiles(), strict(&world, by, &refused));
        let emberwatch = Emberwatch::open(world.folder.path(), "window", cloud, &clock);
        emberwatch.allow(place.account.as_str());
        emberwatch.watch(&[(crate::world::account(&place).name, &[place.region.as_str()])]);
        after(120).await;
        Self { world, place, clock, refused, emberwatch }
    }

    fn is_live(&self) -> bool {
        let view = self.emberwatch.view();
        let burns = view.clusters.iter().all(|row| !row.freshness.stale && row.name == "etl");
        burns && view.clusters.len() == 1 && view.sources[0].status == SourceStatus::Ok
    }

    /// How often the place was listed in half an hour.
    async fn listings(&self) -> u64 {
        let before = self.world.calls(&self.place, "ListClusters");
        after(1800).await;
        self.world.calls(&self.place, "ListClusters") - before
    }
}

/// AWS as it answers, by its own time, what was signed by the machine's. The SDK signs with the system's clock, which
/// no test moves: AWS's is taken to be that far from it.
fn strict(world: &World, ahead: SignedDuration, refused: &Arc<Mutex<u32>>) -> Http {
    let (answer, refused, apart) = (world.answer(), refused.clone(), Arc::new(Mutex::new(None)));
    Http::service(tower::service_fn(move |request: Request<Bytes>| {
        let signed = signed_at(&request).expect("a signed request");
        // Time stands nearly still for the system's clock while a test's hours pass.
        let now = *apart.lock().get_or_insert(signed + ahead);
        let is_refused = signed.duration_since(now).abs() > TOLERANCE;
        *refused.lock() += u32::from(is_refused);
        let answering = (!is_refused).then(|| answer(request));
        async move {
            let mut response = match answering {
                Some(answering) => answering.await,
                None => signature_expired(),
            };
            response.headers_mut().insert("date", date(now));
            Ok::<_, Infallible>(response)
        }
    }))
}

fn signature_expired() -> Response<Bytes> {
    let body = r#"{"__type":"InvalidSignatureException","message":"Signature expired"}"#;
    Response::builder().status(400).body(Bytes::from(body)).unwrap()
}

fn date(now: Timestamp) -> HeaderValue {
    HeaderValue::from_str(&now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()).unwrap()
}

fn signed_at(request: &Request<Bytes>) -> Option<Timestamp> {
    let text = request.headers().get("x-amz-date")?.to_str().ok()?;
    let time = DateTime::strptime("%Y%m%dT%H%M%SZ", text).ok()?;
    Some(time.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

#[tokio::test(start_paused = true)]
async fn ten_minutes_off_either_way_the_rows_are_live_the_pace_is_the_same_and_a_termination_is_sent_once() {
    let right = Machine::behind(SignedDuration::ZERO).await;
    let (usual, cost) = (right.listings().await, right.emberwatch.view().clusters[0].burn.usd_per_hour.clone());
    assert_eq!(*right.refused.lock(), 0);
    for by in [TEN_MINUTES, -TEN_MINUTES] {
        let machine = Machine::behind(by).await;
        assert!(machine.is_live(), "behind by {by:?}: {:?}", machine.emberwatch.view().sources);
        let learned = *machine.refused.lock();
        assert!(learned > 0, "behind by {by:?}");
        let listings = machine.listings().await;
        assert!(listings.abs_diff(usual) <= 2, "{listings} listings, {usual} with the right time");
        assert_eq!(machine.emberwatch.view().clusters[0].burn.usd_per_hour, cost, "behind by {by:?}");
        assert!(machine.is_live());
        let id = machine.emberwatch.records(&machine.place)[0].id().clone();
        let entries = machine.emberwatch.terminate(&machine.place, std::slice::from_ref(&id)).await;
        assert_eq!(machine.emberwatch.outcome(&entries).await, [Phase::Terminated]);
        assert_eq!(machine.world.sent.each_alone().len(), 1);
        // A few clients, one an API and region, learn it each for itself and once.
        let refused = *machine.refused.lock();
        assert!(refused <= 10, "{refused} requests were signed at a wrong time");
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_either_way_makes_neither_a_storm_nor_a_silence() {
    for jump in [TEN_MINUTES, -TEN_MINUTES] {
        let machine = Machine::behind(SignedDuration::ZERO).await;
        let usual = machine.listings().await;
        machine.clock.advance(jump);
        let listings = machine.listings().await;
        // A jump ahead may be a sleep, after which everything is looked at once.
        assert!(listings.abs_diff(usual) <= 3, "{listings} listings after a jump of {jump:?}, {usual} before");
        assert!(machine.is_live(), "after a jump of {jump:?}: {:?}", machine.emberwatch.view().sources);
    }
}
