//! Which actions a cluster allows, and why not.

use crate::account::Access;
use crate::cluster::ClusterState;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    Terminate,
    LiftProtection,
}

/// Why an action is barred; `code` lets a screen lead to the remedy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Barred {
    pub code: BarredCode,
    pub reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BarredCode {
    ReadOnly,
    Protected,
    NotProtected,
    AlreadyEnded,
    AlreadyTerminating,
    UnknownState,
    UnknownProtection,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    pub kind: ActionKind,
    pub barred: Option<Barred>,
}

/// What is known of a cluster when its actions are decided.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    pub state: &'a ClusterState,
    /// `None`: the cluster was not described yet, or may not be.
    pub protected: Option<bool>,
    pub access: Access,
}

/// All actions, in the order in which they are shown. A barred one is listed with its reason.
pub fn actions(standing: Standing<'_>) -> Vec<Action> {
    [ActionKind::Terminate, ActionKind::LiftProtection]
        .into_iter()
        .map(|kind| Action { kind, barred: bar(kind, standing) })
        .collect()
}

/// The first reason that bars the action: what can never change comes before what the user could change.
pub fn bar(kind: ActionKind, standing: Standing<'_>) -> Option<Barred> {
    let barred = |code, reason: &str| Some(Barred { code, reason: reason.to_owned() });
    match standing.state {
        ClusterState::Other(raw) => {
            return barred(BarredCode::UnknownState, &format!("this version does not know the state {raw}"));
        }
        state if state.has_ended() => return barred(BarredCode::AlreadyEnded, "it has already ended"),
        ClusterState::Terminating => return barred(BarredCode::AlreadyTerminating, "it is already terminating"),
        _ => {}
    }
    if standing.access == Access::ReadOnly {
        return barred(BarredCode::ReadOnly, "this account is read-only: allow actions in it first");
    }
    match (kind, standing.protected) {
        (ActionKind::Terminate, Some(true)) => {
            barred(BarredCode::Protected, "termination protection is on: lift it first")
        }
        (ActionKind::LiftProtection, Some(false)) => barred(BarredCode::NotProtected, "it is not protected"),
        (ActionKind::LiftProtection, None) => barred(BarredCode::UnknownProtection, "its protection is not known"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(kind: ActionKind, state: ClusterState, protected: Option<bool>, access: Access) -> Option<BarredCode> {
        bar(kind, Standing { state: &state, protected, access }).map(|barred| barred.code)
    }

    #[test]
    fn an_unknown_state_allows_no_action() {
        let state = ClusterState::from_aws("HIBERNATING");
        let standing = Standing { state: &state, protected: Some(true), access: Access::Actions };
        assert!(actions(standing).iter().all(|a| a.barred.as_ref().unwrap().code == BarredCode::UnknownState));
    }

    #[test]
    fn a_protected_cluster_cannot_be_terminated_but_its_protection_can_be_lifted() {
        let of = |kind| code(kind, ClusterState::Waiting, Some(true), Access::Actions);
        assert_eq!(of(ActionKind::Terminate), Some(BarredCode::Protected));
        assert_eq!(of(ActionKind::LiftProtection), None);
    }

    #[test]
    fn a_read_only_account_bars_every_action() {
        assert_eq!(
            code(ActionKind::Terminate, ClusterState::Waiting, Some(false), Access::ReadOnly),
            Some(BarredCode::ReadOnly)
        );
    }

    #[test]
    fn an_ended_cluster_says_that_it_ended_even_where_actions_are_barred_anyway() {
        assert_eq!(
            code(ActionKind::Terminate, ClusterState::Terminated, None, Access::ReadOnly),
            Some(BarredCode::AlreadyEnded)
        );
    }

    #[test]
    fn unknown_protection_does_not_bar_a_termination_for_aws_refuses_a_protected_one() {
        assert_eq!(code(ActionKind::Terminate, ClusterState::Running, None, Access::Actions), None);
    }
}
