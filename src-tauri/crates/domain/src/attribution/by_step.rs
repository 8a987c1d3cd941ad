//! What each step of a cluster cost: its share is its node time.

use crate::cluster::{Node, Step};
use crate::money::{Usd, apportion};
use crate::time_span::TimeSpan;
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Together exactly the cluster's cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepCosts {
    /// Every step that began, in the order given.
    pub steps: Vec<StepCost>,
    /// While no step ran: coming up, between steps, idle, going down.
    pub between_steps: Usd,
    pub between_hours: Decimal,
    pub weighed: Weighed,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepCost {
    pub id: String,
    pub name: String,
    pub usd: Usd,
    /// Node hours, or hours where no nodes are known. Of time in which several steps ran each has an equal part.
    pub hours: Decimal,
}

/// By what the cost was split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weighed {
    NodeTime,
    /// The nodes are not known.
    Time,
    /// Nothing ran that is known of; all of the cost is between steps.
    Nothing,
}

/// `life` is the time of which the cost is: the cluster's, or a day of it. A running step and node last until its end.
pub fn by_step(cost: Usd, steps: &[Step], nodes: &[Node], life: TimeSpan) -> StepCosts {
    let begun: Vec<(&Step, TimeSpan)> = steps.iter().filter_map(|step| Some((step, ran(step, life)?))).collect();
    let spans: Vec<TimeSpan> = begun.iter().map(|(_, span)| *span).collect();
    let lives: Vec<TimeSpan> = nodes
        .iter()
        .map(|node| clipped(node.launched_at, node.ended_at, life))
        .filter(|span| !is_empty(span))
        .collect();
    let (weighed, weights) = match (lives.is_empty(), is_empty(&life)) {
        (false, _) => (Weighed::NodeTime, weights(&spans, &lives)),
        (true, false) => (Weighed::Time, weights(&spans, &[life])),
        (true, true) => (Weighed::Nothing, vec![Decimal::ZERO; spans.len() + 1]),
    };
    let nobody = || [vec![Usd::ZERO; spans.len()], vec![cost]].concat();
    let shares = apportion(cost, &weights).unwrap_or_else(nobody);
    let hours = |milliseconds: Decimal| milliseconds / Decimal::from(3_600_000);
    let of_step = |((step, _), (usd, weight)): (&(&Step, TimeSpan), (&Usd, &Decimal))| StepCost {
        id: step.id.clone(),
        name: step.name.clone(),
        usd: *usd,
        hours: hours(*weight),
    };
    StepCosts {
        steps: begun.iter().zip(shares.iter().zip(&weights)).map(of_step).collect(),
        between_steps: shares[spans.len()],
        between_hours: hours(weights[spans.len()]),
        weighed,
    }
}

fn ran(step: &Step, life: TimeSpan) -> Option<TimeSpan> {
    Some(clipped(step.started_at?, step.ended_at, life))
}

fn clipped(start: Timestamp, end: Option<Timestamp>, life: TimeSpan) -> TimeSpan {
    TimeSpan::new(start.max(life.start), end.unwrap_or(life.end).min(life.end))
}

fn is_empty(span: &TimeSpan) -> bool {
    span.milliseconds() == 0
}

/// Node milliseconds of each step, and last those of no step.
fn weights(steps: &[TimeSpan], nodes: &[TimeSpan]) -> Vec<Decimal> {
    let mut weights = vec![Decimal::ZERO; steps.len() + 1];
    let cuts: BTreeSet<Timestamp> = steps.iter().chain(nodes).flat_map(|span| [span.start, span.end]).collect();
    let cuts: Vec<Timestamp> = cuts.into_iter().collect();
    for (from, until) in cuts.iter().zip(cuts.iter().skip(1)) {
        let runs = |span: &&TimeSpan| span.start <= *from && *until <= span.end;
        let count = nodes.iter().filter(runs).count();
        let node_time = Decimal::from(TimeSpan::new(*from, *until).milliseconds()) * Decimal::from(count);
        let running: Vec<usize> = (0..steps.len()).filter(|step| runs(&&steps[*step])).collect();
        match running.len() {
            0 => weights[steps.len()] += node_time,
            sharing => running.iter().for_each(|step| weights[*step] += node_time / Decimal::from(sharing)),
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::{Market, StepState};
    use proptest::prelude::*;
    use rust_decimal_macros::dec;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + minute * 60).unwrap()
    }

    fn step(id: &str, from: Option<i64>, until: Option<i64>) -> Step {
        Step {
            id: id.into(),
            name: id.into(),
            state: StepState::Running,
            action_on_failure: None,
            jar: None,
            main_class: None,
            args: vec![],
            created_at: None,
            started_at: from.map(at),
            ended_at: until.map(at),
            failure: None,
        }
    }

    fn node(from: i64, until: Option<i64>) -> Node {
        Node {
            instance_id: "i-1".into(),
            role: None,
            instance_type: "m5.xlarge".into(),
            market: Market::OnDemand,
            zone: None,
            launched_at: at(from),
            ended_at: until.map(at),
        }
    }

    fn hour() -> TimeSpan {
        TimeSpan::new(at(0), at(60))
    }

    fn told(costs: &StepCosts) -> Vec<Decimal> {
        costs.steps.iter().map(|step| step.usd.amount()).chain([costs.between_steps.amount()]).collect()
    }

    #[test]
    fn time_in_which_no_step_ran_is_of_no_step() {
        let steps = [step("s-1", Some(10), Some(25)), step("s-2", Some(45), None), step("s-3", None, None)];
        let costs = by_step(Usd::new(dec!(12)), &steps, &[node(0, None)], hour());
        assert_eq!(told(&costs), [dec!(3), dec!(3), dec!(6)]);
        assert_eq!((costs.between_hours, costs.weighed), (dec!(0.5), Weighed::NodeTime));
    }

    #[test]
    fn a_step_on_more_nodes_costs_more() {
        let steps = [step("s-1", Some(0), Some(30)), step("s-2", Some(30), Some(60))];
        let nodes = [node(0, None), node(30, None), node(30, Some(60))];
        assert_eq!(told(&by_step(Usd::new(dec!(8)), &steps, &nodes, hour())), [dec!(2), dec!(6), dec!(0)]);
    }

    #[test]
    fn steps_that_run_together_share() {
        let steps = [step("s-1", Some(0), Some(60)), step("s-2", Some(30), Some(60))];
        let costs = by_step(Usd::new(dec!(4)), &steps, &[node(0, None)], hour());
        assert_eq!(told(&costs), [dec!(3), dec!(1), dec!(0)]);
    }

    #[test]
    fn without_nodes_time_alone_splits_and_without_time_nothing_does() {
        let steps = [step("s-1", Some(0), Some(15))];
        let by_time = by_step(Usd::new(dec!(4)), &steps, &[], hour());
        assert_eq!((told(&by_time), by_time.weighed), (vec![dec!(1), dec!(3)], Weighed::Time));
        let nothing = by_step(Usd::new(dec!(4)), &steps, &[], TimeSpan::new(at(0), at(0)));
        assert_eq!((told(&nothing), nothing.weighed), (vec![dec!(0), dec!(4)], Weighed::Nothing));
    }

    #[test]
    fn of_a_day_only_what_ran_on_it_counts() {
        let steps = [step("s-1", Some(-60), Some(30)), step("s-2", Some(90), None)];
        let costs = by_step(Usd::new(dec!(2)), &steps, &[node(-100, None)], hour());
        assert_eq!(told(&costs), [dec!(1), dec!(0), dec!(1)]);
    }

    type Span = (i64, i64);

    proptest! {
        #[test]
        fn steps_and_what_is_between_them_add_up_to_the_cluster(
            micros in 0_i64..9_000_000_000,
            steps in prop::collection::vec((-20_i64..80, 0_i64..60), 0..9),
            nodes in prop::collection::vec((-20_i64..80, 0_i64..60), 0..9),
        ) {
            let end = |(from, length): &Span| Some(from + length);
            let steps: Vec<Step> = steps.iter().map(|s| step("s", Some(s.0), end(s))).collect();
            let nodes: Vec<Node> = nodes.iter().map(|n| node(n.0, end(n))).collect();
            let cost = Usd::from_micros(micros);
            let costs = by_step(cost, &steps, &nodes, hour());
            prop_assert_eq!(costs.steps.iter().map(|step| step.usd).sum::<Usd>() + costs.between_steps, cost);
            prop_assert!(costs.steps.iter().all(|step| step.usd >= Usd::ZERO));
        }
    }
}
