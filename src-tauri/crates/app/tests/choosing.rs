//! Matters of taste: each changed alone, checked before it is kept, and given back.
#![allow(clippy::unwrap_used, reason = "tests")]

use emberwatch_app::choices::{KEYS, Wishes, change_settings, key, reset, restore};
use emberwatch_app::failure::Failure;
use emberwatch_app::ports::SettingsStore;
use emberwatch_app::settings::{NumberFormat, Pace, Regions, Settings, Theme};
use emberwatch_testkit::MemorySettings;

fn wish(make: impl FnOnce(&mut Wishes)) -> Wishes {
    let mut wishes = Wishes::default();
    make(&mut wishes);
    wishes
}

fn refused(wishes: &Wishes) -> String {
    let store = MemorySettings::default();
    let failure = change_settings(&store, wishes).unwrap_err();
    assert_eq!(store.load().unwrap(), Settings::default(), "nothing of it is kept");
    assert!(matches!(&failure, Failure::Invalid { next_step: Some(_), .. }), "{failure:?}");
    failure.to_string()
}

#[test]
fn what_is_not_wished_for_stays_as_it_is() {
    let store = MemorySettings::default();
    change_settings(&store, &wish(|wishes| wishes.me = Some(" mila ".to_owned()))).unwrap();
    let settings = change_settings(&store, &wish(|wishes| wishes.theme = Some(Theme::Dark))).unwrap();
    assert_eq!((settings.me.as_deref(), settings.theme), (Some("mila"), Theme::Dark));
    let settings = change_settings(&store, &wish(|wishes| wishes.me = Some(String::new()))).unwrap();
    assert_eq!((settings.me, settings.theme), (None, Theme::Dark));
}

#[test]
fn a_zone_is_one_of_the_database_in_its_own_spelling() {
    let store = MemorySettings::default();
    let zone = |name: &str| wish(|wishes| wishes.zone = Some(name.to_owned()));
    let settings = change_settings(&store, &zone("europe/amsterdam")).unwrap();
    assert_eq!(settings.display.zone.as_deref(), Some("Europe/Amsterdam"));
    assert_eq!(change_settings(&store, &zone("")).unwrap().display.zone, None);
    for wrong in ["Europe/Atlantis", "../../etc/passwd", "UTC+1", "a\nb"] {
        assert!(refused(&zone(wrong)).contains("time zone database"), "{wrong}");
    }
}

#[test]
fn owner_tags_have_a_name_and_stand_once() {
    let tags = |tags: &[&str]| wish(|w| w.owner_tags = Some(tags.iter().map(|tag| (*tag).to_owned()).collect()));
    assert!(refused(&tags(&["owner", " "])).contains("no name"));
    assert!(refused(&tags(&["owner", "owner "])).contains("twice"));
    assert!(refused(&tags(&[&"x".repeat(129)])).contains("longer than AWS allows"));
    let store = MemorySettings::default();
    assert_eq!(change_settings(&store, &tags(&["Owner", "owner"])).unwrap().owner_tags, ["Owner", "owner"]);
}

#[test]
fn a_reset_gives_defaults_and_can_be_taken_back_and_nothing_that_is_watched_moves() {
    let store = MemorySettings::default();
    store.update(&mut |s| drop(s.watched.insert("lab".into(), Regions::AllEnabled))).unwrap();
    change_settings(&store, &wish(|wishes| (wishes.theme, wishes.pace) = (Some(Theme::Dark), Some(Pace::Paused))))
        .unwrap();
    let before = reset(&store).unwrap();
    let now = store.load().unwrap();
    assert_eq!((now.theme, now.pace, now.watched.len()), (Theme::System, Pace::Normal, 1));
    store.update(&mut |s| drop(s.watched.insert("other".into(), Regions::AllEnabled))).unwrap();
    let back = restore(&store, &before).unwrap();
    assert_eq!((back.theme, back.pace, back.watched.len()), (Theme::Dark, Pace::Paused, 2));
}

#[test]
fn every_key_takes_what_it_gives() {
    let mut settings = Settings { me: Some("mila".to_owned()), pace: Pace::Gentle, ..Settings::default() };
    settings.display.zone = Some("Asia/Tokyo".to_owned());
    settings.display.numbers = NumberFormat::SpaceComma;
    let store = MemorySettings::default();
    for key in KEYS {
        change_settings(&store, &(key.wish)(&(key.get)(&settings)).unwrap()).unwrap();
    }
    assert_eq!(store.load().unwrap(), settings);
}

#[test]
fn an_unknown_key_or_word_says_what_there_is() {
    let Err(Failure::Unknown { next_step: Some(there_are), .. }) = key("colour") else { panic!("it is unknown") };
    assert!(there_are.contains("theme"), "{there_are}");
    let Err(Failure::Invalid { next_step: Some(can_be), .. }) = (key("polling").unwrap().wish)("frantic") else {
        panic!("it is invalid")
    };
    assert!(can_be.contains("gentle"), "{can_be}");
}

#[test]
fn without_a_tag_nobody_would_own_anything_so_the_terminal_refuses_it() {
    for empty in ["", "  "] {
        let Err(Failure::Invalid { what, next_step: Some(next_step) }) = (key("owner-tags").unwrap().wish)(empty)
        else {
            panic!("it is invalid")
        };
        assert_eq!(what, "owner-tags cannot be empty");
        assert!(next_step.contains("such as owner,team"), "{next_step}");
    }
}
