//! A private desktop for the tests in the real window: screen, session bus, keyring.

use crate::child::Task;

const SCRIPT: &str = include_str!("session.sh");

/// A task that runs what is added to it by `args` inside a session of its own.
pub fn task() -> Task {
    Task::new("dbus-run-session").args(["--", "sh", "-c", SCRIPT, "session"])
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use super::*;
    use crate::failure::Failure;

    /// The display and the runtime folder as the session's program saw them.
    fn assert_nothing_is_left(seen: &str) {
        let words: Vec<&str> = seen.split_whitespace().collect();
        let lock = format!("/tmp/.X{}-lock", words[0].trim_start_matches(':'));
        assert!(!Path::new(&lock).exists(), "the screen is gone");
        assert!(!Path::new(words[1]).exists(), "its folders are gone");
    }

    #[test]
    fn the_session_ends_with_its_program_and_tells_its_exit_code() {
        let shown = task().args(["sh", "-c", "echo $DISPLAY $XDG_RUNTIME_DIR; exit 7"]).shown().unwrap();
        assert_eq!(shown.status.code(), Some(7), "{}", shown.text);
        assert_nothing_is_left(&shown.text);
    }

    #[test]
    fn a_session_whose_program_hangs_leaves_nothing_behind() {
        let seen = std::env::temp_dir().join(format!("xtask-session-{}", std::process::id()));
        let failure = task()
            .args(["sh", "-c", "echo $DISPLAY $XDG_RUNTIME_DIR >$SEEN; sleep 600"])
            .env("SEEN", &seen)
            .limit(Duration::from_secs(3))
            .run()
            .unwrap_err();
        assert!(matches!(failure, Failure::TimedOut { .. }), "{failure}");
        assert_nothing_is_left(&std::fs::read_to_string(&seen).unwrap());
        std::fs::remove_file(&seen).unwrap();
    }
}
