//! An account, and what is done to its clusters, by the keyboard alone.

use std::time::Duration;

use fantoccini::key::Key;

use crate::harness::{Home, Name, Simulator, Window, emberctl, in_window};

/// A quarter of an hour at sixty times the speed, and the next look after it.
const SEEN_STUCK: Duration = Duration::from_secs(90);

#[tokio::test]
async fn an_account_gets_its_colour_name_mark_and_regions_by_keyboard() {
    let home = Home::new();
    let simulator = Simulator::serve(&home, &["--limits", "off"]).await;
    let home = home.with_profiles_of(&simulator);
    assert_eq!(emberctl(&home, &["profiles", "watch", "sandbox"]).code, Some(0));
    in_window(&home, async |window| {
        window.find("row", Name::Has("deny-terminate")).await;
        set_up_the_account(window).await;
        window.press_with(Key::Control, '1').await;
        window.find("row", Name::HasAll(&["stuck-terminate", "the lab"])).await;
    })
    .await;
}

#[tokio::test]
async fn production_clusters_are_unprotected_called_back_and_ended_by_keyboard() {
    let home = Home::new();
    let simulator = Simulator::serve(&home, &["--speed", "60", "--limits", "off"]).await;
    let home = home.with_profiles_of(&simulator);
    let watched = emberctl(&home, &["profiles", "watch", "sandbox", "--region", "eu-west-1", "--region", "eu-north-1"]);
    assert_eq!(watched.code, Some(0), "{watched:?}");
    assert_eq!(emberctl(&home, &["profiles", "allow-actions", "sandbox"]).code, Some(0));
    in_window(&home, async |window| {
        window.find("row", Name::Has("stuck-terminate")).await;
        window.press_with(Key::Control, '6').await;
        window.find("switch", "acme-sandbox is production").await;
        window.tab_to("acme-sandbox is production").await;
        window.press(' ').await;
        window.checked("acme-sandbox is production").await;
        window.press_with(Key::Control, '1').await;
        window.find("row", Name::Has("stuck-terminate")).await;

        stand_on(window, "spark-upgrade-test").await;
        window.press(Key::Enter).await;
        window.find("complementary", "Details of spark-upgrade-test").await;
        window.enter("Lift protection…").await;
        window.find("dialog", "Lift the termination protection?").await;
        write_the_name(window, &["spark-upgrade-test"]).await;
        window.enter("Lift protection").await;
        window.find_no_more("dialog", "Lift the termination protection?").await;
        window.find_no_more("button", "Lift protection…").await;
        window.enter("Close the details").await;

        for name in ["deny-terminate", "stuck-terminate"] {
            stand_on(window, name).await;
            window.press('x').await;
        }
        window.see("2 selected").await;
        window.press('t').await;
        window.find("dialog", "Terminate 2 clusters?").await;
        write_the_name(window, &["deny-terminate", "stuck-terminate"]).await;
        window.enter("Terminate 2 clusters").await;
        window.see("will be terminated in").await;
        window.press_with(Key::Control, 'z').await;
        window.see_no_more("will be terminated in").await;

        stand_on(window, "stuck-terminate").await;
        window.press('t').await;
        window.find("dialog", "Terminate this cluster?").await;
        write_the_name(window, &["stuck-terminate"]).await;
        window.enter("Terminate").await;
        let stuck = async || window.look_through("row", Name::HasAll(&["stuck-terminate", "Stuck"])).await;
        window.until_within(SEEN_STUCK, "the cluster to be told as stuck", stuck).await;
        window.pictured("stuck").await;
        window.press_with(Key::Control, '3').await;
        window.find("row", Name::HasAll(&["deny-terminate", "Called back"])).await;
        window.find("row", Name::HasAll(&["stuck-terminate", "Stuck"])).await;
        window.enter("Receipt of stuck-terminate").await;
        window.see("Sent to AWS").await;
        window.pictured("stuck-receipt").await;
    })
    .await;
}

/// Its colour, its name, its production mark, its regions.
async fn set_up_the_account(window: &Window) {
    window.press_with(Key::Control, '6').await;
    window.find("textbox", "Name of account 905418233746").await;
    window.enter("Colour of").await;
    window.find("dialog", Name::Starts("Colour of")).await;
    window.enter("violet").await;
    window.find("button", Name::HasAll(&["Colour of", "violet"])).await;
    // What was opened gives the focus back when it goes.
    window.find_no_more("dialog", Name::Starts("Colour of")).await;
    window.tab_to("Name of account 905418233746").await;
    window.retype("the lab").await;
    window.press(Key::Enter).await;
    window.find("switch", "the lab is production").await;
    window.tab_to("the lab is production").await;
    window.press(' ').await;
    window.checked("the lab is production").await;
    window.enter("Regions of sandbox").await;
    window.find("dialog", "Regions of sandbox").await;
    window.tab_to("The profile's region").await;
    window.press(Key::Down).await;
    window.press(Key::Down).await;
    window.checked("These regions").await;
    window.find("checkbox", "eu-north-1").await;
    window.tab_to("eu-north-1").await;
    window.press(' ').await;
    window.enter("Use these").await;
    window.find("button", "Regions of sandbox: 2 regions").await;
}

/// What a dialog about production asks for: of several one a line.
async fn write_the_name(window: &Window, names: &[&str]) {
    window.see("Production.").await;
    window.tab_to("Production.").await;
    for (index, name) in names.iter().enumerate() {
        if index > 0 {
            window.press(Key::Enter).await;
        }
        window.type_in(name).await;
    }
    window.see("Typed as it must be.").await;
}

/// Filters for the cluster, and goes on to its row.
async fn stand_on(window: &Window, name: &str) {
    window.press('/').await;
    window.type_in(name).await;
    let alone = async || {
        let rows = window.script("return [...document.querySelectorAll('[data-cluster]')].map((row) => row.innerText)");
        let rows = rows.await;
        let rows = rows.as_array().cloned().unwrap_or_default();
        Ok((rows.len() == 1 && rows[0].as_str().is_some_and(|row| row.contains(name))).then_some(()))
    };
    window.until(&format!("the row of {name} alone"), alone).await;
    window.press(Key::Down).await;
}
