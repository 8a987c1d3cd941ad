//! The whole way of a termination, to its proof.

use serde_json::Value;

use crate::harness::{Home, Name, Simulator, boto3, emberctl, in_window, sample_cluster};

/// The id of a cluster that waits, as any other tool tells it: the one that will wait the longest.
const WAITING: &str = "
import boto3, sys
emr = boto3.Session(profile_name='research').client('emr')
waiting = [c for c in emr.list_clusters(ClusterStates=['WAITING'])['Clusters'] if c['Name'] == sys.argv[1]]
print(max(waiting, key=lambda c: c['Status']['Timeline']['CreationDateTime'])['Id'])";

const STATE: &str = "
import boto3, sys
status = boto3.Session(profile_name='research').client('emr').describe_cluster(ClusterId=sys.argv[1])['Cluster']['Status']
print(status['State'], status['StateChangeReason'].get('Code'))";

#[tokio::test]
async fn a_termination_over_profile_files_is_followed_to_its_end_and_another_client_confirms_it() {
    let home = Home::new();
    let simulator = Simulator::serve(&home, &["--speed", "60", "--limits", "off"]).await;
    let home = home.with_profiles_of(&simulator);
    let id = boto3(&home, WAITING, &["notebook-mila"]).trim().to_owned();
    in_window(&home, async |window| {
        window.open_page("Accounts").await;
        window.click("switch", "Watch research").await;
        window.see_no_more("Sample data").await;
        window.open_page("Now").await;
        window.write("searchbox", "Filter clusters", &id).await;
        window.click("row", Name::Has(&id)).await;

        let reason = window.barred(Name::Starts("Terminate…")).await;
        assert!(reason.contains("read-only"), "{reason}");
        window.shot("read-only-account").await;
        window.click("button", "Allow actions in this account…").await;
        window.find("dialog", "Allow actions in this account?").await;
        window.pictured("allow-actions").await;
        window.click("button", "Allow actions").await;

        window.click("button", Name::Starts("Terminate…")).await;
        window.find("dialog", "Terminate this cluster?").await;
        window.see("saves").await;
        window.shot("plan-of-a-real-account").await;
        window.click("button", "Terminate").await;
        window.find_no_more("dialog", "Terminate this cluster?").await;
        window.open_page("Activity").await;
        window.find("row", Name::HasAll(&[&id, "Terminated"])).await;
        window.click("button", "Receipt of notebook-mila").await;
        window.see("as AWS says").await;
        window.pictured("receipt").await;
        window.open_page("Clusters").await;
        window.find("row", Name::HasAll(&[&id, "Terminated"])).await;
        window.shot("terminated").await;
    })
    .await;
    assert_eq!(boto3(&home, STATE, &[&id]).trim(), "TERMINATED USER_REQUEST");
}

#[tokio::test]
async fn what_was_done_to_the_sample_is_still_there_after_a_restart_and_in_the_terminal() {
    let home = Home::new();
    let id = sample_cluster(&home, "notebook-mila");
    in_window(&home, async |window| {
        window.click("row", Name::Has("notebook-mila")).await;
        window.click("button", Name::Starts("Terminate…")).await;
        window.find("dialog", "Terminate this cluster?").await;
        window.write("textbox", Name::Has("Reason"), "forgotten over the weekend").await;
        window.pictured("plan").await;
        window.click("button", "Terminate").await;
        window.find("row", Name::HasAll(&["notebook-mila", "Terminating"])).await;
        window.shot("terminating").await;
    })
    .await;
    in_window(&home, async |window| {
        window.find("row", Name::HasAll(&["notebook-mila", "Terminating"])).await;
        window.open_page("Activity").await;
        // The receipts stand below what changed, and move down when that comes.
        window.see("Recording since").await;
        window.click("button", "Receipt of notebook-mila").await;
        window.see("forgotten over the weekend").await;
        window.shot("activity-after-restart").await;
    })
    .await;
    let told = emberctl(&home, &["--sample", "--json", "cluster", &id]).json();
    let state = told.pointer("/row/state").or_else(|| told.get("state")).and_then(Value::as_str);
    assert!(matches!(state, Some("TERMINATING" | "TERMINATED")), "{told:#}");
}
