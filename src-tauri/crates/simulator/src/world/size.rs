//! How many clusters the world holds.

use super::cast::{self, Course, DAY, Part, Schedule};
use super::template::Template;
use super::{Account, Dice, Place, catalog};

/// The sample with its twenty or so active clusters, or that and a crowd.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WorldSize {
    #[default]
    Sample,
    With(Crowd),
}

/// Many more clusters, copies of the sample's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crowd {
    /// About so many are listed at any time: the active ones, and those that ended within [`MEMORY`].
    pub clusters: u32,
    /// About so many of them are active.
    pub active: u32,
    pub spread: Spread,
}

/// Where a crowd's clusters run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// In the accounts and regions of what they are copies of.
    AsSampled,
    /// All of them in one account, by its name, and region.
    In { account: &'static str, region: &'static str },
    /// Over so many accounts, in every region that needs no opt-in.
    Accounts(u8),
}

/// A crowd's ended clusters are forgotten after so many seconds, so that its lists stay as long as was asked for.
pub(super) const MEMORY: i64 = 3 * DAY;
/// They are created in the first part of every [`MEMORY`]; then nothing of them changes until the next.
const BUSY: i64 = 2 * DAY;
const ACTIVE_AT_MOST: u32 = 500;

impl Crowd {
    /// One in twenty is active, and 500 at most.
    pub fn of(clusters: u32, spread: Spread) -> Self {
        Self { clusters, active: clusters.div_ceil(20).min(ACTIVE_AT_MOST), spread }
    }
}

impl WorldSize {
    /// The accounts of a world of this size; the sample's come first.
    pub(super) fn accounts(self) -> &'static [Account] {
        match self {
            Self::With(Crowd { spread: Spread::Accounts(count), .. }) => Account::some(usize::from(count)),
            _ => Account::all(),
        }
    }
}

pub(super) fn populate(places: &mut [Place], size: WorldSize, dice: Dice) {
    for part in cast::parts() {
        if let Some(place) = home(places, part.account, part.region) {
            place.templates.push(Template { part, schedule: part.schedule, number: None });
        }
    }
    let WorldSize::With(crowd) = size else { return };
    let lasting: Vec<_> = cast::parts().filter(|part| is_lasting(part)).collect();
    let passing: Vec<_> = cast::parts().filter(|part| matches!(part.course, Course::Batch { .. })).collect();
    for number in 0..crowd.clusters {
        let chance = dice.named("copy").with(u64::from(number));
        let (part, schedule) = if number < crowd.active {
            let part = *chance.pick(&lasting);
            (part, in_turn(part, part.schedule.every, part.schedule.every, chance))
        } else {
            let part = *chance.pick(&passing);
            (part, in_turn(part, MEMORY, BUSY, chance))
        };
        if let Some(place) = crowd.spread.place(places, part, number) {
            place.templates.push(Template { part, schedule, number: Some(number) });
        }
    }
}

/// Of such a part one occurrence is alive at any time, and it changes its state only when it begins and ends.
fn is_lasting(part: &Part) -> bool {
    matches!(part.course, Course::Interactive { pulse: None, .. })
}

/// A schedule of its own for every copy, begun within the first `spread` seconds of its period.
fn in_turn(part: &Part, every: i64, spread: i64, chance: Dice) -> Schedule {
    Schedule { every, phase: chance.named("phase").between(0, spread - 1), jitter: part.schedule.jitter }
}

fn home<'a>(places: &'a mut [Place], account: &str, region: &str) -> Option<&'a mut Place> {
    places.iter_mut().find(|place| place.account.name == account && place.region == region)
}

impl Spread {
    fn place<'a>(self, places: &'a mut [Place], part: &Part, number: u32) -> Option<&'a mut Place> {
        match self {
            Self::AsSampled => home(places, part.account, part.region),
            Self::In { account, region } => home(places, account, region),
            Self::Accounts(_) => {
                let mut open: Vec<&mut Place> = places.iter_mut().filter(|place| is_open(place)).collect();
                let index = usize::try_from(number).unwrap_or(0) % open.len().max(1);
                (index < open.len()).then(|| open.swap_remove(index))
            }
        }
    }
}

fn is_open(place: &Place) -> bool {
    catalog::region(place.region).is_some_and(|region| region.opt_in == catalog::OptIn::NotRequired)
}
