use crate::world::{World, account};
use emberwatch_app::choices::AccountChange as Change;
use emberwatch_app::failure::Failure;
use emberwatch_app::settings::{Regions, Theme};
use emberwatch_domain::account::{Access, Criticality};
use emberwatch_views::actions::ActionKindView;
use emberwatch_views::clusters::AccountColor;
use emberwatch_views::profiles::RegionChoice;
use emberwatch_views::requests::{AccountChange, ClusterRef, PlanRequest};
use emberwatch_views::settings::{ThemeChoice, settings};

#[test]
fn settings_are_shown_with_who_the_caller_is() {
    let mut world = World::of(account());
    (world.settings.theme, world.settings.me) = (Theme::Dark, Some("thom".to_owned()));
    let view = settings(&world.scene(), "/data".to_owned());
    assert_eq!(view.owner_tags, ["owner", "Owner", "creator", "user"]);
    assert_eq!((view.me.as_deref(), view.me_from_caller.as_deref()), (Some("thom"), Some("mila")));
    assert_eq!((view.theme, view.data_dir.as_str()), (ThemeChoice::Dark, "/data"));
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
