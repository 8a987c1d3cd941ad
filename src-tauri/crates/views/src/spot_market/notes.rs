//! What a reader of prices must know beside them.

use crate::diagnosis::{Asked, diagnose};
use crate::scene::Scene;
use crate::wording::clock;
use emberwatch_app::cloud::CloudError;
use emberwatch_app::market::Seen;
use emberwatch_domain::account::Place;
use emberwatch_domain::cluster::InstanceType;
use serde::Serialize;
use specta::Type;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SpotNote {
    pub message: String,
    pub next_step: Option<String>,
}

/// Every failure with the age of what is shown all the same, and the types that nobody offers.
pub(super) fn notes(scene: &Scene<'_>, seen: &Seen, types: &[InstanceType]) -> Vec<SpotNote> {
    let mut notes: Vec<SpotNote> = seen.failures.iter().map(|error| failed(scene, seen, error)).collect();
    if seen.as_of.is_some() {
        let unseen = types.iter().filter(|kind| seen.spot.of_type(kind).next().is_none());
        notes.extend(unseen.map(|kind| SpotNote {
            message: format!("AWS tells no spot price of {kind} in {}", seen.place.region),
            next_step: Some("check the type's name, or choose another region".to_owned()),
        }));
    }
    notes
}

pub(super) fn told(scene: &Scene<'_>, place: &Place, error: &CloudError) -> SpotNote {
    let subject = format!("{} of {}", place.region, scene.look(&place.account).name);
    let diagnosis = diagnose(error, Asked { subject: Some(&subject), ..Asked::default() });
    SpotNote { message: diagnosis.what, next_step: Some(diagnosis.next_step) }
}

fn failed(scene: &Scene<'_>, seen: &Seen, error: &CloudError) -> SpotNote {
    let mut note = told(scene, &seen.place, error);
    note.message += &match seen.as_of {
        Some(at) => format!("; spot prices were read at {}", clock(at, scene.now, &scene.zone)),
        None => "; what is recorded is shown".to_owned(),
    };
    note
}
