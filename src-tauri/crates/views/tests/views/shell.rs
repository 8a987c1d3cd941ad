use crate::world::{
    World, account, account_of, denied, entry, failing, holding, listing, profile, record, unreachable,
};
use emberwatch_app::cloud::BadSection;
use emberwatch_app::settings::Pace;
use emberwatch_app::snapshot::ProfileState;
use emberwatch_domain::account::{Access, Realm};
use emberwatch_domain::termination::Phase;
use emberwatch_testkit::{cluster, node, place};
use emberwatch_views::shell::{Banner, Liveness, Severity, ShellView, shell};

fn view(world: &World) -> ShellView {
    shell(&world.scene(), &listing(vec![profile("research")]), vec![])
}

#[test]
fn all_accounts_together_are_the_sum_of_each() {
    let mut world = World::of(holding(account(), [record(&cluster("j-1").node(node("i-1")))]));
    let other = cluster("j-2").node(node("i-2")).record(place("2", "eu-west-1"), "prod", crate::world::now());
    world = world.with(holding(account_of("2", "prod", Realm::Aws), [other]));
    let view = view(&world);
    assert_eq!(view.accounts.iter().map(|account| account.totals.active_clusters).sum::<u32>(), 2);
    assert_eq!((view.all.active_clusters, view.all.regions), (2, 2));
    assert_eq!(view.all.burn.usd_per_hour, "0.4800");
}

#[test]
fn an_account_says_its_kind_and_whether_it_may_be_changed() {
    let mut world = World::of(account());
    assert_eq!(view(&world).accounts[0].note, "static keys · read-only");
    world.settings.accounts.entry("1".into()).or_default().access = Access::Actions;
    assert_eq!(view(&world).accounts[0].note, "static keys · actions allowed");
}

#[test]
fn a_source_that_needs_attention_is_one_short_line() {
    let view = view(&World::of(failing(account(), denied())));
    assert_eq!(view.freshness.problems, ["eu-west-1 of research denied · 20 min"]);
    assert!(view.banners.is_empty());
}

#[test]
fn how_much_answers_is_told_of_all_sources() {
    assert_eq!(view(&World::of(account())).freshness.live, Liveness::All);
    assert_eq!(view(&World::of(failing(account(), denied()))).freshness.live, Liveness::Nothing);
}

#[test]
fn a_pause_is_told_with_the_freshness() {
    let mut world = World::of(account());
    assert!(!view(&world).freshness.paused);
    world.settings.pace = Pace::Paused;
    assert!(view(&world).freshness.paused);
}

#[test]
fn offline_is_said_once_and_after_what_the_caller_says() {
    let world =
        World::of(failing(account(), unreachable())).with(failing(account_of("2", "prod", Realm::Aws), unreachable()));
    let first = Banner { severity: Severity::Failure, text: "the data folder cannot be written".into(), command: None };
    let banners = shell(&world.scene(), &listing(vec![]), vec![first.clone()]).banners;
    assert_eq!(banners[0], first);
    assert_eq!(banners.iter().filter(|banner| banner.text.starts_with("offline")).count(), 1);
}

#[test]
fn offline_is_said_while_some_regions_were_not_asked_since_and_no_row_looks_live() {
    let snapshot = holding(account(), [record(&cluster("j-1").node(node("i-1")))]);
    let mut world = World::of(snapshot);
    assert_eq!(view(&world).banners, []);
    world.offline_since = Some(crate::world::now() - crate::world::mins(2));
    let shell = view(&world);
    assert!(shell.banners[0].text.starts_with("offline since 21:58: "), "{:?}", shell.banners);
    assert_eq!(shell.freshness.problems, ["eu-west-1 of research not reached · 0 s"]);
    let row = world.only();
    let reason = row.freshness.reason.unwrap();
    assert!(row.freshness.stale && reason.contains("this machine is offline since 21:58"), "{reason}");
}

#[test]
fn a_profile_whose_account_was_never_told_is_not_reached_either_while_the_machine_is_offline() {
    let mut world = World::new();
    world.profiles = vec![ProfileState {
        realm: Realm::Aws,
        profile: "research".into(),
        account: None,
        alias: None,
        caller: None,
        regions: Vec::new(),
        failure: None,
    }];
    assert_eq!((world.clusters().totals.troubled, view(&world).all.silent), (0, 1));
    world.offline_since = Some(crate::world::now());
    assert_eq!((world.clusters().totals.troubled, view(&world).all.silent), (1, 1));
    assert_eq!(view(&world).freshness.problems, ["profile research not reached"]);
}

#[test]
fn a_region_that_refused_is_told_as_such_also_when_the_network_is_gone() {
    let mut world = World::of(failing(account(), denied()));
    world.offline_since = Some(crate::world::now());
    assert_eq!(view(&world).freshness.problems, ["eu-west-1 of research denied · 20 min"]);
}

#[test]
fn a_bad_section_is_told_with_its_file_and_line() {
    let mut listing = listing(vec![]);
    let (file, problem) = ("/home/mila/.aws/config".into(), "no closing bracket".to_owned());
    listing.bad_sections = vec![BadSection { file, line: 7, section: None, problem }];
    let banners = shell(&World::new().scene(), &listing, vec![]).banners;
    let expected = "1 section of the AWS files cannot be read: line 7 of /home/mila/.aws/config: no closing bracket";
    assert_eq!(banners[0].text, expected);
}

#[test]
fn terminations_that_are_not_over_are_counted() {
    let mut world = World::of(account());
    world.journal = vec![entry(1, "j-1", Phase::Stuck), entry(2, "j-2", Phase::Terminated)];
    assert_eq!(view(&world).open_terminations, 1);
}
