//! Who is asked. A payer's bill holds the bills of its linked accounts, and the same money is not paid for twice.

use super::AccountBill;
use emberwatch_domain::account::AccountId;
use emberwatch_domain::spend::{Days, Dimension};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Whose bills an account's bill holds, its own included, as far as that was learnt.
pub type Holdings = BTreeMap<AccountId, BTreeSet<AccountId>>;

/// How the watched accounts are told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Askers {
    /// Those that are asked, each for what its bill holds.
    pub asked: Vec<AccountId>,
    /// Those whose money another one's bill holds.
    pub held: BTreeMap<AccountId, AccountId>,
    /// Among those that are asked: it is not known yet whose bills theirs hold.
    pub unknown: Vec<AccountId>,
}

impl Askers {
    /// The watched accounts whose money this one's bill tells.
    pub fn holdings(&self, account: &AccountId) -> BTreeSet<AccountId> {
        let held = self.held.iter().filter(|(_, payer)| *payer == account).map(|(held, _)| held.clone());
        held.chain([account.clone()]).collect()
    }
}

/// Leaves out the bills whose money another one's rows tell: an account that joined an organization is known by them
/// before anybody has asked for it again.
pub(super) fn told_once(
    accounts: &[AccountId],
    mut holdings: Holdings,
    bills: &mut Vec<AccountBill>,
    days: Days,
) -> Askers {
    for bill in bills.iter().filter(|_| accounts.len() > 1) {
        let rows = bill.bill.sum(days, &[Dimension::LinkedAccount], Date::MAX).by_key;
        let named: BTreeSet<AccountId> =
            rows.keys().filter_map(|key| key.value(&Dimension::LinkedAccount)).map(AccountId::from).collect();
        if !named.is_empty() {
            holdings.entry(bill.account.clone()).or_default().extend(named);
        }
    }
    let askers = askers(accounts, &holdings);
    bills.retain(|bill| !askers.held.contains_key(&bill.account));
    bills.iter_mut().for_each(|bill| bill.holds = askers.holdings(&bill.account));
    askers
}

pub fn askers(accounts: &[AccountId], holdings: &Holdings) -> Askers {
    let mut askers = Askers::default();
    for account in accounts {
        match accounts.iter().find(|other| holds(other, account, holdings)) {
            Some(payer) => drop(askers.held.insert(account.clone(), payer.clone())),
            None => {
                askers.asked.push(account.clone());
                // One account alone is asked whatever its bill holds.
                if accounts.len() > 1 && !holdings.contains_key(account) {
                    askers.unknown.push(account.clone());
                }
            }
        }
    }
    askers
}

fn holds(payer: &AccountId, account: &AccountId, holdings: &Holdings) -> bool {
    let is_in = |one: &AccountId, other: &AccountId| holdings.get(one).is_some_and(|held| held.contains(other));
    // Where two hold each other one of them is asked.
    payer != account && is_in(payer, account) && (!is_in(account, payer) || payer < account)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(ids: &[&str]) -> Vec<AccountId> {
        ids.iter().map(|id| AccountId::from(*id)).collect()
    }

    fn holdings(table: &[(&str, &[&str])]) -> Holdings {
        table.iter().map(|(account, held)| (AccountId::from(*account), ids(held).into_iter().collect())).collect()
    }

    #[test]
    fn a_payer_is_asked_and_what_it_holds_is_not() {
        let told = askers(&ids(&["1", "2", "3"]), &holdings(&[("2", &["1", "2", "9"]), ("3", &["3"])]));
        assert_eq!((told.asked, told.unknown), (ids(&["2", "3"]), vec![]));
        assert_eq!(told.held, BTreeMap::from([("1".into(), "2".into())]));
    }

    #[test]
    fn a_payer_that_is_not_watched_holds_nobody() {
        assert_eq!(askers(&ids(&["1"]), &holdings(&[("2", &["1", "2"])])).asked, ids(&["1"]));
    }

    #[test]
    fn of_several_it_must_be_known_whose_bills_they_hold_and_of_one_it_need_not() {
        assert_eq!(askers(&ids(&["1", "2"]), &Holdings::new()).unknown, ids(&["1", "2"]));
        assert_eq!(askers(&ids(&["1"]), &Holdings::new()).unknown, []);
    }

    #[test]
    fn of_two_that_hold_each_other_one_is_asked() {
        let both = holdings(&[("1", &["1", "2"]), ("2", &["1", "2"])]);
        assert_eq!(askers(&ids(&["1", "2"]), &both).asked, ids(&["1"]));
    }
}
