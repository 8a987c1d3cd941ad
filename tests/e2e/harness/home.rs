//! A person's machine, as far as Emberwatch sees it: one folder for each test, and no word of the real one.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

use super::programs::binary;
use super::simulator::Simulator;

/// What a window needs of the real environment: programs, the screen, the session bus.
const PASSED_ON: &[&str] =
    &["PATH", "DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "TMPDIR", "RUST_BACKTRACE"];

/// When a scenario on the sample begins; `EMBERWATCH_E2E_TIME` sets another, to look for what depends on it.
const MORNING: &str = "2026-11-24T09:20:00Z";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

impl Theme {
    /// As the settings and the page say it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

#[derive(Debug)]
pub struct Home {
    folder: TempDir,
    settings: BTreeMap<String, OsString>,
    /// What starts the app on other terms than its own.
    starter: Option<PathBuf>,
}

impl Home {
    /// A fresh user without AWS settings, who prefers light, on a morning in the middle of a week: the sample's
    /// clusters come and go with the hours, and a scenario meets the same ones whenever it is played.
    pub fn new() -> Self {
        Self::now().hours_later(0)
    }

    /// The same user so many hours after the beginning of that morning.
    #[expect(
        clippy::disallowed_methods,
        reason = "says when the clock of the app under test agreed with the machine's"
    )]
    pub fn hours_later(self, hours: i64) -> Self {
        let begin = std::env::var("EMBERWATCH_E2E_TIME").unwrap_or_else(|_| MORNING.to_owned());
        let begin: Timestamp = begin.parse().expect("EMBERWATCH_E2E_TIME is a time such as 2026-11-24T09:20:00Z");
        let then = begin + SignedDuration::from_hours(hours);
        self.with("EMBERWATCH_CLOCK", format!("{then}@1@{}", Timestamp::now()))
    }

    /// The same at the real time.
    pub fn now() -> Self {
        let folder = tempfile::Builder::new().prefix("emberwatch-e2e-").tempdir().expect("a temporary folder");
        let home = Self { folder, settings: BTreeMap::new(), starter: None };
        for part in ["config", "data", "cache", "state", "emberwatch", "aws"] {
            fs::create_dir_all(home.path(part)).expect("a folder inside the temporary one");
        }
        home.aws_config("");
        home.aws_credentials("");
        home.preferring(Theme::Light)
    }

    /// The preference the desktop tells its windows (`prefers-color-scheme`).
    pub fn preferring(self, theme: Theme) -> Self {
        // WebKitGTK takes the preference from the name of the theme that GTK draws with.
        self.with("GTK_THEME", if theme == Theme::Dark { "Adwaita:dark" } else { "Adwaita" })
    }

    /// The profiles of a running simulator, none of them watched yet, and its clock.
    pub fn with_profiles_of(self, simulator: &Simulator) -> Self {
        let read = |path: &str| fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
        self.aws_config(&read(&simulator.ready.config_file));
        self.aws_credentials(&read(&simulator.ready.credentials_file));
        self.with("EMBERWATCH_CLOCK", &simulator.ready.clock)
    }

    /// As in a session that starts no bus. (An address that leads nowhere: without any, one would be started.)
    pub fn without_session_bus(self) -> Self {
        let nowhere = format!("unix:path={}", self.path("no-bus").display());
        self.with("DBUS_SESSION_BUS_ADDRESS", nowhere)
    }

    /// As on a system where the library for trays is not installed: what is found in its place cannot be loaded.
    pub fn without_tray_library(self) -> Self {
        let folder = self.path("libraries");
        fs::create_dir_all(&folder).expect("a folder inside the temporary one");
        for name in ["libayatana-appindicator3.so.1", "libappindicator3.so.1"] {
            fs::write(folder.join(name), "no library").expect("a file that is no library");
        }
        self.with("LD_LIBRARY_PATH", folder)
    }

    /// The app is bound by the rights of files, even where the tests run as root, whom no rights bind.
    pub fn bound_by_rights(mut self) -> Self {
        if fs::metadata("/proc/self").expect("the process itself").uid() != 0 {
            return self;
        }
        let starter = self.path("emberwatch-without-the-rights-of-root");
        let app = binary("emberwatch");
        let script = format!(
            "#!/bin/sh\nexec setpriv --bounding-set=-dac_override,-dac_read_search '{}' \"$@\"\n",
            app.display()
        );
        fs::write(&starter, script).expect("a script");
        fs::set_permissions(&starter, Permissions::from_mode(0o755)).expect("a script to run");
        self.starter = Some(starter);
        self
    }

    /// What is started as the app.
    pub fn app(&self) -> PathBuf {
        self.starter.clone().unwrap_or_else(|| binary("emberwatch"))
    }

    /// As the user of a desktop whose animations are turned off.
    pub fn without_animations(self) -> Self {
        let folder = self.path("config/gtk-3.0");
        fs::create_dir_all(&folder).expect("a folder inside the temporary one");
        fs::write(folder.join("settings.ini"), "[Settings]\ngtk-enable-animations=0\n")
            .expect("the desktop's settings");
        self
    }

    pub fn with(mut self, key: &str, value: impl Into<OsString>) -> Self {
        self.settings.insert(key.to_owned(), value.into());
        self
    }

    /// Replaces the text of the AWS config file.
    pub fn aws_config(&self, text: &str) {
        fs::write(self.path("aws/config"), text).expect("the config file");
    }

    /// Writes more sections behind what the AWS config file says.
    pub fn add_to_aws_config(&self, text: &str) {
        let before = fs::read_to_string(self.path("aws/config")).expect("the config file");
        self.aws_config(&(before + text));
    }

    /// Replaces the text of the AWS credentials file.
    pub fn aws_credentials(&self, text: &str) {
        fs::write(self.path("aws/credentials"), text).expect("the credentials file");
    }

    pub fn path(&self, part: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(part)
    }

    /// A command that sees this home and nothing of the machine's own settings.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.env_clear();
        for key in PASSED_ON {
            if let Some(value) = std::env::var_os(key) {
                command.env(key, value);
            }
        }
        command
            .current_dir(self.folder.path())
            .env("HOME", self.folder.path())
            // Whoever runs the tests, the user reads numbers as English does.
            .env("LC_ALL", "C.UTF-8")
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("XDG_DATA_HOME", self.path("data"))
            .env("XDG_CACHE_HOME", self.path("cache"))
            .env("XDG_STATE_HOME", self.path("state"))
            .env("EMBERWATCH_DATA_DIR", self.path("emberwatch"))
            .env("AWS_CONFIG_FILE", self.path("aws/config"))
            .env("AWS_SHARED_CREDENTIALS_FILE", self.path("aws/credentials"))
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("NO_PROXY", "127.0.0.1,localhost")
            .envs(&self.settings);
        command
    }
}

#[test]
fn the_app_under_test_sees_no_aws_setting_but_its_own() {
    let home = Home::new();
    let command = home.command("true");
    let seen: Vec<String> = command
        .get_envs()
        .filter_map(|(key, value)| value.map(|_| key.to_string_lossy().into_owned()))
        .filter(|key| key.starts_with("AWS_"))
        .collect();
    assert_eq!(seen, ["AWS_CONFIG_FILE", "AWS_EC2_METADATA_DISABLED", "AWS_SHARED_CREDENTIALS_FILE"]);
    assert!(PASSED_ON.iter().all(|key| !key.starts_with("AWS_")));
}
