//! A termination that is replayed, tampered with, or led to somebody else's account: nothing is sent.

use crate::emberwatch::{Emberwatch, after, at};
use crate::files::{Files, keys};
use crate::world::{World, quiet};
use bytes::Bytes;
use emberwatch_app::failure::Failure;
use emberwatch_cloud_aws::{AwsCloud, Http};
use emberwatch_domain::account::Place;
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::lifecycle::ActionKind;
use emberwatch_domain::plan::PlanHash;
use emberwatch_domain::termination::Phase;
use emberwatch_simulator::Limits;
use futures::future::join_all;
use http::Request;
use jiff::SignedDuration;
use serde_json::json;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Two clusters of one account, and one of the same name in another account.
async fn three() -> (World, Place, [ClusterId; 2], Place) {
    let (world, place, elsewhere) = (World::new(Limits::Off), quiet(), at("905418233746", "us-west-2"));
    let ids = [world.start(&place, "etl", json!({})).await, world.start(&place, "etl", json!({})).await];
    world.start(&elsewhere, "etl", json!({})).await;
    world.pass(20 * 60);
    (world, place, ids, elsewhere)
}

async fn planned(emberwatch: &Emberwatch, place: &Place, id: &ClusterId) -> PlanHash {
    let targets = [(place.clone(), id.clone())];
    emberwatch.actions.plan(ActionKind::Terminate, &targets, "a test").await.unwrap().hash
}

async fn is_refused(emberwatch: &Emberwatch, hash: &PlanHash) -> bool {
    matches!(emberwatch.actions.confirm(hash, &[]).await, Err(Failure::PlanExpired))
}

#[tokio::test(start_paused = true)]
async fn a_hash_is_worth_nothing_a_second_time_in_another_process_or_in_another_life() {
    let (world, place, [id, other], _) = three().await;
    let window = world.watching(&place).await;
    let terminal = world.process("terminal");
    let hash = planned(&window, &place, &id).await;
    assert!(is_refused(&terminal, &hash).await, "a plan is its own process's");
    let entries = window.actions.confirm(&hash, &[]).await.unwrap();
    assert_eq!(window.outcome(&entries).await, [Phase::Terminated]);
    assert!(join_all((0..50).map(|_| is_refused(&window, &hash))).await.into_iter().all(|refused| refused));
    let unused = planned(&window, &place, &other).await;
    drop(window);
    assert!(is_refused(&world.process("a later life"), &unused).await);
    after(600).await;
    assert_eq!(world.sent.terminations(), [[id.to_string()]]);
}

#[tokio::test(start_paused = true)]
async fn a_hash_with_any_digit_changed_cut_or_lengthened_is_no_plan() {
    let (world, place, [id, _], _) = three().await;
    let emberwatch = world.watching(&place).await;
    let hash = planned(&emberwatch, &place, &id).await;
    let text = hash.as_str().to_owned();
    for at in 0..text.len() {
        let mut digits = text.clone().into_bytes();
        digits[at] = if digits[at] == b'0' { b'1' } else { b'0' };
        assert!(is_refused(&emberwatch, &PlanHash::new(String::from_utf8(digits).unwrap())).await);
    }
    for forged in [&text[..63], &format!("{text}0"), &text.to_uppercase(), "", "../../etc/passwd", "\0"] {
        assert!(forged == text || is_refused(&emberwatch, &PlanHash::new(forged)).await, "{forged:?}");
    }
    after(600).await;
    assert_eq!(world.sent.terminations(), Vec::<Vec<String>>::new());
}

#[tokio::test(start_paused = true)]
async fn a_plan_for_another_id_account_region_or_action_has_another_hash() {
    let (world, place, [id, other], _) = three().await;
    let emberwatch = world.watching(&place).await;
    let targets = [(place.clone(), id.clone())];
    let made = emberwatch.actions.plan(ActionKind::Terminate, &targets, "a test").await.unwrap();
    let plans = [
        {
            let mut plan = made.plan.clone();
            plan.targets[0].seen.id = other;
            plan
        },
        {
            let mut plan = made.plan.clone();
            plan.targets[0].seen.place.account = "905418233746".into();
            plan
        },
        {
            let mut plan = made.plan.clone();
            plan.targets[0].seen.place.region = "us-east-1".into();
            plan
        },
        {
            let mut plan = made.plan.clone();
            plan.targets[0].seen.profile = "sandbox".into();
            plan
        },
        {
            let mut plan = made.plan.clone();
            plan.action = ActionKind::LiftProtection;
            plan
        },
        {
            let mut plan = made.plan.clone();
            plan.targets.push(plan.targets[0].clone());
            plan
        },
    ];
    for plan in plans {
        assert_ne!(plan.hash(), made.hash);
        assert!(is_refused(&emberwatch, &plan.hash()).await, "a plan that was never shown cannot be confirmed");
    }
    let tampered = [(at(place.account.as_str(), "us-east-1"), id.clone()), (at("905418233746", "eu-west-1"), id)];
    for target in tampered {
        let answer = emberwatch.actions.plan(ActionKind::Terminate, &[target], "a test").await;
        assert!(matches!(answer, Err(Failure::Unknown { .. })), "no such cluster there");
    }
    assert_eq!(world.sent.terminations(), Vec::<Vec<String>>::new());
}

#[tokio::test(start_paused = true)]
async fn a_plan_expires_on_whichever_clock_is_ahead() {
    let (world, place, [id, _], _) = three().await;
    let emberwatch = world.watching(&place).await;
    let hash = planned(&emberwatch, &place, &id).await;
    after(301).await;
    assert!(is_refused(&emberwatch, &hash).await, "five minutes are over");
    let hash = planned(&emberwatch, &place, &id).await;
    world.clock.advance(SignedDuration::from_secs(-3600));
    after(301).await;
    assert!(is_refused(&emberwatch, &hash).await, "setting the clock back gives no more time");
    let hash = planned(&emberwatch, &place, &id).await;
    world.pass(301);
    assert!(is_refused(&emberwatch, &hash).await, "the machine slept");
    assert_eq!(world.sent.terminations(), Vec::<Vec<String>>::new());
}

/// The way to the simulator; the profile becomes another account's while the nth DescribeCluster from now is answered.
fn swapping(world: &World, files: &Arc<Files>, other: &Place) -> (Http, Arc<AtomicUsize>) {
    let (answer, files, other) = (world.answer(), files.clone(), other.clone());
    let countdown = Arc::new(AtomicUsize::new(0));
    let left = countdown.clone();
    let http = Http::service(tower::service_fn(move |request: Request<Bytes>| {
        let describes =
            request.headers().get("x-amz-target").is_some_and(|target| target == "ElasticMapReduce.DescribeCluster");
        let response = answer(request);
        let is_time = describes
            && left
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1))
                .is_ok_and(|before| before == 1);
        if is_time {
            files.write(&keys("lab", &other));
        }
        async move { Ok::<_, Infallible>(response.await) }
    }));
    (http, countdown)
}

#[tokio::test(start_paused = true)]
async fn credentials_that_are_swapped_while_the_cluster_is_re_read_send_nothing_to_anybody() {
    let (world, place, [id, _], elsewhere) = three().await;
    let files = Arc::new(Files::new(&keys("lab", &place)));
    let (http, countdown) = swapping(&world, &files, &elsewhere);
    let emberwatch = world.process_over("window", AwsCloud::from_files(files.locations(), http));
    emberwatch.allow(place.account.as_str());
    emberwatch.allow(elsewhere.account.as_str());
    emberwatch.watch(&[("lab", &["eu-west-1"])]);
    after(120).await;
    let hash = planned(&emberwatch, &place, &id).await;
    // The next description is the one right before the request: whose credentials they are is known by then.
    countdown.store(1, Ordering::SeqCst);
    let entries = emberwatch.actions.confirm(&hash, &[]).await.unwrap();
    let phase = emberwatch.outcome(&entries).await.remove(0);
    assert_eq!(countdown.load(Ordering::SeqCst), 0, "they were swapped");
    assert!(matches!(&phase, Phase::Refused { reason } if reason.contains("changed")), "{phase:?}");
    assert_eq!(world.sent.terminations(), Vec::<Vec<String>>::new());
}
