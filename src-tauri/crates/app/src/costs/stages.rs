//! A question that is asked in stages, and its answers as one. Several tags may name an owner and the first one that is
//! there wins, but Cost Explorer groups by one tag at a time: so each is asked of what the ones before it do not name.

use super::CostsWanted;
use super::question::{KeptBill, Question};
use emberwatch_domain::account::AccountId;
use emberwatch_domain::owner::Owner;
use emberwatch_domain::spend::{BillDay, BillKey, CostFilter, Dimension};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Amounts are kept in micro-dollars: less than that between two answers is rounding.
const ROUNDING: Decimal = Decimal::from_parts(1, 0, 0, false, 3);

/// The questions for an account, in the order in which they are asked.
pub(super) fn stages(wanted: &CostsWanted, account: &AccountId) -> Vec<Question> {
    let ask = |by: &[Dimension], only: &[CostFilter]| Question::narrowed(account.clone(), wanted.basis, by, only);
    let Some(owner) = wanted.owner() else { return vec![ask(&wanted.by, &wanted.only)] };
    let others: Vec<CostFilter> = wanted.only.iter().filter(|filter| filter.dimension != owner).cloned().collect();
    let stage = |(at, tag): (usize, &String)| {
        let tag = Dimension::Tag(tag.clone());
        let mut by: Vec<Dimension> = wanted.by.iter().filter(|by| **by != owner).cloned().collect();
        by.push(tag);
        let mut question = ask(&by, &others);
        let before = wanted.owner_tags[..at].iter().map(|tag| CostFilter::one(Dimension::Tag(tag.clone()), None));
        question.only.extend(before);
        question
    };
    wanted.owner_tags.iter().enumerate().map(stage).collect()
}

/// Whether the next tag has to be asked for: there is money that no tag so far names an owner of.
pub(super) fn leaves_some(kept: &KeptBill, wanted: &CostsWanted, tag: &Dimension) -> bool {
    kept.rows.iter().any(|row| wanted.days.contains(row.day) && named(row, tag).is_none())
}

/// The answers of the stages as one, told by the first tag. Two spellings of one person are one.
pub(super) fn together(stages: Vec<KeptBill>, tags: &[String]) -> (KeptBill, Spellings) {
    if tags.is_empty() {
        return (stages.into_iter().next().unwrap_or_default(), Spellings::default());
    }
    let mut whole = KeptBill::default();
    let mut spellings = Spellings::default();
    let days = stages.first().map(|first| first.days.clone()).unwrap_or_default();
    let mut stages: Vec<_> = stages.into_iter().map(|stage| (stage.days, KeptBill::rows_by_day(stage.rows))).collect();
    for (day, mut known) in days {
        let mut told: Vec<BillDay> = Vec::new();
        let mut open: BTreeMap<BillKey, BillDay> = BTreeMap::new();
        let mut is_whole = true;
        for (at, (answered, rows)) in stages.iter_mut().enumerate() {
            if at > 0 && open.is_empty() {
                break;
            }
            let Some(answer) = answered.get(&day) else {
                is_whole = false;
                break;
            };
            known.estimated |= answer.estimated;
            known.asked_at = known.asked_at.min(answer.asked_at);
            let tag = Dimension::Tag(tags[at].clone());
            let mut left: BTreeMap<BillKey, BillDay> = BTreeMap::new();
            for row in rows.remove(&day).unwrap_or_default() {
                let rest = without(&row.key, &tag);
                if let Some(all) = open.get_mut(&rest) {
                    all.usd = all.usd - row.usd;
                }
                match named(&row, &tag) {
                    Some(name) => {
                        let name = spellings.of(name);
                        told.push(BillDay { key: rest.with(Dimension::Tag(tags[0].clone()), &name), ..row });
                    }
                    None => add(&mut left, rest, row),
                }
            }
            // What a tag without a value carries is in no stage after it.
            let lost = std::mem::take(&mut open).into_iter().filter(|(_, row)| row.usd.amount().abs() >= ROUNDING);
            told.extend(lost.map(|(rest, row)| unnamed(rest, row, &tags[0])));
            open = left;
        }
        if is_whole {
            told.extend(open.into_iter().map(|(rest, row)| unnamed(rest, row, &tags[0])));
            whole.rows.append(&mut told);
            whole.days.insert(day, known);
        }
    }
    (whole, spellings)
}

/// How each person was spelt first.
#[derive(Default)]
pub(super) struct Spellings(BTreeMap<String, String>);

impl Spellings {
    pub fn of(&mut self, name: &str) -> String {
        let owner = Owner::Tag { name: name.to_owned(), tag: String::new() };
        let key = owner.key().unwrap_or_default();
        self.0.entry(key).or_insert_with(|| name.to_owned()).clone()
    }
}

fn named<'a>(row: &'a BillDay, tag: &Dimension) -> Option<&'a str> {
    row.key.value(tag).map(str::trim).filter(|name| !name.is_empty())
}

fn without(key: &BillKey, tag: &Dimension) -> BillKey {
    let others = key.iter().filter(|(dimension, _)| *dimension != tag);
    others.fold(BillKey::default(), |key, (dimension, value)| key.with(dimension.clone(), value.unwrap_or_default()))
}

fn unnamed(rest: BillKey, row: BillDay, tag: &str) -> BillDay {
    BillDay { key: rest.with(Dimension::Tag(tag.to_owned()), ""), ..row }
}

fn add(rows: &mut BTreeMap<BillKey, BillDay>, rest: BillKey, row: BillDay) {
    match rows.get_mut(&rest) {
        Some(known) => known.usd += row.usd,
        None => drop(rows.insert(rest, row)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::costs::KeptDay;
    use emberwatch_domain::money::Usd;
    use emberwatch_domain::spend::{Basis, Days};
    use jiff::civil::{Date, date};

    const DAY: Date = date(2026, 1, 2);

    fn tags() -> Vec<String> {
        ["owner", "Owner"].map(str::to_owned).to_vec()
    }

    fn stage(tag: &str, rows: &[(&str, i64)]) -> KeptBill {
        let known = KeptDay { estimated: false, asked_at: "2026-01-09T00:00:00Z".parse().unwrap() };
        let rows = rows.iter().map(|(name, usd)| BillDay {
            day: DAY,
            key: BillKey::default().with(Dimension::LinkedAccount, "1").with(Dimension::Tag(tag.into()), name),
            usd: Usd::new(Decimal::from(*usd)),
            estimated: false,
        });
        KeptBill { days: BTreeMap::from([(DAY, known)]), rows: rows.collect() }
    }

    fn told(stages: Vec<KeptBill>) -> Vec<(Option<String>, String)> {
        let tag = Dimension::Tag("owner".into());
        let (whole, _) = together(stages, &tags());
        whole.rows.iter().map(|row| (row.key.value(&tag).map(str::to_owned), row.usd.total_text())).collect()
    }

    #[test]
    fn a_later_tag_names_what_the_first_one_does_not_and_nothing_is_lost() {
        let first = stage("owner", &[("mila", 5), ("", 10)]);
        let second = stage("Owner", &[("Thom", 6), ("Mila@x.org", 1), ("", 2)]);
        let names = |name: &str| Some(name.to_owned());
        let expected =
            [(names("mila"), "5.00"), (names("Thom"), "6.00"), (names("mila"), "1.00"), (None, "1.00"), (None, "2.00")];
        assert_eq!(told(vec![first, second]), expected.map(|(name, usd)| (name, usd.to_owned())));
    }

    #[test]
    fn a_day_of_which_a_later_tag_was_not_asked_is_not_known() {
        let missed = KeptBill::default();
        assert_eq!(told(vec![stage("owner", &[("mila", 5), ("", 10)]), missed.clone()]), []);
        assert_eq!(told(vec![stage("owner", &[("mila", 5)]), missed]).len(), 1, "nothing was left to be asked");
    }

    #[test]
    fn each_tag_is_asked_of_what_the_ones_before_it_do_not_name() {
        let days = Days::new(DAY, date(2026, 1, 3));
        let by = vec![Dimension::Tag("owner".into())];
        let wanted = CostsWanted { by, owner_tags: tags(), ..CostsWanted::all(days, Basis::default()) };
        let asked = stages(&wanted, &"1".into());
        assert_eq!(asked.len(), 2);
        assert_eq!((asked[0].by.last(), asked[0].only.len()), (Some(&Dimension::Tag("owner".into())), 0));
        assert_eq!(asked[1].by, [Dimension::LinkedAccount, Dimension::Tag("Owner".into())]);
        assert_eq!(asked[1].only, [CostFilter::one(Dimension::Tag("owner".into()), None)]);
    }
}
