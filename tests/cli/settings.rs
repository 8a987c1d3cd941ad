//! The settings from the terminal, shared with the window through the data folder.

use crate::ground::Ground;
use crate::serving::Rehearsal;

#[test]
fn a_setting_is_got_and_set_by_its_name_and_kept() {
    let ground = Ground::new();
    assert_eq!(ground.run("settings get time-zone").stdout, "system\n");
    assert_eq!(ground.run("settings set time-zone europe/amsterdam").stdout, "Europe/Amsterdam\n");
    assert_eq!(ground.run("settings set polling gentle").code, Some(0));
    let all = ground.json(0, "settings");
    assert_eq!(
        (&all["time-zone"], &all["polling"], &all["theme"]),
        (&"Europe/Amsterdam".into(), &"gentle".into(), &"system".into())
    );
    assert!(ground.run("settings").stdout.contains("normal, gentle or paused"));
}

#[test]
fn a_name_or_value_that_there_is_not_is_a_usage_error_and_changes_nothing() {
    let ground = Ground::new();
    ground.run("settings get colour").assert_told(2, &["colour", "theme"]);
    ground.run("settings set polling frantic").assert_told(2, &["frantic", "gentle"]);
    ground.run("settings set time-zone Europe/Atlantis").assert_told(2, &["Europe/Atlantis", "Europe/Amsterdam"]);
    assert_eq!(ground.run("settings get time-zone").stdout, "system\n");
}

#[test]
fn tables_tell_the_time_in_the_chosen_zone_and_json_stays_in_utc() {
    let rehearsal = Rehearsal::still();
    let ground = &rehearsal.ground;
    let view = ground.json(0, "clusters --profile sandbox");
    let id = view["clusters"][0]["id"].as_str().unwrap().to_owned();
    let created = view["clusters"][0]["created_at"].as_str().unwrap().to_owned();
    let page = format!("cluster {id} --profile sandbox");
    let shown = created.replace('T', " ").replace('Z', " UTC");
    assert!(ground.run(&page).stdout.contains(&shown));
    ground.run("settings set time-zone Asia/Kolkata");
    let told = ground.run(&page).stdout;
    assert!(told.contains("+05:30") && !told.contains(&shown), "{told}");
    assert_eq!(ground.json(0, &page)["row"]["created_at"], created.as_str());
}
