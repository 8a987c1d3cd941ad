use crate::world::{
    World, account, account_of, denied, entry, failing, holding, mins, now, record, unreachable, watching,
};
use emberwatch_app::cloud::{CloudError, SignInAdvice};
use emberwatch_app::settings::Pace;
use emberwatch_app::snapshot::Failed;
use emberwatch_domain::account::{Access, Realm};
use emberwatch_domain::cluster::{ClusterState, NodeRole};
use emberwatch_domain::termination::Phase;
use emberwatch_testkit::{START, cluster, group, node, place};
use emberwatch_views::actions::{PhaseView, Remedy};
use emberwatch_views::clusters::{AutoTerminationView, StateKind, clusters};
use emberwatch_views::requests::Scope;
use emberwatch_views::sources::SourceStatus;

fn ids(world: &World) -> Vec<String> {
    world.clusters().clusters.into_iter().map(|row| row.id).collect()
}

#[test]
fn the_shape_of_clusters_is_as_documented() {
    let etl = cluster("j-1")
        .named("etl")
        .running()
        .release("emr-7.5.0", &["Spark", "Hive"])
        .tag("owner", "mila")
        .group(group(NodeRole::Master).ebs("gp2", 32))
        .group(group(NodeRole::Task).instance_type("r5.2xlarge").spot().count(2))
        .node(node("i-1").role(NodeRole::Master).zone("eu-west-1a"))
        .node(node("i-2").role(NodeRole::Task).instance_type("r5.2xlarge").spot().zone("eu-west-1a"))
        .node(node("i-3").role(NodeRole::Task).instance_type("r5.2xlarge").spot().zone("eu-west-1a"));
    let mut world = World::of(holding(account(), [record(&etl)]));
    world.journal = vec![entry(7, "j-1", Phase::Terminating)];
    insta::assert_json_snapshot!(world.clusters());
}

#[test]
fn sample_and_real_money_are_never_in_one_sum() {
    let burning = |realm| {
        let etl = cluster("j-1").node(node("i-1"));
        holding(account_of("1", "research", realm), [record(&etl)])
    };
    let mut world = World::of(burning(Realm::Aws)).with(burning(Realm::Sample));
    for realm in [Realm::Aws, Realm::Sample] {
        world.realm = realm;
        let view = world.clusters();
        assert_eq!(view.sample, realm == Realm::Sample);
        assert_eq!(view.clusters.len(), 1);
        assert_eq!(view.sources.len(), 1);
        assert_eq!(view.totals.burn.usd_per_hour, "0.2400");
    }
}

#[test]
fn a_row_of_a_failed_region_is_stale_and_says_why() {
    let mut old = record(&cluster("j-1").node(node("i-1")));
    old.seen_at = now() - mins(20);
    let row = World::of(failing(holding(account(), [old]), denied())).only();
    assert!(row.freshness.stale);
    assert_eq!(
        row.freshness.reason.as_deref(),
        Some(
            "eu-west-1 of research: the permission elasticmapreduce:ListClusters is missing for \
             arn:aws:iam::1:user/mila; shown as of 21:40; ask for that permission, then refresh"
        )
    );
}

#[test]
fn a_source_says_what_failed_and_since_when() {
    let view = World::of(failing(account(), unreachable())).clusters();
    let source = &view.sources[0];
    assert_eq!(source.status, SourceStatus::Unreachable);
    let detail = source.detail.as_deref().unwrap();
    assert!(detail.starts_with("eu-west-1 of research was not reached"), "{detail}");
    assert!(detail.ends_with("; shown as of 21:40; check the network connection"), "{detail}");
}

/// A region and its cluster that nobody has failed to read, eleven minutes ago.
fn silent() -> World {
    let mut snapshot = account();
    snapshot.sources.values_mut().for_each(|source| source.as_of = Some(now() - mins(11)));
    let mut old = record(&cluster("j-1"));
    old.seen_at = now() - mins(11);
    World::of(holding(snapshot, [old]))
}

#[test]
fn where_the_journal_cannot_be_written_every_action_is_barred_and_says_why() {
    let mut world = World::of(holding(account(), [record(&cluster("j-1").waiting())]));
    world.settings.accounts.entry("1".into()).or_default().access = Access::Actions;
    assert!(world.only().actions.iter().any(|action| action.disabled_reason.is_none()));
    world.read_only = Some("cannot write the data folder /data: read-only filesystem".to_owned());
    for action in world.only().actions {
        assert!(action.disabled_reason.is_some_and(|why| !why.is_empty()));
    }
}

#[test]
fn a_region_that_is_silent_for_ten_minutes_is_stale_without_any_failure() {
    let view = silent().clusters();
    assert_eq!(view.sources[0].status, SourceStatus::Stale);
    assert!(view.clusters[0].freshness.stale);
}

#[test]
fn at_a_gentle_pace_a_region_may_be_silent_for_longer() {
    let mut world = silent();
    world.settings.pace = Pace::Gentle;
    assert_eq!(world.clusters().sources[0].status, SourceStatus::Ok);
}

#[test]
fn while_polling_is_paused_an_old_row_says_so_and_is_never_taken_for_a_new_one() {
    let mut world = silent();
    world.settings.pace = Pace::Paused;
    let freshness = &world.only().freshness;
    assert!(freshness.stale && freshness.reason.as_ref().unwrap().contains("polling is paused"), "{freshness:?}");
}

#[test]
fn an_ended_cluster_of_a_region_that_answers_is_never_stale() {
    let mut old = record(&cluster("j-1").terminated(now() - mins(300)));
    old.seen_at = now() - mins(300);
    let row = World::of(holding(account(), [old])).only();
    assert!(!row.freshness.stale);
}

#[test]
fn a_profile_whose_account_is_not_known_yet_is_a_source_with_its_command() {
    let mut world = World::new();
    let command = "aws sso login --profile research";
    let advice = SignInAdvice { reason: "nobody is signed in".into(), command: Some(command.into()) };
    let error = CloudError::SignInNeeded { operation: "GetCallerIdentity", advice };
    let mut profile = watching("research");
    profile.failure = Some(Failed { at: now(), error });
    world.profiles = vec![profile];
    let source = world.clusters().sources.remove(0);
    assert_eq!((source.status, source.account_id), (SourceStatus::SignInNeeded, None));
    assert_eq!(source.command.as_deref(), Some(command));
    assert_eq!(
        source.detail.as_deref(),
        Some("profile research: nobody is signed in; run aws sso login --profile research")
    );
}

#[test]
fn what_the_profile_in_use_lacks_every_region_of_its_account_lacks() {
    let mut world = World::of(holding(account(), [record(&cluster("j-1"))]));
    let mut profile = watching("research");
    profile.account = Some("1".into());
    profile.failure = Some(Failed { at: now() + mins(1), error: CloudError::Expired { operation: "ListClusters" } });
    world.profiles = vec![profile];
    assert_eq!(world.clusters().sources[0].status, SourceStatus::Expired);
    assert!(world.only().freshness.stale);
}

#[test]
fn clusters_of_a_region_that_is_not_watched_any_more_are_not_shown() {
    let elsewhere = cluster("j-2").record(place("1", "us-east-1"), "research", now());
    let mut world = World::of(holding(account(), [record(&cluster("j-1")), elsewhere]));
    let mut profile = watching("research");
    profile.account = Some("1".into());
    profile.regions = vec!["eu-west-1".into()];
    world.profiles = vec![profile];
    assert_eq!(ids(&world), ["j-1"]);
}

#[test]
fn a_scope_filters_rows_totals_and_sources() {
    let other = cluster("j-2").node(node("i-2")).record(place("2", "eu-west-1"), "prod", now());
    let world = World::of(holding(account(), [record(&cluster("j-1").node(node("i-1")))]))
        .with(holding(account_of("2", "prod", Realm::Aws), [other]));
    let view = clusters(&world.scene(), &Scope::account(&"2".into()));
    assert_eq!(view.clusters.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["j-2"]);
    assert_eq!((view.totals.active_clusters, view.sources.len()), (1, 1));
}

#[test]
fn what_burns_most_comes_first_and_what_ended_comes_last() {
    let world = World::of(holding(
        account(),
        [
            record(&cluster("j-ended-early").terminated(START + mins(10))),
            record(&cluster("j-small").node(node("i-1"))),
            record(&cluster("j-ended-late").terminated(START + mins(20))),
            record(&cluster("j-large").node(node("i-2")).node(node("i-3"))),
        ],
    ));
    assert_eq!(ids(&world), ["j-large", "j-small", "j-ended-late", "j-ended-early"]);
}

#[test]
fn a_cluster_that_ended_more_than_a_week_ago_is_not_listed() {
    let week = mins(7 * 24 * 60);
    let world = World::of(holding(
        account(),
        [
            record(&cluster("j-old").terminated(now() - week - mins(1))),
            record(&cluster("j-new").terminated(now() - week)),
        ],
    ));
    assert_eq!(ids(&world), ["j-new"]);
}

#[test]
fn a_cluster_without_key_pair_has_an_unknown_owner() {
    let world = World::of(holding(account(), [record(&cluster("j-1"))]));
    let row = world.only();
    assert_eq!((row.owner.name, row.owner.source.as_str()), (None, "unknown"));
    assert_eq!(world.clusters().totals.owner_unknown, 1);
}

#[test]
fn what_failed_needs_attention_and_is_counted_beside_what_it_may_hide() {
    let well = World::of(holding(account(), [record(&cluster("j-1"))])).clusters();
    assert_eq!((well.totals.troubled, well.totals.silent), (0, 0));
    let failed = World::of(failing(account(), denied())).clusters();
    assert!(failed.sources.iter().all(|source| source.needs_attention));
    assert_eq!(failed.totals.troubled as usize, failed.sources.len());
}

#[test]
fn what_has_ended_is_not_active_and_an_unknown_state_is() {
    let active = |state: &str| {
        World::of(holding(account(), [record(&cluster("j-1").state(ClusterState::from_aws(state)))])).only().active
    };
    assert_eq!(
        ["RUNNING", "HIBERNATING", "TERMINATED", "TERMINATED_WITH_ERRORS"].map(active),
        [true, true, false, false]
    );
}

#[test]
fn a_cluster_is_mine_by_the_callers_arn_or_by_the_setting() {
    let mut world = World::of(holding(account(), [record(&cluster("j-1").tag("owner", "Mila@x.org"))]));
    assert!(world.only().mine);
    world.settings.me = Some("thom".to_owned());
    assert!(!world.only().mine);
}

#[test]
fn an_unknown_state_allows_no_action() {
    let mut world =
        World::of(holding(account(), [record(&cluster("j-1").state(ClusterState::from_aws("HIBERNATING")))]));
    world.settings.accounts.entry("1".into()).or_default().access = Access::Actions;
    let row = world.only();
    assert_eq!((row.state.as_str(), row.state_kind), ("HIBERNATING", StateKind::Unknown));
    assert!(!row.actions.is_empty());
    assert!(row.actions.iter().all(|action| action.disabled_reason.is_some() && action.remedy.is_none()));
}

#[test]
fn a_read_only_account_leads_to_allowing_actions_and_a_protected_cluster_to_lifting() {
    let mut world = World::of(holding(account(), [record(&cluster("j-1").protected())]));
    assert_eq!(world.only().actions[0].remedy, Some(Remedy::AllowActions));
    world.settings.accounts.entry("1".into()).or_default().access = Access::Actions;
    assert_eq!(world.only().actions[0].remedy, Some(Remedy::LiftProtection));
}

#[test]
fn what_may_not_be_read_is_told_with_its_permission() {
    let mut record = record(&cluster("j-1").group(group(NodeRole::Core).count(3)));
    record.nodes = None;
    record.detail = None;
    record.auto_termination = None;
    record.deny("elasticmapreduce:DescribeCluster");
    let row = World::of(holding(account(), [record])).only();
    assert_eq!(row.protected, None);
    assert_eq!(row.auto_termination, AutoTerminationView::Unknown);
    assert_eq!((row.nodes.on_demand, row.nodes.seen), (3, false));
    assert!(row.gaps[0].ends_with("the permission elasticmapreduce:DescribeCluster is missing"), "{:?}", row.gaps);
    assert!(row.gaps[1].contains("requested ones are counted and priced"), "{:?}", row.gaps);
}

#[test]
fn a_cluster_shows_the_latest_of_its_terminations() {
    let mut world = World::of(holding(account(), [record(&cluster("j-1"))]));
    let called_back = entry(1, "j-1", Phase::CalledBack);
    world.journal = vec![entry(2, "j-1", Phase::Requested), called_back, entry(3, "j-2", Phase::Stuck)];
    assert_eq!(world.only().termination.unwrap().phase, PhaseView::Requested);
}

#[test]
fn hostile_names_pass_through_unchanged_as_data() {
    let name = "<img src=x onerror=alert(1)>\u{202e}=cmd|'/C calc'!A0";
    let row = World::of(holding(account(), [record(&cluster("j-1").named(name).tag("owner", name))])).only();
    assert_eq!((row.name.as_str(), row.owner.name.as_deref()), (name, Some(name)));
    assert_eq!(row.tags["owner"], name);
}
