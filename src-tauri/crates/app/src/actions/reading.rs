//! Reading a cluster anew for a plan, as far as AWS answers while its reader waits.

use super::shared::ActionRealm;
use crate::budget::Purpose;
use crate::poll::collect_pages;
use crate::record::ClusterRecord;
use emberwatch_cloud::{CloudError, Page};
use emberwatch_domain::account::{Place, ProfileName};
use emberwatch_domain::cluster::{ClusterDetail, ClusterId, ClusterState, Step, StepState};
use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// Nobody waits longer for a plan; what was not read by then is shown as not known.
pub(super) const READING_TIME: Duration = Duration::from_secs(4);
/// At most 256 steps are pending or running, and the newest come first, 50 a page.
const STEP_PAGES: usize = 6;

/// Names of running steps, and how many are pending. `None`: not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OpenSteps {
    pub running: Option<Vec<String>>,
    pub pending: Option<u32>,
}

/// The one cluster to read, and until when.
pub(super) struct Reading<'a> {
    pub realm: &'a ActionRealm,
    pub profile: &'a ProfileName,
    pub place: &'a Place,
    pub id: &'a ClusterId,
    pub deadline: Instant,
}

impl Reading<'_> {
    pub async fn detail(&self) -> Option<ClusterDetail> {
        self.in_time("DescribeCluster", self.realm.describe(self.profile, self.place, self.id)).await
    }

    pub async fn open_steps(&self) -> OpenSteps {
        match self.in_time("ListSteps", self.list_steps()).await {
            Some(steps) => open_steps(&steps),
            None => OpenSteps::default(),
        }
    }

    async fn list_steps(&self) -> Result<Vec<Step>, CloudError> {
        let pages = AtomicUsize::new(0);
        let (listing, failure) = collect_pages(
            |step: &Step| step.id.clone(),
            |marker| {
                let is_last = pages.fetch_add(1, Ordering::Relaxed) + 1 >= STEP_PAGES;
                async move {
                    let list = |readers: emberwatch_cloud::PlaceReaders| async move {
                        readers.clusters.list_steps(self.id, marker.as_ref()).await
                    };
                    let page = self.realm.read(self.profile, self.place, "ListSteps", list).await?;
                    Ok(Page { next: page.next.filter(|_| !is_last), ..page })
                }
            },
        )
        .await;
        listing.whole("ListSteps", failure)
    }

    /// What would come too late is not even asked, so that it costs nobody a call.
    async fn in_time<T>(
        &self,
        operation: &'static str,
        read: impl Future<Output = Result<T, CloudError>>,
    ) -> Option<T> {
        let wait = self.realm.station.budgets.forecast(self.place, operation, Purpose::Act, 1);
        if Instant::now() + wait >= self.deadline {
            return None;
        }
        match timeout_at(self.deadline, read).await {
            Ok(Ok(value)) => Some(value),
            Ok(Err(error)) => {
                tracing::debug!(%error, cluster = %self.id, "a plan goes on without this");
                None
            }
            Err(_) => None,
        }
    }
}

fn open_steps(steps: &[Step]) -> OpenSteps {
    let running = steps.iter().filter(|step| step.state == StepState::Running).map(|step| step.name.clone());
    let pending = steps.iter().filter(|step| step.state == StepState::Pending).count();
    OpenSteps { running: Some(running.collect()), pending: u32::try_from(pending).ok() }
}

/// Every EMR cluster has an HDFS; before its nodes are there it holds nothing, and of an unknown state nothing is known.
pub(super) fn has_hdfs(record: &ClusterRecord) -> Option<bool> {
    match record.summary.state {
        ClusterState::Starting => Some(false),
        ClusterState::Other(_) => None,
        _ => Some(true),
    }
}
