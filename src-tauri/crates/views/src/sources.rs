//! Where the rows come from: each watched account and region, and how it is doing.

use crate::diagnosis::{Asked, Diagnosis, diagnose};
use crate::failure::FailureCode;
use crate::requests::Scope;
use crate::scene::Scene;
use crate::wording::rfc3339;
use emberwatch_app::snapshot::{Failed, ProfileState, Snapshot};
use emberwatch_domain::account::Region;
use jiff::Timestamp;
use serde::Serialize;
use specta::Type;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SourceRow {
    /// Absent until the profile's first answer.
    pub account_id: Option<String>,
    pub profile: String,
    /// Empty until the regions of a profile are known.
    pub region: String,
    pub status: SourceStatus,
    /// Whether a look at AWS went wrong there, so that somebody should know.
    pub needs_attention: bool,
    /// When it last answered in full.
    pub as_of: Option<String>,
    /// One sentence: what failed, in which account and region, which permission, and the next step.
    pub detail: Option<String>,
    /// A command to copy, such as `aws sso login --profile research`.
    pub command: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SourceStatus {
    /// Not answered yet, nothing failed.
    Loading,
    Ok,
    Stale,
    Expired,
    SignInNeeded,
    /// What should give credentials does not.
    Failing,
    Denied,
    Throttled,
    RegionDisabled,
    Unreachable,
}

impl SourceStatus {
    /// Whether a look at AWS went wrong there. A region that is off is no failure.
    pub fn is_failure(self) -> bool {
        match self {
            Self::Loading | Self::Ok | Self::RegionDisabled => false,
            Self::Stale
            | Self::Expired
            | Self::SignInNeeded
            | Self::Failing
            | Self::Denied
            | Self::Throttled
            | Self::Unreachable => true,
        }
    }

    /// Whether a person can do something about it. A limit that is shared and a network that is away mend by themselves.
    pub fn waits_for_a_person(self) -> bool {
        match self {
            Self::Expired | Self::SignInNeeded | Self::Failing | Self::Denied => true,
            Self::Loading | Self::Ok | Self::Stale | Self::Throttled | Self::RegionDisabled | Self::Unreachable => {
                false
            }
        }
    }

    /// In two or three words, after the region's name.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Ok => "ok",
            Self::Stale => "stale",
            Self::Expired => "expired",
            Self::SignInNeeded => "needs a sign-in",
            Self::Failing => "failing",
            Self::Denied => "denied",
            Self::Throttled => "throttled",
            Self::RegionDisabled => "not enabled",
            Self::Unreachable => "not reached",
        }
    }
}

/// Every watched account and region in scope, and the profiles whose account is not known yet.
pub fn sources(scene: &Scene<'_>, scope: &Scope) -> Vec<SourceRow> {
    let accounts = scene.snapshots.iter().filter(|snapshot| scope.holds(&snapshot.account));
    let mut rows: Vec<SourceRow> = accounts.flat_map(|snapshot| sources_of(scene, snapshot)).collect();
    if scope.account_id.is_none() {
        let unknown = scene
            .profiles
            .iter()
            .filter(|profile| !scene.snapshots.iter().any(|snapshot| crate::scene::leads_to(profile, snapshot)));
        rows.extend(unknown.flat_map(|profile| without_account(scene, profile)));
    }
    rows
}

/// `eu-north-1 of research`, or the profile whose account is not known yet.
pub(crate) fn whom(scene: &Scene<'_>, source: &SourceRow) -> String {
    match &source.account_id {
        Some(account) => format!("{} of {}", source.region, scene.look(&account.as_str().into()).name),
        None => format!("profile {}", source.profile),
    }
}

/// What a total cannot hold because it was never seen: a watched source without any answer. A region that is off
/// holds nothing.
pub(crate) fn unseen<'a>(scene: &'a Scene<'_>, sources: &'a [SourceRow]) -> impl Iterator<Item = String> + 'a {
    let silent = |source: &&SourceRow| source.as_of.is_none() && source.status != SourceStatus::RegionDisabled;
    sources.iter().filter(silent).map(|source| match &source.account_id {
        Some(_) => format!("the clusters in {}", whom(scene, source)),
        None => format!("the clusters of {}", whom(scene, source)),
    })
}

pub(crate) fn sources_of<'a>(scene: &Scene<'a>, snapshot: &'a Snapshot) -> Vec<SourceRow> {
    scene.regions(snapshot).into_iter().map(|region| source(scene, snapshot, region)).collect()
}

/// Why a region's rows are old, if it failed.
pub(crate) fn diagnosis<'a>(scene: &Scene<'a>, snapshot: &'a Snapshot, region: &Region) -> Option<Diagnosis> {
    let subject = subject(scene, snapshot, region);
    let Some(failed) = scene.failure(snapshot, region) else { return offline_diagnosis(scene, &subject) };
    let caller = snapshot.caller.as_ref().map(|caller| caller.arn.as_str());
    Some(diagnose(&failed.error, Asked { subject: Some(&subject), profile: Some(&snapshot.profile), caller }))
}

/// Whoever was not asked since the network went is not reached either.
fn offline_diagnosis(scene: &Scene<'_>, subject: &str) -> Option<Diagnosis> {
    let since = scene.clock(scene.offline_since?);
    Some(Diagnosis {
        code: FailureCode::Unreachable,
        status: SourceStatus::Unreachable,
        what: format!("{subject} is not reached: this machine is offline since {since}"),
        next_step: "check the network connection; it is tried again by itself".to_owned(),
        command: None,
    })
}

/// Whether this machine has no network, as far as the sources tell: then the screen says so once, and not of each.
pub fn is_offline(scene: &Scene<'_>, sources: &[SourceRow]) -> bool {
    let is_silent = |source: &SourceRow| source.status == SourceStatus::Unreachable;
    scene.offline_since.is_some() || (!sources.is_empty() && sources.iter().all(is_silent))
}

/// `eu-north-1 of research`.
pub(crate) fn subject(scene: &Scene<'_>, snapshot: &Snapshot, region: &Region) -> String {
    format!("{region} of {}", scene.look(&snapshot.account).name)
}

/// `shown as of 14:02`.
pub(crate) fn shown(scene: &Scene<'_>, as_of: Option<Timestamp>) -> String {
    match as_of {
        Some(as_of) => format!("shown as of {}", scene.clock(as_of)),
        None => "nothing of it could be shown yet".to_owned(),
    }
}

pub(crate) fn profile_diagnosis(profile: &ProfileState, failed: &Failed) -> Diagnosis {
    let subject = format!("profile {}", profile.profile);
    diagnose(&failed.error, Asked { subject: Some(&subject), ..Asked::default() })
}

fn source<'a>(scene: &Scene<'a>, snapshot: &'a Snapshot, region: &Region) -> SourceRow {
    let as_of = snapshot.sources.get(region).and_then(|source| source.as_of);
    let diagnosis = diagnosis(scene, snapshot, region);
    let (status, detail) = match (&diagnosis, as_of) {
        (Some(diagnosis), _) => (diagnosis.status, Some(diagnosis.sentence(&shown(scene, as_of)))),
        (None, None) => (SourceStatus::Loading, None),
        (None, Some(at)) if scene.now > scene.overdue_from(at) => {
            let subject = subject(scene, snapshot, region);
            let detail = format!("{subject} has not answered since {}; {}", scene.clock(at), scene.next_step());
            (SourceStatus::Stale, Some(detail))
        }
        (None, Some(_)) => (SourceStatus::Ok, None),
    };
    SourceRow {
        account_id: Some(snapshot.account.to_string()),
        profile: snapshot.profile.to_string(),
        region: region.to_string(),
        status,
        needs_attention: status.is_failure(),
        as_of: as_of.map(rfc3339),
        detail,
        command: diagnosis.and_then(|diagnosis| diagnosis.command),
    }
}

fn without_account(scene: &Scene<'_>, profile: &ProfileState) -> Vec<SourceRow> {
    let failed = profile.failure.as_ref().map(|failed| profile_diagnosis(profile, failed));
    let diagnosis = failed.or_else(|| offline_diagnosis(scene, &format!("profile {}", profile.profile)));
    let status = diagnosis.as_ref().map_or(SourceStatus::Loading, |diagnosis| diagnosis.status);
    let row = |region: &str| SourceRow {
        account_id: profile.account.as_ref().map(ToString::to_string),
        profile: profile.profile.to_string(),
        region: region.to_owned(),
        status,
        needs_attention: status.is_failure(),
        as_of: None,
        detail: diagnosis.as_ref().map(|diagnosis| format!("{}; {}", diagnosis.what, diagnosis.next_step)),
        command: diagnosis.as_ref().and_then(|diagnosis| diagnosis.command.clone()),
    };
    if profile.regions.is_empty() {
        return vec![row("")];
    }
    profile.regions.iter().map(|region| row(region.as_str())).collect()
}
