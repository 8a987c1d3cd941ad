use crate::world::{World, account, now};
use emberwatch_app::forgetting::Forgetting;
use emberwatch_app::ports::{Forgot, Forgotten, Progress};
use emberwatch_views::data_folder::{ForgettingView, Part, beginning_of, data_folder, forgettable};
use emberwatch_views::failure::FailureCode;

fn part(file: &str, bytes: u64) -> Part {
    Part { what: "History".to_owned(), file: file.to_owned(), bytes }
}

#[test]
fn sizes_are_told_as_people_read_them() {
    let world = World::of(account());
    let parts = vec![part("a", 999), part("b", 12_345), part("c", 4_234_567_890)];
    let view = data_folder(&world.scene(), "/data".to_owned(), parts, &Forgetting::Nothing);
    let sizes: Vec<_> = view.parts.iter().map(|part| part.size.as_str()).collect();
    assert_eq!((sizes, view.size.as_str()), (vec!["999 B", "12.3 kB", "4.2 GB"], "4.2 GB"));
}

#[test]
fn what_would_go_is_said_in_one_sentence() {
    let world = World::of(account());
    let scene = world.scene();
    let before = beginning_of(&scene, " 2026-01-02 ").unwrap();
    let some = Forgotten { clusters: 1, changes: 2, spot: 12_345, ..Forgotten::default() };
    let view = forgettable(&scene, before, &some);
    let text = "1 cluster, 2 changes of a cluster, 12,345 spot prices would be forgotten for good";
    assert_eq!((view.text.as_str(), view.before.as_str(), view.empty), (text, "2026-01-02", false));
    assert!(forgettable(&scene, before, &Forgotten::default()).empty);
}

#[test]
fn what_is_forgotten_is_told_so_even_when_the_file_is_not_smaller_yet() {
    let world = World::of(account());
    let rows = Forgotten { clusters: 1, ..Forgotten::default() };
    let forgot = Forgot { rows, room_kept: Some("database or disk is full".to_owned()) };
    let before = beginning_of(&world.scene(), "2026-01-02").unwrap();
    let view = data_folder(&world.scene(), "/data".to_owned(), vec![], &Forgetting::Done { before, forgot }).forgetting;
    let ForgettingView::Done { text } = view else { panic!("{view:?}") };
    let begin =
        "what was over before 2026-01-02 is forgotten: 1 cluster. The file is not smaller yet (database or disk";
    assert!(text.starts_with(begin), "{text}");
}

#[test]
fn what_is_no_day_is_told_with_how_to_write_one() {
    let world = World::of(account());
    for wrong in ["", "yesterday", "2026-02-30", "20.11.2026"] {
        let failure = beginning_of(&world.scene(), wrong).unwrap_err();
        assert!(failure.code == FailureCode::Invalid && failure.next_step.is_some(), "{wrong}");
    }
}

#[test]
fn the_progress_is_told_in_percent() {
    let world = World::of(account());
    let under_way = Forgetting::UnderWay { before: now(), progress: Progress { done: 3, steps: 4 } };
    let view = data_folder(&world.scene(), "/data".to_owned(), vec![], &under_way).forgetting;
    assert!(matches!(view, ForgettingView::UnderWay { percent: 75, .. }), "{view:?}");
}
