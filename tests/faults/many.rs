//! A thousand profiles over a few accounts: keys, roles, roles of roles, and SSO that nobody has signed in to.

use crate::emberwatch::{Emberwatch, after, at};
use crate::files::{Files, keys, role};
use crate::world::{World, quiet};
use emberwatch_domain::account::{Place, ProfileName};
use emberwatch_simulator::Limits;
use emberwatch_views::sources::SourceStatus;
use serde_json::json;

/// Of each kind.
struct Many {
    roles: usize,
    chains: usize,
    sso: usize,
}

impl Many {
    /// The sections, and the names of all that are watched.
    fn config(&self, places: &[Place]) -> (String, Vec<String>) {
        let (mut text, mut names) = (keys("base", &places[0]), vec!["base".to_owned()]);
        let mut add = |name: String, section: String| {
            text.push_str(&section);
            names.push(name);
        };
        for number in 0..self.roles {
            let name = format!("role-{number}");
            add(name.clone(), role(&name, &places[number % places.len()], "base"));
        }
        for number in 0..self.chains {
            let (name, source) = (format!("chain-{number}"), format!("role-{}", number % self.roles));
            add(name.clone(), role(&name, &places[number % places.len()], &source));
        }
        for number in 0..self.sso {
            let name = format!("sso-{number}");
            let section = format!(
                "[profile {name}]\nregion = eu-west-1\nsso_session = faults\nsso_account_id = {:012}\nsso_role_name = Reader\n",
                number % 100
            );
            add(name, section);
        }
        text.push_str("[sso-session faults]\nsso_region = eu-west-1\nsso_start_url = https://faults.example/start\n");
        (text, names)
    }
}

fn places() -> [Place; 2] {
    [quiet(), at("905418233746", "eu-west-1")]
}

async fn watching(many: &Many) -> (World, Files, Emberwatch) {
    let (world, [place, other]) = (World::new(Limits::Off), places());
    world.launch(&place, "etl", json!({})).await;
    let (config, names) = many.config(&[place, other]);
    let files = Files::new(&config);
    let home = tempfile::tempdir().unwrap();
    let locations = files.locations().with_variable("HOME", home.path().as_os_str());
    let emberwatch = world.process_over("window", emberwatch_cloud_aws::AwsCloud::from_files(locations, world.http()));
    world.simulator.reset_calls();
    let targets: Vec<(&str, &[&str])> = names.iter().map(|name| (name.as_str(), &["eu-west-1"][..])).collect();
    emberwatch.watch(&targets);
    after(300).await;
    (world, files, emberwatch)
}

fn calls(world: &World, operation: &str) -> u64 {
    world.simulator.calls().iter().filter(|count| count.operation == operation).map(|count| count.calls).sum()
}

#[tokio::test(start_paused = true)]
async fn a_thousand_watched_profiles_ask_once_each_and_watch_each_account_once() {
    let (few, ..) = watching(&Many { roles: 2, chains: 0, sso: 0 }).await;
    let many = Many { roles: 100, chains: 100, sso: 799 };
    let (world, _files, emberwatch) = watching(&many).await;
    let asking = 1 + many.roles + many.chains;
    assert_eq!(calls(&world, "GetCallerIdentity"), asking as u64);
    // A chain assumes two roles, and nobody a role that another has assumed for itself.
    assert_eq!(calls(&world, "AssumeRole"), (many.roles + 2 * many.chains) as u64);
    // Two accounts are listed as often as ever, whoever stands by.
    let (usual, listed) = (calls(&few, "ListClusters"), calls(&world, "ListClusters"));
    assert!(listed <= usual + 4, "{listed} listings, {usual} where each has one profile");

    let view = emberwatch.profiles();
    assert_eq!((view.profiles.len(), view.accounts.len()), (1000, 2));
    let with = |status| view.profiles.iter().filter(|row| row.status == Some(status)).count();
    assert_eq!((with(SourceStatus::Ok), with(SourceStatus::SignInNeeded)), (asking, many.sso));
    let standing_by = view.profiles.iter().filter(|row| row.standby_for.is_some()).count();
    assert_eq!(standing_by, asking - view.accounts.len());
}

#[tokio::test(start_paused = true)]
async fn what_crosses_to_the_page_grows_with_the_profiles_and_not_faster() {
    let size = |many| async move {
        let (_world, _files, emberwatch) = watching(&many).await;
        serde_json::to_string(&emberwatch.profiles()).unwrap().len()
    };
    let hundred = size(Many { roles: 5, chains: 5, sso: 89 }).await;
    let thousand = size(Many { roles: 50, chains: 50, sso: 899 }).await;
    assert!(thousand < 11 * hundred, "{hundred} bytes for 100, {thousand} for 1,000");
    assert!(thousand < 1000 * 1024, "{thousand} bytes");
}

#[tokio::test(start_paused = true)]
async fn an_edit_of_one_among_a_thousand_asks_for_that_one() {
    let many = Many { roles: 50, chains: 1, sso: 948 };
    let (world, files, emberwatch) = watching(&many).await;
    files
        .write(&files.text().replace("[profile role-49]\nregion = eu-west-1", "[profile role-49]\nregion = eu-west-2"));
    world.simulator.reset_calls();
    emberwatch.watcher.recheck_profiles();
    after(5).await;
    assert_eq!(calls(&world, "GetCallerIdentity"), 1);
    assert!(emberwatch.station.vouches_for(&ProfileName::new("role-49"), &places()[1].account));
}
