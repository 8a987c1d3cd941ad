//! The bill in days or months and the dearest groups, beside the days before, and drawn of the same.

use crate::costs::{ago, asking, bill_of, known, view};
use crate::world::{World, account};
use emberwatch_app::costs::{Allowance, Hindrance, Spent};
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::{BillDay, BillKey, Days, Dimension};
use emberwatch_views::chart::{ChartFile, ChartTheme};
use emberwatch_views::costs::{
    ChartPattern, CostChartRequest, CostChartView, CostsGrain, CostsRequest, cost_chart, costs_file,
};
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

/// Ten services on one day: the first costs ten dollars, the last one.
fn ten_services() -> emberwatch_app::costs::AccountBill {
    let mut bill = bill_of("1");
    let row = |number: i64| BillDay {
        day: ago(3),
        key: BillKey::default().with(Dimension::Service, &format!("service {number}")),
        usd: Usd::new(Decimal::from(11 - number)),
        estimated: false,
    };
    bill.bill.record(Days::one(ago(3)), (1..=10).map(row).collect::<Vec<_>>(), None);
    bill
}

fn drawn(request: &CostsRequest, bills: Vec<emberwatch_app::costs::AccountBill>) -> CostChartView {
    let world = World::of(account());
    let scene = world.scene();
    let wanted = CostChartRequest { costs: request.clone(), theme: ChartTheme::Dark, width: 800, height: 200 };
    cost_chart(&scene, &request.parse(&scene).unwrap(), &known(bills), &wanted).unwrap()
}

#[test]
fn more_groups_than_can_be_told_apart_are_one_and_nothing_of_them_is_lost() {
    let request = CostsRequest { to: Some(ago(2).to_string()), ..asking(3, "service") };
    let told = view(&known(vec![ten_services()]), &request);
    let names: Vec<&str> = told.table.series.iter().map(|series| series.name.as_str()).collect();
    assert_eq!((names.len(), names[0], names[7]), (8, "service 1", "3 others"));
    let sum: Decimal = told.table.series.iter().map(|series| series.usd.parse::<Decimal>().unwrap()).sum();
    assert_eq!(Some(sum), told.total_usd.map(|usd| usd.parse().unwrap()));
    let patterns: Vec<ChartPattern> = told.table.series.iter().map(|series| series.pattern).collect();
    assert!(patterns.iter().enumerate().all(|(at, pattern)| !patterns[..at].contains(pattern)), "{patterns:?}");
}

#[test]
fn a_day_without_an_amount_has_none_in_any_column_and_says_why() {
    let told = view(&known(vec![bill_of("1")]), &CostsRequest { to: None, ..asking(2, "service") });
    let today = told.table.periods.last().unwrap();
    assert_eq!((today.usd.as_slice(), today.total_usd.as_deref()), (&[None][..], None));
    assert_eq!(today.missing.as_deref(), Some("not yet billed"));
    let before = &told.table.periods[0];
    assert_eq!((before.total_usd.as_deref(), before.estimated, before.missing.as_deref()), (Some("1.00"), true, None));
}

#[test]
fn months_are_sums_of_their_days_and_say_how_many_have_none() {
    let request = CostsRequest { grain: Some(CostsGrain::Month), to: None, ..asking(60, "account") };
    let told = view(&known(vec![bill_of("1"), bill_of("2")]), &request);
    assert!(told.table.periods.len() >= 2);
    let sum: Decimal =
        told.table.periods.iter().filter_map(|month| month.total_usd.as_ref()?.parse::<Decimal>().ok()).sum();
    assert_eq!(sum, dec!(120), "two accounts, sixty days, a dollar each");
    assert_eq!(told.table.periods.last().unwrap().missing.as_deref(), Some("not yet billed (1 day)"));
    let names: Vec<&str> = told.table.series.iter().map(|series| series.name.as_str()).collect();
    assert_eq!(names, ["research", "payer"], "accounts are called by their names");
}

#[test]
fn a_period_is_told_beside_as_many_days_before_it() {
    let request = CostsRequest { compared: true, to: Some(ago(0).to_string()), ..asking(10, "service") };
    let compared = view(&known(vec![bill_of("1"), bill_of("2")]), &request).compared.unwrap();
    let total = &compared.total;
    assert_eq!((total.now_usd.as_str(), total.before_usd.as_str()), ("16.00", "16.00"), "estimates are left out");
    assert_eq!((total.change_usd.as_str(), total.percent.as_deref()), ("0.00", Some("0.0 %")));
    let left_out = "2 days left out that may still move or have no amount on one side";
    assert_eq!(compared.text, format!("8 closed days compared with those of {} to {}; {left_out}", ago(20), ago(11)));
    let world = World::of(account());
    let wanted = request.parse(&world.scene()).unwrap().wanted();
    assert_eq!(wanted.days, Days::new(ago(20), ago(0)), "what it is compared with is asked for too");
}

#[test]
fn a_change_of_less_than_a_percent_has_the_sign_of_its_dollars() {
    let mut bill = bill_of("1");
    let rows = Days::new(ago(20), ago(10)).iter().map(|day| BillDay {
        day,
        key: BillKey::default().with(Dimension::Service, "EMR"),
        usd: Usd::new(dec!(1.005)),
        estimated: false,
    });
    bill.bill.record(Days::new(ago(20), ago(10)), rows.collect::<Vec<_>>(), None);
    let request = CostsRequest { compared: true, to: Some(ago(0).to_string()), ..asking(10, "service") };
    let total = view(&known(vec![bill]), &request).compared.unwrap().total;
    assert_eq!((total.change_usd.as_str(), total.percent.as_deref()), ("-0.04", Some("-0.5 %")));
}

#[test]
fn a_group_that_the_bill_has_no_line_of_on_a_day_has_no_amount_there() {
    let mut bill = bill_of("1");
    let of = |service: &str| BillDay {
        day: ago(5),
        key: BillKey::default().with(Dimension::Service, service),
        usd: Usd::new(dec!(3)),
        estimated: false,
    };
    bill.bill.record(Days::one(ago(5)), [of("EMR"), of("Tax")], None);
    let told = view(&known(vec![bill]), &CostsRequest { to: Some(ago(3).to_string()), ..asking(5, "service") });
    let days: Vec<_> = told.table.periods.iter().map(|day| day.usd.clone()).collect();
    let [three, one] = [Some("3.00".to_owned()), Some("1.00".to_owned())];
    assert_eq!(days, [vec![three.clone(), three], vec![one, None]]);
}

#[test]
fn what_has_no_day_before_it_is_not_compared() {
    let request = CostsRequest { compared: true, to: Some(ago(59).to_string()), ..asking(60, "service") };
    assert_eq!(view(&known(vec![bill_of("1")]), &request).compared, None);
}

#[test]
fn what_is_paid_for_is_told_of_the_service_and_the_usage_type() {
    let mut bill = bill_of("1");
    let row = |service: &str, usage: &str, usd: i64| BillDay {
        day: ago(3),
        key: BillKey::default().with(Dimension::Service, service).with(Dimension::UsageType, usage),
        usd: Usd::new(Decimal::from(usd)),
        estimated: false,
    };
    let rows = [
        row("Amazon Elastic MapReduce", "EUW1-BoxUsage:m5.xlarge", 2),
        row("Amazon Elastic Compute Cloud - Compute", "EUW1-BoxUsage:m5.xlarge", 5),
        row("Amazon Elastic Compute Cloud - Compute", "EUW1-SpotUsage:m5.xlarge", 4),
        row("EC2 - Other", "EUW1-EBS:VolumeUsage.gp3", 1),
    ];
    bill.bill.record(Days::one(ago(3)), rows, None);
    let request = CostsRequest { to: Some(ago(2).to_string()), ..asking(3, "part") };
    let told = view(&known(vec![bill]), &request);
    let parts: Vec<_> = told.table.series.iter().map(|part| (part.name.as_str(), part.usd.as_str())).collect();
    assert_eq!(parts, [("EC2", "9.00"), ("EMR price", "2.00"), ("EBS", "1.00")]);
}

#[test]
fn the_cap_is_told_and_whether_it_is_reached() {
    let told = view(&known(vec![bill_of("1")]), &asking(3, "service"));
    assert_eq!((told.cap_usd.as_deref(), told.cap_reached), (Some("2.00"), false));
    let mut bill = bill_of("1");
    let allowance = Allowance { cap: Usd::new(dec!(2)), spent: Spent { requests: 200, usd: Usd::new(dec!(2)) } };
    bill.hindrance = Some(Hindrance::CapReached(allowance));
    assert!(view(&known(vec![bill]), &asking(3, "service")).cap_reached);
}

#[test]
fn what_is_known_is_drawn_and_what_is_not_leaves_nothing_to_draw() {
    let told = drawn(&asking(5, "service"), vec![bill_of("1")]);
    let svg = told.drawing.unwrap().svg;
    assert!(svg.contains("<polygon") && svg.contains("no amount"), "today has no amount: {svg}");
    assert!(told.summary.starts_with("Costs by service, unblended, with credits and refunds: highest 1.00 USD on "));
    assert_eq!(drawn(&CostsRequest { to: None, ..asking(0, "service") }, vec![bill_of("1")]).drawing, None);
}

#[test]
fn what_is_saved_is_what_is_shown() {
    let world = World::of(account());
    let scene = world.scene();
    let asked = asking(3, "service").parse(&scene).unwrap();
    let file = |file| costs_file(&scene, &asked, &known(vec![bill_of("1")]), file, ChartTheme::Light).unwrap();
    assert!(file(ChartFile::Svg).starts_with(b"<svg"));
    assert!(file(ChartFile::Png).starts_with(b"\x89PNG"));
    assert!(file(ChartFile::Csv).starts_with(b"day,by,value,usd,estimated,basis"));
}
