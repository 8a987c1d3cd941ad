//! The bills of days, counted once. A closed day never changes, so it is kept; the last two days are counted again when
//! the data was refreshed, which happens three times a day and is hours behind.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use std::thread;

use jiff::Timestamp;
use parking_lot::Mutex;

use crate::commands::Commands;
use crate::world::bill::{DAY_S, DayBill};
use crate::world::{Account, World};

/// Data comes every eight hours, and is fourteen hours old when it comes.
const REFRESH_S: i64 = 8 * 3600;
const DELAY_S: i64 = 14 * 3600;
/// Today and yesterday are estimates.
const ESTIMATED_DAYS: i64 = 2;

/// The days that were counted so far.
#[derive(Debug, Default)]
pub(crate) struct Archive {
    days: Mutex<HashMap<Key, Counted>>,
    /// Held while days are counted, so that two callers do not count the same ones.
    counting: Mutex<()>,
}

/// Account id and the day's number.
type Key = (&'static str, i64);

#[derive(Debug, Clone)]
struct Counted {
    as_of: Timestamp,
    bill: Arc<DayBill>,
}

struct Missing {
    account: &'static Account,
    day: i64,
    as_of: Timestamp,
}

/// The moment up to which usage is on the bill.
pub(super) fn known_until(now: Timestamp) -> Timestamp {
    let second = now.as_second();
    Timestamp::from_second(second - second.rem_euclid(REFRESH_S) - DELAY_S).unwrap_or(now)
}

/// The first day that is still an estimate.
pub(super) fn first_estimated(now: Timestamp) -> i64 {
    super::day_of(now) + 1 - ESTIMATED_DAYS
}

impl Archive {
    /// The bills of these accounts, day by day. Days of which nothing is known yet are left out.
    pub(super) fn days(
        &self,
        world: &World,
        commands: &Commands,
        accounts: &[&'static Account],
        days: Range<i64>,
        now: Timestamp,
    ) -> Vec<(i64, Arc<DayBill>)> {
        let known = known_until(now);
        let begun = days.start..days.end.min(known.as_second().div_euclid(DAY_S) + 1);
        let wanted: Vec<Missing> = begun
            .flat_map(|day| accounts.iter().map(move |account| Missing { account, day, as_of: end(day).min(known) }))
            .collect();
        self.count(world, commands, &wanted);
        let held = self.days.lock();
        let bill = |wanted: &Missing| Some((wanted.day, Arc::clone(&held.get(&wanted.key())?.bill)));
        wanted.iter().filter_map(bill).collect()
    }

    fn count(&self, world: &World, commands: &Commands, wanted: &[Missing]) {
        let _alone = self.counting.lock();
        let missing: Vec<&Missing> = {
            let held = self.days.lock();
            let is_held = |wanted: &Missing| held.get(&wanted.key()).is_some_and(|held| held.as_of == wanted.as_of);
            wanted.iter().filter(|wanted| !is_held(wanted)).collect()
        };
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let share = missing.len().div_ceil(threads).max(FEW);
        thread::scope(|scope| {
            for part in missing.chunks(share) {
                scope.spawn(move || {
                    for day in part {
                        let bill = Arc::new(world.bill(day.account, day.day, day.as_of, commands));
                        self.days.lock().insert(day.key(), Counted { as_of: day.as_of, bill });
                    }
                });
            }
        });
    }
}

/// So few days are not worth a further thread.
const FEW: usize = 16;

impl Missing {
    fn key(&self) -> Key {
        (self.account.id, self.day)
    }
}

fn end(day: i64) -> Timestamp {
    Timestamp::from_second((day + 1) * DAY_S).unwrap_or(Timestamp::MAX)
}
