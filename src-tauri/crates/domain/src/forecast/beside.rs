//! Why Cost Explorer's own forecast lies where it does, beside ours.

use super::MonthEnd;
use crate::money::Usd;
use jiff::civil::Date;

/// What parts their month end from ours. The two reasons add up to the difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beside {
    /// Theirs less ours.
    pub usd: Usd,
    /// They take days before today as far as they are billed; ours have what is not billed of them yet.
    pub not_billed_yet: Usd,
    /// What they expect of today and the days to come, less what we do.
    pub ahead: Usd,
}

impl MonthEnd {
    /// `None`: there is none of theirs, or it lies within our range, or ours has none.
    pub fn beside(&self, today: Date) -> Option<Beside> {
        let (theirs, range) = (self.cost_explorer?, self.range?);
        if (range.low..=range.high).contains(&theirs.mean) {
            return None;
        }
        let usd = theirs.mean - self.total;
        let before = self.days.iter().filter(|day| day.day < today);
        let not_billed_yet = Usd::ZERO - before.map(|day| day.estimated + day.projected).sum::<Usd>();
        Some(Beside { usd, not_billed_yet, ahead: usd - not_billed_yet })
    }
}
