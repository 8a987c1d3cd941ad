//! The profiles that lead to an account.

use crate::profiles::account_row::doors;
use crate::profiles::{kind_note, kind_text};
use crate::scene::Scene;
use emberwatch_app::cloud::ProfileListing;
use emberwatch_app::snapshot::Snapshot;
use emberwatch_domain::account::ProfileName;
use serde::Serialize;
use specta::Type;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct DoorRow {
    pub profile: String,
    /// Such as `SSO`; `missing` when the AWS files hold it no more.
    pub kind: String,
    pub kind_note: Option<String>,
    /// Whether this one is used; the others stand by.
    pub in_use: bool,
}

pub(super) fn rows<'a>(scene: &Scene<'a>, listing: &ProfileListing, snapshot: &'a Snapshot) -> Vec<DoorRow> {
    let row = |name: &ProfileName| {
        let kind = listing.find(name).map(|profile| &profile.kind).filter(|_| !scene.is_sample());
        let without = if scene.is_sample() { "sample" } else { "missing" };
        DoorRow {
            profile: name.to_string(),
            kind: kind.map_or(without, kind_text).to_owned(),
            kind_note: kind.and_then(kind_note),
            in_use: name == &snapshot.profile,
        }
    };
    doors(scene, snapshot).into_iter().map(row).collect()
}
