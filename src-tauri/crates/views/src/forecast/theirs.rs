//! Cost Explorer's own forecast beside ours, and what parts the two.

use super::{RangeView, range};
use crate::wording::signed;
use emberwatch_app::costs::AccountBill;
use emberwatch_domain::forecast::{Beside, MonthEnd, Range, TheirForecast};
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::{DayCost, Days, Month};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;
use specta::Type;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct TheirView {
    pub total_usd: String,
    pub range: Option<RangeView>,
    /// Where it lies outside our range: why.
    pub why_outside: Option<String>,
}

pub(super) fn told(end: &MonthEnd, today: Date) -> Option<TheirView> {
    let theirs = end.cost_explorer?;
    Some(TheirView {
        total_usd: theirs.mean.total_text(),
        range: theirs.range.map(range),
        why_outside: end.beside(today).map(|beside| why(&beside)),
    })
}

/// They tell what is still to come; what was billed of the month before today is theirs too.
pub(super) fn of_whole_month(theirs: TheirForecast, bill: &AccountBill, today: Date) -> TheirForecast {
    let before = Days::new(Month::of(today).days().first, today);
    let billed: Usd = before
        .iter()
        .filter_map(|day| match bill.bill.day(day, today) {
            DayCost::Billed { usd, .. } => Some(usd),
            DayCost::NoData(_) => None,
        })
        .sum();
    let range = theirs.range.map(|Range { low, high }| Range { low: low + billed, high: high + billed });
    TheirForecast { mean: theirs.mean + billed, range }
}

fn why(beside: &Beside) -> String {
    let is_less = |usd: Usd| usd < Usd::ZERO;
    let (side, more) = if is_less(beside.usd) { ("below", "less") } else { ("above", "more") };
    let unbilled =
        format!("takes the last days only as far as they are billed yet ({} USD)", signed(beside.not_billed_yet));
    let expects = if is_less(beside.ahead) { "less" } else { "more" };
    let ahead = format!("expects {expects} of today and the days to come ({} USD)", signed(beside.ahead));
    let counts = |usd: Usd| usd.amount().abs() >= Decimal::ONE;
    let reasons = [(beside.not_billed_yet, unbilled), (beside.ahead, ahead)];
    let reasons: Vec<String> = reasons.into_iter().filter(|(usd, _)| counts(*usd)).map(|(_, why)| why).collect();
    format!(
        "Cost Explorer’s own lies {side} the likely range, {} USD {more} than ours: it {}",
        signed(beside.usd).trim_start_matches(['+', '-']),
        reasons.join(", and "),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn a_forecast_outside_says_what_parts_it_from_ours() {
        let usd = Usd::new;
        let beside = Beside { usd: usd(dec!(-646.20)), not_billed_yet: usd(dec!(-571.20)), ahead: usd(dec!(-75)) };
        assert_eq!(
            why(&beside),
            "Cost Explorer’s own lies below the likely range, 646.20 USD less than ours: it takes the last days only as \
             far as they are billed yet (-571.20 USD), and expects less of today and the days to come (-75.00 USD)"
        );
        let above = Beside { usd: usd(dec!(40)), not_billed_yet: usd(dec!(0)), ahead: usd(dec!(40)) };
        assert_eq!(
            why(&above),
            "Cost Explorer’s own lies above the likely range, 40.00 USD more than ours: it expects more of today and the \
             days to come (+40.00 USD)"
        );
    }
}
