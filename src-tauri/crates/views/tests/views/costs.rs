//! What AWS bills, and what the month will have cost.

use crate::world::{World, account, account_of, mins, now};
use emberwatch_app::cloud::CloudError;
use emberwatch_app::costs::{
    AccountBill, Allowance, Askers, CostsKnown, Foreseen, Hindrance, LiveLedger, Progress, Spent,
};
use emberwatch_domain::account::Realm;
use emberwatch_domain::forecast::TheirForecast;
use emberwatch_domain::ledger::correction;
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::{Basis, Bill, BillDay, BillKey, Days, Dimension, NoData, utc_day};
use emberwatch_views::costs::{CostOnly, CostsRequest, CostsView, choice, costs, costs_csv, other_choices, progress};
use emberwatch_views::forecast::{BudgetOutlook, BudgetView, forecast};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;
use std::collections::{BTreeMap, BTreeSet};

pub fn ago(days: i64) -> Date {
    utc_day(now()).saturating_sub(days.days())
}

/// A dollar of EMR every day of the last sixty but today; the last two days are estimates.
pub fn bill_of(account: &str) -> AccountBill {
    let days = Days::new(ago(60), ago(0));
    let key = BillKey::default().with(Dimension::LinkedAccount, account).with(Dimension::Service, "EMR");
    let key = key.with(Dimension::Tag("owner".into()), "");
    let row = |day| BillDay { day, key: key.clone(), usd: Usd::new(Decimal::ONE), estimated: day >= ago(2) };
    let mut bill = Bill::new(Basis::default());
    bill.record(days, days.iter().map(row).collect::<Vec<_>>(), Some(ago(2)));
    AccountBill {
        account: account.into(),
        bill,
        by: vec![Dimension::LinkedAccount, Dimension::Service],
        holds: BTreeSet::from([account.into()]),
        hindrance: None,
        allowance: Allowance { cap: Usd::new(dec!(2)), spent: Spent { requests: 3, usd: Usd::new(dec!(0.03)) } },
        theirs: None,
    }
}

pub fn known(bills: Vec<AccountBill>) -> CostsKnown {
    let asked = bills.iter().map(|bill| bill.account.clone()).collect();
    let spent = |bill: &AccountBill| bill.allowance.spent;
    let spent = Spent {
        requests: bills.iter().map(|bill| spent(bill).requests).sum(),
        usd: bills.iter().map(|bill| spent(bill).usd).sum(),
    };
    CostsKnown {
        bills,
        askers: Askers { asked, ..Askers::default() },
        asked: Spent::default(),
        spent,
        cluster_names: BTreeMap::new(),
    }
}

pub fn asking(from: i64, by: &str) -> CostsRequest {
    CostsRequest { from: Some(ago(from).to_string()), by: Some(by.to_owned()), ..CostsRequest::default() }
}

pub fn view(known: &CostsKnown, request: &CostsRequest) -> CostsView {
    let world = World::of(account()).with(account_of("2", "payer", Realm::Aws));
    costs(&world.scene(), &request.parse(&world.scene()).unwrap(), known)
}

#[test]
fn accounts_are_added_up_by_key_and_estimates_begin_on_their_day() {
    let told = view(&known(vec![bill_of("1"), bill_of("2")]), &asking(3, "service"));
    let rows: Vec<_> = told.costs.rows.iter().map(|row| (row.day.clone(), row.usd.as_str())).collect();
    assert_eq!(rows, [3, 2, 1].map(|back| (ago(back).to_string(), "2.00")));
    assert_eq!(told.costs.estimated_from, Some(ago(2).to_string()));
    assert_eq!((told.total_usd.as_deref(), told.costs.self_cost.usd.as_str()), (Some("6.00"), "0.06"));
}

#[test]
fn a_day_without_an_amount_has_no_row_and_says_why() {
    let mut bill = bill_of("1");
    bill.bill.miss(Days::new(ago(62), ago(60)), &NoData::AskingBudgetReached);
    let request = CostsRequest { to: Some(ago(59).to_string()), ..asking(62, "account") };
    let told = view(&known(vec![bill]), &request);
    assert_eq!(told.costs.rows.len(), 1);
    let [missing] = &told.missing[..] else { panic!("{:?}", told.missing) };
    let expected = (ago(62).to_string(), ago(60).to_string(), "what may be spent on asking is spent");
    assert_eq!((missing.from.clone(), missing.to.clone(), missing.why.as_str()), expected);
}

#[test]
fn what_aws_refused_is_told_with_what_to_do_and_a_new_account_is_no_failure() {
    let action = "ce:GetCostAndUsage".to_owned();
    let denied = CloudError::Denied { operation: "GetCostAndUsage", action };
    let hindered = |error| AccountBill { hindrance: Some(Hindrance::Cloud(error)), ..bill_of("1") };
    let refused = view(&known(vec![hindered(denied)]), &asking(3, "service"));
    assert!(refused.refused && refused.notes[0].contains("ce:GetCostAndUsage"), "{:?}", refused.notes);
    let new = CloudError::NoDataYet { operation: "GetCostAndUsage" };
    let new = view(&known(vec![hindered(new)]), &asking(3, "service"));
    assert!(!new.refused && new.notes[0].contains("wait a day"), "{:?}", new.notes);
}

#[test]
fn a_bill_that_knows_no_owner_says_what_to_send_to_the_payer() {
    let told = view(&known(vec![bill_of("1")]), &asking(3, "owner"));
    assert_eq!(told.costs.rows[0].key, BTreeMap::from([("owner".to_owned(), None)]));
    assert!(told.notes[0].contains("cost allocation tag owner") && told.notes[0].contains("account 1"));
}

#[test]
fn an_account_whose_money_another_one_tells_is_named() {
    let mut known = known(vec![bill_of("2")]);
    known.askers.held.insert("1".into(), "2".into());
    let told = view(&known, &asking(3, "service"));
    assert_eq!(told.notes, ["research is in the bill of payer, which pays for it, and is not asked itself"]);
}

#[test]
fn an_account_of_which_nobody_knows_whom_it_pays_for_is_named() {
    let mut known = known(vec![bill_of("1"), bill_of("2")]);
    known.askers.unknown.push("2".into());
    let told = view(&known, &asking(3, "service"));
    assert_eq!(
        told.notes,
        ["it is not known whose bills the bill of payer holds: what they hold of each other is told twice"]
    );
}

#[test]
fn more_days_than_anybody_reads_are_refused_in_one_sentence() {
    let world = World::of(account());
    let parse = |from: &str| {
        let request = CostsRequest { from: Some(from.to_owned()), ..CostsRequest::default() };
        request.parse(&world.scene()).map(|asked| asked.days.first.to_string()).map_err(|error| error.to_string())
    };
    assert!(parse("0202-01-01").unwrap_err().contains("from 0202-01-01"));
    assert_eq!(parse(&ago(3_600).to_string()), Ok(ago(3_600).to_string()));
}

#[test]
fn days_that_cost_nothing_are_a_total_of_nothing() {
    let mut bill = bill_of("1");
    let mut idle = Bill::new(Basis::default());
    let key = BillKey::default().with(Dimension::Service, "EMR");
    let first = BillDay { day: ago(90), key, usd: Usd::new(Decimal::ONE), estimated: false };
    idle.record(Days::new(ago(90), ago(60)), [first], None);
    bill.bill = idle;
    let known = known(vec![bill]);
    let until = |to| CostsRequest { to: Some(ago(to).to_string()), ..asking(80, "service") };
    assert_eq!(view(&known, &until(70)).total_usd.as_deref(), Some("0.00"));
    let unknown = CostsRequest { to: Some(ago(30).to_string()), ..asking(40, "service") };
    assert_eq!(view(&known, &unknown).total_usd, None);
}

#[test]
fn a_row_for_a_spreadsheet_says_whether_it_may_still_move() {
    let csv = costs_csv(&view(&known(vec![bill_of("1")]), &asking(3, "service")));
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[1], format!("{},service,EMR,1.00,false,unblended,", ago(3)));
    assert!(lines[3].ends_with(",true,unblended,"));
}

#[test]
fn cost_explorers_own_month_end_says_which_days_it_lacks() {
    let mut bill = bill_of("1");
    bill.theirs = Some(TheirForecast { mean: Usd::new(dec!(20)), range: None });
    let whole = bill.bill.clone();
    bill.bill = Bill::new(Basis::default());
    let ledger = || LiveLedger { days: BTreeMap::new(), correction: correction(&[], ago(0)) };
    let world = World::of(account());
    let lacking = forecast(&world.scene(), &known(vec![bill.clone()]), &[ledger()]);
    let days = utc_day(now()).day() - 1;
    let expected =
        format!("Cost Explorer's own month end of research is too low by {days} days before today without an amount");
    assert_eq!(lacking.notes, [expected]);
    bill.bill = whole;
    assert!(forecast(&world.scene(), &known(vec![bill]), &[ledger()]).notes.is_empty());
}

#[test]
fn a_month_end_is_its_parts_beside_cost_explorers_own() {
    let mut bill = bill_of("1");
    bill.theirs = Some(TheirForecast { mean: Usd::new(dec!(20)), range: None });
    let ledger = LiveLedger { days: BTreeMap::new(), correction: correction(&[], ago(0)) };
    let world = World { now: now() + mins(0), ..World::of(account()) };
    let told = forecast(&world.scene(), &known(vec![bill]), &[ledger]);
    let row = &told.accounts[0];
    let days = u32::from(utc_day(now()).days_in_month().unsigned_abs());
    assert_eq!(row.total_usd, Some(format!("{days}.00")), "every day costs a dollar: {row:?}");
    let billed = utc_day(now()).day() - 1;
    assert_eq!(row.cost_explorer.as_ref().map(|theirs| theirs.total_usd.clone()), Some(format!("{}.00", 20 + billed)));
    assert_eq!((row.estimated_usd.as_deref(), row.estimated_note.as_deref()), (None, Some("not recorded")));
    assert_eq!(told.total_usd, row.total_usd);
}

/// A dollar a day in every account, against so many dollars.
fn budget_for(dollars: i64, bills: Vec<AccountBill>) -> BudgetView {
    let ledger = || LiveLedger { days: BTreeMap::new(), correction: correction(&[], ago(0)) };
    let ledgers: Vec<LiveLedger> = bills.iter().map(|_| ledger()).collect();
    let mut world = World { now: now() + mins(0), ..World::of(account()) };
    world.settings.costs.budget = Some(Usd::new(Decimal::from(dollars)));
    forecast(&world.scene(), &known(bills), &ledgers).budget.unwrap()
}

#[test]
fn a_budget_is_for_all_accounts_together_and_names_the_day_it_is_crossed() {
    let days = i64::from(utc_day(now()).days_in_month());
    let told = budget_for(days, vec![bill_of("1"), bill_of("2")]);
    assert_eq!((told.over_usd, told.left_usd), (Some(format!("{days}.00")), None));
    assert_eq!(told.total_usd, Some(format!("{}.00", 2 * days)));
    let day = told.crossed_on.unwrap();
    assert!(told.text.contains(&day) && told.text.contains(&format!("{days}.00 USD over")), "{}", told.text);
    let kept = budget_for(2 * days + 5, vec![bill_of("1"), bill_of("2")]);
    assert_eq!((kept.outlook, kept.left_usd.as_deref()), (BudgetOutlook::Within, Some("5.00")));
    assert_eq!((kept.over_usd, kept.crossed_on), (None, None));
}

#[test]
fn a_budget_of_which_an_account_is_not_known_is_not_told_as_kept() {
    let mut nothing = bill_of("1");
    nothing.bill = Bill::new(Basis::default());
    let told = budget_for(5000, vec![nothing, bill_of("2")]);
    assert_eq!((told.outlook, told.used_usd, told.left_usd), (BudgetOutlook::Unknown, None, None));
    assert!(told.text.contains("nothing is known of what a day costs in research"), "{}", told.text);
}

fn only(filters: &[&str]) -> CostsRequest {
    CostsRequest { only: filters.iter().map(|text| text.parse().unwrap()).collect(), ..asking(3, "service") }
}

fn refused(request: &CostsRequest) -> String {
    request.parse(&World::of(account()).scene()).unwrap_err().to_string()
}

#[test]
fn filters_are_told_in_words_and_several_values_of_one_dimension_are_one_filter() {
    let filters = ["account=1", "region=eu-west-1", "region="];
    let told = view(&known(vec![bill_of("1")]), &only(&filters));
    assert_eq!(told.only, ["account research", "region eu-west-1", "no region"]);
    let wanted = only(&filters).parse(&World::of(account()).scene()).unwrap().wanted();
    assert_eq!(wanted.only.iter().map(|filter| filter.values.len()).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn a_filter_that_cannot_be_asked_says_so() {
    assert!(refused(&only(&["colour=red"])).contains("a bill is not told by colour"));
    assert!("service".parse::<CostOnly>().unwrap_err().to_string().contains("service is no filter"));
    assert!(refused(&only(&["part=EC2"])).contains("cannot be filtered by part"));
    let parts = CostsRequest { by: Some("part".into()), ..only(&["owner=mila"]) };
    assert!(refused(&parts).contains("parts and owners"));
    let twice = CostsRequest { by: Some("owner".into()), ..only(&["tag:owner=mila"]) };
    assert!(refused(&twice).contains("owner and tag:owner cannot be asked together"));
}

#[test]
fn a_cluster_is_told_by_its_name_and_its_id_wherever_it_is_known() {
    let mut bill = bill_of("1");
    let job_flow = Dimension::Tag("aws:elasticmapreduce:job-flow-id".into());
    let row = |id: &str, usd: i64| BillDay {
        day: ago(3),
        key: BillKey::default().with(job_flow.clone(), id),
        usd: Usd::new(Decimal::from(usd)),
        estimated: false,
    };
    bill.bill.record(Days::one(ago(3)), [row("j-1", 9), row("j-2", 5), row("", 1)], None);
    let mut known = known(vec![bill]);
    known.cluster_names.insert("j-1".into(), "nightly".to_owned());
    let request = CostsRequest { to: Some(ago(2).to_string()), ..asking(3, "cluster") };
    let told = view(&known, &request);
    let names: Vec<&str> = told.table.series.iter().map(|series| series.name.as_str()).collect();
    assert_eq!(names, ["nightly (j-1)", "j-2", "no cluster"]);
    assert_eq!(
        told.groups.iter().map(|group| group.value.as_deref()).collect::<Vec<_>>(),
        [Some("j-1"), Some("j-2"), None]
    );
    let csv = costs_csv(&told);
    assert!(csv.contains(",cluster,j-1,9.00,false,unblended,nightly"), "{csv}");
}

#[test]
fn a_choice_says_about_what_it_costs_and_one_that_costs_nothing_has_no_hint() {
    let world = World::of(account());
    let foreseen = |requests: u64, may_be_more| {
        let usd = Usd::new(dec!(0.01) * Decimal::from(requests));
        choice(&world.scene(), "cluster", &Foreseen { requests, usd, may_be_more }).map(|choice| choice.hint)
    };
    let told = [foreseen(10, false), foreseen(13, true), foreseen(0, false)];
    assert_eq!(told, [Some("about $0.10".to_owned()), Some("from $0.13".to_owned()), None]);
    let bys = |request: &CostsRequest| {
        other_choices(&world.scene(), request).into_iter().map(|(by, _)| by).collect::<Vec<_>>()
    };
    assert_eq!(bys(&asking(3, "service")).len(), 8);
    assert!(!bys(&only(&["owner=mila"])).contains(&"part"), "what cannot be asked has no price");
    assert_eq!(progress(Progress { answered: 4, months: 13 }).text, "4 of 13 months");
}
