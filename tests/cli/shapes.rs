//! The shapes that scripts rely on, as snapshots of one still world.

use crate::serving::{Rehearsal, still};
use serde_json::json;

const PROD: &str = "--profile analytics-prod";

#[test]
fn clusters() {
    let rehearsal = Rehearsal::still();
    let mut view = rehearsal.ground.json(0, &format!("clusters {PROD}"));
    let clusters = view["clusters"].as_array_mut().unwrap();
    // One that lives and one that has ended: the shape is the same for all.
    let lives = clusters.iter().find(|cluster| cluster["name"] == "trino-shared").unwrap().clone();
    let ended = clusters.iter().find(|cluster| !cluster["ended_at"].is_null()).unwrap().clone();
    *clusters = vec![lives, ended];
    insta::assert_json_snapshot!(still(view));
}

#[test]
fn cluster() {
    let rehearsal = Rehearsal::still();
    let id = rehearsal.ids(PROD, "trino-shared").remove(0);
    let mut view = rehearsal.ground.json(0, &format!("cluster {id} {PROD}"));
    for list in ["nodes", "timeline", "steps", "configurations", "bootstrap_actions"] {
        view[list].as_array_mut().unwrap().truncate(1);
    }
    insta::assert_json_snapshot!(still(view));
}

#[test]
fn terminate() {
    let rehearsal = Rehearsal::still();
    rehearsal.ground.json(0, "profiles allow-actions analytics-prod");
    let id = rehearsal.ids(PROD, "trino-shared").remove(0);
    let answer = rehearsal.ground.json(1, &format!("terminate j-NOSUCHCLUSTER {id} {PROD} --dry-run"));
    insta::assert_json_snapshot!(answer);
}

#[test]
fn profiles() {
    let rehearsal = Rehearsal::still();
    let ground = &rehearsal.ground;
    ground.json(0, "profiles watch sandbox");
    ground.json(0, "clusters");
    let mut view = ground.json(0, "profiles");
    view["files"] = json!("[files]");
    insta::assert_json_snapshot!(still(view));
}

#[test]
fn table() {
    let rehearsal = Rehearsal::still();
    let ended = rehearsal.ground.run("clusters --profile sandbox");
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    insta::assert_snapshot!(ended.stdout);
}
