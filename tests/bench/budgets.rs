//! B2: looking at one account and region while AWS's token buckets allow no more than they do.
//!
//! Time is simulated: tokio's clock is paused and the simulator's follows it, so a day takes seconds and the figures
//! are the same on every machine.

mod changes;
mod peer;

use crate::day::in_simulated_time;
use crate::emberwatch::{Emberwatch, after};
use crate::table::{Row, Verdict};
use crate::world::{World, quiet};
use changes::Changes;
use emberwatch_app::record::ClusterRecord;
use emberwatch_domain::account::Place;
use emberwatch_domain::cluster::{ClusterId, Collection, CollectionKind, NodeRole};
use emberwatch_simulator::{Crowd, Limits, Options, SimClock, Spread, WorldSize};
use jiff::Timestamp;
use peer::Peer;
use serde_json::json;
use std::sync::Arc;
use tokio::time::Instant;

pub const DOES: &str = "one account and region with 10 to 10,000 clusters in the list, one in twenty active, up to 500, \
    under AWS's token buckets, of which polling takes a quarter; simulated time";

/// In the part of a crowd's cycle in which nothing begins, so that what is asked in vain is seen.
const START: &str = "2031-03-05T10:00:00Z";
const SIZES: [u32; 4] = [10, 100, 1000, 10_000];
/// Polling's share of every bucket: burst and calls a second, as design and AWS say.
const LIST: (f64, f64) = (5.0, 0.125);
const DESCRIBE: (f64, f64) = (2.5, 0.25);
const INSTANCES: (f64, f64) = (2.5, 0.125);
const FLEETS: (f64, f64) = (1.25, 0.125);
/// We look once a second whether the sweep is over: where the bursts suffice, T is less than that.
const GRAIN: f64 = 1.0;
const PERIOD: u64 = 30;
/// AWS's rate lets the ended ones of a larger crowd be known within a day only, which is too much to simulate here.
const LARGEST_KNOWN_WHOLE: u32 = 1000;

pub fn run() -> Vec<Row> {
    SIZES.iter().flat_map(|size| in_simulated_time(measure(*size))).collect()
}

async fn measure(clusters: u32) -> Vec<Row> {
    let scene = Scene::new(clusters);
    let sweep = scene.sweep(clusters).await;
    let rest = scene.rest(clusters).await;
    let resize = scene.resize(clusters).await;
    let throttled = scene.world.load(&scene.place).1;
    let calm = Row::new("B2", format!("{clusters} clusters: throttled replies in all"))
        .ours(throttled.to_string())
        .against("0")
        .target("0", Verdict::count(throttled == 0));
    vec![sweep, rest, resize, calm]
}

struct Scene {
    world: World,
    peer: Peer,
    emberwatch: Emberwatch,
    place: Place,
}

impl Scene {
    fn new(clusters: u32) -> Self {
        let place = quiet();
        let spread = Spread::In { account: "research", region: "eu-west-1" };
        let clock = SimClock::manual(START.parse().unwrap());
        let size = WorldSize::With(Crowd::of(clusters, spread));
        let world = World::of(Options { clock, limits: Limits::Enforced, world: size, ..Options::default() });
        let emberwatch = world.emberwatch();
        let peer = Peer::of(size, place.clone());
        Self { world, peer, emberwatch, place }
    }

    /// From nothing to everything alive known, and everything that ended listed.
    async fn sweep(&self, clusters: u32) -> Row {
        let listed = self.peer.list(self.emberwatch.clock.as_ref()).await;
        let start = Instant::now();
        self.emberwatch.watch(&[("research", &["eu-west-1"])]);
        while !self.knows_all_that_is_alive(listed.active) {
            after(1).await;
        }
        let took = start.elapsed().as_secs_f64();
        let needed = self.needed(listed.pages);
        let limit = needed.iter().map(|(_, calls, bucket)| seconds(*calls, *bucket)).fold(0.0, f64::max);
        let (calls, _) = self.world.load(&self.place);
        println!(
            "  {clusters:>6} clusters, {} active: {took:.0} s of {limit:.0} s at best; {calls} calls; at least {}",
            listed.active,
            needed.iter().map(|(operation, calls, _)| format!("{calls} {operation}")).collect::<Vec<_>>().join(", ")
        );
        let ratio = took / limit.max(1.0);
        let holds = took <= 1.05 * limit + GRAIN;
        Row::new("B2", format!("{clusters} clusters, {} active: first sweep, simulated", listed.active))
            .ours(format!("{took:.0} s"))
            .against(format!("T = {limit:.0} s"))
            .ratio(if limit > 0.0 { format!("{ratio:.3}") } else { "-".to_owned() })
            .target(format!("≤ 1.05 T + {GRAIN:.0} s, for we look once a second"), Verdict::count(holds))
    }

    /// The least calls of each operation, with the bucket that bounds them.
    fn needed(&self, pages: usize) -> Vec<(&'static str, usize, (f64, f64))> {
        let alive = self.alive();
        let kind = |kind| alive.iter().filter(|record| collection_kind(record) == Some(kind)).count();
        vec![
            ("ListClusters", pages, LIST),
            ("DescribeCluster", alive.len(), DESCRIBE),
            ("ListInstanceGroups", kind(CollectionKind::Groups), DESCRIBE),
            ("ListInstanceFleets", kind(CollectionKind::Fleets), FLEETS),
            ("ListInstances", alive.len(), INSTANCES),
        ]
    }

    fn alive(&self) -> Vec<Arc<ClusterRecord>> {
        let records = self.emberwatch.records(&self.place);
        records.into_iter().filter(|record| !record.summary.state.has_ended()).collect()
    }

    fn knows_all_that_is_alive(&self, active: usize) -> bool {
        let Some(snapshot) = self.emberwatch.station.board.snapshot(&self.place.account) else { return false };
        let listed = snapshot.sources.get(&self.place.region).is_some_and(|source| source.as_of.is_some());
        // In a sweep of more than an hour some of those that were alive at its start have ended.
        let begun: Timestamp = START.parse().unwrap();
        let ended_since = |record: &&Arc<ClusterRecord>| record.summary.ended_at.is_some_and(|at| at >= begun);
        let ended = self.emberwatch.records(&self.place).iter().filter(ended_since).count();
        let alive = self.alive();
        listed && alive.len() + ended >= active && alive.iter().all(|record| is_known(record))
    }

    fn knows_all(&self) -> bool {
        self.emberwatch.records(&self.place).iter().all(|record| record.detail.is_some() && !record.lacks_nodes())
    }

    /// A while after all that lives is known, and what has ended too, where AWS tells that within hours.
    async fn rest(&self, clusters: u32) -> Row {
        let start = Instant::now();
        while clusters <= LARGEST_KNOWN_WHOLE && !self.knows_all() {
            after(10 * PERIOD).await;
        }
        let backlog = start.elapsed().as_secs_f64() / 3600.0;
        let minutes = if clusters <= LARGEST_KNOWN_WHOLE { 60 } else { 20 };
        // What changed before is described after it, for the rate that AWS allows makes a long list take minutes.
        let mut changes = Changes::of(&self.peer, self.emberwatch.clock.clone()).await;
        changes.watch(10 * PERIOD).await;
        let begun = Instant::now();
        changes.watch(minutes * 60).await;
        let looks = |id: &ClusterId| self.world.sent.about("DescribeCluster", id).into_iter();
        let described = |id: &ClusterId| looks(id).filter(|at| *at > begun).count();
        let (count, in_vain) = changes.against(described);
        let (changed, clusters_changed) = changes.count();
        println!(
            "  {clusters:>6} clusters: the ended ones were known {backlog:.1} h later; then in {minutes} minutes \
             {changed} changes and {count} descriptions of what lives, {in_vain} of them of what had not changed"
        );
        Row::new("B2", format!("{clusters} clusters: descriptions of what lives, in {minutes} minutes; in vain"))
            .ours(format!("{count}; {in_vain}"))
            .against(format!("{changed} changes of {clusters_changed} clusters"))
            .target("one a change of the same cluster", Verdict::count(in_vain == 0))
    }

    /// From the moment at which EC2 shows one more node to the moment at which we do.
    async fn resize(&self, clusters: u32) -> Row {
        let (id, group, count) = self.resizable();
        let running = || running_nodes(&self.emberwatch.record(&self.place, &id));
        let before = running();
        let input = json!({ "InstanceGroups": [{ "InstanceGroupId": group, "InstanceCount": count + 3 }] });
        self.world.emr(&self.place, "ModifyInstanceGroups", &input).await;
        let shown = self.peer.nodes(&self.world, &id).await;
        while self.peer.nodes(&self.world, &id).await == shown {
            after(1).await;
        }
        let start = Instant::now();
        while running() == before {
            after(1).await;
        }
        let took = start.elapsed().as_secs();
        println!("  {clusters:>6} clusters: a resize was seen {took} s after EC2 showed it");
        Row::new("B2", format!("{clusters} clusters: a resize is seen after"))
            .ours(format!("{took} s"))
            .against(format!("{PERIOD} s period"))
            .target("one period", Verdict::count(took <= PERIOD))
    }

    /// A waiting cluster of groups: its id, a group that may grow, and how many nodes that one holds.
    fn resizable(&self) -> (ClusterId, String, u32) {
        let found = self.alive().into_iter().find_map(|record| {
            let Some(Collection::Groups(groups)) = &record.collection else { return None };
            let group = groups.iter().rfind(|group| group.role != NodeRole::Master)?;
            Some((record.id().clone(), group.id.clone(), group.requested))
        });
        found.expect("a cluster with instance groups")
    }
}

fn collection_kind(record: &ClusterRecord) -> Option<CollectionKind> {
    record.detail.as_ref().map(|detail| detail.collection)
}

fn is_known(record: &ClusterRecord) -> bool {
    record.detail.is_some() && record.collection.is_some() && record.auto_termination.is_some() && !record.lacks_nodes()
}

fn running_nodes(record: &ClusterRecord) -> usize {
    let nodes = record.nodes.iter().flat_map(|record| record.nodes.values());
    nodes.filter(|node| node.ended_at.is_none()).count()
}

/// How long a bucket takes to give so many tokens.
fn seconds(calls: usize, (burst, per_second): (f64, f64)) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "some thousand calls")]
    let calls = calls as f64;
    ((calls - burst) / per_second).max(0.0)
}
