//! What every journal and every settings store must keep, in memory or on disk. `make` gives an empty one each time;
//! each rule is a function of its own, so that a failure names it.

use crate::builders::journal_request;
use crate::clock::{START, minutes};
use emberwatch_app::ports::{Journal, JournalEntry, JournalRequest, JournalStep, Opened, SettingsStore};
use emberwatch_app::settings::{Settings, Theme};
use emberwatch_domain::account::Realm;
use emberwatch_domain::lifecycle::ActionKind;
use emberwatch_domain::termination::Phase;
use jiff::Timestamp;
use std::sync::Arc;

/// Runs every rule of the journal.
pub fn journal_contract(make: impl Fn() -> Arc<dyn Journal>) {
    a_new_entry_is_queued_and_not_sent(&*make());
    the_same_action_on_the_same_cluster_is_under_way_once(&*make());
    other_clusters_actions_and_realms_do_not_wait(&*make());
    what_is_over_makes_room_for_the_next(&*make());
    what_is_stuck_is_asked_again_and_closed_by_it(&*make());
    what_was_accepted_and_is_not_stuck_is_not_asked_again(&*make());
    a_hundred_clicks_at_once_are_one_request(&make());
    sending_is_remembered_with_its_time(&*make());
    a_request_is_sent_once(&*make());
    what_was_sent_is_not_called_back(&*make());
    what_was_sent_is_never_said_to_be_unsent(&*make());
    a_refusal_is_over_at_once_and_stands_in_nobodys_way(&*make());
    what_is_over_stays_as_it_ended(&*make());
    a_repeated_step_changes_nothing(&*make());
    an_unknown_entry_is_an_error_when_advanced_and_absent_when_read(&*make());
    only_queued_entries_of_a_silent_process_are_orphans(&*make());
    open_entries_come_oldest_first_and_recent_ones_newest_first(&*make());
}

/// Runs every rule of the settings store.
pub fn settings_contract(make: impl Fn() -> Arc<dyn SettingsStore>) {
    settings_that_were_never_changed_are_the_defaults(&*make());
    a_change_is_returned_and_stays(&*make());
    parallel_changes_are_all_kept(&make());
}

fn a_new_entry_is_queued_and_not_sent(journal: &dyn Journal) {
    let request = journal_request("j-1");
    let entry = opened(journal, &request);
    let expected = JournalEntry { number: entry.number, request, phase: Phase::Queued, sent_at: None, ended_at: None };
    assert_eq!(entry, expected);
    assert_eq!(journal.entry(entry.number).unwrap(), Some(expected));
}

fn the_same_action_on_the_same_cluster_is_under_way_once(journal: &dyn Journal) {
    let first = opened(journal, &journal_request("j-1"));
    let again = JournalRequest { owner: "emberctl".to_owned(), ..journal_request("j-1") };
    assert_eq!(journal.open(&again).unwrap(), Opened::UnderWay(first));
}

fn other_clusters_actions_and_realms_do_not_wait(journal: &dyn Journal) {
    opened(journal, &journal_request("j-1"));
    opened(journal, &journal_request("j-2"));
    opened(journal, &JournalRequest { action: ActionKind::LiftProtection, ..journal_request("j-1") });
    opened(journal, &JournalRequest { realm: Realm::Sample, ..journal_request("j-1") });
    assert_eq!(journal.open_entries().unwrap().len(), 4);
}

fn what_is_over_makes_room_for_the_next(journal: &dyn Journal) {
    let first = opened(journal, &journal_request("j-1"));
    journal.advance(first.number, &step(Phase::Failed { reason: "denied".to_owned() }, minutes(1))).unwrap();
    assert!(opened(journal, &journal_request("j-1")).number > first.number);
}

fn what_is_stuck_is_asked_again_and_closed_by_it(journal: &dyn Journal) {
    let first = opened(journal, &journal_request("j-1")).number;
    journal.advance(first, &sent(minutes(1))).unwrap();
    journal.advance(first, &step(Phase::Stuck, minutes(16))).unwrap();
    let again = JournalRequest { requested_at: minutes(20), ..journal_request("j-1") };
    let second = opened(journal, &again);
    assert_eq!((&second.phase, second.sent_at), (&Phase::Queued, None));
    let closed = journal.entry(first).unwrap().unwrap();
    assert!(matches!(&closed.phase, Phase::Failed { reason } if reason.contains("asked again")), "{closed:?}");
    assert_eq!((closed.sent_at, closed.ended_at), (Some(minutes(1)), Some(minutes(20))));
    assert_eq!(journal.open_entries().unwrap(), std::slice::from_ref(&second));
    assert_eq!(journal.open(&again).unwrap(), Opened::UnderWay(second), "and only once");
}

fn what_was_accepted_and_is_not_stuck_is_not_asked_again(journal: &dyn Journal) {
    let number = opened(journal, &journal_request("j-1")).number;
    for phase in [Phase::Requested, Phase::Unknown, Phase::Terminating] {
        let entry = journal.advance(number, &step(phase, minutes(1))).unwrap();
        assert_eq!(journal.open(&journal_request("j-1")).unwrap(), Opened::UnderWay(entry));
    }
}

fn a_hundred_clicks_at_once_are_one_request(journal: &Arc<dyn Journal>) {
    let clicks: Vec<_> = (0..100)
        .map(|_| {
            let journal = journal.clone();
            std::thread::spawn(move || journal.open(&journal_request("j-1")).unwrap())
        })
        .collect();
    let outcomes: Vec<Opened> = clicks.into_iter().map(|click| click.join().unwrap()).collect();
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Opened::Entry(_))).count(), 1);
    assert_eq!(journal.recent(Realm::Aws, 200).unwrap().len(), 1);
}

fn sending_is_remembered_with_its_time(journal: &dyn Journal) {
    let number = opened(journal, &journal_request("j-1")).number;
    assert_eq!(journal.advance(number, &sent(minutes(1))).unwrap().sent_at, Some(minutes(1)));
    let entry = journal.advance(number, &step(Phase::Terminated, minutes(3))).unwrap();
    assert_eq!((entry.sent_at, entry.ended_at), (Some(minutes(1)), Some(minutes(3))));
    assert_eq!(journal.entry(number).unwrap(), Some(entry));
}

fn a_request_is_sent_once(journal: &dyn Journal) {
    let number = opened(journal, &journal_request("j-1")).number;
    let entry = journal.advance(number, &sent(minutes(1))).unwrap();
    assert!(journal.advance(number, &sent(minutes(2))).unwrap_err().to_string().contains("already sent"));
    assert_eq!(journal.entry(number).unwrap(), Some(entry));
}

fn what_was_sent_is_not_called_back(journal: &dyn Journal) {
    let number = opened(journal, &journal_request("j-1")).number;
    let entry = journal.advance(number, &sent(minutes(1))).unwrap();
    assert!(journal.advance(number, &step(Phase::CalledBack, minutes(2))).is_err());
    assert_eq!(journal.entry(number).unwrap(), Some(entry));
}

fn what_was_sent_is_never_said_to_be_unsent(journal: &dyn Journal) {
    let number = opened(journal, &journal_request("j-1")).number;
    let entry = journal.advance(number, &sent(minutes(1))).unwrap();
    let refused = journal.advance(number, &step(Phase::Refused { reason: "silent".to_owned() }, minutes(2)));
    assert!(refused.unwrap_err().to_string().contains("was sent"));
    assert_eq!(journal.entry(number).unwrap(), Some(entry));
}

fn a_refusal_is_over_at_once_and_stands_in_nobodys_way(journal: &dyn Journal) {
    let stuck = opened(journal, &journal_request("j-1")).number;
    journal.advance(stuck, &sent(minutes(1))).unwrap();
    let stuck = journal.advance(stuck, &step(Phase::Stuck, minutes(16))).unwrap();
    let request = JournalRequest { requested_at: minutes(20), ..journal_request("j-1") };
    let refused = journal.refuse(&request, "protected").unwrap();
    assert_eq!(refused.phase, Phase::Refused { reason: "protected".to_owned() });
    assert_eq!((refused.sent_at, refused.ended_at), (None, Some(minutes(20))));
    assert_eq!(journal.open_entries().unwrap(), [stuck], "it closes nothing, for it asks for nothing");
    assert_eq!(journal.entry(refused.number).unwrap(), Some(refused));
}

fn what_is_over_stays_as_it_ended(journal: &dyn Journal) {
    let number = opened(journal, &journal_request("j-1")).number;
    let entry = journal.advance(number, &step(Phase::CalledBack, minutes(1))).unwrap();
    assert!(journal.advance(number, &sent(minutes(2))).unwrap_err().to_string().contains("j-1 was over"));
    assert_eq!(journal.entry(number).unwrap(), Some(entry));
}

fn a_repeated_step_changes_nothing(journal: &dyn Journal) {
    let number = opened(journal, &journal_request("j-1")).number;
    journal.advance(number, &sent(minutes(1))).unwrap();
    let entry = journal.advance(number, &step(Phase::Terminated, minutes(2))).unwrap();
    assert_eq!(journal.advance(number, &step(Phase::Terminated, minutes(3))).unwrap(), entry);
}

fn an_unknown_entry_is_an_error_when_advanced_and_absent_when_read(journal: &dyn Journal) {
    assert!(journal.advance(7, &sent(START)).unwrap_err().to_string().contains("no entry 7"));
    assert_eq!(journal.entry(7).unwrap(), None);
}

fn only_queued_entries_of_a_silent_process_are_orphans(journal: &dyn Journal) {
    let by = |owner: &str, cluster| JournalRequest { owner: owner.to_owned(), ..journal_request(cluster) };
    let silent = opened(journal, &by("silent", "j-1"));
    opened(journal, &by("alive", "j-2"));
    let sent_entry = opened(journal, &by("silent", "j-3"));
    journal.advance(sent_entry.number, &sent(minutes(1))).unwrap();
    journal.touch("alive", minutes(5)).unwrap();
    assert_eq!(journal.orphans(START).unwrap(), []);
    assert_eq!(journal.orphans(minutes(5)).unwrap(), [silent]);
}

fn open_entries_come_oldest_first_and_recent_ones_newest_first(journal: &dyn Journal) {
    let number: Vec<u64> = ["j-1", "j-2", "j-3"].map(|id| opened(journal, &journal_request(id)).number).to_vec();
    journal.advance(number[1], &step(Phase::CalledBack, minutes(1))).unwrap();
    let numbers = |entries: Vec<JournalEntry>| entries.iter().map(|entry| entry.number).collect::<Vec<_>>();
    assert_eq!(numbers(journal.open_entries().unwrap()), [number[0], number[2]]);
    assert_eq!(
        numbers(journal.recent(Realm::Aws, 2).unwrap()),
        [number[2], number[1], number[0]],
        "the first is not over"
    );
    journal.advance(number[0], &step(Phase::CalledBack, minutes(1))).unwrap();
    let sample = JournalRequest { realm: Realm::Sample, ..journal_request("j-1") };
    let sample = opened(journal, &sample).number;
    assert_eq!(numbers(journal.recent(Realm::Aws, 2).unwrap()), [number[2], number[1]], "the sample takes no place");
    assert_eq!(numbers(journal.recent(Realm::Sample, 2).unwrap()), [sample]);
}

fn settings_that_were_never_changed_are_the_defaults(store: &dyn SettingsStore) {
    assert_eq!(store.load().unwrap(), Settings::default());
}

fn a_change_is_returned_and_stays(store: &dyn SettingsStore) {
    let changed = store.update(&mut |settings| settings.theme = Theme::Dark).unwrap();
    assert_eq!(changed.theme, Theme::Dark);
    assert_eq!(store.load().unwrap(), changed);
}

fn parallel_changes_are_all_kept(store: &Arc<dyn SettingsStore>) {
    let changes: Vec<_> = (0..20)
        .map(|n| {
            let store = store.clone();
            std::thread::spawn(move || {
                store.update(&mut |settings| settings.owner_tags.push(format!("team-{n}"))).unwrap();
            })
        })
        .collect();
    changes.into_iter().for_each(|change| change.join().unwrap());
    let before = Settings::default().owner_tags.len();
    assert_eq!(store.load().unwrap().owner_tags.len(), before + 20);
}

fn opened(journal: &dyn Journal, request: &JournalRequest) -> JournalEntry {
    match journal.open(request).unwrap() {
        Opened::Entry(entry) => entry,
        Opened::UnderWay(entry) => panic!("entry {} is under way", entry.number),
    }
}

fn step(phase: Phase, at: Timestamp) -> JournalStep {
    JournalStep { phase, at, sent: false }
}

fn sent(at: Timestamp) -> JournalStep {
    JournalStep { phase: Phase::Requested, at, sent: true }
}
