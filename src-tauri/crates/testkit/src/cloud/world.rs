use super::bill::FakeBill;
use super::fault::{Fault, Moment, met_by};
use super::readers::page;
use crate::builders::FakeCluster;
use emberwatch_cloud::{CallMeter, CloudError, CostQuery, Marker, Page, Profile};
use emberwatch_domain::account::{AccountId, Place, ProfileName, Region};
use emberwatch_domain::advisor::{Subnet, TypeFacts, VpcId, ZoneId};
use emberwatch_domain::cluster::{ClusterId, ClusterSummary};
use emberwatch_domain::money::Usd;
use emberwatch_domain::price::PriceItem;
use emberwatch_domain::spot::SpotChange;
use parking_lot::Mutex;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// AWS's names of the operations behind the ports.
const OPERATIONS: [&str; 24] = [
    "GetCostAndUsage",
    "GetCostForecast",
    "GetDimensionValues",
    "GetTags",
    "ListClusters",
    "DescribeCluster",
    "ListInstanceGroups",
    "ListInstanceFleets",
    "ListInstances",
    "ListSteps",
    "ListBootstrapActions",
    "GetAutoTerminationPolicy",
    "GetManagedScalingPolicy",
    "TerminateJobFlows",
    "SetTerminationProtection",
    "DescribeInstances",
    "DescribeSpotPriceHistory",
    "GetSpotPlacementScores",
    "DescribeSubnets",
    "DescribeVpcs",
    "DescribeInstanceTypes",
    "DescribeRegions",
    "GetCallerIdentity",
    "ListAccountAliases",
];
const PRICE_LIST: &str = "GetProducts";

/// A misspelt operation would never be counted and never fail, and its test would pass for nothing.
pub(crate) fn known(operation: &'static str) -> &'static str {
    assert!(OPERATIONS.contains(&operation) || operation == PRICE_LIST, "no port calls {operation}");
    operation
}

/// One call, as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub operation: &'static str,
    pub profile: ProfileName,
    /// `None` for calls that belong to no region: identity and prices.
    pub place: Option<Place>,
    pub cluster: Option<ClusterId>,
    pub at: Instant,
}

#[derive(Default)]
pub(crate) struct World {
    pub accounts: BTreeMap<AccountId, Account>,
    pub profiles: BTreeMap<ProfileName, (Profile, AccountId)>,
    pub places: BTreeMap<Place, PlaceWorld>,
    pub prices: BTreeMap<(Region, PriceItem), Usd>,
    pub bills: BTreeMap<AccountId, FakeBill>,
    /// What Cost Explorer was asked, by whom.
    pub cost_queries: Vec<(AccountId, CostQuery)>,
    /// Told of what Cost Explorer is asked, as the wire does.
    pub meter: Option<Arc<dyn CallMeter>>,
    pub calls: Vec<Call>,
    pub faults: Vec<Fault>,
    pub latencies: BTreeMap<&'static str, Duration>,
}

#[derive(Default)]
pub(crate) struct Account {
    pub alias: Option<String>,
}

/// One region of one account.
pub(crate) struct PlaceWorld {
    pub clusters: BTreeMap<ClusterId, FakeCluster>,
    pub spot: Vec<SpotChange>,
    /// By the zones' ids.
    pub scores: Vec<(ZoneId, u8)>,
    pub subnets: Vec<Subnet>,
    pub types: Vec<TypeFacts>,
    pub vpc_names: BTreeMap<VpcId, String>,
    pub listing_script: VecDeque<Page<ClusterSummary>>,
    pub page_size: usize,
    /// The last page of what EC2 lists leads back to the first.
    pub endless: bool,
    pub disabled: bool,
}

impl Default for PlaceWorld {
    fn default() -> Self {
        Self {
            clusters: BTreeMap::new(),
            spot: Vec::new(),
            scores: Vec::new(),
            subnets: Vec::new(),
            types: Vec::new(),
            vpc_names: BTreeMap::new(),
            listing_script: VecDeque::new(),
            page_size: 50,
            endless: false,
            disabled: false,
        }
    }
}

impl PlaceWorld {
    pub fn page<T>(&self, items: impl Iterator<Item = T>, marker: Option<&Marker>) -> Page<T> {
        let mut page = page(items, self.page_size, marker);
        if self.endless && page.next.is_none() {
            page.next = Some(Marker("0".to_owned()));
        }
        page
    }
}

impl World {
    pub fn place_mut(&mut self, place: &Place) -> &mut PlaceWorld {
        self.places.entry(place.clone()).or_default()
    }

    /// Uses up the first fault that the call meets at this moment.
    fn fault(&mut self, call: &Call, moment: Moment) -> Option<CloudError> {
        let met = self.faults.iter_mut().filter(|fault| fault.moment == moment && fault.reach.meets(call));
        met.filter_map(Fault::take).next().map(|error| met_by(call.operation, error))
    }
}

/// What one profile reaches, in one region or in none.
pub(crate) struct Door {
    pub world: Arc<Mutex<World>>,
    pub profile: ProfileName,
    pub region: Option<Region>,
}

impl Door {
    /// Records a call, lets it take its time, and answers it unless it meets a fault.
    pub async fn call<T>(
        &self,
        operation: &'static str,
        cluster: Option<&ClusterId>,
        answer: impl FnOnce(&mut World, &AccountId) -> Result<T, CloudError>,
    ) -> Result<T, CloudError> {
        let (call, latency) = self.arrive(known(operation), cluster);
        if let Some(latency) = latency {
            tokio::time::sleep(latency).await;
        }
        let mut world = self.world.lock();
        if let Some(error) = world.fault(&call, Moment::BeforeActing) {
            return Err(error);
        }
        if call.place.as_ref().is_some_and(|place| world.place_mut(place).disabled) {
            return Err(CloudError::RegionDisabled { operation });
        }
        let account = world.profiles[&self.profile].1.clone();
        let answer = answer(&mut world, &account);
        match world.fault(&call, Moment::AfterActing) {
            Some(error) => Err(error),
            None => answer,
        }
    }

    /// As [`Door::call`], with the place that the profile's region leads to.
    pub async fn call_here<T>(
        &self,
        operation: &'static str,
        cluster: Option<&ClusterId>,
        answer: impl FnOnce(&mut PlaceWorld) -> Result<T, CloudError>,
    ) -> Result<T, CloudError> {
        self.call(operation, cluster, |world, account| {
            let region = self.region.clone().unwrap();
            answer(world.place_mut(&Place { account: account.clone(), region }))
        })
        .await
    }

    /// As [`Door::call_here`], with a cluster that must be there.
    pub async fn call_about<T>(
        &self,
        operation: &'static str,
        id: &ClusterId,
        answer: impl FnOnce(&mut FakeCluster) -> Result<T, CloudError>,
    ) -> Result<T, CloudError> {
        self.call_here(operation, Some(id), |place| {
            answer(place.clusters.get_mut(id).ok_or(CloudError::NotFound { operation })?)
        })
        .await
    }

    fn arrive(&self, operation: &'static str, cluster: Option<&ClusterId>) -> (Call, Option<Duration>) {
        let mut world = self.world.lock();
        let account = world.profiles[&self.profile].1.clone();
        let call = Call {
            operation,
            profile: self.profile.clone(),
            place: self.region.clone().map(|region| Place { account, region }),
            cluster: cluster.cloned(),
            at: Instant::now(),
        };
        world.calls.push(call.clone());
        (call, world.latencies.get(operation).copied())
    }
}
