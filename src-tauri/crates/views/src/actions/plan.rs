//! A plan as it is read before it is confirmed.

use super::{PlanTargetView, PlanView, VerdictView};
use crate::scene::Scene;
use crate::wording::{burn_total, rfc3339};
use emberwatch_domain::account::{Criticality, Realm};
use emberwatch_domain::money::Estimate;
use emberwatch_domain::plan::{Plan, PlanHash, Target, Verdict};
use jiff::Timestamp;

pub fn plan_view(plan: &Plan, hash: &PlanHash, expires_at: Timestamp, scene: &Scene<'_>) -> PlanView {
    PlanView {
        hash: hash.as_str().to_owned(),
        action: plan.action.into(),
        sample: is_sample(plan),
        reason: plan.reason.clone(),
        targets: plan.targets.iter().map(|target| target_view(plan, target, scene)).collect(),
        going: u32::try_from(plan.going().count()).unwrap_or(u32::MAX),
        saved: burn_total(&plan.saved_per_hour()),
        names_to_type: plan.names_to_type().map(str::to_owned).collect(),
        call_back_seconds: plan.call_back_seconds(),
        expires_at: rfc3339(expires_at),
    }
}

pub(super) fn is_sample(plan: &Plan) -> bool {
    plan.targets.iter().any(|target| target.seen.realm == Realm::Sample)
}

fn target_view(plan: &Plan, target: &Target, scene: &Scene<'_>) -> PlanTargetView {
    let seen = &target.seen;
    let look = scene.look(&seen.place.account);
    let (verdict, reason) = match &target.verdict {
        Verdict::Go => (VerdictView::Go, None),
        Verdict::Nothing { reason } => (VerdictView::Nothing, Some(reason.clone())),
        Verdict::Refused { reason, .. } => (VerdictView::Refused, Some(reason.clone())),
    };
    PlanTargetView {
        id: seen.id.to_string(),
        name: seen.name.clone(),
        account_id: seen.place.account.to_string(),
        account_name: look.name,
        account_color: look.color,
        production: seen.criticality == Criticality::Production,
        region: seen.place.region.to_string(),
        state: seen.state.as_aws().to_owned(),
        protected: seen.protected,
        running_steps: seen.running_steps.clone(),
        pending_steps: seen.pending_steps,
        losses: target.losses.clone(),
        saved: burn_total(&saved(plan, target)),
        verdict,
        reason,
    }
}

/// What is not acted on saves nothing.
pub(super) fn saved(plan: &Plan, target: &Target) -> Estimate {
    match target.verdict {
        Verdict::Go => plan.saved_by(target),
        Verdict::Nothing { .. } | Verdict::Refused { .. } => Estimate::default(),
    }
}
