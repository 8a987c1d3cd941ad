//! AWS config files that are malformed, huge, or changed under our hands.

use crate::emberwatch::{Emberwatch, after, at};
use crate::files::{Files, keys, role};
use crate::world::{World, quiet};
use emberwatch_domain::account::Place;
use emberwatch_simulator::Limits;
use emberwatch_views::sources::SourceStatus;
use serde_json::json;

async fn lab() -> (World, Place) {
    let (world, place) = (World::new(Limits::Off), quiet());
    world.launch(&place, "etl", json!({})).await;
    (world, place)
}

async fn watching(world: &World, files: &Files) -> Emberwatch {
    let emberwatch = world.process_over("window", files.cloud(world));
    emberwatch.watch(&[("lab", &["eu-west-1"])]);
    after(120).await;
    emberwatch
}

fn status(emberwatch: &Emberwatch) -> SourceStatus {
    emberwatch.view().sources[0].status
}

#[tokio::test(start_paused = true)]
async fn a_bad_section_hurts_no_other_and_is_told_with_file_and_line() {
    let (world, place) = lab().await;
    let files =
        Files::new(&format!("[profile broken\nregion = x\n{}[profile worse]\n = nothing\n", keys("lab", &place)));
    let emberwatch = watching(&world, &files).await;
    assert_eq!((status(&emberwatch), emberwatch.view().clusters.len()), (SourceStatus::Ok, 1));
    let listing = emberwatch.station.cloud.profiles();
    let lines: Vec<u32> = listing.bad_sections.iter().map(|bad| bad.line).collect();
    assert!(lines.contains(&1), "{lines:?}");
    assert!(listing.bad_sections.iter().all(|bad| bad.file == files.config() && !bad.problem.is_empty()));
}

#[tokio::test(start_paused = true)]
async fn a_cyclic_source_profile_is_told_and_costs_no_call() {
    let (world, place) = lab().await;
    let files = Files::new(&(role("lab", &place, "other") + &role("other", &place, "lab")));
    let emberwatch = world.process_over("window", files.cloud(&world));
    emberwatch.watch(&[("lab", &["eu-west-1"])]);
    world.simulator.reset_calls();
    after(3600).await;
    let state = emberwatch.station.board.profile(&"lab".into()).unwrap();
    let told = state.failure.expect("it cannot work").error.to_string();
    assert!(told.contains("source_profile"), "{told}");
    assert_eq!(world.simulator.calls(), []);
}

#[tokio::test(start_paused = true)]
async fn a_thousand_profiles_are_listed_and_one_of_them_is_watched() {
    let (world, place) = lab().await;
    let others: String = (0..1000).map(|number| role(&format!("p{number}"), &place, "lab")).collect();
    let files = Files::new(&(others + &keys("lab", &place)));
    let emberwatch = watching(&world, &files).await;
    let listing = emberwatch.station.cloud.profiles();
    assert_eq!((listing.profiles.len(), listing.bad_sections.len()), (1001, 0));
    assert_eq!((status(&emberwatch), emberwatch.view().clusters.len()), (SourceStatus::Ok, 1));
}

#[tokio::test(start_paused = true)]
async fn a_wrong_key_that_is_mended_in_the_file_is_seen_within_a_minute() {
    let (world, place) = lab().await;
    let right = keys("lab", &place);
    let files = Files::new(&right.replace("AKIA", "AKIB"));
    let emberwatch = watching(&world, &files).await;
    let state = emberwatch.station.board.profile(&"lab".into()).unwrap();
    assert!(state.failure.is_some() && state.account.is_none());
    files.write(&right);
    after(60).await;
    assert_eq!((status(&emberwatch), emberwatch.view().clusters.len()), (SourceStatus::Ok, 1));
}

#[tokio::test(start_paused = true)]
async fn a_file_caught_half_written_breaks_nothing_that_works() {
    let (world, place) = lab().await;
    let whole = keys("base", &at("441088120031", "us-east-1")) + &keys("lab", &place);
    let files = Files::new(&whole);
    let emberwatch = watching(&world, &files).await;
    // Caught at every line's middle and end, as an editor writes it; each time for one round of polls.
    let cuts = whole.match_indices('\n').flat_map(|(end, _)| [end.saturating_sub(5), end]);
    for cut in cuts.chain([0]) {
        files.write(&whole[..cut]);
        after(40).await;
        assert_eq!(emberwatch.view().clusters.len(), 1, "the row stays, cut at {cut}");
        files.write(&whole);
        after(90).await;
        assert_eq!(status(&emberwatch), SourceStatus::Ok, "whole again after it was cut at {cut}");
        assert!(!emberwatch.view().clusters[0].freshness.stale);
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_left_broken_is_told_with_its_line_and_what_worked_goes_on_until_it_is_whole() {
    let (world, place) = lab().await;
    let whole = keys("base", &at("441088120031", "us-east-1")) + &keys("lab", &place);
    let files = Files::new(&whole);
    let emberwatch = watching(&world, &files).await;
    let in_lab = whole.find("[profile lab]").unwrap();
    let broken = [
        // Written only half: in the middle of the secret, and before it.
        &whole[..whole.rfind("sample").unwrap() + 2],
        &whole[..whole.rfind("access_key").unwrap()],
        // A merge gone wrong, and a header without an end.
        &whole.replace("[profile lab]", "[profile lab]\n<<<<<<< HEAD"),
        &whole.replace("[profile lab]", "[profile lab"),
    ];
    for text in broken {
        files.write(text);
        after(1200).await;
        assert_eq!(status(&emberwatch), SourceStatus::Ok, "{text}");
        assert!(!emberwatch.view().clusters[0].freshness.stale, "{text}");
        let told = emberwatch.station.cloud.profiles().bad_sections;
        let line = whole[..in_lab].lines().count();
        assert!(told.iter().all(|bad| bad.file == files.config() && bad.line as usize > line), "{told:?}");
        assert_eq!(told.len(), 1, "{told:?}");
    }
    files.write(&whole);
    after(60).await;
    assert_eq!((status(&emberwatch), emberwatch.station.cloud.profiles().bad_sections.len()), (SourceStatus::Ok, 0));
}

#[tokio::test(start_paused = true)]
async fn an_edit_is_followed_at_once_by_those_whom_it_concerns_and_by_nobody_else() {
    let (world, place) = lab().await;
    let (right, other) = (keys("lab", &place), keys("base", &at("441088120031", "us-east-1")));
    let files = Files::new(&(right.replace("AKIA", "AKIB") + &other));
    let emberwatch = world.process_over("window", files.cloud(&world));
    emberwatch.watch(&[("lab", &["eu-west-1"]), ("base", &["us-east-1"])]);
    after(120).await;
    files.write(&(right + &other));
    world.simulator.reset_calls();
    emberwatch.watcher.recheck_profiles();
    after(2).await;
    let state = emberwatch.station.board.profile(&"lab".into()).unwrap();
    assert!(state.failure.is_none() && state.account == Some(place.account));
    let asked: Vec<_> =
        world.simulator.calls().into_iter().filter(|call| call.operation == "GetCallerIdentity").collect();
    assert_eq!(asked.iter().map(|call| call.calls).sum::<u64>(), 1, "{asked:?}");
}

#[tokio::test(start_paused = true)]
async fn a_profile_that_becomes_another_account_never_mixes_the_two() {
    let (world, place) = lab().await;
    let files = Files::new(&keys("lab", &place));
    let emberwatch = watching(&world, &files).await;
    let other = at("905418233746", "eu-west-1");
    files.write(&keys("lab", &other));
    after(300).await;
    for row in emberwatch.view().clusters {
        let owner = if row.name == "etl" { &place } else { &other };
        assert_eq!(row.account_id, owner.account.as_str(), "{} is shown in the wrong account", row.name);
    }
    assert!(emberwatch.records(&other).len() > 1, "the new account is watched in its place");
}

#[tokio::test(start_paused = true)]
async fn what_was_confirmed_for_one_account_is_not_sent_to_another() {
    let (world, place) = lab().await;
    let files = Files::new(&keys("lab", &place));
    let emberwatch = watching(&world, &files).await;
    emberwatch.allow(place.account.as_str());
    let id = emberwatch.records(&place)[0].id().clone();
    let targets = [(place.clone(), id)];
    let kind = emberwatch_domain::lifecycle::ActionKind::Terminate;
    let planned = emberwatch.actions.plan(kind, &targets, "a swap").await.unwrap();
    files.write(&keys("lab", &at("905418233746", "eu-west-1")));
    let entries = emberwatch.actions.confirm(&planned.hash, &[]).await.unwrap();
    let phase = emberwatch.outcome(&entries).await.remove(0);
    assert!(matches!(phase, emberwatch_domain::termination::Phase::Refused { .. }), "{phase:?}");
    assert_eq!(world.sent.terminations(), Vec::<Vec<String>>::new());
}
