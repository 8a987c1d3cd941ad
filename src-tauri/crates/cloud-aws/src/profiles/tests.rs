use super::*;
use emberwatch_cloud::{Profile, ProfileKind, ProfileListing};
use proptest::prelude::*;

fn read(config: &str, credentials: &str) -> (book::Book, FileLocations) {
    let at = FileLocations::at("config", "credentials").with_variable("HOME", "/home/mila");
    (book::Book::of(&at, ini::parse(config), ini::parse(credentials), Vec::new()), at)
}

fn list(config: &str, credentials: &str) -> ProfileListing {
    let (book, at) = read(config, credentials);
    listing(&book, &at)
}

fn only(config: &str) -> Profile {
    let listing = list(config, "");
    assert_eq!(listing.bad_sections, vec![]);
    listing.profiles.into_iter().next().expect("one profile")
}

fn why_unusable(config: &str) -> String {
    only(config).unusable.expect("an unusable profile")
}

const KEYS: &str = "aws_access_key_id = A\naws_secret_access_key = S\n";
const ROLE: &str = "role_arn = arn:aws:iam::123456789012:role/R\n";

#[test]
fn every_kind_of_profile_is_told_apart() {
    let kinds = [
        (KEYS.to_owned(), ProfileKind::StaticKeys),
        (format!("{ROLE}source_profile = b"), ProfileKind::Role { source: Some("b".into()) }),
        (format!("{ROLE}credential_source = Environment"), ProfileKind::Role { source: Some("Environment".into()) }),
        (format!("{ROLE}web_identity_token_file = /t"), ProfileKind::WebIdentity),
        (
            "sso_session = corp\nsso_account_id = 1\nsso_role_name = r".into(),
            ProfileKind::Sso { session: Some("corp".into()) },
        ),
        ("sso_start_url = https://x".into(), ProfileKind::Sso { session: None }),
        ("credential_process = echo".into(), ProfileKind::CredentialProcess),
        ("login_session = arn:aws:iam::123456789012:user/mila".into(), ProfileKind::LoginSession),
        ("region = eu-west-1".into(), ProfileKind::NoCredentials),
    ];
    for (lines, kind) in kinds {
        assert_eq!(only(&format!("[profile a]\n{lines}")).kind, kind, "{lines}");
    }
}

#[test]
fn the_account_is_known_from_a_role_or_sso_profile() {
    assert_eq!(only(&format!("[profile a]\n{ROLE}")).account_hint.as_deref(), Some("123456789012"));
    assert_eq!(only("[profile a]\nsso_account_id = 210987654321").account_hint.as_deref(), Some("210987654321"));
    assert_eq!(only(&format!("[profile a]\n{KEYS}")).account_hint, None);
}

#[test]
fn the_credentials_file_adds_to_the_config_file_and_wins() {
    let listing = list("[profile a]\nregion = eu-west-1\naws_access_key_id = OLD", &format!("[a]\n{KEYS}[b]\n{KEYS}"));
    let names: Vec<_> = listing.profiles.iter().map(|profile| profile.name.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(listing.profiles[0].region, Some("eu-west-1".into()));
    assert_eq!(listing.profiles[0].unusable, None);
}

#[test]
fn profile_default_replaces_default_as_a_whole() {
    let profile = only("[default]\nregion = r1\noutput = json\n[profile default]\nregion = r2");
    assert_eq!((profile.name.as_str(), profile.region), ("default", Some("r2".into())));
}

#[test]
fn sections_of_one_name_are_one_profile() {
    let profile = only(&format!("[profile a]\nregion = r1\n[profile a]\nregion = r2\n{KEYS}"));
    assert_eq!((profile.region, profile.unusable), (Some("r2".into()), None));
}

#[test]
fn a_profile_with_a_space_in_its_name_is_handed_to_the_sdk_under_another() {
    let (book, at) = read(&format!("[profile \"my own\"]\n{ROLE}source_profile = b c\n[profile b c]\n{KEYS}"), "");
    let recipe = recipe(&book, &at, "my own").expect("a usable profile");
    assert!(recipe.text.contains("[profile p0]") && recipe.text.contains("source_profile = p1"), "{}", recipe.text);
}

#[test]
fn mfa_anywhere_in_the_role_chain_makes_a_profile_unusable() {
    let config = format!(
        "[profile a]\n{ROLE}source_profile = b\n[profile b]\n{ROLE}mfa_serial = m\nsource_profile = c\n[profile c]\n{KEYS}"
    );
    assert!(why_unusable(&config).contains("profile `b` needs an MFA code"), "{}", why_unusable(&config));
}

#[test]
fn a_circle_of_source_profiles_is_told_with_its_way() {
    let config = format!("[profile a]\n{ROLE}source_profile = b\n[profile b]\n{ROLE}source_profile = a");
    assert!(why_unusable(&config).ends_with("a → b → a"), "{}", why_unusable(&config));
}

#[test]
fn a_role_may_name_its_own_section_as_the_source() {
    assert_eq!(only(&format!("[profile a]\n{ROLE}{KEYS}source_profile = a")).unusable, None);
}

#[test]
fn what_can_never_work_says_so_in_one_sentence() {
    let cases = [
        (ROLE.to_owned(), "role_arn but no source_profile"),
        (
            format!("{ROLE}source_profile = b\ncredential_source = Environment"),
            "both source_profile and credential_source",
        ),
        (format!("{ROLE}source_profile = gone"), "`gone`, which does not exist"),
        (format!("{ROLE}credential_source = Moon"), "`Moon`"),
        ("web_identity_token_file = /t".into(), "no role_arn"),
        ("aws_access_key_id = A".into(), "no aws_secret_access_key"),
        ("sso_session = gone\nsso_account_id = 1\nsso_role_name = r".into(), "`gone`, which does not exist"),
        ("sso_start_url = https://x\nsso_region = r\nsso_account_id = 1".into(), "no sso_role_name"),
        ("credential_process = /nowhere/at/all --x".into(), "may not inherit the shell's PATH"),
        ("region = r".into(), "names no credentials"),
    ];
    for (lines, part) in cases {
        let sentence = why_unusable(&format!("[profile a]\n{lines}"));
        assert!(sentence.contains(part) && !sentence.contains('\n'), "{lines}: {sentence}");
    }
}

#[test]
fn sections_in_the_wrong_place_are_told_and_hurt_no_other() {
    let listing = list("[work]\nregion = r\n[profile a]\n[plugins]\nx = y", "[profile b]\nx = y\n[c]\n");
    let bad: Vec<_> =
        listing.bad_sections.iter().map(|bad| (bad.file.to_str(), bad.line, bad.section.as_deref())).collect();
    let names: Vec<_> = listing.profiles.iter().map(|profile| profile.name.as_str()).collect();
    assert_eq!(bad, [(Some("config"), 1, Some("work")), (Some("credentials"), 1, Some("profile b"))]);
    assert_eq!(names, ["a", "c"]);
}

#[test]
fn missing_files_are_an_empty_listing_and_unreadable_ones_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::new(FileLocations::at(folder.path().join("none"), folder.path()));
    let listing = listing(&files.book(), &files.locations);
    assert_eq!(listing.profiles, vec![]);
    let bad: Vec<_> = listing.bad_sections.iter().map(|bad| bad.file.as_path()).collect();
    assert_eq!(bad, [folder.path()]);
}

#[test]
fn a_changed_file_is_read_again_and_an_unchanged_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config");
    let files = Files::new(FileLocations::at(&config, folder.path().join("none")));
    assert!(files.book().profile("a").is_none());
    std::fs::write(&config, "[profile a]").unwrap();
    let (first, second) = (files.book(), files.book());
    assert!(first.profile("a").is_some() && std::sync::Arc::ptr_eq(&first, &second));
}

#[test]
fn an_endpoint_is_loopback_only_when_every_call_stays_on_this_machine() {
    let loopback = |lines: &str| only(&format!("[profile a]\n{lines}\n{KEYS}")).loopback;
    assert!(loopback("endpoint_url = http://127.0.0.1:4000"));
    assert!(loopback("endpoint_url = http://[::1]:4000"));
    assert!(loopback("endpoint_url = http://localhost"));
    assert!(!loopback("endpoint_url = http://localhost.example.org"));
    assert!(!loopback("region = r"));
    assert!(!loopback(
        "services = s\nendpoint_url = http://localhost\n[services s]\nemr =\n  endpoint_url = https://x.org\n[profile z]"
    ));
}

#[test]
fn variables_of_the_environment_go_before_the_endpoints_of_a_profile() {
    let (book, at) = read("[profile a]\nendpoint_url = http://profile", "");
    let at = at.with_variable("AWS_ENDPOINT_URL_EMR", "http://emr").with_variable("AWS_ENDPOINT_URL", "http://all");
    let endpoints = Endpoints::of(&book, &at, book.profile("a").unwrap());
    assert_eq!((endpoints.url(Api::Emr), endpoints.url(Api::Ec2)), (Some("http://emr"), Some("http://all")));
}

#[test]
fn a_change_in_another_profile_changes_no_recipe() {
    let one = format!("[profile a]\n{KEYS}");
    let (book, at) = read(&one, "");
    let (other, _) = read(&format!("{one}[profile b]\n{KEYS}"), "");
    assert!(recipe(&book, &at, "a").ok() == recipe(&other, &at, "a").ok());
}

#[test]
fn an_sso_profile_knows_the_command_to_sign_in_with_also_through_a_role() {
    let config = format!(
        "[profile a]\n{ROLE}source_profile = my sso\n[profile my sso]\nsso_session = corp\nsso_account_id = 1\n\
         sso_role_name = r\n[sso-session corp]\nsso_start_url = https://x\nsso_region = eu-west-1"
    );
    let (book, at) = read(&config, "");
    let recipe = recipe(&book, &at, "a").expect("a usable profile");
    assert_eq!(recipe.sign_in.unwrap().command, "aws sso login --profile 'my sso'");
    assert_eq!(recipe.credentials_from, CredentialsFrom::Host("portal.sso.eu-west-1.amazonaws.com".into()));
}

proptest! {
    #[test]
    fn any_two_files_give_a_listing(config in "([\\[\\]=#; \\ta-z_\\n]|profile|role_arn|source_profile){0,80}", credentials in "\\PC*") {
        list(&config, &credentials);
    }
}
