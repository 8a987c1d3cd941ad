//! What Emberwatch does not do, or not at once, and what it says about it.

use crate::harness::{Home, Name, Window, in_window};

#[tokio::test]
async fn a_protected_cluster_is_refused_until_its_protection_is_lifted_as_a_step_of_its_own() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.click("row", Name::Has("spark-upgrade-test")).await;
        let reason = window.barred(Name::Starts("Terminate…")).await;
        assert!(reason.contains("protection is on"), "{reason}");
        window.pictured("protected").await;
        window.click("button", "Lift protection…").await;
        window.find("dialog", "Lift the termination protection?").await;
        window.see("nothing real is touched").await;
        window.pictured("lift-protection").await;
        window.click("button", "Lift protection").await;
        window.click("button", Name::Starts("Terminate…")).await;
        window.find("dialog", "Terminate this cluster?").await;
        window.click("button", "Cancel").await;
        window.open_page("Activity").await;
        window.find("row", Name::HasAll(&["spark-upgrade-test", "Protection lifted"])).await;
        window.shot("protection-lifted").await;
    })
    .await;
}

#[tokio::test]
async fn several_at_once_leave_the_protected_one_alone_and_can_be_called_back() {
    let home = Home::new();
    in_window(&home, async |window| {
        ask_for_three(window).await;
        window.pictured("plan-of-several").await;
        window.click("button", "Terminate 2 clusters").await;
        window.see("will be terminated in").await;
        window.pictured("countdown").await;
        window.click("button", Name::Starts("Call back")).await;
        window.see_no_more("will be terminated in").await;
        window.open_page("Activity").await;
        for name in ["notebook-mila", "deny-terminate"] {
            window.find("row", Name::HasAll(&[name, "Called back"])).await;
        }
        window.pictured("called-back").await;

        window.open_page("Now").await;
        ask_for_three(window).await;
        window.click("button", "Terminate 2 clusters").await;
        window.open_page("Activity").await;
        window.find("row", Name::HasAll(&["notebook-mila", "Terminating"])).await;
        window.find("row", Name::HasAll(&["deny-terminate", "elasticmapreduce:TerminateJobFlows"])).await;
        window.pictured("one-denied").await;
        window.open_page("Now").await;
        window.find("row", Name::HasAll(&["deny-terminate", "Waiting", "failed"])).await;
    })
    .await;
}

#[tokio::test]
async fn a_production_account_asks_for_the_name_to_be_typed() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.open_page("Accounts").await;
        window.click("switch", "acme-sandbox is production").await;
        window.open_page("Now").await;
        // It burns little, so it stands below what can be seen of the table.
        window.write("searchbox", "Filter clusters", "stuck-terminate").await;
        window.click("row", Name::Has("stuck-terminate")).await;
        window.click("button", Name::Starts("Terminate…")).await;
        window.find("dialog", "Terminate this cluster?").await;
        let name = Name::Has("Type the cluster's name");
        window.write("textbox", name, "stuck").await;
        window.barred("Terminate").await;
        window.pictured("production-name-not-typed").await;
        window.write("textbox", name, "stuck-terminate").await;
        window.click("button", "Terminate").await;
        window.find("row", Name::HasAll(&["stuck-terminate", "Terminating"])).await;
    })
    .await;
}

/// One that goes, one that AWS will deny, one that is protected.
async fn ask_for_three(window: &Window) {
    for name in ["notebook-mila", "deny-terminate", "trino-shared"] {
        // Where its row stands depends on what else runs just now; the filter brings it to the top.
        window.write("searchbox", "Filter clusters", name).await;
        window.click("checkbox", format!("Select {name}").as_str()).await;
    }
    window.see("3 selected").await;
    window.click("button", Name::Starts("Terminate…")).await;
    window.find("dialog", "Terminate 2 clusters?").await;
    window.see("Left alone").await;
}
