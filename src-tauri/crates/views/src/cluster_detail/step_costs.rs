//! What each step cost, from the record: by the time it ran and the nodes that ran with it.

use super::StepView;
use crate::clusters::Assessed;
use emberwatch_domain::attribution::{Weighed, by_step};
use emberwatch_domain::cluster::{Node, Step};
use emberwatch_domain::money::{Estimate, Usd};
use emberwatch_domain::time_span::TimeSpan;
use serde::Serialize;
use specta::Type;

/// What was spent on no step, and how the cluster's cost so far was split. With the steps' it adds up to that cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct StepCostsView {
    /// While no step ran: coming up, between steps, idle, going down.
    pub between_usd: String,
    /// False: only a part of the cluster's cost is known, and that part was split.
    pub complete: bool,
    /// From where the amounts are, and by what they were split.
    pub text: String,
}

/// Writes to each step that began what it cost. `None`: it is not known when the cluster began, or none of its cost is.
pub(super) fn tell(
    told: &mut [StepView],
    steps: &[Step],
    nodes: &[Node],
    assessed: &Assessed,
) -> Option<StepCostsView> {
    let cost = assessed.cost.total_at(assessed.at);
    let life = TimeSpan::new(assessed.created_at?, assessed.ended_at.unwrap_or(assessed.at));
    let is_known = cost.is_complete() || cost.known != Usd::ZERO;
    if steps.is_empty() || !is_known {
        return None;
    }
    let costs = by_step(cost.known, steps, nodes, life);
    for of_step in &costs.steps {
        for step in told.iter_mut().filter(|step| step.id == of_step.id) {
            step.usd = Some(of_step.usd.total_text());
        }
    }
    Some(StepCostsView {
        between_usd: costs.between_steps.total_text(),
        complete: cost.is_complete(),
        text: format!("From the record, not the bill; {}{}.", known(&cost), split(costs.weighed)),
    })
}

fn known(cost: &Estimate) -> &'static str {
    if cost.is_complete() { "" } else { "only what is known of the cost is " }
}

fn split(weighed: Weighed) -> &'static str {
    match weighed {
        Weighed::NodeTime => "split by the time each step ran and the nodes that ran then",
        Weighed::Time => "split by the time each step ran, for the nodes are not known",
        Weighed::Nothing => "nothing ran that is known of",
    }
}
