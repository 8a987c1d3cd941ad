//! Ports to AWS: what Emberwatch asks of a cloud, and in which ways that can fail.
//!
//! Reads and writes are separate objects: whoever holds only readers cannot change anything.

mod bill;
mod call_meter;
mod cluster_control;
mod cluster_reader;
mod error;
mod identity;
mod network;
mod node_reader;
mod page;
mod prices;
mod profiles;
mod spot_market;

pub use bill::{Bill, CostFilter, CostForecast, CostPage, CostQuery, ForecastQuery, MOST_DIMENSIONS};
pub use call_meter::{CallMeter, CallOutcome, SentCall};
pub use cluster_control::ClusterControl;
pub use cluster_reader::{ClusterReader, ListClusters};
pub use error::{CloudError, SignInAdvice};
pub use identity::{Identity, RegionStatus};
pub use network::{Network, WhichSubnets, WhichTypes};
pub use node_reader::{ClusterNode, NodeReader};
pub use page::{Marker, Page};
pub use prices::Prices;
pub use profiles::{BadSection, Profile, ProfileKind, ProfileListing};
pub use spot_market::{SpotHistory, SpotMarket};

use emberwatch_domain::account::{ProfileName, Region};
use std::sync::Arc;

/// The readers of one account in one region.
#[derive(Clone)]
pub struct PlaceReaders {
    pub clusters: Arc<dyn ClusterReader>,
    pub nodes: Arc<dyn NodeReader>,
    pub spot: Arc<dyn SpotMarket>,
    pub network: Arc<dyn Network>,
}

/// A cloud as seen through profiles: AWS itself, or the simulator behind the same wire.
///
/// Making a reader costs no call; a profile that cannot be used fails at the first call, or here when that is known.
pub trait Cloud: Send + Sync {
    /// Reads the config and credentials files anew. A bad section hurts no other.
    fn profiles(&self) -> ProfileListing;

    /// One profile, as the files are now: a thousand that ask need not list a thousand each.
    fn profile(&self, name: &ProfileName) -> Option<Profile> {
        self.profiles().profiles.into_iter().find(|profile| &profile.name == name)
    }

    fn identity(&self, profile: &ProfileName) -> Result<Arc<dyn Identity>, CloudError>;

    fn readers(&self, profile: &ProfileName, region: &Region) -> Result<PlaceReaders, CloudError>;

    fn prices(&self, profile: &ProfileName) -> Result<Arc<dyn Prices>, CloudError>;

    /// Cost Explorer. Making it costs nothing, asking it does.
    fn bill(&self, profile: &ProfileName) -> Result<Arc<dyn Bill>, CloudError>;

    /// A number that changes whenever the profile is written anew: it may be somebody else by now. Costs no call.
    fn edition(&self, _profile: &ProfileName) -> u64 {
        0
    }

    /// The user asked again: credentials that were given up are tried at the next call. Costs no call itself.
    fn retry(&self) {}
}

/// The only door to what changes AWS. Held by the executor of plans and by nothing else.
pub trait CloudControl: Send + Sync {
    fn control(&self, profile: &ProfileName, region: &Region) -> Result<Arc<dyn ClusterControl>, CloudError>;
}
