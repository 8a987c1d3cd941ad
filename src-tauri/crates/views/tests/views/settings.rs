use crate::world::{World, account, holding, record};
use emberwatch_app::choices::{AccountChange as Change, Wishes};
use emberwatch_app::costs::Spent;
use emberwatch_app::failure::Failure;
use emberwatch_app::settings::{Pace, Regions, Theme};
use emberwatch_domain::account::{Access, Criticality};
use emberwatch_domain::money::Usd;
use emberwatch_testkit::cluster;
use emberwatch_views::actions::ActionKindView;
use emberwatch_views::clusters::AccountColor;
use emberwatch_views::profiles::RegionChoice;
use emberwatch_views::requests::{AccountChange, ClusterRef, PlanRequest, SettingsRequest};
use emberwatch_views::settings::{PaceChoice, ThemeChoice, settings};
use rust_decimal::Decimal;

#[test]
fn settings_are_shown_with_who_the_caller_is() {
    let mut world = World::of(account());
    (world.settings.theme, world.settings.me) = (Theme::Dark, Some("thom".to_owned()));
    let view = settings(&world.scene(), &[], "/data".to_owned());
    assert_eq!(view.owner_tags, ["owner", "Owner", "creator", "user"]);
    assert_eq!((view.me.as_deref(), view.me_from_caller.as_deref()), (Some("thom"), Some("mila")));
    assert_eq!((view.theme, view.data_dir.as_str()), (ThemeChoice::Dark, "/data"));
}

#[test]
fn a_zone_that_this_computer_has_lost_is_told_and_the_systems_is_used() {
    let mut world = World::of(account());
    world.settings.display.zone = Some("Europe/Atlantis".to_owned());
    let display = settings(&world.scene(), &[], "/data".to_owned()).display;
    assert_eq!(display.zone_in_use.as_deref(), Some("UTC"));
    assert!(display.zone_problem.unwrap().contains("Europe/Atlantis"));
}

#[test]
fn every_pace_says_what_it_means_in_calls() {
    let record = record(&cluster("j-1").waiting());
    let mut world = World::of(holding(account(), [record]));
    world.settings.pace = Pace::Gentle;
    let polling = settings(&world.scene(), &[], "/data".to_owned()).polling;
    let calls: Vec<_> = polling.paces.iter().map(|pace| pace.calls_per_hour).collect();
    assert_eq!((polling.pace, calls), (PaceChoice::Gentle, vec![Some(240), Some(60), None]));
    assert_eq!(polling.paces[1].meaning, "every 2 min where clusters are active, else every 20 min");
}

#[test]
fn a_request_changes_what_it_names_and_nothing_else() {
    let request: SettingsRequest = serde_json::from_str(r#"{"owner_tags":["a"],"me":null,"theme":"dark"}"#).unwrap();
    let wishes = Wishes { owner_tags: Some(vec!["a".to_owned()]), theme: Some(Theme::Dark), ..Wishes::default() };
    assert_eq!(Wishes::try_from(request).unwrap(), wishes);
}

#[test]
fn every_change_of_an_account_has_its_use_case() {
    let table = [
        (AccountChange::AllowActions, Change::Access(Access::Actions)),
        (AccountChange::ReadOnly, Change::Access(Access::ReadOnly)),
        (AccountChange::MarkProduction, Change::Criticality(Criticality::Production)),
        (AccountChange::MarkOrdinary, Change::Criticality(Criticality::Ordinary)),
        (AccountChange::Rename { name: "Lab".to_owned() }, Change::Name("Lab".to_owned())),
        (AccountChange::Recolor { color: AccountColor::Teal }, Change::Color(AccountColor::Teal.number())),
    ];
    for (asked, change) in table {
        assert_eq!(Change::from(asked), change);
    }
}

#[test]
fn a_colour_survives_the_settings() {
    for color in AccountColor::ALL {
        assert_eq!(AccountColor::from_number(color.number()), Some(color));
    }
}

#[test]
fn regions_survive_the_way_there_and_back() {
    for regions in [Regions::OfProfile, Regions::AllEnabled, Regions::Listed(vec!["eu-west-1".into()])] {
        assert_eq!(Regions::from(RegionChoice::from(&regions)), regions);
    }
}

#[test]
fn a_cluster_chosen_twice_is_one_target_and_none_is_no_plan() {
    let target = ClusterRef { account_id: "1".into(), region: "eu-west-1".into(), id: "j-1".into() };
    let ask = |targets| PlanRequest { action: ActionKindView::Terminate, targets, reason: " idle ".into() }.parse();
    let wanted = ask(vec![target.clone(), target]).unwrap();
    assert_eq!((wanted.targets.len(), wanted.reason.as_str()), (1, "idle"));
    assert!(matches!(ask(vec![]), Err(Failure::Invalid { .. })));
}

#[test]
fn what_asking_has_cost_stands_beside_what_it_may() {
    let world = World::of(account());
    let spent = Spent { requests: 200, usd: Usd::new(Decimal::TWO) };
    let told = settings(&world.scene(), &[("1".into(), spent)], String::new()).asking;
    assert_eq!((told.cap_usd.as_str(), told.spent[0].usd.as_str(), told.spent[0].used_up), ("2.00", "2.00", true));
    assert_eq!(told.spent[0].account_name, "research");
}

#[test]
fn an_amount_that_is_none_is_refused_by_the_label_that_its_field_has_on_the_page() {
    let refused = |request: SettingsRequest| Wishes::try_from(request).unwrap_err().to_string();
    let cap = refused(SettingsRequest { explorer_cap: Some("much".to_owned()), ..SettingsRequest::default() });
    assert!(cap.contains("the most it may cost cannot be much"), "{cap}");
    let budget = refused(SettingsRequest { budget: Some("5,000".to_owned()), ..SettingsRequest::default() });
    assert!(budget.contains("what a month may cost cannot be 5,000"), "{budget}");
}
