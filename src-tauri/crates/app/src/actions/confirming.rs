//! From a plan that was read to rows in the journal, and back while it is not too late.

use super::early::Early;
use super::executing::enqueue;
use super::lanes::Work;
use super::shared::Shared;
use crate::failure::Failure;
use crate::ports::{JournalEntry, JournalRequest, Opened, StoreError};
use crate::settings::Settings;
use emberwatch_domain::account::Criticality;
use emberwatch_domain::lifecycle::{Standing, bar};
use emberwatch_domain::plan::{Plan, PlanHash, Target, Verdict};
use emberwatch_domain::termination::Phase;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

pub(super) async fn confirm(
    shared: &Arc<Shared>,
    hash: &PlanHash,
    typed_names: &[String],
) -> Result<Vec<JournalEntry>, Failure> {
    let settings = shared.settings.load()?;
    let now = shared.now();
    let plan = shared.pending.take(hash, now, |plan| all_typed(plan, &settings, typed_names))?;
    let confirmed = Instant::now();
    let early = begin_early(shared, &plan, &settings, now);
    shared.opening.lock().insert(hash.clone(), false);
    let rows = Rows { shared: shared.clone(), plan, settings, now, confirmed };
    // Each row is synced to the disk: not on a thread that others need. What is begun is ended, also when nobody waits
    // for it any more.
    let opened = tokio::task::spawn_blocking(move || rows.open(early));
    opened.await.unwrap_or_else(|error| {
        let step = "cannot open the journal's entries".to_owned();
        Err(StoreError { step, source: Some(Arc::new(error)) }.into())
    })
}

/// What is written of a plan as it is confirmed.
struct Rows {
    shared: Arc<Shared>,
    plan: Plan,
    settings: Settings,
    now: Timestamp,
    confirmed: Instant,
}

impl Rows {
    /// Writes them all, and then queues what is to be sent.
    fn open(&self, early: Option<Early>) -> Result<Vec<JournalEntry>, Failure> {
        let shared = &self.shared;
        let written = self.write(early);
        let is_called_back = shared.opening.lock().remove(&self.plan.hash()).unwrap_or_default();
        let (mut entries, work) = written?;
        if is_called_back {
            // Whoever called it back saw the rows that were written by then, and means the others too.
            let called_back = call_back(shared, &self.plan.hash())?;
            entries = entries.iter().map(|entry| later(entry, &called_back).clone()).collect();
        } else {
            enqueue(shared, work);
        }
        shared.follow_wake.notify_one();
        Ok(entries)
    }

    fn write(&self, mut early: Option<Early>) -> Result<(Vec<JournalEntry>, Vec<Work>), Failure> {
        let shared = &self.shared;
        let (mut entries, mut work) = (Vec::new(), Vec::new());
        for target in &self.plan.targets {
            let decision = standing_now(&self.plan, target, &self.settings);
            let request = request(shared, &self.plan, target, self.now);
            let entry = match decision {
                Decision::Skip => continue,
                Decision::Refuse { reason } => shared.ledger.refuse(&request, &reason),
                Decision::Go => shared.ledger.open(&request).map(|opened| match opened {
                    Opened::UnderWay(entry) => entry,
                    Opened::Entry(entry) => {
                        shared.early.lock().extend(early.take().map(|early| (entry.number, early)));
                        work.push(self.work(&entry, target));
                        entry
                    }
                }),
            };
            entries.push(entry.inspect_err(|_| take_back(shared, &work, self.now))?);
        }
        Ok((entries, work))
    }

    fn work(&self, entry: &JournalEntry, target: &Target) -> Work {
        let not_before = self.confirmed + count_down(&self.plan);
        Work { entry: entry.clone(), seen: target.seen.clone(), confirmed: self.confirmed, not_before }
    }
}

pub(super) fn call_back(shared: &Shared, hash: &PlanHash) -> Result<Vec<JournalEntry>, Failure> {
    if let Some(is_called_back) = shared.opening.lock().get_mut(hash) {
        *is_called_back = true;
    }
    let queued = |entry: &JournalEntry| entry.request.plan == *hash && entry.phase == Phase::Queued;
    let mut called_back = Vec::new();
    let mut failure = None;
    for entry in shared.ledger.open_entries()?.into_iter().filter(queued) {
        let is_ours = entry.request.owner == shared.owner;
        if is_ours && !shared.lanes.withdraw(entry.number) && shared.lanes.is_sending(entry.number) {
            continue;
        }
        match shared.ledger.withhold(entry.number, Phase::CalledBack, shared.now()) {
            Ok(entry) => called_back.extend(entry.filter(|entry| entry.phase == Phase::CalledBack)),
            Err(error) => failure = Some(error),
        }
    }
    failure.map_or(Ok(called_back), |error| Err(error.into()))
}

/// The entry as it is among those that moved on.
fn later<'a>(entry: &'a JournalEntry, moved: &'a [JournalEntry]) -> &'a JournalEntry {
    moved.iter().find(|moved| moved.number == entry.number).unwrap_or(entry)
}

/// One cluster that is sent at once is re-read at once; several, or what can be called back, in their turn.
fn begin_early(shared: &Arc<Shared>, plan: &Plan, settings: &Settings, now: Timestamp) -> Option<Early> {
    let [target] = plan.targets.as_slice() else { return None };
    let goes_at_once = matches!(standing_now(plan, target, settings), Decision::Go) && count_down(plan).is_zero();
    let request = goes_at_once.then(|| request(shared, plan, target, now))?;
    Early::begin(shared, &request, &target.seen, Instant::now())
}

enum Decision {
    Go,
    Refuse {
        reason: String,
    },
    /// There is nothing to do, so there is nothing to record.
    Skip,
}

/// The plan's verdict, and whether the account still allows it.
fn standing_now(plan: &Plan, target: &Target, settings: &Settings) -> Decision {
    let seen = &target.seen;
    match &target.verdict {
        Verdict::Nothing { .. } => Decision::Skip,
        Verdict::Refused { reason, .. } => Decision::Refuse { reason: reason.clone() },
        Verdict::Go => {
            let access = settings.access(seen.realm, &seen.place.account);
            let standing = Standing { state: &seen.state, protected: seen.protected, access };
            bar(plan.action, standing).map_or(Decision::Go, |barred| Decision::Refuse { reason: barred.reason })
        }
    }
}

/// Names of production clusters are typed exactly; an account marked since the plan was made counts too.
fn all_typed(plan: &Plan, settings: &Settings, typed_names: &[String]) -> Result<(), Failure> {
    let is_production = |target: &&Target| {
        target.seen.criticality == Criticality::Production
            || settings.account(&target.seen.place.account).criticality == Criticality::Production
    };
    let missing: Vec<&str> = plan
        .going()
        .filter(is_production)
        .map(|target| target.seen.name.as_str())
        .filter(|name| !typed_names.iter().any(|typed| typed == name))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::Refused {
        what: format!("in a production account the name must be typed: {}", missing.join(", ")),
        next_step: Some("type it exactly as it is shown".to_owned()),
    })
}

fn request(shared: &Shared, plan: &Plan, target: &Target, now: Timestamp) -> JournalRequest {
    let seen = &target.seen;
    let snapshot = shared.realm(seen.realm).and_then(|realm| realm.station.board.snapshot(&seen.place.account));
    let count_down = count_down(plan);
    let can_be_called_back = target.verdict == Verdict::Go && !count_down.is_zero();
    JournalRequest {
        plan: plan.hash(),
        action: plan.action,
        realm: seen.realm,
        place: seen.place.clone(),
        profile: seen.profile.clone(),
        cluster: seen.id.clone(),
        cluster_name: seen.name.clone(),
        reason: plan.reason.clone(),
        by: snapshot.and_then(|snapshot| Some(snapshot.caller.as_ref()?.arn.clone())),
        saved: plan.saved_by(target),
        requested_at: now,
        call_back_until: can_be_called_back.then(|| now + shared.clock.real_span(count_down)),
        owner: shared.owner.clone(),
    }
}

/// For how long, in real time, the plan's targets wait to be called back.
fn count_down(plan: &Plan) -> Duration {
    Duration::from_secs(plan.call_back_seconds().into())
}

/// The journal failed halfway: what was opened before is not queued, and says so as soon as it can be written.
fn take_back(shared: &Shared, work: &[Work], now: Timestamp) {
    for work in work {
        let reason = "never sent: the journal could not be written for the whole plan".to_owned();
        shared.ledger.record(work.number(), Phase::Refused { reason }, now);
    }
}
