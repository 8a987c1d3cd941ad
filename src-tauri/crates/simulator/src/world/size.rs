//! How many clusters the world holds.

use super::cast::{self, Course, Schedule};
use super::template::Template;
use super::{Dice, Place};

/// The sample with its twenty or so active clusters, or that and a number of further active clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WorldSize {
    #[default]
    Sample,
    /// The sample and about this many more clusters, active at any time.
    With(u32),
}

pub(super) fn populate(places: &mut [Place], size: WorldSize, dice: Dice) {
    for part in cast::parts() {
        let home = places.iter_mut().find(|place| place.account.name == part.account && place.region == part.region);
        if let Some(place) = home {
            place.templates.push(Template { part, schedule: part.schedule, number: None });
        }
    }
    let WorldSize::With(more) = size else { return };
    // Copies of the long-lived parts, each on a schedule of its own, so that one of every copy is always alive.
    let lasting: Vec<_> = cast::parts().filter(|part| matches!(part.course, Course::Interactive { .. })).collect();
    for number in 0..more {
        let part = *dice.named("copy").with(u64::from(number)).pick(&lasting);
        let every = part.schedule.every;
        let phase = dice.named("phase").with(u64::from(number)).between(0, every - 1);
        let schedule = Schedule { every, phase, jitter: part.schedule.jitter };
        let home = places.iter_mut().find(|place| place.account.name == part.account && place.region == part.region);
        if let Some(place) = home {
            place.templates.push(Template { part, schedule, number: Some(number) });
        }
    }
}
