//! What the user can hand to whoever helps.

use super::{Desk, Opened};
use emberwatch_app::ports::Clock;
use emberwatch_compose::log::last_lines;
use emberwatch_compose::{AppClock, data_dir, diagnostics_without};
use emberwatch_views::diagnostics::Fact;
use emberwatch_views::failure::Failure;
use emberwatch_views::requests::AccountsInReport;

/// So many of the log's last lines are shown.
const LOG_LINES: usize = 300;

impl Opened {
    /// Also, and most of all, where Emberwatch could not start.
    pub fn diagnostics(&self, accounts: AccountsInReport) -> Result<String, Failure> {
        match self.desk() {
            Ok(desk) => desk.diagnostics(accounts),
            Err(failure) => {
                let now = AppClock::from_env().unwrap_or(AppClock::Wall).now();
                Ok(diagnostics_without(data_dir().ok().as_deref(), &failure.message, now, facts()))
            }
        }
    }
}

impl Desk {
    fn diagnostics(&self, accounts: AccountsInReport) -> Result<String, Failure> {
        Ok(self.ember.diagnostics(self.parts().board.realm(), accounts.into(), facts())?)
    }

    /// The log's last lines, the newest last.
    pub fn log_lines(&self) -> Vec<String> {
        last_lines(&self.ember.data_dir, LOG_LINES)
    }
}

fn facts() -> Vec<Fact> {
    let webview = tauri::webview_version().unwrap_or_else(|error| format!("not known: {error}"));
    vec![Fact::new("webview", webview), Fact::new("Tauri", tauri::VERSION.to_owned())]
}
