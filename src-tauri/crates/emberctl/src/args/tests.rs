use super::*;
use clap::CommandFactory;

fn refused(arguments: &[&str]) -> clap::Error {
    Cli::try_parse_from([&["emberctl"], arguments].concat()).unwrap_err()
}

#[test]
fn the_command_line_is_well_formed() {
    Cli::command().debug_assert();
}

#[test]
fn a_usage_error_exits_with_2() {
    for arguments in [&["clusters", "--bogus"][..], &["terminate"], &["nonsense"], &["simulator", "serve"]] {
        assert_eq!(refused(arguments).exit_code(), 2, "{arguments:?}");
    }
}

#[test]
fn a_time_that_cannot_be_read_is_answered_with_one_that_can() {
    let told = refused(&["simulator", "serve", "--port", "0", "--start", "yesterday"]).to_string();
    assert!(told.contains("yesterday is not a time such as 2026-01-31T09:00:00Z"), "{told}");
}

#[test]
fn sample_and_real_profiles_exclude_each_other() {
    assert!(clashes(&["clusters", "--sample", "--profile", "a"]), "they exclude each other");
    assert!(clashes(&["clusters", "--region", "a", "--all-regions"]), "they exclude each other");
}

#[test]
fn global_flags_may_stand_before_or_after_the_command() {
    for arguments in [["--json", "clusters"], ["clusters", "--json"]] {
        let cli = Cli::try_parse_from([&["emberctl"], &arguments[..]].concat()).unwrap();
        assert!(cli.global.json);
    }
}

#[test]
fn lengths_and_speeds_are_checked_where_they_are_typed() {
    assert_eq!(duration("50ms"), Ok(Duration::from_millis(50)));
    assert_eq!(duration("1.5s"), Ok(Duration::from_millis(1500)));
    assert!(duration("-1s").is_err() && duration("soon").is_err());
    assert_eq!(speed("60"), Ok(60.0));
    assert!(["0", "-1", "NaN", "inf", "fast"].iter().all(|text| speed(text).is_err()));
}

fn clashes(line: &[&str]) -> bool {
    let cli = Cli::try_parse_from([&["emberctl"], line].concat()).unwrap();
    cli.global.check().is_err()
}

#[test]
fn what_every_command_takes_stands_apart_in_its_help() {
    let mut whole = Cli::command();
    whole.build();
    let help = whole.find_subcommand_mut("changes").unwrap().render_long_help().to_string();
    let (own, everywhere) = help.split_once("Options of every command").unwrap();
    assert!(own.contains("--since") && !own.contains("--profile") && everywhere.contains("--profile"), "{help}");
}
