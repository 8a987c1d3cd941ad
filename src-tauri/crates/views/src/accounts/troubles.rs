//! What failed lately in an account, and what to do about it.

use crate::diagnosis::{Asked, diagnose};
use crate::scene::Scene;
use crate::sources::{SourceStatus, subject};
use crate::wording::rfc3339;
use emberwatch_app::snapshot::Snapshot;
use emberwatch_app::trouble::Trouble;
use serde::Serialize;
use specta::Type;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct TroubleRow {
    pub region: String,
    pub status: SourceStatus,
    /// The first and the last time.
    pub since: String,
    pub at: String,
    pub times: u32,
    /// What failed and where.
    pub what: String,
    /// Absent once it is over: then nothing is to be done.
    pub next_step: Option<String>,
    /// A command to copy.
    pub command: Option<String>,
    /// When the region answered in full again.
    pub over: Option<String>,
}

pub(super) fn rows<'a>(scene: &Scene<'a>, snapshot: &'a Snapshot) -> Vec<TroubleRow> {
    snapshot.troubles.iter().map(|trouble| row(scene, snapshot, trouble)).collect()
}

fn row<'a>(scene: &Scene<'a>, snapshot: &'a Snapshot, trouble: &Trouble) -> TroubleRow {
    let subject = subject(scene, snapshot, &trouble.region);
    let caller = snapshot.caller.as_ref().map(|caller| caller.arn.as_str());
    let asked = Asked { subject: Some(&subject), profile: Some(&snapshot.profile), caller };
    let diagnosis = diagnose(&trouble.failed.error, asked);
    let is_open = trouble.over.is_none();
    TroubleRow {
        region: trouble.region.to_string(),
        status: diagnosis.status,
        since: rfc3339(trouble.since),
        at: rfc3339(trouble.failed.at),
        times: trouble.times,
        what: diagnosis.what,
        next_step: is_open.then_some(diagnosis.next_step),
        command: diagnosis.command.filter(|_| is_open),
        over: trouble.over.map(rfc3339),
    }
}
