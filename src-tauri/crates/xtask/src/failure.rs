//! Why a step could not be done, and what to type next.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug)]
pub enum Failure {
    /// Something only the user can install; `command` is what to type or do.
    Needs {
        what: String,
        command: String,
    },
    /// A program ran and ended badly; its own output stands above.
    Ended {
        program: String,
        how: String,
    },
    /// The watchdog ended a program and everything it had started.
    TimedOut {
        program: String,
        after: Duration,
    },
    Spawn {
        program: String,
        source: io::Error,
    },
    File {
        path: PathBuf,
        source: io::Error,
    },
    /// The environment lacks something that no command installs.
    Environment(&'static str),
}

impl Failure {
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Needs { what, command } => write!(f, "{what}; do this and try again:\n\n  {command}\n"),
            Self::Ended { program, how } => write!(f, "`{program}` ended with {how}"),
            Self::TimedOut { program, after } => {
                write!(f, "`{program}` was ended after {} s without an end", after.as_secs())
            }
            Self::Spawn { program, source } => write!(f, "could not start `{program}`: {source}"),
            Self::File { path, source } => write!(f, "{}: {source}", path.display()),
            Self::Environment(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Spawn { source, .. } | Self::File { source, .. } => Some(source),
            _ => None,
        }
    }
}
