//! What changed since some moment: started, ended, resized, dearer, protected or not, one row a cluster.

mod burns;
mod file;
mod lines;
mod notes;
mod window;

pub use file::changes_csv;
pub use window::{SinceRequest, Window};

use crate::clusters::{AccountColor, OwnerView, StateKind};
use crate::requests::Owners;
use crate::scene::Scene;
use crate::wording::rfc3339;
use emberwatch_app::past::Recalled;
use emberwatch_domain::change::{DEARER_BY, DEARER_BY_PERCENT};
use jiff::Timestamp;
use lines::{Line, lines};
use serde::{Deserialize, Serialize};
use specta::Type;

/// So many rows are told at once; `after` asks for the next ones.
const PAGE: usize = 50;

#[derive(Clone, Debug, Default, Deserialize, Type)]
#[serde(default)]
pub struct ChangesRequest {
    pub since: SinceRequest,
    /// Absent: all watched accounts.
    pub account_id: Option<String>,
    pub owners: Owners,
    /// The `older` of the answer before: the rows after those.
    pub after: Option<String>,
}

/// The answer of `changes`, and of `emberctl changes --json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ChangesView {
    /// What changed after this moment, and until `until`.
    pub since: String,
    pub until: String,
    /// Such as `since you last looked, 18 Jul 18:02`.
    pub title: String,
    /// False: another moment was asked for, or there was no look before this one.
    pub is_since_last_look: bool,
    /// Such as `3 started, 2 ended, 1 resized, 1 dearer`.
    pub summary: String,
    pub sample: bool,
    pub counts: ChangeCounts,
    /// The newest first.
    pub changes: Vec<ChangeRow>,
    /// To be sent as `after` for older rows; absent: these are all.
    pub older: Option<String>,
    /// From when on anything is recorded; absent: nothing is yet.
    pub recorded_since: Option<String>,
    /// What is not known of this time, each a sentence: before the record, gaps in it, what was left out.
    pub notes: Vec<String>,
    pub threshold: DearerThreshold,
}

/// How many clusters changed so; one that did in several ways counts in each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Type)]
pub struct ChangeCounts {
    pub started: u32,
    pub ended: u32,
    pub resized: u32,
    pub dearer: u32,
    pub protection: u32,
    pub auto_termination: u32,
}

/// What a cluster must burn more than then to be called dearer: at least both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct DearerThreshold {
    pub usd_per_hour: String,
    pub percent: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ChangeRow {
    pub id: String,
    pub name: String,
    pub account_id: String,
    pub account_name: String,
    pub account_color: AccountColor,
    pub region: String,
    pub owner: OwnerView,
    pub mine: bool,
    /// As it is now.
    pub state: String,
    pub state_kind: StateKind,
    /// When the latest of its changes happened, or was seen.
    pub at: String,
    pub kinds: Vec<ChangeKind>,
    /// Each a few words, such as `5 → 9 nodes`, in the order of the kinds.
    pub what: Vec<String>,
    /// What it burns an hour now less what it burned then; absent where it did neither, or nothing is known of it.
    pub burn: Option<BurnDifference>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    Started,
    Ended,
    Resized,
    Dearer,
    Protection,
    AutoTermination,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct BurnDifference {
    /// With its sign: `+1.2000`, `-0.4800`.
    pub usd_per_hour: String,
    /// False: a part of it, then or now, is not known.
    pub complete: bool,
}

/// What changed within the window, of the accounts and owners that are asked for.
pub fn changes(scene: &Scene<'_>, request: &ChangesRequest, window: &Window, recalled: &Recalled) -> ChangesView {
    let scope = request.scope();
    let found = lines(scene, &scope, window.since, recalled);
    let counts = counts(&found.lines);
    let (page, older) = page(&found.lines, request.after.as_deref());
    ChangesView {
        since: rfc3339(window.since),
        until: rfc3339(scene.now),
        title: window.title(scene),
        is_since_last_look: window.is_since_last_look(),
        summary: counts.text(),
        sample: scene.is_sample(),
        counts,
        changes: page.iter().map(|line| line.row(scene)).collect(),
        older,
        recorded_since: notes::recorded_since(scene, &scope, recalled).map(rfc3339),
        notes: notes::notes(scene, &scope, window, recalled, found.unknown_then),
        threshold: DearerThreshold { usd_per_hour: DEARER_BY.total_text(), percent: DEARER_BY_PERCENT },
    }
}

fn counts(lines: &[Line<'_>]) -> ChangeCounts {
    let count = |kind| {
        let found = lines.iter().filter(|line| line.kinds.iter().any(|(of, _, _)| *of == kind)).count();
        u32::try_from(found).unwrap_or(u32::MAX)
    };
    ChangeCounts {
        started: count(ChangeKind::Started),
        ended: count(ChangeKind::Ended),
        resized: count(ChangeKind::Resized),
        dearer: count(ChangeKind::Dearer),
        protection: count(ChangeKind::Protection),
        auto_termination: count(ChangeKind::AutoTermination),
    }
}

impl ChangeCounts {
    fn text(self) -> String {
        let told = [
            (self.started, "started"),
            (self.ended, "ended"),
            (self.resized, "resized"),
            (self.dearer, "dearer"),
            (self.protection, "of another protection"),
            (self.auto_termination, "of another auto-termination"),
        ];
        let told: Vec<String> =
            told.iter().filter(|(number, _)| *number > 0).map(|(number, word)| format!("{number} {word}")).collect();
        if told.is_empty() { "no change is known".to_owned() } else { told.join(", ") }
    }
}

/// The rows after that of the cursor, and the cursor of the last one if more follow.
fn page<'b, 'a>(lines: &'b [Line<'a>], after: Option<&str>) -> (&'b [Line<'a>], Option<String>) {
    let from = match after.and_then(parse) {
        Some((at, id)) => {
            lines.partition_point(|line| (std::cmp::Reverse(line.at), line.id()) <= (std::cmp::Reverse(at), id))
        }
        None => 0,
    };
    let rest = &lines[from..];
    let page = &rest[..rest.len().min(PAGE)];
    let last = page.last().filter(|_| rest.len() > PAGE);
    (page, last.map(|line| format!("{}/{}", line.at.as_microsecond(), line.id())))
}

fn parse(cursor: &str) -> Option<(Timestamp, &str)> {
    let (at, id) = cursor.split_once('/')?;
    Some((Timestamp::from_microsecond(at.parse().ok()?).ok()?, id))
}
