//! What whoever helps needs to know. Nobody is asked for it: it tells what the store remembers.

use crate::args::{Diagnostics, Global};
use crate::console::Console;
use crate::look::Sight;
use crate::stopped::{Exit, Stopped};
use emberwatch_app::ports::Clock;
use emberwatch_app::redaction::Accounts;
use emberwatch_compose::{AppClock, data_dir, diagnostics_without};
use serde::Serialize;

#[derive(Serialize)]
struct Report {
    text: String,
}

pub fn run(flags: &Diagnostics, global: &Global, console: &Console) -> Result<Exit, Stopped> {
    let accounts = if flags.account_ids { Accounts::Shown } else { Accounts::Masked };
    let opened = Sight::remembered(global, console);
    let (text, exit) = match &opened {
        Ok(sight) => (sight.ember.diagnostics(sight.realm(), accounts, Vec::new())?, Exit::Done),
        // Most of all then it is needed.
        Err(stopped) => {
            let now = AppClock::from_env().unwrap_or(AppClock::Wall).now();
            (diagnostics_without(data_dir().ok().as_deref(), &stopped.to_string(), now, Vec::new()), Exit::Failed)
        }
    };
    let text = text.lines().map(crate::text::plain).collect::<Vec<_>>().join("\n");
    let report = Report { text };
    console.answer(&report, || report.text.clone())?;
    Ok(exit)
}
