//! Why a command ends early, and the exit codes.

use emberwatch_app::failure::Failure;
use emberwatch_app::ports::StoreError;
use emberwatch_compose::OpenError;
use emberwatch_views::failure::{Failure as Told, FailureCode};
use std::fmt;
use std::process::ExitCode;

/// The exit codes that scripts may rely on; their numbers never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done, or nothing to do.
    Done = 0,
    /// A target or a source failed, results are mixed, or something is wrong on this machine.
    Failed = 1,
    /// An unknown flag, profile or region.
    Usage = 2,
    /// Every target was refused and nothing was sent.
    Refused = 3,
}

/// One sentence that names what is wrong, and the next step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped {
    pub exit: Exit,
    what: String,
    next_step: Option<String>,
}

impl Stopped {
    pub fn failed(what: impl Into<String>, next_step: impl Into<String>) -> Self {
        Self { exit: Exit::Failed, what: what.into(), next_step: Some(next_step.into()) }
    }

    pub fn usage(what: impl Into<String>, next_step: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, ..Self::failed(what, next_step) }
    }

    /// The same, where what was typed is what is wrong: an unknown profile or region.
    pub fn into_usage(self) -> Self {
        Self { exit: Exit::Usage, ..self }
    }
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.next_step {
            Some(next_step) => write!(f, "{}; {next_step}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        let Told { code, message, next_step } = Told::from(&failure);
        let exit = if code == FailureCode::Refused { Exit::Refused } else { Exit::Failed };
        Self { exit, what: message, next_step }
    }
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Failure::from(error).into()
    }
}

impl From<OpenError> for Stopped {
    fn from(error: OpenError) -> Self {
        Self { exit: Exit::Failed, what: error.to_string(), next_step: None }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_codes_are_those_that_scripts_rely_on() {
        assert_eq!([Exit::Done, Exit::Failed, Exit::Usage, Exit::Refused].map(|exit| exit as u8), [0, 1, 2, 3]);
    }

    #[test]
    fn a_refusal_exits_otherwise_than_a_failure() {
        let refused = Failure::Refused { what: "no".into(), next_step: Some("ask".into()) };
        let unknown = Failure::Unknown { what: "no".into(), next_step: None };
        assert_eq!(Stopped::from(refused).exit, Exit::Refused);
        assert_eq!(Stopped::from(unknown.clone()).exit, Exit::Failed);
        assert_eq!(Stopped::from(unknown).into_usage().exit, Exit::Usage);
    }

    #[test]
    fn what_is_wrong_and_the_next_step_are_one_sentence() {
        assert_eq!(
            Stopped::failed("port 80 is taken", "choose another").to_string(),
            "port 80 is taken; choose another"
        );
    }
}
