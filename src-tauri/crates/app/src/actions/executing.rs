//! Sending what was confirmed: one place in order, different places at once.

use super::early::Early;
use super::lanes::{LaneKey, Work};
use super::ledger::Leave;
use super::outcome::{Answer, THROTTLED_TRIES, answer, backoff, operation};
use super::recheck::{Withheld, has_slept, recheck, unlock};
use super::shared::{ActionRealm, Shared};
use crate::budget::Purpose;
use emberwatch_cloud::{CloudError, ClusterControl};
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::lifecycle::ActionKind;
use emberwatch_domain::termination::Phase;
use std::sync::Arc;

/// Queues work, and starts a lane for every place that has none.
pub(super) fn enqueue(shared: &Arc<Shared>, work: Vec<Work>) {
    for key in shared.lanes.add(work) {
        tokio::spawn(run_lane(shared.clone(), key));
    }
}

async fn run_lane(shared: Arc<Shared>, key: LaneKey) {
    while let Some(work) = shared.lanes.first(&key) {
        tokio::select! {
            () = shared.cancel.cancelled() => return,
            () = execute(&shared, &work) => shared.follow_wake.notify_one(),
        }
    }
    // Once for all of them: a look at the place costs more calls than its terminations did.
    shared.refresh(&key);
}

/// One entry: counted down, its turn awaited, re-checked, and then sent or not.
async fn execute(shared: &Shared, work: &Work) {
    let early = shared.early.lock().remove(&work.number());
    tokio::time::sleep_until(work.not_before).await;
    if !shared.lanes.reserve(work) {
        return;
    }
    let Some(realm) = shared.realm(work.entry.request.realm) else {
        shared.lanes.withdraw(work.number());
        return;
    };
    take_turn(realm, work).await;
    let checked = recheck_patiently(shared, realm, work, early).await;
    if !shared.lanes.claim(work) {
        return;
    }
    match checked {
        Ok(control) => send(shared, realm, work, control).await,
        Err(withheld) => {
            shared.ledger.record(work.number(), Phase::Refused { reason: withheld.to_string() }, shared.now());
        }
    }
    shared.lanes.sent(work);
}

/// The row first, then the call. What happens to it without an answer is found out by the follower.
async fn send(shared: &Shared, realm: &ActionRealm, work: &Work, control: Arc<dyn ClusterControl>) {
    match shared.ledger.leave_to_send(work.number(), shared.now()) {
        Ok(Leave::Granted) => {}
        Ok(Leave::Overtaken) => return,
        Err(error) => return shared.ledger.keep(work.number(), error),
    }
    match call_until_answered(shared, realm, work, control).await {
        Answer::Accepted => shared.ledger.record(work.number(), Phase::Requested, shared.now()),
        Answer::Unclear => {}
        Answer::No { reason } => shared.ledger.record(work.number(), Phase::Failed { reason }, shared.now()),
        Answer::Throttled { .. } => {
            let reason = format!("{}: throttled by AWS {THROTTLED_TRIES} times", operation(work.entry.request.action));
            shared.ledger.record(work.number(), Phase::Failed { reason }, shared.now());
        }
    }
}

/// Calls once. Only a throttled call is made again, for AWS did nothing: in its turn, and re-checked as the first one.
async fn call_until_answered(
    shared: &Shared,
    realm: &ActionRealm,
    work: &Work,
    mut control: Arc<dyn ClusterControl>,
) -> Answer {
    let request = &work.entry.request;
    let mut nth = 1;
    loop {
        let answer = answer(call(&*control, request.action, &request.cluster).await);
        let Answer::Throttled { retry_after } = answer else { return answer };
        realm.station.budgets.throttled(&request.place, operation(request.action), Purpose::Act);
        if nth == THROTTLED_TRIES {
            return answer;
        }
        tokio::time::sleep(backoff(nth, retry_after)).await;
        nth += 1;
        take_turn(realm, work).await;
        control = match recheck_patiently(shared, realm, work, None).await {
            Ok(control) => control,
            Err(withheld) => return Answer::No { reason: format!("throttled by AWS, and then {withheld}") },
        };
    }
}

async fn call(control: &dyn ClusterControl, action: ActionKind, id: &ClusterId) -> Result<(), CloudError> {
    match action {
        ActionKind::Terminate => control.terminate(id).await,
        ActionKind::LiftProtection => control.lift_termination_protection(id).await,
    }
}

async fn take_turn(realm: &ActionRealm, work: &Work) {
    let request = &work.entry.request;
    realm.station.budgets.take(&request.place, operation(request.action), Purpose::Act).await;
}

/// Reading changes nothing, so it may be throttled a few times before it is given up. What was re-read while the row was
/// written counts as the first time.
async fn recheck_patiently(
    shared: &Shared,
    realm: &ActionRealm,
    work: &Work,
    early: Option<Early>,
) -> Result<Arc<dyn ClusterControl>, Withheld> {
    let mut early = match early {
        Some(early) => early.outcome().await,
        None => None,
    };
    let mut nth = 1;
    loop {
        let checked = match early.take() {
            Some(checked) => checked,
            None => recheck(shared, realm, &work.meant()).await,
        };
        match checked {
            Err(withheld) if withheld.is_throttled() && nth < THROTTLED_TRIES => {
                tokio::time::sleep(backoff(nth, None)).await;
                nth += 1;
            }
            // What was re-read before the machine slept says nothing of now.
            Ok(_) if has_slept(&work.meant(), &*shared.clock) => return Err(Withheld::Slept),
            checked => return checked.and_then(|allowed| unlock(realm, &work.entry.request, &allowed)),
        }
    }
}
