//! A thousand profiles: how long it takes to know from the AWS files what each of them is and leads to.

use crate::figures::{Spread, millis};
use crate::table::{Row, Verdict};
use emberwatch_cloud::{Cloud, ProfileListing};
use emberwatch_cloud_aws::{AwsCloud, FileLocations, Http};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;
use tokio::time::Instant;

pub const DOES: &str = "AWS files with 1,000 sections: 10 sso-sessions, 490 profiles that sign in through one of them, 300 that assume a \
    role by source_profile, 100 of these over another role, and 200 with keys: read and resolved from nothing; beside it a plain \
    read of the same files, interleaved";

const ROUNDS: usize = 25;
const SESSIONS: usize = 10;
const SIGNED_IN: usize = 490;
const ROLES: usize = 200;
const SECOND_ROLES: usize = 100;
const KEYS: usize = 200;
const PROFILES: usize = SIGNED_IN + ROLES + SECOND_ROLES + KEYS;
const QUICK: Duration = Duration::from_millis(10);

pub fn run() -> Vec<Row> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let _runtime = runtime.enter();
    let folder = tempfile::tempdir().unwrap();
    let (config, credentials) = (folder.path().join("config"), folder.path().join("credentials"));
    std::fs::write(&config, config_text()).unwrap();
    std::fs::write(&credentials, credentials_text()).unwrap();
    let (mut ours, mut plain) = (Vec::new(), Vec::new());
    let mut last = None;
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let cloud = AwsCloud::from_files(FileLocations::at(&config, &credentials), Http::aws());
        let listing = cloud.profiles();
        ours.push(begun.elapsed());
        plain.push(read(&[&config, &credentials]));
        last = Some(listing);
    }
    let (ours, plain) = (Spread::of(&ours), Spread::of(&plain));
    println!("  read and resolved {ours}\n  read {plain}");
    vec![usable(&last.unwrap()), time(ours, plain)]
}

fn usable(listing: &ProfileListing) -> Row {
    let usable = listing.profiles.iter().filter(|profile| profile.unusable.is_none()).count();
    let bad = listing.bad_sections.len();
    let holds = listing.profiles.len() == PROFILES && usable == PROFILES && bad == 0;
    Row::new("profiles", "profiles of 1,000 sections that can be used; bad sections")
        .ours(format!("{usable}; {bad}"))
        .against(format!("{PROFILES}; 0"))
        .target("=", Verdict::count(holds))
}

fn time(ours: Spread, plain: Spread) -> Row {
    let ratio = ours.median.as_secs_f64() / plain.median.as_secs_f64();
    Row::new("profiles", "1,000 sections read and resolved, median")
        .ours(format!("{:.1} ms", millis(ours.median)))
        .against(format!("{:.2} ms, a plain read of the files", millis(plain.median)))
        .ratio(format!("{ratio:.0} ×"))
        .target("≤ 10 ms", Verdict::ratio(ours.median <= QUICK))
}

fn read(files: &[&Path]) -> Duration {
    let begun = Instant::now();
    let bytes: usize = files.iter().map(|file| std::fs::read_to_string(file).unwrap().len()).sum();
    assert!(bytes > 0);
    begun.elapsed()
}

fn config_text() -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    for number in 0..SESSIONS {
        let _ = write!(
            text,
            "[sso-session s{number}]\nsso_region = eu-west-1\nsso_start_url = https://s{number}.example.com/start\n\
             sso_registration_scopes = sso:account:access\n\n"
        );
    }
    for number in 0..SIGNED_IN {
        let session = number % SESSIONS;
        let _ = write!(
            text,
            "[profile team-{number}]\nsso_session = s{session}\nsso_account_id = {number:012}\nsso_role_name = Reader\n\
             region = eu-west-1\n\n"
        );
    }
    for number in 0..ROLES {
        role(&mut text, &format!("role-{number}"), number, &format!("key-{number}"));
    }
    for number in 0..SECOND_ROLES {
        role(&mut text, &format!("second-{number}"), number, &format!("role-{number}"));
    }
    text
}

fn role(text: &mut String, name: &str, account: usize, source: &str) {
    let _ = write!(
        text,
        "[profile {name}]\nrole_arn = arn:aws:iam::{account:012}:role/Reader\nsource_profile = {source}\nregion = us-east-1\n\n"
    );
}

fn credentials_text() -> String {
    let section = |number| {
        format!("[key-{number}]\naws_access_key_id = AKIA{number:016}\naws_secret_access_key = {number:040}\n\n")
    };
    (0..KEYS).map(section).collect()
}
