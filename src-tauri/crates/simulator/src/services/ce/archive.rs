//! The bills of days, counted once. A closed day never changes, so it is kept; the last two days are counted again when
//! the data was refreshed, which happens three times a day and is hours behind.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;
use std::sync::Arc;
use std::thread;

use jiff::Timestamp;
use parking_lot::Mutex;

use super::cost_and_usage::Row;
use super::entry::Detail;
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
    /// Locked while days are counted, so that two callers do not count the same ones.
    held: Mutex<Held>,
    /// The whole answer that was asked for last, so that its further pages are read from it.
    answered: Mutex<Option<(Paged, Arc<Vec<Row>>)>>,
}

/// What an answer of several pages is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Paged {
    pub(super) account: &'static str,
    pub(super) question: u64,
    /// Up to when usage was on the bill: with later usage it is another answer.
    pub(super) known: Timestamp,
}

/// Account id and the day's number.
type Key = (&'static str, i64);

/// Sums of days are kept for good. Clusters are told apart for the days that were counted last: those of a year of
/// many clusters would fill the memory, and are asked for month by month.
#[derive(Debug)]
struct Held {
    bills: HashMap<Key, Counted>,
    /// The days with their clusters, the ones counted first in front.
    told_apart: VecDeque<Key>,
    clusters: usize,
    most_clusters: usize,
}

/// A year of the sample's, and seventy days of ten thousand clusters.
const MOST_CLUSTERS: usize = 400_000;

#[derive(Debug, Clone)]
struct Counted {
    as_of: Timestamp,
    detail: Detail,
    bill: Arc<DayBill>,
}

/// Which days of whom, and whether clusters are to be told apart.
pub(super) struct Asked<'a> {
    pub(super) accounts: &'a [&'static Account],
    pub(super) days: Range<i64>,
    pub(super) detail: Detail,
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
    /// The bills of these accounts, day by day, in the detail that was asked for at least. Days of which nothing is
    /// known yet are left out.
    pub(super) fn days(
        &self,
        world: &World,
        commands: &Commands,
        asked: &Asked<'_>,
        now: Timestamp,
    ) -> Vec<(i64, Arc<DayBill>)> {
        let known = known_until(now);
        let begun = asked.days.start..asked.days.end.min(known.as_second().div_euclid(DAY_S) + 1);
        let wanted: Vec<Missing> = begun
            .flat_map(|day| {
                asked.accounts.iter().map(move |account| Missing { account, day, as_of: end(day).min(known) })
            })
            .collect();
        let mut held = self.held.lock();
        let mut bills: Vec<_> = wanted.iter().map(|wanted| held.bill(wanted, asked.detail)).collect();
        count(world, commands, &wanted, &mut bills);
        held.keep(&wanted, &bills);
        wanted.iter().zip(bills).filter_map(|(wanted, bill)| Some((wanted.day, bill?))).collect()
    }

    /// The rows of all pages, added up where the question is another one than the last.
    pub(super) fn rows(&self, asked: Paged, add_up: impl FnOnce() -> Vec<Row>) -> Arc<Vec<Row>> {
        let last = self.answered.lock().clone();
        if let Some((_, rows)) = last.filter(|(last, _)| *last == asked) {
            return rows;
        }
        let rows = Arc::new(add_up());
        *self.answered.lock() = Some((asked, Arc::clone(&rows)));
        rows
    }
}

/// Fills in what is not there.
fn count(world: &World, commands: &Commands, wanted: &[Missing], bills: &mut [Option<Arc<DayBill>>]) {
    let mut missing: Vec<_> = wanted.iter().zip(bills).filter(|(_, bill)| bill.is_none()).collect();
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let share = missing.len().div_ceil(threads).max(FEW);
    thread::scope(|scope| {
        for part in missing.chunks_mut(share) {
            scope.spawn(move || {
                for (day, bill) in part {
                    **bill = Some(Arc::new(world.bill(day.account, day.day, day.as_of, commands)));
                }
            });
        }
    });
}

impl Default for Held {
    fn default() -> Self {
        Self { bills: HashMap::new(), told_apart: VecDeque::new(), clusters: 0, most_clusters: MOST_CLUSTERS }
    }
}

impl Held {
    fn bill(&self, wanted: &Missing, detail: Detail) -> Option<Arc<DayBill>> {
        let held = self.bills.get(&wanted.key()).filter(|held| held.as_of == wanted.as_of)?;
        let is_enough = detail == Detail::Together || held.detail == Detail::ByCluster;
        is_enough.then(|| Arc::clone(&held.bill))
    }

    fn keep(&mut self, wanted: &[Missing], bills: &[Option<Arc<DayBill>>]) {
        for (wanted, bill) in wanted.iter().zip(bills) {
            let Some(bill) = bill else { continue };
            if self.bills.get(&wanted.key()).is_some_and(|held| Arc::ptr_eq(&held.bill, bill)) {
                continue;
            }
            self.lessen(wanted.key());
            self.clusters += bill.clusters.len();
            self.told_apart.push_back(wanted.key());
            let counted = Counted { as_of: wanted.as_of, detail: Detail::ByCluster, bill: Arc::clone(bill) };
            self.bills.insert(wanted.key(), counted);
        }
        while self.clusters > self.most_clusters {
            let Some(first) = self.told_apart.front().copied() else { break };
            self.lessen(first);
        }
    }

    /// Leaves a day its sums.
    fn lessen(&mut self, key: Key) {
        let Some(held) = self.bills.get_mut(&key).filter(|held| held.detail == Detail::ByCluster) else { return };
        self.clusters -= held.bill.clusters.len();
        self.told_apart.retain(|told| *told != key);
        held.detail = Detail::Together;
        held.bill = Arc::new(held.bill.together());
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

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(days: Range<i64>, detail: Detail) -> Asked<'static> {
        Asked { accounts: &*RESEARCH, days, detail }
    }

    static RESEARCH: std::sync::LazyLock<[&'static Account; 1]> =
        std::sync::LazyLock::new(|| [Account::all().iter().find(|account| account.name == "research").unwrap()]);

    #[test]
    fn the_pages_of_an_answer_are_added_up_once_until_more_is_on_the_bill() {
        let (archive, counted) = (Archive::default(), std::cell::Cell::new(0));
        let ask = |question, hour: i64| {
            let known = Timestamp::from_second(hour * 3600).unwrap();
            archive.rows(Paged { account: "1", question, known }, || {
                counted.set(counted.get() + 1);
                Vec::new()
            });
            counted.get()
        };
        assert_eq!((ask(7, 0), ask(7, 0), ask(7, 8)), (1, 1, 2), "the last days moved");
        assert_eq!((ask(8, 8), ask(7, 8)), (3, 4), "the last answer alone is kept");
    }

    #[test]
    fn a_closed_day_is_counted_once_and_of_many_days_the_clusters_of_the_last_ones_are_kept() {
        let (world, commands, archive) = (World::new(1), Commands::default(), Archive::default());
        let now: Timestamp = "2026-03-20T16:00:00Z".parse().unwrap();
        let today = super::super::day_of(now);
        let days = |from: i64, detail| archive.days(&world, &commands, &asked(today - from..today - 2, detail), now);
        let first = days(5, Detail::ByCluster);
        let of_a_day = first[0].1.clusters.len();
        archive.held.lock().most_clusters = 2 * of_a_day;
        let again = days(5, Detail::ByCluster);
        assert!(first.iter().zip(&again).all(|((_, first), (_, again))| Arc::ptr_eq(first, again)));

        let longer = days(9, Detail::ByCluster);
        assert_eq!(longer.len(), 7);
        assert!(longer.iter().all(|(_, bill)| !bill.clusters.is_empty()), "what is asked for is told all the same");
        let kept = days(9, Detail::Together);
        assert!(archive.held.lock().clusters <= 2 * of_a_day);
        for ((day, whole), (_, kept)) in longer.iter().zip(&kept) {
            assert_eq!((&whole.lines, &whole.others), (&kept.lines, &kept.others), "{day}");
        }
        assert!(kept.iter().any(|(_, bill)| bill.clusters.is_empty()));
        assert_eq!(days(9, Detail::ByCluster), longer, "counted anew it is the same");
    }
}
