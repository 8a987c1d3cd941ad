//! A profile of the AWS files, and what became of watching it.

use super::{ProfileRow, RegionChoice};
use crate::diagnosis::Diagnosis;
use crate::scene::Scene;
use crate::sources::{self, SourceStatus, profile_diagnosis};
use crate::wording::count;
use emberwatch_app::cloud::{Profile, ProfileKind, ProfileListing};
use emberwatch_app::snapshot::{ProfileState, Snapshot};
use emberwatch_domain::account::{ProfileName, Realm};
use std::collections::{HashMap, HashSet};

/// Every profile found, and those that are watched and no longer found: only in the AWS files one can be missed.
pub(super) fn rows(scene: &Scene<'_>, listing: &ProfileListing) -> Vec<ProfileRow> {
    let known = Known::of(scene);
    let listed: HashSet<&ProfileName> = listing.profiles.iter().map(|profile| &profile.name).collect();
    let found = listing.profiles.iter().map(|profile| found(scene, &known, profile));
    let of_sample = listing.profiles.iter().any(|profile| profile.kind == ProfileKind::Sample);
    let gone = scene.settings.watched.keys().filter(|name| !of_sample && !listed.contains(name));
    found.chain(gone.map(|name| missing(scene, &known, name))).collect()
}

/// What became of every watched profile: gathered once, so that a thousand are not gone through for each of them.
struct Known<'a> {
    states: HashMap<(Realm, &'a ProfileName), &'a ProfileState>,
    /// Who stands by, and for whom.
    standby: HashMap<(Realm, &'a ProfileName), &'a ProfileName>,
    /// The accounts that are watched, by the profile in use.
    in_use: HashMap<(Realm, &'a ProfileName), &'a Snapshot>,
}

impl<'a> Known<'a> {
    fn of(scene: &Scene<'a>) -> Self {
        let states = scene.profiles.iter().map(|state| ((state.realm, &state.profile), *state));
        let standby = scene
            .snapshots
            .iter()
            .flat_map(|snapshot| snapshot.standby.iter().map(|name| ((snapshot.realm, name), &snapshot.profile)));
        let in_use = scene.snapshots.iter().map(|snapshot| ((snapshot.realm, &snapshot.profile), &***snapshot));
        Self { states: states.collect(), standby: standby.collect(), in_use: in_use.collect() }
    }

    /// What a person can mend in the regions that are watched by this profile, the first of them in words.
    fn ailing(&self, scene: &Scene<'a>, realm: Realm, name: &ProfileName) -> Option<Diagnosis> {
        let snapshot = self.in_use.get(&(realm, name)).copied()?;
        let failing = snapshot.sources.iter().filter(|(_, source)| source.failure.is_some());
        let mut ailing = failing
            .filter_map(|(region, _)| sources::diagnosis(scene, snapshot, region))
            .filter(|diagnosis| diagnosis.status.waits_for_a_person());
        let first = ailing.next()?;
        let what = match ailing.count() {
            0 => first.what,
            others => format!("{} ({} with a problem)", first.what, count(others, "more region")),
        };
        Some(Diagnosis { what, ..first })
    }

    /// The files may hold a profile that is called like one of the sample's: what became of that one is not its own.
    fn state(&self, realm: Realm, name: &ProfileName) -> Option<&'a ProfileState> {
        self.states.get(&(realm, name)).copied()
    }
}

pub(crate) fn kind_text(kind: &ProfileKind) -> &'static str {
    match kind {
        ProfileKind::StaticKeys => "static keys",
        ProfileKind::Role { .. } => "role",
        ProfileKind::Sso { .. } => "SSO",
        ProfileKind::CredentialProcess => "credential_process",
        ProfileKind::WebIdentity => "web identity",
        ProfileKind::LoginSession => "login session",
        ProfileKind::Sample => "sample",
        ProfileKind::NoCredentials => "no credentials",
    }
}

pub(crate) fn kind_note(kind: &ProfileKind) -> Option<String> {
    match kind {
        ProfileKind::Role { source } => source.as_ref().map(|source| format!("from {source}")),
        ProfileKind::Sso { session } => session.as_ref().map(|session| format!("session {session}")),
        ProfileKind::StaticKeys
        | ProfileKind::CredentialProcess
        | ProfileKind::WebIdentity
        | ProfileKind::LoginSession
        | ProfileKind::Sample
        | ProfileKind::NoCredentials => None,
    }
}

fn found(scene: &Scene<'_>, known: &Known<'_>, profile: &Profile) -> ProfileRow {
    let realm = if profile.kind == ProfileKind::Sample { Realm::Sample } else { Realm::Aws };
    let state = known.state(realm, &profile.name);
    let own = state.and_then(|state| Some(profile_diagnosis(state, state.failure.as_ref()?)));
    let diagnosis = own.or_else(|| known.ailing(scene, realm, &profile.name));
    let account = state.and_then(|state| state.account.as_ref()).map(ToString::to_string);
    ProfileRow {
        kind: kind_text(&profile.kind).to_owned(),
        kind_note: kind_note(&profile.kind),
        region: profile.region.as_ref().map(ToString::to_string),
        account_id: account.or_else(|| profile.account_hint.clone()),
        status: state.map(|state| status(state, diagnosis.as_ref())),
        problem: profile.unusable.clone().or_else(|| diagnosis.as_ref().map(sentence)),
        command: diagnosis.and_then(|diagnosis| diagnosis.command),
        ..bare(scene, known, realm, &profile.name)
    }
}

/// The file has lost it, the settings have not.
fn missing(scene: &Scene<'_>, known: &Known<'_>, name: &ProfileName) -> ProfileRow {
    let problem =
        format!("profile {name} is watched and is not in the AWS files any more; add it again, or stop watching it");
    ProfileRow { problem: Some(problem), ..bare(scene, known, Realm::Aws, name) }
}

/// What is known of a profile without reading its file.
fn bare(scene: &Scene<'_>, known: &Known<'_>, realm: Realm, name: &ProfileName) -> ProfileRow {
    let state = known.state(realm, name);
    let chosen = scene.settings.watched.get(name).filter(|_| realm == Realm::Aws);
    ProfileRow {
        name: name.to_string(),
        kind: "missing".to_owned(),
        kind_note: None,
        region: None,
        account_id: state.and_then(|state| state.account.as_ref()).map(ToString::to_string),
        account_alias: state.and_then(|state| state.alias.clone()),
        watched: chosen.is_some() || state.is_some(),
        regions: chosen.map_or(RegionChoice::ProfileRegion, RegionChoice::from),
        watched_regions: state.map(|state| state.regions.iter().map(ToString::to_string).collect()).unwrap_or_default(),
        standby_for: known.standby.get(&(realm, name)).map(ToString::to_string),
        status: None,
        problem: None,
        command: None,
    }
}

fn status(state: &ProfileState, diagnosis: Option<&Diagnosis>) -> SourceStatus {
    match (diagnosis, &state.account) {
        (Some(diagnosis), _) => diagnosis.status,
        (None, Some(_)) => SourceStatus::Ok,
        (None, None) => SourceStatus::Loading,
    }
}

fn sentence(diagnosis: &Diagnosis) -> String {
    format!("{}; {}", diagnosis.what, diagnosis.next_step)
}
