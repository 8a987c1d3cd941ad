//! What is seen of accounts and regions that do not answer, and what to do about each.

use serde_json::json;

use crate::harness::{Home, Name, Simulator, emberctl, in_window};

#[tokio::test]
async fn a_region_that_fails_says_why_and_keeps_its_rows() {
    let home = Home::new();
    let simulator = Simulator::serve(&home, &["--limits", "off"]).await;
    let home = home.with_profiles_of(&simulator);
    let regions = ["--region", "eu-west-1", "--region", "ap-southeast-2", "--region", "me-south-1"];
    let watched = emberctl(&home, &[&["profiles", "watch", "sandbox"], regions.as_slice()].concat());
    assert_eq!(watched.code, Some(0), "{watched:?}");
    emberctl(&home, &["profiles", "watch", "research"]);
    in_window(&home, async move |window| {
        window.open_page("Accounts").await;
        window.see("elasticmapreduce:ListClusters is missing").await;
        window.see("the region is not enabled for this account").await;
        window.pictured("denied-and-off").await;
        window.open_page("Now").await;
        window.find("row", Name::Has("notebook-mila")).await;
        window.shot("one-source-denied").await;

        simulator.misbehave(&json!({ "account": "research", "action": { "kind": "expired_token" } })).await;
        window.click("button", "Refresh now").await;
        window.find("row", Name::HasAll(&["notebook-mila", "the credentials of profile research have expired"])).await;
        window.pictured("expired-now").await;
        window.open_page("Accounts").await;
        window.find("row", Name::HasAll(&["research", "Expired"])).await;
        window.shot("expired-accounts").await;
        simulator.behave().await;
        window.click("button", "Refresh now").await;
        window.find("row", Name::HasAll(&["research", "Live"])).await;

        drop(simulator);
        window.open_page("Now").await;
        window.click("button", "Refresh now").await;
        window.find("row", Name::HasAll(&["notebook-mila", "was not reached"])).await;
        window.find("row", Name::HasAll(&["deny-terminate", "was not reached"])).await;
        window.see("Offline").await;
        window.see("not live").await;
        window.pictured("offline-now").await;
        window.click("row", Name::Has("notebook-mila")).await;
        window.find("tab", "Timeline").await;
        window.shot("offline-cluster").await;
        window.open_page("Clusters").await;
        window.shot("offline-clusters").await;
        window.open_page("Accounts").await;
        window.pictured("offline-accounts").await;
    })
    .await;
}

const CONFIG: &str = "\
[profile broken
region = eu-west-1

[profile with-code]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/admin
source_profile = base
mfa_serial = arn:aws:iam::111122223333:mfa/mila

[profile base]
region = eu-west-1

[sso-session corporate]
sso_region = eu-west-1
sso_start_url = https://example.awsapps.com/start
sso_registration_scopes = sso:account:access

[profile signed-out]
region = eu-west-1
sso_session = corporate
sso_account_id = 111122223333
sso_role_name = reader

[profile vaulted]
region = eu-west-1
credential_process = /opt/no-such-vault/bin/keys --json
";

const CREDENTIALS: &str = "\
[base]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = not-a-key-that-anybody-has
";

#[tokio::test]
async fn a_profile_that_cannot_be_used_is_named_as_what_it_is_and_hurts_no_other() {
    let home = Home::now();
    home.aws_config(CONFIG);
    home.aws_credentials(CREDENTIALS);
    in_window(&home, async |window| {
        window.open_page("Accounts").await;
        window.see("aws/config:1").await;
        window.find("row", Name::HasAll(&["with-code", "mfa_serial"])).await;
        window.find("row", Name::HasAll(&["base", "static keys"])).await;
        window.pictured("bad-profiles").await;
        window.click("switch", "Watch signed-out").await;
        window.find("row", Name::HasAll(&["signed-out", "Sign-in needed", "aws sso login --profile signed-out"])).await;
        window.click("switch", "Watch vaulted").await;
        window.find("row", Name::HasAll(&["vaulted", "Failing", "/opt/no-such-vault/bin/keys"])).await;
        window.pictured("sign-in-needed").await;
        window.open_page("Now").await;
        window.see("Nothing is known yet").await;
        window.find_no_more("region", Name::HasAll(&["Burning", "$0.00"])).await;
        window.pictured("nothing-readable").await;
    })
    .await;
}
