//! An account, whichever profiles lead to it.

use super::AccountRow;
use crate::scene::{Scene, leads_to};
use crate::sources::sources_of;
use emberwatch_app::snapshot::Snapshot;
use emberwatch_domain::account::{Access, ProfileName};
use std::collections::HashSet;

pub(crate) fn row<'a>(scene: &Scene<'a>, snapshot: &'a Snapshot) -> AccountRow {
    let look = scene.look(&snapshot.account);
    AccountRow {
        account_id: snapshot.account.to_string(),
        name: look.name,
        alias: snapshot.alias.clone(),
        color: look.color,
        production: look.production,
        actions_allowed: look.access == Access::Actions,
        sample: scene.is_sample(),
        profiles: doors(scene, snapshot).into_iter().map(ToString::to_string).collect(),
        sources: sources_of(scene, snapshot),
        caller: snapshot.caller.as_ref().map(|caller| caller.arn.clone()),
    }
}

/// The profile in use first, then those standing by.
pub(crate) fn doors<'a>(scene: &Scene<'a>, snapshot: &'a Snapshot) -> Vec<&'a ProfileName> {
    let known = scene.profiles.iter().copied().filter(|profile| leads_to(profile, snapshot));
    let standby = snapshot.standby.iter().chain(known.map(|profile| &profile.profile));
    let mut seen = HashSet::new();
    std::iter::once(&snapshot.profile).chain(standby).filter(|profile| seen.insert(*profile)).collect()
}
