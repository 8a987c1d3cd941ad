//! What was asked for beside as many days before it.

use super::table::name;
use super::{CostsAsked, exact};
use crate::scene::Scene;
use crate::wording::{count, signed, signed_percent};
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
    /// How many days that is: `25 closed days`.
    pub days_text: String,
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
    /// `+12.4 %`; absent where there was nothing before, for no percentage says how much more that is.
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
        days => format!("; {} left out that may still move or have no amount on one side", count(days as usize, "day")),
    };
    let days_text = count(pairs as usize, "closed day");
    Some(CostsCompared {
        text: format!("{days_text} compared with those of {} to {end}{without}", before.first),
        days_text,
        total: change("Total".to_owned(), &total),
        groups: told.iter().map(|(value, one)| change(name(scene, known, &asked.by, value.as_deref()), one)).collect(),
    })
}

fn change(name: String, compared: &Compared) -> CostChange {
    let change = compared.change();
    CostChange {
        name,
        now_usd: exact(compared.now),
        before_usd: exact(compared.before),
        change_usd: signed(change.usd),
        percent: change.percent.map(signed_percent),
    }
}
