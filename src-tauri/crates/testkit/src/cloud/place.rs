use super::fault::{Fault, Reach};
use super::world::{Call, PlaceWorld, World, known};
use crate::builders::FakeCluster;
use emberwatch_cloud::{CloudError, Page};
use emberwatch_domain::account::Place;
use emberwatch_domain::advisor::{Subnet, TypeFacts, ZoneId};
use emberwatch_domain::cluster::{ClusterId, ClusterSummary};
use emberwatch_domain::spot::SpotChange;
use parking_lot::Mutex;
use std::sync::Arc;

/// One account in one region of a fake cloud, to be changed while a test runs.
#[derive(Clone)]
pub struct FakePlace {
    world: Arc<Mutex<World>>,
    place: Place,
}

/// What is there.
impl FakePlace {
    pub(super) fn new(world: Arc<Mutex<World>>, place: Place) -> Self {
        Self { world, place }
    }

    /// Adds a cluster, or replaces the one of the same id.
    pub fn put(&self, cluster: FakeCluster) {
        self.with(|place| place.clusters.insert(cluster.id().clone(), cluster));
    }

    pub fn remove(&self, id: &str) {
        self.with(|place| place.clusters.remove(&ClusterId::new(id)));
    }

    pub fn change(&self, id: &str, change: impl FnOnce(FakeCluster) -> FakeCluster) {
        let cluster = self.get(id);
        self.put(change(cluster));
    }

    pub fn get(&self, id: &str) -> FakeCluster {
        self.with(|place| place.clusters[&ClusterId::new(id)].clone())
    }

    pub fn add_spot_change(&self, change: SpotChange) {
        self.with(|place| place.spot.push(change));
    }

    pub fn add_subnet(&self, id: &str, vpc: &str, zone: &str) {
        let zone_id = Some(zone_id(zone));
        self.with(|place| place.subnets.push(Subnet { id: id.into(), vpc: vpc.into(), zone: zone.into(), zone_id }));
    }

    /// Tags a VPC.
    pub fn name_vpc(&self, id: &str, name: &str) {
        self.with(|place| place.vpc_names.insert(id.into(), name.to_owned()));
    }

    /// What GetSpotPlacementScores tells of a zone.
    pub fn add_score(&self, zone: &str, score: u8) {
        self.with(|place| place.scores.push((zone_id(zone), score)));
    }

    /// Offers an instance type.
    pub fn add_type(&self, instance_type: &str, vcpus: u32, memory_gib: u64) {
        let facts = TypeFacts { instance_type: instance_type.into(), vcpus, memory_mib: memory_gib * 1024 };
        self.with(|place| place.types.push(facts));
    }

    pub fn disable(&self) {
        self.with(|place| place.disabled = true);
    }

    pub fn enable(&self) {
        self.with(|place| place.disabled = false);
    }

    /// ListClusters, ListInstances and DescribeInstances answer so many items a page; 50 unless told.
    pub fn set_page_size(&self, size: usize) {
        self.with(|place| place.page_size = size);
    }

    /// The pages of what EC2 lists lead round and round.
    pub fn make_endless(&self) {
        self.with(|place| place.endless = true);
    }

    /// The next ListClusters calls are answered with these pages, whatever they ask for.
    pub fn script_listing(&self, pages: impl IntoIterator<Item = Page<ClusterSummary>>) {
        self.with(|place| place.listing_script.extend(pages));
    }
}

/// What fails.
impl FakePlace {
    /// The next so many calls of the operation fail and do nothing.
    pub fn fail(&self, operation: &'static str, times: u32, error: CloudError) {
        self.add(Fault::times(self.reach(operation), times, error));
    }

    /// Every call of the operation fails until [`FakePlace::recover`].
    pub fn fail_always(&self, operation: &'static str, error: CloudError) {
        self.add(Fault::always(self.reach(operation), error));
    }

    /// The next call of the operation about this cluster fails and does nothing.
    pub fn fail_about(&self, operation: &'static str, cluster: &str, error: CloudError) {
        let reach = Reach { cluster: Some(cluster.into()), ..self.reach(operation) };
        self.add(Fault::times(reach, 1, error));
    }

    /// Every call of the operation about this cluster fails until [`FakePlace::recover`].
    pub fn fail_always_about(&self, operation: &'static str, cluster: &str, error: CloudError) {
        let reach = Reach { cluster: Some(cluster.into()), ..self.reach(operation) };
        self.add(Fault::always(reach, error));
    }

    /// The next call of the operation does what it was asked, and its answer is lost.
    pub fn fail_after_acting(&self, operation: &'static str, error: CloudError) {
        self.add(Fault::times(self.reach(operation), 1, error).after_acting());
    }

    /// Every operation here fails until [`FakePlace::recover`].
    pub fn fail_everything(&self, error: CloudError) {
        let reach = Reach { place: Some(self.place.clone()), ..Reach::default() };
        self.add(Fault::always(reach, error));
    }

    /// Nothing that was told to fail here fails any more.
    pub fn recover(&self) {
        self.world.lock().faults.retain(|fault| fault.reach.place.as_ref() != Some(&self.place));
    }

    fn reach(&self, operation: &'static str) -> Reach {
        Reach { place: Some(self.place.clone()), operation: Some(known(operation)), ..Reach::default() }
    }

    fn add(&self, fault: Fault) {
        self.world.lock().faults.push(fault);
    }
}

/// What was called.
impl FakePlace {
    pub fn calls(&self, operation: &'static str) -> usize {
        self.count(|call| call.operation == known(operation))
    }

    pub fn calls_about(&self, operation: &'static str, cluster: &str) -> usize {
        let cluster = ClusterId::new(cluster);
        self.count(|call| call.operation == known(operation) && call.cluster.as_ref() == Some(&cluster))
    }

    /// Calls of any operation.
    pub fn all_calls(&self) -> usize {
        self.count(|_| true)
    }

    fn count(&self, wanted: impl Fn(&Call) -> bool) -> usize {
        let world = self.world.lock();
        world.calls.iter().filter(|call| call.place.as_ref() == Some(&self.place) && wanted(call)).count()
    }

    fn with<T>(&self, act: impl FnOnce(&mut PlaceWorld) -> T) -> T {
        act(self.world.lock().place_mut(&self.place))
    }
}

/// An id that differs from the name, as AWS's does.
fn zone_id(zone: &str) -> ZoneId {
    ZoneId::new(format!("id-of-{zone}"))
}
