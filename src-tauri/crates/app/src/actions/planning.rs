//! Making a plan: what is known of each chosen cluster now, and what would be done to it.

use super::reading::{OpenSteps, READING_TIME, Reading, has_hdfs};
use super::shared::{ActionRealm, Shared};
use crate::failure::Failure;
use crate::record::{ClusterRecord, Look};
use crate::settings::Settings;
use crate::snapshot::Snapshot;
use emberwatch_domain::account::Place;
use emberwatch_domain::burn::{Rates, burn};
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::lifecycle::ActionKind;
use emberwatch_domain::plan::{Candidate, Plan, PlanHash, plan as decide};
use futures::future::join_all;
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::time::Instant;

/// A plan to be shown, and confirmed by its hash before it expires.
#[derive(Clone, Debug)]
pub struct Planned {
    pub hash: PlanHash,
    pub plan: Plan,
    pub expires_at: Timestamp,
}

/// One chosen cluster, and where it was found.
struct Found<'a> {
    realm: &'a ActionRealm,
    place: Place,
    snapshot: Arc<Snapshot>,
    record: Arc<ClusterRecord>,
}

pub(super) async fn plan(
    shared: &Shared,
    action: ActionKind,
    targets: &[(Place, ClusterId)],
    reason: &str,
) -> Result<Planned, Failure> {
    let found = find_all(shared, targets)?;
    let settings = shared.settings.load()?;
    let deadline = Instant::now() + READING_TIME;
    let candidates = join_all(found.into_iter().map(|found| look(found, action, &settings, deadline))).await;
    let plan = decide(action, candidates, reason, shared.now());
    let (hash, expires_at) = shared.pending.keep(plan.clone(), &*shared.clock);
    Ok(Planned { hash, plan, expires_at })
}

fn find_all<'a>(shared: &'a Shared, targets: &[(Place, ClusterId)]) -> Result<Vec<Found<'a>>, Failure> {
    let mut chosen = BTreeSet::new();
    let found: Vec<Found<'_>> = targets
        .iter()
        .filter(|target| chosen.insert(*target))
        .map(|(place, id)| find(shared, place, id))
        .collect::<Result<_, _>>()?;
    let Some(first) = found.first() else {
        let next_step = Some("choose at least one".to_owned());
        return Err(Failure::Invalid { what: "no cluster was chosen".to_owned(), next_step });
    };
    let realm = first.realm.station.realm();
    if found.iter().any(|found| found.realm.station.realm() != realm) {
        return Err(Failure::Invalid {
            what: "clusters of the sample and real ones cannot be in one plan".to_owned(),
            next_step: Some("choose only the ones or only the others".to_owned()),
        });
    }
    Ok(found)
}

fn find<'a>(shared: &'a Shared, place: &Place, id: &ClusterId) -> Result<Found<'a>, Failure> {
    let of = |realm: &'a ActionRealm| {
        let snapshot = realm.station.board.snapshot(&place.account)?;
        let record = snapshot.cluster(&place.region, id)?.clone();
        Some(Found { realm, place: place.clone(), snapshot, record })
    };
    shared.realms.iter().find_map(of).ok_or_else(|| Failure::Unknown {
        what: format!("no cluster {id} is known in {place}"),
        next_step: Some("check the id, and that its account and region are watched".to_owned()),
    })
}

/// Reads one cluster anew. What AWS does not tell in time is what the board knows, and steps are not known then.
async fn look(found: Found<'_>, action: ActionKind, settings: &Settings, deadline: Instant) -> Candidate {
    let Found { realm, place, snapshot, record } = found;
    let id = record.id().clone();
    let reading = Reading { realm, profile: &snapshot.profile, place: &place, id: &id, deadline };
    let mut record = ClusterRecord::clone(&record);
    let mut steps = OpenSteps::default();
    if !record.summary.state.has_ended() {
        let wants_steps = async {
            match action {
                ActionKind::Terminate => reading.open_steps().await,
                ActionKind::LiftProtection => OpenSteps::default(),
            }
        };
        let (detail, open_steps) = tokio::join!(reading.detail(), wants_steps);
        steps = open_steps;
        if let Some(detail) = detail {
            record.take_detail(detail, Look::at(&*realm.station.clock));
        }
    }
    candidate(realm, &snapshot, &record, steps, settings)
}

fn candidate(
    realm: &ActionRealm,
    snapshot: &Snapshot,
    record: &ClusterRecord,
    steps: OpenSteps,
    settings: &Settings,
) -> Candidate {
    let place = &record.place;
    let rates = Rates { region: &place.region, list: &snapshot.prices, spot: &snapshot.spot };
    Candidate {
        realm: realm.station.realm(),
        place: place.clone(),
        profile: snapshot.profile.clone(),
        id: record.id().clone(),
        name: record.summary.name.clone(),
        state: record.summary.state.clone(),
        protected: record.protected(),
        access: settings.access(realm.station.realm(), &place.account),
        criticality: settings.account(&place.account).criticality,
        running_steps: steps.running,
        pending_steps: steps.pending,
        has_hdfs: has_hdfs(record),
        burn: burn(&record.nodes(), &record.storage(), rates, realm.station.now()).total,
    }
}
