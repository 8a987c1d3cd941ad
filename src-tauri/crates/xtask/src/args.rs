//! What was typed after `cargo xtask`.

use std::fmt;

pub const USAGE: &str = "\
Usage: cargo xtask <command>

  setup            install what is missing to build and to test, and build everything
  run [-- ARGS]    install what is missing to build, build, and open the window
  test             install what is missing and run every check and every test
  e2e [FILTER]     only the tests in the real window, or those whose name contains FILTER
  bench [B1 ...]   build with the release's optimisations and run the benchmarks, all or those named:
                   B1 to B10, growth, profiles, forecast
  package          build the same and make what this system installs: a .deb on Debian and Ubuntu

Builds go to ${CARGO_TARGET_DIR:-~/.cache/emberwatch/target}.";

#[derive(Debug, PartialEq, Eq)]
pub enum Request {
    Usage,
    Setup,
    Run { app_args: Vec<String> },
    Test,
    E2e { filter: Option<String> },
    Bench { wanted: Vec<String> },
    Package,
}

#[derive(Debug, PartialEq, Eq)]
pub enum ArgsError {
    NoCommand,
    UnknownCommand(String),
    Unexpected { command: String, argument: String },
}

impl fmt::Display for ArgsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCommand => write!(f, "no command was given"),
            Self::UnknownCommand(name) => write!(f, "there is no command `{name}`"),
            Self::Unexpected { command, argument } => {
                write!(f, "`{command}` does not take `{argument}`")
            }
        }
    }
}

impl Request {
    pub fn parse(args: impl IntoIterator<Item = String>) -> Result<Self, ArgsError> {
        let mut args = args.into_iter();
        let command = args.next().ok_or(ArgsError::NoCommand)?;
        let rest: Vec<String> = args.collect();
        match command.as_str() {
            "help" | "--help" | "-h" => Ok(Self::Usage),
            "setup" => no_more(&command, &rest).map(|()| Self::Setup),
            "test" => no_more(&command, &rest).map(|()| Self::Test),
            "package" => no_more(&command, &rest).map(|()| Self::Package),
            "run" => match rest.split_first() {
                Some((dashes, app_args)) if dashes == "--" => Ok(Self::Run { app_args: app_args.to_vec() }),
                _ => no_more(&command, &rest).map(|()| Self::Run { app_args: Vec::new() }),
            },
            "e2e" => match rest.as_slice() {
                [filter] if !filter.starts_with('-') => Ok(Self::E2e { filter: Some(filter.clone()) }),
                _ => no_more(&command, &rest).map(|()| Self::E2e { filter: None }),
            },
            "bench" => match rest.iter().find(|name| name.starts_with('-')) {
                None => Ok(Self::Bench { wanted: rest }),
                Some(argument) => Err(ArgsError::Unexpected { command, argument: argument.clone() }),
            },
            _ => Err(ArgsError::UnknownCommand(command)),
        }
    }
}

fn no_more(command: &str, rest: &[String]) -> Result<(), ArgsError> {
    match rest.first() {
        None => Ok(()),
        Some(argument) => Err(ArgsError::Unexpected { command: command.to_owned(), argument: argument.clone() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Request, ArgsError> {
        Request::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn what_follows_two_dashes_goes_to_the_window() {
        assert_eq!(parse("run -- --sample x"), Ok(Request::Run { app_args: vec!["--sample".into(), "x".into()] }));
    }

    #[test]
    fn the_window_tests_take_one_filter() {
        assert_eq!(parse("e2e stale"), Ok(Request::E2e { filter: Some("stale".into()) }));
        assert_eq!(parse("e2e"), Ok(Request::E2e { filter: None }));
        assert!(parse("e2e one two").is_err());
    }

    #[test]
    fn benchmarks_are_asked_for_by_name() {
        assert_eq!(parse("bench"), Ok(Request::Bench { wanted: Vec::new() }));
        assert_eq!(parse("bench B1 B10"), Ok(Request::Bench { wanted: vec!["B1".into(), "B10".into()] }));
        assert!(parse("bench --all").is_err());
    }

    #[test]
    fn an_unknown_word_is_named() {
        assert_eq!(parse("bild"), Err(ArgsError::UnknownCommand("bild".to_owned())));
        assert_eq!(parse(""), Err(ArgsError::NoCommand));
        assert!(matches!(
            parse("test --fast"),
            Err(ArgsError::Unexpected { argument, .. }) if argument == "--fast"
        ));
    }
}
