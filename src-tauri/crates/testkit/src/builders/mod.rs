//! The least world a test needs, with everything else filled in.

mod cluster;
mod group;
mod node;

pub(crate) use cluster::OnTermination;
pub use cluster::{FakeCluster, cluster};
pub use group::{GroupBuilder, group};
pub use node::{NodeBuilder, node};

use crate::clock::START;
use emberwatch_app::ports::JournalRequest;
use emberwatch_domain::account::{Place, Realm};
use emberwatch_domain::lifecycle::ActionKind;
use emberwatch_domain::money::Estimate;
use emberwatch_domain::plan::PlanHash;

pub fn place(account: &str, region: &str) -> Place {
    Place { account: account.into(), region: region.into() }
}

/// A termination of this cluster of account 1 in eu-west-1, confirmed at [`START`] by the process `window`.
pub fn journal_request(cluster: &str) -> JournalRequest {
    JournalRequest {
        plan: PlanHash::new("plan"),
        action: ActionKind::Terminate,
        realm: Realm::Aws,
        place: place("1", "eu-west-1"),
        profile: "prod".into(),
        cluster: cluster.into(),
        cluster_name: cluster.to_owned(),
        reason: "idle".to_owned(),
        by: None,
        saved: Estimate::default(),
        requested_at: START,
        call_back_until: None,
        owner: "window".to_owned(),
    }
}
