use crate::world::{World, account, account_of, denied, failing, listing, now, profile, unreachable, watching};
use emberwatch_app::cloud::{BadSection, CloudError, ProfileKind, ProfileListing};
use emberwatch_app::settings::Regions;
use emberwatch_app::snapshot::{Failed, Snapshot};
use emberwatch_domain::account::Realm;
use emberwatch_views::profiles::{ProfileRow, ProfilesView, profiles};
use emberwatch_views::sources::SourceStatus;
use std::path::PathBuf;

fn view(world: &World, listing: &ProfileListing) -> ProfilesView {
    profiles(&world.scene(), listing, &[PathBuf::from("/home/mila/.aws/config")])
}

fn row(view: &ProfilesView, name: &str) -> ProfileRow {
    view.profiles.iter().find(|row| row.name == name).cloned().unwrap()
}

#[test]
fn the_shape_of_profiles_is_as_documented() {
    let mut snapshot = account();
    snapshot.standby = vec!["research-admin".into()];
    let mut world = World::of(snapshot);
    for name in ["research", "research-admin"] {
        let mut state = watching(name);
        state.account = Some("1".into());
        state.regions = vec!["eu-west-1".into()];
        world.profiles.push(state);
    }
    world.settings.watched.insert("research".into(), Regions::AllEnabled);
    let mut mfa = profile("legacy");
    mfa.kind = ProfileKind::Role { source: Some("base".to_owned()) };
    mfa.unusable = Some("profile `legacy` needs an MFA code (mfa_serial), which Emberwatch cannot ask for".to_owned());
    let mut listing = listing(vec![profile("research"), profile("research-admin"), mfa]);
    listing.bad_sections = vec![BadSection {
        file: "/home/mila/.aws/config".into(),
        line: 41,
        section: Some("profile old".to_owned()),
        problem: "the section is not closed".to_owned(),
    }];
    insta::assert_json_snapshot!(view(&world, &listing));
}

#[test]
fn a_watched_profile_that_left_the_files_is_named_as_missing() {
    let mut world = World::new();
    world.settings.watched.insert("gone".into(), Regions::OfProfile);
    let row = row(&view(&world, &listing(vec![])), "gone");
    assert!(row.watched);
    assert!(row.problem.unwrap().contains("not in the AWS files any more"));
}

#[test]
fn a_profile_standing_by_says_for_which() {
    let mut snapshot = account();
    snapshot.standby = vec!["research-admin".into()];
    let view = view(&World::of(snapshot), &listing(vec![profile("research-admin")]));
    assert_eq!(row(&view, "research-admin").standby_for.as_deref(), Some("research"));
}

#[test]
fn an_expired_profile_says_so() {
    let mut world = World::new();
    let mut state = watching("research");
    state.failure = Some(Failed { at: now(), error: CloudError::Expired { operation: "GetCallerIdentity" } });
    world.profiles = vec![state];
    let row = row(&view(&world, &listing(vec![profile("research")])), "research");
    assert_eq!(row.status, Some(SourceStatus::Expired));
    assert!(row.problem.unwrap().starts_with("profile research: the credentials have expired"));
}

/// What a screen says of a profile that leads to this account.
fn leading_to(snapshot: Snapshot) -> ProfileRow {
    let mut world = World::of(snapshot);
    let mut state = watching("research");
    state.account = Some("1".into());
    world.profiles = vec![state];
    row(&view(&world, &listing(vec![profile("research")])), "research")
}

#[test]
fn a_profile_with_a_denied_region_is_one_with_a_problem_and_is_not_live() {
    let one = leading_to(failing(account(), denied()));
    assert_eq!(one.status, Some(SourceStatus::Denied));
    let problem = one.problem.unwrap();
    assert!(problem.starts_with("eu-west-1 of research: the permission elasticmapreduce:ListClusters"), "{problem}");
    assert!(problem.ends_with("ask for that permission, then refresh"), "{problem}");
    let mut two = failing(account(), denied());
    let same = two.sources.values().next().cloned().unwrap();
    two.sources.insert("us-east-1".into(), same);
    assert!(leading_to(two).problem.unwrap().contains("(1 more region with a problem)"));
}

#[test]
fn what_mends_by_itself_in_a_region_is_no_problem_of_its_profile() {
    let row = leading_to(failing(account(), unreachable()));
    assert_eq!((row.status, row.problem), (Some(SourceStatus::Ok), None));
}

#[test]
fn a_profile_called_like_one_of_the_sample_has_nothing_of_it() {
    let mut world = World::of(account_of("1", "research", Realm::Sample));
    world.realm = Realm::Sample;
    let mut state = watching("research");
    state.realm = Realm::Sample;
    state.account = Some("1".into());
    world.profiles = vec![state];
    let row = row(&view(&world, &listing(vec![profile("research")])), "research");
    assert_eq!((row.watched, row.status, row.account_id), (false, None, None));
}
