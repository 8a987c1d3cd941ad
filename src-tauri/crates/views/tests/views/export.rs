use crate::world::{World, account, account_of, holding, mins, now, record};
use emberwatch_domain::account::Realm;
use emberwatch_testkit::hostile::{corpus, is_formula};
use emberwatch_testkit::{cluster, node, place};
use emberwatch_views::export::{chosen, clusters_csv};
use emberwatch_views::names::cluster_names;
use emberwatch_views::requests::ClusterRef;

fn of(account: &str, id: &str) -> ClusterRef {
    ClusterRef { account_id: account.to_owned(), region: "eu-west-1".to_owned(), id: id.to_owned() }
}

fn world() -> World {
    let etl = cluster("j-1").named("etl").tag("owner", "mila").node(node("i-1")).auto_termination(3600);
    let old = cluster("j-2").named("old").terminated(now() - mins(90)).protected();
    let other = cluster("j-3").node(node("i-3")).record(place("2", "eu-west-1"), "prod", now());
    World::of(holding(account(), [record(&etl), record(&old)]))
        .with(holding(account_of("2", "prod", Realm::Aws), [other]))
}

#[test]
fn what_is_taken_along_stands_in_the_screens_order_and_its_totals_are_its_own() {
    let world = world();
    let wanted = [of("2", "j-3"), of("1", "j-gone"), of("1", "j-2")];
    let view = chosen(&world.scene(), &wanted);
    assert_eq!(view.clusters.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["j-3", "j-2"]);
    assert_eq!((view.totals.active_clusters, view.totals.burn.usd_per_hour.as_str()), (1, "0.2400"));
}

#[test]
fn the_rows_for_a_spreadsheet_are_as_documented() {
    let world = world();
    let csv = clusters_csv(&chosen(&world.scene(), &[of("1", "j-1"), of("1", "j-2")]));
    insta::assert_snapshot!(csv.replace("\r\n", "\n"));
}

#[test]
fn no_text_of_aws_becomes_a_formula_or_another_cell() {
    for hostile in corpus() {
        let text = hostile.text.as_str();
        let bad = cluster("j-1").named(text).tag("owner", text).tag(text, text).release(text, &[text, text]);
        let world = World::of(holding(account(), [record(&bad)]));
        let csv = clusters_csv(&chosen(&world.scene(), &[of("1", "j-1")]));
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let columns = reader.headers().unwrap().len();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!((rows.len(), rows[0].len()), (1, columns), "{}", hostile.tries);
        assert!(!rows[0].iter().any(is_formula), "{}: {:?}", hostile.tries, rows[0]);
    }
}

#[test]
fn every_cluster_that_is_known_can_be_found_whatever_is_on_screen() {
    let names = cluster_names(&world().scene());
    let told: Vec<(&str, &str, Option<&str>)> =
        names.iter().map(|name| (name.id.as_str(), name.name.as_str(), name.owner.as_deref())).collect();
    assert_eq!(told, [("j-1", "etl", Some("mila")), ("j-2", "old", None), ("j-3", "j-3", None)]);
}
