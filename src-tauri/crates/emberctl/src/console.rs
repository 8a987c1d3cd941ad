//! Standard output for what was asked, standard error for everything else.

use crate::args::Global;
use crate::stopped::Stopped;
use crate::table::Colours;
use crate::text::{escaped_json, plain};
use serde::Serialize;
use std::io::{self, ErrorKind, IsTerminal, Write};

/// Said wherever what is shown is no real account.
pub const SAMPLE: &str = "Sample data: a simulated AWS, no real account";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Table,
    Json,
}

pub struct Console {
    pub form: Form,
    pub colours: Colours,
    /// Whether standard error is a terminal, on which a line can be rewritten.
    pub rewrites: bool,
}

impl Console {
    pub fn new(global: &Global) -> Self {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let colours = if io::stdout().is_terminal() && !no_color && !dumb { Colours::On } else { Colours::Off };
        let form = if global.json { Form::Json } else { Form::Table };
        Self { form, colours, rewrites: io::stderr().is_terminal() && !dumb }
    }

    /// The answer: the value as JSON, or its text.
    pub fn answer<T: Serialize>(&self, value: &T, text: impl FnOnce() -> String) -> Result<(), Stopped> {
        match self.form {
            Form::Table => self.print(&text()),
            Form::Json => {
                let json = serde_json::to_string_pretty(value)
                    .map_err(|error| Stopped::failed(format!("the answer is not JSON: {error}"), "report this"))?;
                self.print(&escaped_json(&json))
            }
        }
    }

    /// Prints text that is safe already, and a line break. Whoever reads only the first lines and closes the pipe has
    /// had enough: that is no failure.
    pub fn print(&self, text: &str) -> Result<(), Stopped> {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(Stopped::failed(format!("the answer cannot be written: {error}"), "check where the output goes"))
            }
            _ => Ok(()),
        }
    }

    /// One line beside the answer; nobody fails for a closed standard error.
    pub fn note(&self, sentence: &str) {
        let _ = writeln!(io::stderr().lock(), "{}", plain(sentence));
    }

    /// Lines that are safe already.
    pub fn notes(&self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{text}");
    }
}
