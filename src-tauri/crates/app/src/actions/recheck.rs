//! What is re-read right before a request goes out, and why it may not.

use super::shared::{ActionRealm, Shared};
use crate::ports::{Clock, JournalRequest, StoreError};
use emberwatch_cloud::{CloudError, ClusterControl};
use emberwatch_domain::account::{AccountId, ProfileName};
use emberwatch_domain::cluster::ClusterState;
use emberwatch_domain::lifecycle::{Barred, Standing, bar};
use emberwatch_domain::plan::{Candidate, moved};
use futures::future::join;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// The wall clock may go ahead of the monotonic one by so much before it counts as a sleep.
const SLEEP: Duration = Duration::from_secs(60);

/// What was confirmed, the cluster as the reader of the plan saw it, and when that was.
pub(super) struct Meant<'a> {
    pub request: &'a JournalRequest,
    pub seen: &'a Candidate,
    pub confirmed: Instant,
}

/// Why nothing is sent.
#[derive(Debug, thiserror::Error)]
pub(super) enum Withheld {
    #[error("{what}")]
    Moved { what: String },
    #[error("this machine slept after it was confirmed: confirm it again if it is still meant")]
    Slept,
    #[error("the profile {0} was changed while the cluster was re-read")]
    ProfileChanged(ProfileName),
    #[error("{}", .0.reason)]
    Barred(Barred),
    #[error("whose credentials these are could not be re-read: {0}")]
    IdentityUnread(#[source] CloudError),
    #[error("the cluster's state could not be re-read: {0}")]
    StateUnread(#[source] CloudError),
    #[error("whether actions are allowed could not be re-read: {0}")]
    AccessUnread(#[source] StoreError),
    #[error("{0}")]
    NoControl(#[source] CloudError),
}

impl Withheld {
    /// AWS had no time for the reading; it may have later.
    pub fn is_throttled(&self) -> bool {
        matches!(
            self,
            Self::IdentityUnread(CloudError::Throttled { .. }) | Self::StateUnread(CloudError::Throttled { .. })
        )
    }
}

/// What was re-read allows the request, as the profile was written then.
pub(super) struct Allowed {
    edition: u64,
}

/// Re-reads identity, state and access.
pub(super) async fn recheck(shared: &Shared, realm: &ActionRealm, meant: &Meant<'_>) -> Result<Allowed, Withheld> {
    let request = meant.request;
    if has_slept(meant, &*shared.clock) {
        return Err(Withheld::Slept);
    }
    let edition = realm.station.cloud.edition(&request.profile);
    let identity = realm.station.cloud.identity(&request.profile).map_err(Withheld::IdentityUnread)?;
    let read = realm.describe(&request.profile, &request.place, &request.cluster);
    let (caller, detail) = if realm.station.vouches_for(&request.profile, &request.place.account) {
        // The polls have seen whose credentials these are, so both questions make one round trip. Identity is still
        // re-read, and still decides first.
        let (caller, detail) = join(identity.caller(), read).await;
        let caller = caller.map_err(Withheld::IdentityUnread)?;
        compare(meant, &caller.account, &meant.seen.state)?;
        (caller, detail)
    } else {
        let caller = identity.caller().await.map_err(Withheld::IdentityUnread)?;
        // Before the cluster is asked for: other credentials must not even describe it.
        compare(meant, &caller.account, &meant.seen.state)?;
        (caller, read.await)
    };
    let detail = detail.map_err(Withheld::StateUnread)?;
    compare(meant, &caller.account, &detail.summary.state)?;
    let settings = shared.settings.load().map_err(Withheld::AccessUnread)?;
    let access = settings.access(request.realm, &request.place.account);
    let standing = Standing { state: &detail.summary.state, protected: Some(detail.protected), access };
    if let Some(barred) = bar(request.action, standing) {
        return Err(Withheld::Barred(barred));
    }
    Ok(Allowed { edition })
}

/// A client that can write is made only when all that was re-read allows it, and only here.
pub(super) fn unlock(
    realm: &ActionRealm,
    request: &JournalRequest,
    allowed: &Allowed,
) -> Result<Arc<dyn ClusterControl>, Withheld> {
    let control = realm.control.control(&request.profile, &request.place.region).map_err(Withheld::NoControl)?;
    // From here on the control holds on to the profile as it is written now; it must be the one that was asked.
    if realm.station.cloud.edition(&request.profile) != allowed.edition {
        return Err(Withheld::ProfileChanged(request.profile.clone()));
    }
    Ok(control)
}

/// What waited in the queue over a sleep was meant for the evening, not for the next morning.
pub(super) fn has_slept(meant: &Meant<'_>, clock: &dyn Clock) -> bool {
    let awake = clock.real_span(meant.confirmed.elapsed());
    let passed = clock.now().duration_since(meant.request.requested_at);
    passed - awake > clock.real_span(SLEEP)
}

/// What was planned against what is so now.
fn compare(meant: &Meant<'_>, account: &AccountId, state: &ClusterState) -> Result<(), Withheld> {
    moved(meant.seen, account, &meant.request.place.region, state).map_or(Ok(()), |what| Err(Withheld::Moved { what }))
}
