//! What was asked for beside as many days before it.

use super::table::name;
use super::{CostsAsked, exact};
use crate::scene::Scene;
use crate::wording::count;
use emberwatch_app::costs::CostsKnown;
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::{BillKey, Compared, utc_day};
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct CostsCompared {
    /// What is compared with what, in words.
    pub text: String,
    pub total: CostChange,
    /// Every group, the dearest first.
    pub groups: Vec<CostChange>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct CostChange {
    pub name: String,
    pub now_usd: String,
    pub before_usd: String,
    /// `+1.20`, `-0.40`, to the cent.
    pub change_usd: String,
    /// `+12 %`; absent where there was nothing before, for no percentage says how much more that is.
    pub percent: Option<String>,
}

/// Absent where no day can be compared with one before.
pub(super) fn compared(scene: &Scene<'_>, asked: &CostsAsked, known: &CostsKnown) -> Option<CostsCompared> {
    let today = utc_day(scene.now);
    let (mut pairs, mut left_out) = (0, 0);
    let mut groups: BTreeMap<Option<String>, Compared> = BTreeMap::new();
    for bill in &known.bills {
        let found = bill.bill.compare(asked.days, &asked.by.dimensions(), today);
        pairs = pairs.max(found.pairs);
        left_out = left_out.max(found.left_out);
        for one in found.by_key {
            let all = groups.entry(asked.by.value(&one.key)).or_default();
            all.now += one.now;
            all.before += one.before;
        }
    }
    if pairs == 0 {
        return None;
    }
    let sum = |amount: fn(&Compared) -> Usd| groups.values().map(amount).sum();
    let total = Compared { key: BillKey::default(), now: sum(|one| one.now), before: sum(|one| one.before) };
    let mut told: Vec<(Option<String>, Compared)> = groups.into_iter().collect();
    told.sort_by_key(|(_, one)| std::cmp::Reverse(one.now.max(one.before)));
    let before = asked.days.previous();
    let end = before.iter().next_back().unwrap_or(before.first);
    let without = match left_out {
        0 => String::new(),
        days => format!("; {} without an amount on one side left out", count(days as usize, "day")),
    };
    Some(CostsCompared {
        text: format!("{} compared with {} to {end}{without}", count(pairs as usize, "day"), before.first),
        total: change("Sum".to_owned(), &total),
        groups: told.iter().map(|(value, one)| change(name(scene, known, &asked.by, value.as_deref()), one)).collect(),
    })
}

fn change(name: String, compared: &Compared) -> CostChange {
    let change = compared.change();
    let signed = |text: String| if text.starts_with('-') { text } else { format!("+{text}") };
    CostChange {
        name,
        now_usd: exact(compared.now),
        before_usd: exact(compared.before),
        change_usd: signed(change.usd.total_text()),
        percent: change.percent.map(|percent| format!("{} %", signed(percent.round().to_string()))),
    }
}
