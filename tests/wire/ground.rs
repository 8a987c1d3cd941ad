//! A cloud to ask, and the place in it that a test looks at.

use emberwatch_cloud::{Cloud, CloudControl, CloudError, ClusterReader, ListClusters, Marker, Page, PlaceReaders};
use emberwatch_cloud_aws::{AwsCloud, AwsControl, FixedProfile, Http};
use emberwatch_domain::account::{AccountId, ProfileName, Region};
use emberwatch_domain::cluster::{ClusterState, ClusterSummary};
use emberwatch_simulator::{Limits, Options, SimClock, Simulator};
use std::collections::HashSet;
use std::future::Future;

/// Far ahead of the machine's own time, so that credentials which the simulator lends are not past for the SDK.
pub const NOW: &str = "2031-03-03T10:00:00Z";

pub struct Ground {
    pub cloud: AwsCloud,
    pub control: AwsControl,
    pub profile: ProfileName,
    pub region: Region,
    pub account: AccountId,
}

impl Ground {
    pub fn new(cloud: AwsCloud, profile: &str, region: &str, account: &str) -> Self {
        let control = AwsControl::beside(&cloud);
        Self { cloud, control, profile: profile.into(), region: region.into(), account: account.into() }
    }

    /// An account of the simulator, in its own region, over no socket.
    pub fn simulated(simulator: &Simulator, account: &str) -> Self {
        Self::behind(Http::service(simulator.clone()), simulator, account)
    }

    /// The same, with something between the app and the simulator.
    pub fn behind(http: Http, simulator: &Simulator, account: &str) -> Self {
        let accounts = simulator.world().accounts();
        let found = accounts.iter().find(|candidate| candidate.name == account).expect("an account of the sample");
        let cloud = AwsCloud::fixed(accounts.iter().map(fixed).collect(), http);
        Self::new(cloud, found.name, found.default_region, found.id)
    }

    /// The same cloud and account, in another region.
    pub fn at(self, region: &str) -> Self {
        Self { region: region.into(), ..self }
    }

    pub fn readers(&self) -> PlaceReaders {
        self.cloud.readers(&self.profile, &self.region).expect("readers of a usable profile")
    }

    pub fn control(&self) -> std::sync::Arc<dyn emberwatch_cloud::ClusterControl> {
        self.control.control(&self.profile, &self.region).expect("the control of a usable profile")
    }

    /// Every cluster in these states, all pages.
    pub async fn clusters(&self, states: &[ClusterState]) -> Vec<ClusterSummary> {
        let query = ListClusters { states: states.to_vec(), created_after: None };
        let readers = self.readers();
        all(|marker| list(readers.clusters.as_ref(), &query, marker)).await
    }

    pub async fn active(&self) -> Vec<ClusterSummary> {
        self.clusters(&ClusterState::ACTIVE).await
    }
}

/// A simulator that stands still and throttles nobody.
pub fn simulator() -> Simulator {
    let clock = SimClock::manual(NOW.parse().expect("a time"));
    Simulator::new(Options { clock, limits: Limits::Off, ..Options::default() })
}

/// How often an operation has reached the simulator.
pub fn calls(simulator: &Simulator, operation: &str) -> u64 {
    simulator.calls().iter().filter(|count| count.operation == operation).map(|count| count.calls).sum()
}

/// All pages of a listing. A marker that comes back would never end, so it ends the test.
pub async fn all<T, F>(page: impl Fn(Option<Marker>) -> F) -> Vec<T>
where
    F: Future<Output = Result<Page<T>, CloudError>>,
{
    let (mut items, mut next, mut seen) = (Vec::new(), None, HashSet::new());
    loop {
        let page = page(next).await.expect("a page");
        items.extend(page.items);
        let Some(marker) = page.next else { return items };
        assert!(seen.insert(marker.0.clone()), "the marker {marker:?} came back");
        next = Some(marker);
    }
}

fn fixed(account: &emberwatch_simulator::world::Account) -> FixedProfile {
    FixedProfile {
        name: account.name.into(),
        account_id: account.id.into(),
        access_key: account.access_key_id(),
        secret: "sample".to_owned(),
        region: account.default_region.into(),
    }
}

async fn list(
    reader: &dyn ClusterReader,
    query: &ListClusters,
    from: Option<Marker>,
) -> Result<Page<ClusterSummary>, CloudError> {
    reader.list_clusters(query, from.as_ref()).await
}
