//! What every AWS must keep, whoever plays it. Written once, run against the simulator and against moto.

use crate::ground::{Ground, all};
use emberwatch_cloud::{Cloud, CloudError, ListClusters, WhichSubnets, WhichTypes};
use emberwatch_domain::advisor::{Subnet, TypeFacts};
use emberwatch_domain::cluster::{ClusterSummary, Collection, CollectionKind, NodeRole};
use std::collections::HashSet;

/// All rules, one after another; the name of the one at work is told first.
macro_rules! contract {
    ($($rule:ident),* $(,)?) => {
        pub async fn keep(ground: &Ground) {
            $(
                eprintln!("the contract: {}", stringify!($rule));
                $rule(ground).await;
            )*
        }
    };
}

contract![
    the_caller_is_the_profiles_account,
    the_regions_hold_the_one_in_use,
    every_listed_cluster_is_in_a_state_that_was_asked_for,
    all_pages_together_hold_every_cluster_once,
    a_listing_since_a_time_holds_nothing_older,
    a_described_cluster_is_the_listed_one,
    a_cluster_of_groups_has_one_master_group,
    bootstrap_actions_and_steps_are_lists_that_may_be_empty,
    a_protected_cluster_is_refused_until_its_protection_is_lifted,
    every_subnet_is_in_a_zone_of_the_region_and_found_by_its_vpc_and_by_its_id,
    a_subnet_that_does_not_exist_is_not_found,
    types_tell_their_size_and_those_that_are_named_are_all_there,
];

async fn the_caller_is_the_profiles_account(ground: &Ground) {
    let caller = ground.cloud.identity(&ground.profile).unwrap().caller().await.unwrap();
    assert_eq!(caller.account, ground.account);
    assert!(caller.arn.contains(ground.account.as_str()), "{}", caller.arn);
}

async fn the_regions_hold_the_one_in_use(ground: &Ground) {
    let regions = ground.cloud.identity(&ground.profile).unwrap().regions().await.unwrap();
    assert!(regions.iter().any(|status| status.region == ground.region && status.enabled));
    assert!(regions.len() > 10, "only {} regions", regions.len());
}

async fn every_listed_cluster_is_in_a_state_that_was_asked_for(ground: &Ground) {
    for state in ground.active().await.into_iter().map(|cluster| cluster.state) {
        let found = ground.clusters(std::slice::from_ref(&state)).await;
        assert!(!found.is_empty() && found.iter().all(|cluster| cluster.state == state), "{state:?}");
    }
}

async fn all_pages_together_hold_every_cluster_once(ground: &Ground) {
    let first = ground.readers().clusters.list_clusters(&ListClusters::default(), None).await.unwrap();
    assert_eq!((first.items.len(), first.next.is_some()), (50, true), "the ground has more than one page");
    let every = ground.clusters(&[]).await;
    let distinct: HashSet<_> = every.iter().map(|cluster| &cluster.id).collect();
    assert!(every.len() > 50);
    assert_eq!(distinct.len(), every.len());
}

async fn a_listing_since_a_time_holds_nothing_older(ground: &Ground) {
    let mut created: Vec<_> = ground.clusters(&[]).await.into_iter().filter_map(|cluster| cluster.created_at).collect();
    created.sort();
    let middle = created[created.len() / 2];
    let query = ListClusters { created_after: Some(middle), ..ListClusters::default() };
    let page = ground.readers().clusters.list_clusters(&query, None).await.unwrap();
    // AWS is asked in whole seconds.
    let holds = |cluster: &ClusterSummary| cluster.created_at.is_some_and(|at| at.as_second() >= middle.as_second());
    assert!(page.items.iter().all(holds));
}

async fn a_described_cluster_is_the_listed_one(ground: &Ground) {
    let listed = ground.active().await.into_iter().next().expect("an active cluster");
    let detail = ground.readers().clusters.describe_cluster(&listed.id).await.unwrap();
    let told = |cluster: &ClusterSummary| {
        (cluster.id.clone(), cluster.name.clone(), cluster.state.clone(), cluster.created_at)
    };
    assert_eq!(told(&detail.summary), told(&listed));
    assert!(detail.release_label.is_some_and(|label| label.starts_with("emr-")));
    assert!(!detail.applications.is_empty());
}

async fn a_cluster_of_groups_has_one_master_group(ground: &Ground) {
    let clusters = ground.readers().clusters;
    for listed in ground.active().await.into_iter().take(5) {
        let detail = clusters.describe_cluster(&listed.id).await.unwrap();
        if detail.collection == CollectionKind::Fleets {
            continue;
        }
        let Collection::Groups(groups) = clusters.collection(&listed.id, detail.collection).await.unwrap() else {
            panic!("{} is made of groups", listed.id);
        };
        let masters: Vec<_> = groups.iter().filter(|group| group.role == NodeRole::Master).collect();
        assert_eq!(masters.len(), 1, "{}", listed.id);
        assert!(masters[0].requested >= 1 && masters[0].instance_type.as_str().contains('.'));
    }
}

async fn bootstrap_actions_and_steps_are_lists_that_may_be_empty(ground: &Ground) {
    let clusters = ground.readers().clusters;
    for listed in ground.active().await.into_iter().take(5) {
        let actions = clusters.bootstrap_actions(&listed.id).await.unwrap();
        assert!(actions.iter().all(|action| action.script.starts_with("s3://")));
        let steps = clusters.list_steps(&listed.id, None).await.unwrap();
        assert!(steps.items.iter().all(|step| !step.id.is_empty()));
    }
}

async fn a_protected_cluster_is_refused_until_its_protection_is_lifted(ground: &Ground) {
    let (clusters, control) = (ground.readers().clusters, ground.control());
    let mut protected = None;
    for listed in ground.active().await {
        if clusters.describe_cluster(&listed.id).await.unwrap().protected {
            protected = Some(listed.id);
            break;
        }
    }
    let id = protected.expect("a protected cluster");
    let refused = control.terminate(&id).await.unwrap_err();
    assert!(matches!(&refused, CloudError::Invalid { message, .. } if message.contains("protect")), "{refused}");
    let unharmed = clusters.describe_cluster(&id).await.unwrap().summary.state;
    assert!(["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING"].contains(&unharmed.as_aws()), "{unharmed:?}");

    control.lift_termination_protection(&id).await.unwrap();
    assert!(!clusters.describe_cluster(&id).await.unwrap().protected);
    control.terminate(&id).await.unwrap();
    let ending = clusters.describe_cluster(&id).await.unwrap().summary.state;
    assert!(["TERMINATING", "TERMINATED"].contains(&ending.as_aws()), "{ending:?}");
}

async fn every_subnet_is_in_a_zone_of_the_region_and_found_by_its_vpc_and_by_its_id(ground: &Ground) {
    let every = subnets(ground, WhichSubnets::All).await;
    assert!(!every.is_empty() && every.iter().all(|subnet| subnet.zone.is_in(&ground.region)), "{every:?}");
    let of_vpc = subnets(ground, WhichSubnets::InVpc(every[0].vpc.clone())).await;
    assert!(of_vpc.contains(&every[0]) && of_vpc.iter().all(|subnet| subnet.vpc == every[0].vpc), "{of_vpc:?}");
    assert_eq!(subnets(ground, WhichSubnets::Named(vec![every[0].id.clone()])).await, every[..1]);
}

async fn a_subnet_that_does_not_exist_is_not_found(ground: &Ground) {
    let which = WhichSubnets::Named(vec!["subnet-00000000000000bad".into()]);
    let refused = ground.readers().network.subnets(&which, None).await.unwrap_err();
    assert!(matches!(refused, CloudError::NotFound { .. }), "{refused}");
}

async fn types_tell_their_size_and_those_that_are_named_are_all_there(ground: &Ground) {
    let named = WhichTypes::Named(vec!["m5.xlarge".into(), "r5.2xlarge".into()]);
    let mut told: Vec<_> = types(ground, named).await.into_iter().map(|kind| (kind.vcpus, kind.memory_mib)).collect();
    told.sort_unstable();
    assert_eq!(told, [(4, 16 * 1024), (8, 64 * 1024)]);
    let current = types(ground, WhichTypes::Current).await;
    assert!(current.len() > 10 && current.iter().all(|kind| kind.vcpus > 0 && kind.memory_mib > 0), "{current:?}");
    let network = ground.readers().network;
    let refused = network.instance_types(&WhichTypes::Named(vec!["x99.humongous".into()]), None).await.unwrap_err();
    assert!(matches!(refused, CloudError::Invalid { .. }), "{refused}");
}

async fn subnets(ground: &Ground, which: WhichSubnets) -> Vec<Subnet> {
    let network = ground.readers().network;
    all(async |marker| network.subnets(&which, marker.as_ref()).await).await
}

async fn types(ground: &Ground, which: WhichTypes) -> Vec<TypeFacts> {
    let network = ground.readers().network;
    all(async |marker| network.instance_types(&which, marker.as_ref()).await).await
}
