//! GetSpotPlacementScores: how likely capacity is to be had, asked only when somebody wants advice.

use super::{Ask, Market, PAUSE};
use crate::poll::collect_pages;
use crate::poll::site::pause_after;
use emberwatch_cloud::CloudError;
use emberwatch_domain::account::AvailabilityZone;
use emberwatch_domain::advisor::{LEAST_SCORED, Subnet, ZoneId};
use emberwatch_domain::cluster::InstanceType;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::time::Instant;

/// AWS limits how many new sets of types it answers a day, so an answer serves for its own set this long.
const SERVES: Duration = Duration::from_secs(3600);
const ACTION: &str = "ec2:GetSpotPlacementScores";

type Scores = Vec<(ZoneId, u8)>;

/// What was answered to each set of types, and until when that serves.
pub(super) type Answers = BTreeMap<BTreeSet<InstanceType>, (Instant, Result<Scores, CloudError>)>;

/// How likely capacity is to be had in each zone, or why nobody knows.
#[derive(Clone, Debug)]
pub enum Placement {
    /// By the names that this account gives the zones.
    Scored(BTreeMap<AvailabilityZone, u8>),
    /// Nobody was asked.
    NotAsked,
    /// AWS scores no fewer than [`LEAST_SCORED`] types.
    TooFewTypes,
    /// The zones' ids, by which AWS scores, are not known where the subnets are not.
    ZonesUnknown,
    Failed(CloudError),
}

impl Placement {
    pub fn scores(&self) -> Option<&BTreeMap<AvailabilityZone, u8>> {
        match self {
            Self::Scored(scores) => Some(scores),
            Self::NotAsked | Self::TooFewTypes | Self::ZonesUnknown | Self::Failed(_) => None,
        }
    }
}

impl Market {
    /// The scores of any one of these types in the zones of these subnets.
    pub(super) async fn placement(&self, kinds: &[InstanceType], subnets: &[Subnet], ask: Ask) -> Placement {
        let kinds: BTreeSet<InstanceType> = kinds.iter().cloned().collect();
        if ask == Ask::Nobody {
            return Placement::NotAsked;
        }
        if kinds.len() < LEAST_SCORED {
            return Placement::TooFewTypes;
        }
        let ids: BTreeMap<&ZoneId, &AvailabilityZone> =
            subnets.iter().filter_map(|subnet| Some((subnet.zone_id.as_ref()?, &subnet.zone))).collect();
        if ids.is_empty() {
            return Placement::ZonesUnknown;
        }
        match self.answered(kinds).await {
            Ok(scores) => {
                let named = |(id, score): (ZoneId, u8)| Some(((*ids.get(&id)?).clone(), score));
                Placement::Scored(scores.into_iter().filter_map(named).collect())
            }
            Err(error) => Placement::Failed(error),
        }
    }

    /// The user asks again: what was refused may be allowed by now.
    pub(super) fn forget_refused_scores(&self) {
        self.scores.lock().retain(|_, (_, answer)| answer.is_ok());
    }

    async fn answered(&self, kinds: BTreeSet<InstanceType>) -> Result<Scores, CloudError> {
        if self.site.is_denied(ACTION) {
            return Err(CloudError::Denied { operation: "GetSpotPlacementScores", action: ACTION.to_owned() });
        }
        if let Some((until, answer)) = self.scores.lock().get(&kinds)
            && Instant::now() < *until
        {
            return answer.clone();
        }
        let answer = self.ask_scores(&kinds).await;
        if matches!(answer, Err(CloudError::Denied { .. })) {
            self.site.remember_denied(ACTION);
        }
        let serves = answer.as_ref().err().map_or(SERVES, |error| pause_after(error, PAUSE));
        self.scores.lock().insert(kinds, (Instant::now() + serves, answer.clone()));
        answer
    }

    async fn ask_scores(&self, kinds: &BTreeSet<InstanceType>) -> Result<Scores, CloudError> {
        // In their order, so that AWS takes the same set for the same question.
        let kinds: Vec<InstanceType> = kinds.iter().cloned().collect();
        let (listing, failure) = collect_pages(
            |(zone, _): &(ZoneId, u8)| zone.clone(),
            |marker| {
                let kinds = &kinds;
                async move {
                    self.site
                        .call("GetSpotPlacementScores", |readers| {
                            let (kinds, marker) = (kinds.clone(), marker.clone());
                            async move { readers.spot.placement_scores(&kinds, marker.as_ref()).await }
                        })
                        .await
                }
            },
        )
        .await;
        listing.whole("GetSpotPlacementScores", failure)
    }
}
