//! What a termination would do, decided before anything is done.

use crate::account::{Access, AccountId, Criticality, Place, ProfileName, Realm, Region};
use crate::cluster::{ClusterId, ClusterState};
use crate::lifecycle::{ActionKind, Barred, BarredCode, Standing, bar};
use crate::money::Estimate;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How long the final call can be called back when several clusters are terminated at once.
pub const CALL_BACK_SECONDS: u32 = 10;

/// What is known of a cluster when a plan is made for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    pub realm: Realm,
    pub place: Place,
    pub profile: ProfileName,
    pub id: ClusterId,
    pub name: String,
    pub state: ClusterState,
    pub protected: Option<bool>,
    pub access: Access,
    pub criticality: Criticality,
    /// `None`: the steps could not be read.
    pub running_steps: Option<Vec<String>>,
    pub pending_steps: Option<u32>,
    pub has_hdfs: Option<bool>,
    pub burn: Estimate,
}

/// One line of a plan: the cluster as it was seen, and whether it will be acted on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    #[serde(flatten)]
    pub seen: Candidate,
    pub verdict: Verdict,
    /// What is lost, in words.
    pub losses: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    Go,
    /// There is nothing to do: it has ended, or is ending already.
    Nothing {
        reason: String,
    },
    Refused {
        code: BarredCode,
        reason: String,
    },
}

/// What will be done, where, to what and why. Confirming carries its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub action: ActionKind,
    pub made_at: Timestamp,
    pub reason: String,
    pub targets: Vec<Target>,
}

/// SHA-256 over the plan; a confirmation names it, so that what runs is what was read.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlanHash(String);

impl PlanHash {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Plan {
    pub fn hash(&self) -> PlanHash {
        let canonical = serde_json::to_vec(self).unwrap_or_default();
        let digest = Sha256::digest(&canonical);
        PlanHash(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    pub fn going(&self) -> impl Iterator<Item = &Target> {
        self.targets.iter().filter(|target| target.verdict == Verdict::Go)
    }

    pub fn saved_per_hour(&self) -> Estimate {
        let mut sum = Estimate::default();
        self.going().for_each(|target| sum += &self.saved_by(target));
        sum
    }

    /// Only an end saves anything: lifting a protection leaves the cluster burning.
    pub fn saved_by(&self, target: &Target) -> Estimate {
        match self.action {
            ActionKind::Terminate => target.seen.burn.clone(),
            ActionKind::LiftProtection => Estimate::default(),
        }
    }

    /// The names to type before this plan may run: those of production clusters.
    pub fn names_to_type(&self) -> impl Iterator<Item = &str> {
        self.going().filter(|t| t.seen.criticality == Criticality::Production).map(|t| t.seen.name.as_str())
    }

    /// Several at once can be called back for a while; one is confirmed and sent.
    pub fn call_back_seconds(&self) -> u32 {
        if self.going().count() > 1 { CALL_BACK_SECONDS } else { 0 }
    }
}

/// Decides for every candidate; a barred one is refused with its reason and hurts no other.
pub fn plan(action: ActionKind, candidates: Vec<Candidate>, reason: impl Into<String>, now: Timestamp) -> Plan {
    let targets = candidates
        .into_iter()
        .map(|seen| Target { verdict: decide(action, &seen), losses: losses(action, &seen), seen })
        .collect();
    Plan { action, made_at: now, reason: reason.into(), targets }
}

/// What moved between the plan and its execution, if anything did: then nothing is sent.
pub fn moved(target: &Candidate, account: &AccountId, region: &Region, state: &ClusterState) -> Option<String> {
    if &target.place.account != account {
        return Some(format!(
            "the credentials of {} now belong to account {account}, not to {}",
            target.profile, target.place.account
        ));
    }
    if &target.place.region != region {
        return Some(format!("the plan was made for {}, not for {region}", target.place.region));
    }
    (state != &target.state && !(is_coming_up(state) && is_coming_up(&target.state)))
        .then(|| format!("it was {} when this was planned and is {} now", target.state.as_aws(), state.as_aws()))
}

/// From STARTING to BOOTSTRAPPING nothing is added that a termination could lose.
fn is_coming_up(state: &ClusterState) -> bool {
    matches!(state, ClusterState::Starting | ClusterState::Bootstrapping)
}

fn decide(action: ActionKind, seen: &Candidate) -> Verdict {
    let standing = Standing { state: &seen.state, protected: seen.protected, access: seen.access };
    match bar(action, standing) {
        None => Verdict::Go,
        Some(Barred { code: BarredCode::AlreadyEnded | BarredCode::AlreadyTerminating, reason }) => {
            Verdict::Nothing { reason }
        }
        Some(Barred { code, reason }) => Verdict::Refused { code, reason },
    }
}

fn losses(action: ActionKind, seen: &Candidate) -> Vec<String> {
    if action != ActionKind::Terminate || seen.state.has_ended() {
        return Vec::new();
    }
    let mut losses = Vec::new();
    match &seen.running_steps {
        Some(steps) => losses.extend(steps.iter().map(|name| format!("running step {name}"))),
        None => losses.push("whatever steps run, which are not known".to_owned()),
    }
    match seen.pending_steps {
        Some(0) | None => {}
        Some(1) => losses.push("1 pending step".to_owned()),
        Some(count) => losses.push(format!("{count} pending steps")),
    }
    if seen.has_hdfs != Some(false) {
        losses.push("everything on its HDFS and local disks".to_owned());
    }
    losses
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(state: ClusterState) -> Candidate {
        Candidate {
            realm: Realm::Aws,
            place: Place { account: "1".into(), region: "eu-west-1".into() },
            profile: "p".into(),
            id: "j-1".into(),
            name: "etl".into(),
            state,
            protected: Some(false),
            access: Access::Actions,
            criticality: Criticality::Ordinary,
            running_steps: Some(vec![]),
            pending_steps: Some(0),
            has_hdfs: Some(true),
            burn: Estimate::default(),
        }
    }

    fn made(candidates: Vec<Candidate>) -> Plan {
        plan(ActionKind::Terminate, candidates, "idle", Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn a_protected_target_is_refused_and_the_others_go_on() {
        let protected = Candidate { protected: Some(true), ..candidate(ClusterState::Waiting) };
        let plan = made(vec![protected, candidate(ClusterState::Waiting)]);
        assert!(matches!(plan.targets[0].verdict, Verdict::Refused { code: BarredCode::Protected, .. }));
        assert_eq!(plan.going().count(), 1);
    }

    #[test]
    fn ending_what_has_ended_is_nothing_to_do() {
        assert!(matches!(made(vec![candidate(ClusterState::Terminated)]).targets[0].verdict, Verdict::Nothing { .. }));
    }

    #[test]
    fn the_hash_changes_with_anything_that_was_shown() {
        let hash = made(vec![candidate(ClusterState::Waiting)]).hash();
        assert_eq!(hash, made(vec![candidate(ClusterState::Waiting)]).hash());
        assert_ne!(hash, made(vec![candidate(ClusterState::Running)]).hash());
    }

    #[test]
    fn another_account_or_state_than_planned_stops_the_execution() {
        let seen = candidate(ClusterState::Waiting);
        let moved = |account: &str, state| moved(&seen, &account.into(), &"eu-west-1".into(), &state);
        assert_eq!(moved("1", ClusterState::Waiting), None);
        assert!(moved("2", ClusterState::Waiting).unwrap().contains("account 2"));
        assert!(moved("1", ClusterState::Running).unwrap().contains("RUNNING now"));
    }

    #[test]
    fn a_cluster_that_goes_on_coming_up_has_not_moved() {
        let seen = candidate(ClusterState::Starting);
        let moved = |state| moved(&seen, &"1".into(), &"eu-west-1".into(), &state);
        assert_eq!(moved(ClusterState::Bootstrapping), None);
        assert!(moved(ClusterState::Running).is_some());
    }

    #[test]
    fn only_several_targets_can_be_called_back() {
        assert_eq!(made(vec![candidate(ClusterState::Waiting)]).call_back_seconds(), 0);
        assert_eq!(made(vec![candidate(ClusterState::Waiting); 2]).call_back_seconds(), 10);
    }
}
