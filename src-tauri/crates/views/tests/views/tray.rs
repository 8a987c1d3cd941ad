use crate::world::{World, account, account_of, denied, entry, failing, holding, now, record, unreachable, watching};
use emberwatch_app::cloud::{CloudError, SignInAdvice};
use emberwatch_app::snapshot::Failed;
use emberwatch_domain::account::Realm;
use emberwatch_domain::termination::Phase;
use emberwatch_testkit::hostile::{corpus, obeyed_by_a_terminal};
use emberwatch_testkit::{cluster, node, place};
use emberwatch_views::shell::{Banner, Severity};
use emberwatch_views::tray::{TOP, TrayPage, TrayState, TrayView, tray};

fn view(world: &World) -> TrayView {
    tray(&world.scene(), &[])
}

fn labels(view: &TrayView) -> Vec<&str> {
    view.clusters.iter().map(|cluster| cluster.label.as_str()).collect()
}

#[test]
fn the_first_line_is_what_everything_burns_and_the_rest_what_burns_most() {
    let small = record(&cluster("j-1").named("small").node(node("i-1")));
    let large = record(&cluster("j-2").named("large").node(node("i-2")).node(node("i-3")));
    let ended = record(&cluster("j-3").named("ended").terminated(now()));
    let view = view(&World::of(holding(account(), [small, large, ended])));
    assert_eq!((view.state, view.total.as_str()), (TrayState::Calm, "$0.72 / hour, 2 clusters"));
    assert_eq!(
        labels(&view),
        ["large · $0.48 / h · eu-west-1 of research", "small · $0.24 / h · eu-west-1 of research"]
    );
    assert_eq!(view.trouble, None);
}

#[test]
fn no_more_clusters_are_listed_than_a_menu_holds_but_all_are_counted() {
    let records = (0..9).map(|n| record(&cluster(&format!("j-{n}")).node(node(&format!("i-{n}")))));
    let view = view(&World::of(holding(account(), records)));
    assert_eq!((view.clusters.len(), view.total.as_str()), (TOP, "$2.16 / hour, 9 clusters"));
}

#[test]
fn a_total_that_lacks_a_part_says_so_and_nothing_known_is_no_zero() {
    let priced = record(&cluster("j-1").node(node("i-1")));
    let unpriced = record(&cluster("j-2").named("odd").node(node("i-2").instance_type("x9.huge")));
    let both = view(&World::of(holding(account(), [priced, unpriced.clone()])));
    assert_eq!(both.total, "≥ $0.24 / hour, 2 clusters");
    let one = view(&World::of(holding(account(), [unpriced])));
    assert_eq!(one.total, "Burn unknown, 1 cluster");
    assert_eq!(labels(&one), ["odd · burn unknown · eu-west-1 of research"]);
}

#[test]
fn before_the_first_answer_nothing_is_claimed() {
    let mut world = World::new();
    world.profiles = vec![watching("research")];
    assert_eq!(view(&world).total, "Nothing read yet");
}

#[test]
fn sample_data_is_marked() {
    let mut world = World::of(account_of("1", "research", Realm::Sample));
    world.realm = Realm::Sample;
    assert_eq!(view(&world).total, "Sample data: $0.00 / hour, 0 clusters");
}

#[test]
fn who_must_sign_in_is_told_once_and_before_what_fails() {
    let mut world = World::of(failing(account(), denied()));
    let advice = SignInAdvice { reason: "the session has expired".into(), command: Some("aws sso login".into()) };
    let error = CloudError::SignInNeeded { operation: "GetCallerIdentity", advice };
    let mut waiting = watching("lab");
    waiting.regions = vec!["eu-west-1".into(), "us-east-1".into()];
    waiting.failure = Some(Failed { at: now(), error });
    world.profiles = vec![waiting];
    let view = view(&world);
    let trouble = view.trouble.unwrap();
    assert_eq!((view.state, trouble.page), (TrayState::Attention, TrayPage::Accounts));
    assert_eq!(trouble.text, "Profile lab needs a sign-in, and 1 more");
    assert_eq!(view.tooltip, format!("{}\n{}", view.total, trouble.text));
}

#[test]
fn a_stuck_termination_needs_attention_and_its_receipt_is_shown() {
    let mut world = World::of(account());
    world.journal = vec![entry(1, "j-1", Phase::Terminating)];
    assert_eq!(view(&world).state, TrayState::Calm);
    world.journal.push(entry(2, "j-2", Phase::Stuck));
    let view = view(&world);
    let trouble = view.trouble.unwrap();
    assert_eq!((view.state, trouble.page), (TrayState::Attention, TrayPage::Activity));
    assert!(trouble.text.starts_with("Termination of ") && trouble.text.ends_with(" is stuck"), "{}", trouble.text);
}

#[test]
fn what_bars_every_action_needs_attention_and_a_hint_does_not() {
    let world = World::of(account());
    let banner = |severity| Banner { severity, text: "nothing can be terminated".to_owned(), command: None };
    assert_eq!(tray(&world.scene(), &[banner(Severity::Warning)]).state, TrayState::Calm);
    assert_eq!(tray(&world.scene(), &[banner(Severity::Failure)]).state, TrayState::Attention);
}

#[test]
fn one_of_two_unreached_accounts_is_attention_and_both_are_offline() {
    let other = account_of("2", "prod", Realm::Aws);
    let one = World::of(failing(account(), unreachable())).with(other.clone());
    assert_eq!(view(&one).state, TrayState::Attention);
    assert_eq!(view(&one).trouble.unwrap().text, "eu-west-1 of research not reached");
    let both = World::of(failing(account(), unreachable())).with(failing(other, unreachable()));
    assert_eq!(view(&both).state, TrayState::Offline);
    assert_eq!(view(&both).trouble.unwrap().text, "Offline: nothing that is watched is reached");
}

#[test]
fn nothing_in_it_changes_by_the_passing_of_time_alone() {
    let world = World::of(holding(failing(account(), denied()), [record(&cluster("j-1").node(node("i-1")))]));
    let view = view(&world);
    let texts = [&view.total, &view.tooltip, &view.trouble.as_ref().unwrap().text];
    for text in texts.into_iter().map(String::as_str).chain(labels(&view)) {
        assert!(!text.contains("min") && !text.contains("ago"), "{text}");
    }
}

#[test]
fn hostile_names_neither_widen_the_menu_nor_break_its_lines() {
    for hostile in corpus() {
        let of = place("1", "eu-west-1");
        let named = cluster("j-1").named(&hostile.text).node(node("i-1")).record(of, "research", now());
        let mut world = World::of(holding(account(), [named]));
        world.settings.accounts.entry("1".into()).or_default().name = Some(hostile.text.clone());
        let mut stuck = entry(1, "j-1", Phase::Stuck);
        stuck.request.cluster_name.clone_from(&hostile.text);
        world.journal = vec![stuck];
        let view = view(&world);
        for text in [labels(&view)[0], &view.trouble.as_ref().unwrap().text] {
            assert!(text.chars().count() <= 120, "{}: {text}", hostile.tries);
            assert!(!text.contains('\n') && obeyed_by_a_terminal(text).is_empty(), "{}: {text:?}", hostile.tries);
        }
    }
}
