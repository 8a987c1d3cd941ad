//! The sample account: what a user without credentials sees.

use crate::ground::Ground;

#[test]
fn without_credentials_the_sample_is_shown_and_says_so_in_every_output() {
    let ground = Ground::new();
    let view = ground.json(0, "clusters");
    assert_eq!(view["sample"], true);
    let table = ground.run("clusters");
    assert_eq!(table.code, Some(0), "{table:#?}");
    assert!(table.stdout.starts_with("Sample data"), "{table:#?}");
    let id = view["clusters"][0]["id"].as_str().unwrap();
    let page = ground.run(&format!("cluster {id}"));
    assert!(page.stdout.starts_with("Sample data") && page.stdout.contains(id), "{page:#?}");
    assert_eq!(ground.json(0, &format!("cluster {id}"))["sample"], true);
    let plan = ground.run(&format!("terminate {id} --dry-run"));
    assert!(plan.stdout.starts_with("Sample data"), "{plan:#?}");
    // Of a cluster that is refused there is no plan beside the answer.
    assert!(plan.stderr.is_empty() || plan.stderr.contains("Sample data"), "{plan:#?}");
}

#[test]
fn what_was_done_to_the_sample_is_there_the_next_time() {
    let ground = Ground::new();
    let view = ground.json(0, "clusters");
    let clusters = view["clusters"].as_array().unwrap();
    let of_name = |name: &str| clusters.iter().find(|cluster| cluster["name"] == name && cluster["ended_at"].is_null());
    // It waits for days, whatever the time of day is.
    let id = of_name("poc-iceberg").or_else(|| of_name("notebook-mila")).unwrap()["id"].as_str().unwrap();
    let done = ground.json(0, &format!("terminate {id} --yes"));
    assert_eq!(done["sample"], true);
    assert_eq!(done["results"][0]["outcome"], "terminating");
    let page = ground.json(0, &format!("cluster {id}"));
    assert!(["TERMINATING", "TERMINATED"].contains(&page["row"]["state"].as_str().unwrap()), "{page:#}");
}

#[test]
fn the_sample_is_shown_beside_real_profiles_only_when_it_is_asked_for() {
    let keys = "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = none\n";
    let ground = Ground::with_files("[default]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:1\n", keys);
    assert_eq!(ground.json(0, "clusters --sample")["sample"], true);
    assert_eq!(ground.json(1, "clusters")["sample"], false);
}

#[test]
fn a_profile_of_the_environment_that_is_not_there_does_not_turn_into_the_sample_unnoticed() {
    let ended = Ground::new().with("AWS_PROFILE", "typo").run("clusters");
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    assert!(ended.stderr.contains("AWS_PROFILE is typo") && ended.stderr.contains("sample data"), "{ended:#?}");
}
