//! The data folder: what it takes of the disk, and what of its history could be forgotten.

use crate::failure::{Failure, FailureCode};
use crate::scene::Scene;
use crate::wording::count;
use emberwatch_app::forgetting::Forgetting;
use emberwatch_app::ports::{Forgot, Forgotten};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use specta::Type;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct DataFolderView {
    pub path: String,
    pub size: String,
    pub parts: Vec<FolderPart>,
    /// Why nothing can be forgotten, if so.
    pub read_only: Option<String>,
    pub forgetting: ForgettingView,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct FolderPart {
    pub what: String,
    /// Empty for whatever else is in the folder.
    pub file: String,
    pub size: String,
}

/// How far the forgetting is that was asked for last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ForgettingView {
    Nothing,
    UnderWay { before: String, percent: u32 },
    Done { text: String },
    Failed { message: String, next_step: String },
}

/// What would be forgotten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ForgettableView {
    /// The day as it was understood, such as `2026-11-20`.
    pub before: String,
    /// One sentence on what would go.
    pub text: String,
    /// Nothing would.
    pub empty: bool,
}

/// What one part of the folder takes.
pub struct Part {
    pub what: String,
    pub file: String,
    pub bytes: u64,
}

pub fn data_folder(scene: &Scene<'_>, path: String, parts: Vec<Part>, forgetting: &Forgetting) -> DataFolderView {
    let size = |bytes: u64| size(bytes, scene);
    DataFolderView {
        path,
        size: size(parts.iter().map(|part| part.bytes).sum()),
        parts: parts
            .into_iter()
            .map(|part| FolderPart { what: part.what, file: part.file, size: size(part.bytes) })
            .collect(),
        read_only: scene.read_only.map(str::to_owned),
        forgetting: forgetting_view(scene, forgetting),
    }
}

pub fn forgettable(scene: &Scene<'_>, before: Timestamp, forgotten: &Forgotten) -> ForgettableView {
    let empty = *forgotten == Forgotten::default();
    let text = if empty {
        format!("nothing is recorded that was over before {}", day(scene, before))
    } else {
        format!("{} would be forgotten for good", list(scene, forgotten))
    };
    ForgettableView { before: day(scene, before), text, empty }
}

/// The beginning of a day, such as `2026-11-20`, in the user's zone.
///
/// # Errors
/// [`FailureCode::Invalid`] for what is no day.
pub fn beginning_of(scene: &Scene<'_>, day: &str) -> Result<Timestamp, Failure> {
    let date = day.trim().parse::<Date>().ok();
    let begin = date.and_then(|date| date.to_zoned(scene.zone().clone()).ok()).map(|begin| begin.timestamp());
    begin.ok_or_else(|| Failure {
        code: FailureCode::Invalid,
        message: format!("{day:.40} is not a day"),
        next_step: Some("write it as 2026-11-20".to_owned()),
    })
}

fn forgetting_view(scene: &Scene<'_>, forgetting: &Forgetting) -> ForgettingView {
    match forgetting {
        Forgetting::Nothing => ForgettingView::Nothing,
        Forgetting::UnderWay { before, progress } => ForgettingView::UnderWay {
            before: day(scene, *before),
            percent: u32::try_from(100 * progress.done / progress.steps.max(1)).unwrap_or(100),
        },
        Forgetting::Done { before, forgot } => ForgettingView::Done { text: done(scene, *before, forgot) },
        Forgetting::Failed { why, .. } => ForgettingView::Failed {
            message: why.clone(),
            next_step: "check the data folder's disk, and try again: what was forgotten by then stays so".to_owned(),
        },
    }
}

fn done(scene: &Scene<'_>, before: Timestamp, Forgot { rows, room_kept }: &Forgot) -> String {
    let text = format!("what was over before {} is forgotten: {}", day(scene, before), list(scene, rows));
    match room_kept {
        Some(why) => format!(
            "{text}. The file is not smaller yet ({why}): its free room is used for what is recorded next, and is given \
             back when history is forgotten again"
        ),
        None => text,
    }
}

fn day(scene: &Scene<'_>, at: Timestamp) -> String {
    at.to_zoned(scene.zone().clone()).strftime("%Y-%m-%d").to_string()
}

fn list(scene: &Scene<'_>, forgotten: &Forgotten) -> String {
    let rows = [
        (forgotten.clusters, "cluster"),
        (forgotten.nodes, "node"),
        (forgotten.changes, "change of a cluster"),
        (forgotten.prices, "list price"),
        (forgotten.spot, "spot price"),
        (forgotten.burn, "record of burn"),
    ];
    let told: Vec<String> =
        rows.iter().filter(|(number, _)| *number > 0).map(|(n, one)| counted(scene, *n, one)).collect();
    if told.is_empty() { "nothing".to_owned() } else { told.join(", ") }
}

fn counted(scene: &Scene<'_>, number: u64, one: &str) -> String {
    let digits = scene.numbers().written(&number.to_string());
    match one.split_once(' ') {
        // `3 changes of a cluster`, `3 spot prices`
        Some((noun, rest)) if rest.starts_with("of ") && number != 1 => format!("{digits} {noun}s {rest}"),
        _ => count(usize::try_from(number).unwrap_or(usize::MAX), one).replacen(&number.to_string(), &digits, 1),
    }
}

/// `512 B`, `12.3 kB`, `4.2 MB`
fn size(bytes: u64, scene: &Scene<'_>) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    let (mut tenths, mut unit) = (bytes / 100, 0);
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        (tenths, unit) = (tenths / 1000, unit + 1);
    }
    format!("{} {}", scene.numbers().written(&format!("{}.{}", tenths / 10, tenths % 10)), UNITS[unit])
}
