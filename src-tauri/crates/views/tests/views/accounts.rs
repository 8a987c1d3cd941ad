use crate::world::{World, account, account_of, holding, record};
use emberwatch_domain::account::Realm;
use emberwatch_testkit::cluster;

#[test]
fn an_account_is_called_as_the_user_says_else_by_its_alias_else_by_its_profile() {
    let mut snapshot = holding(account(), [record(&cluster("j-1"))]);
    let name = |world: &World| world.only().account_name;
    assert_eq!(name(&World::of(snapshot.clone())), "research");
    snapshot.alias = Some("acme-research".to_owned());
    let mut world = World::of(snapshot);
    assert_eq!(name(&world), "acme-research");
    world.settings.accounts.entry("1".into()).or_default().name = Some("Lab".to_owned());
    assert_eq!(name(&world), "Lab");
}

#[test]
fn an_accounts_colour_is_the_same_on_every_page() {
    let world = World::of(holding(account(), [record(&cluster("j-1"))])).with(account_of("9", "prod", Realm::Aws));
    let scene = world.scene();
    let profiles = emberwatch_views::profiles::profiles(&scene, &crate::world::listing(vec![]), &[]);
    assert_eq!(world.only().account_color, profiles.accounts[0].color);
    assert_ne!(profiles.accounts[0].color, profiles.accounts[1].color);
}
