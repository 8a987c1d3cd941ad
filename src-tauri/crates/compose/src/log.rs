//! Where warnings go: to standard error, and without secrets to the log in the data folder.

mod file;

pub use file::{LOG_FILE, LogFile, OLD_LOG_FILE, last_lines};

use crate::secrets::of_the_environment;
use crate::{data_dir, home};
use emberwatch_app::redaction::{Accounts, Redactor};
use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::{self, Write};
use std::panic;
use std::sync::Arc;
use tracing::Subscriber;
use tracing_subscriber::filter::{FilterExt, filter_fn};
use tracing_subscriber::layer::{Filter, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};

/// Asks for more on standard error than its default.
const VARIABLE: &str = "EMBERWATCH_LOG";
/// What the log keeps: warnings of everybody, and what we do.
const KEPT: &str = "warn,emberwatch=info";

/// What the SDK says is never logged, whoever asks: it quotes keys, and all that a `credential_process` has printed.
const QUOTING: &str = "aws_";

/// Begins to log what `who` does. `on_stderr` is what standard error is told unless `EMBERWATCH_LOG` says otherwise.
pub fn start(who: &str, on_stderr: &str) {
    let redactor = redactor(Accounts::Masked);
    let filter = EnvFilter::try_from_env(VARIABLE).unwrap_or_else(|_| EnvFilter::new(on_stderr));
    // Whoever asks for more gets what libraries say too, which is not ours to trust. Colours would part names and values.
    let screen = Screen(Arc::new(Redactor::new(Accounts::Shown).knowing(of_the_environment())));
    let stderr = fmt::layer().with_ansi(false).with_writer(move || screen.clone()).with_filter(filter.and(unquoting()));
    let kept = data_dir().ok().map(|folder| {
        let log = LogFile::new(&folder, who, redactor.clone());
        fmt::layer()
            .with_ansi(false)
            .with_writer(move || log.clone())
            .with_filter(EnvFilter::new(KEPT).and(unquoting()))
    });
    tracing_subscriber::registry().with(stderr).with(kept).init();
    panic::set_hook(Box::new(move |crash| told(&redactor, &crash.to_string())));
}

fn unquoting<S: Subscriber>() -> impl Filter<S> {
    filter_fn(|event| !event.target().starts_with(QUOTING))
}

/// What no text that is kept or handed on may hold.
pub(crate) fn redactor(accounts: Accounts) -> Redactor {
    Redactor::new(accounts).knowing(of_the_environment()).at_home(home())
}

/// Standard error, without secrets.
#[derive(Clone)]
struct Screen(Arc<Redactor>);

/// An event comes as one write.
impl Write for Screen {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        io::stderr().write_all(self.0.redact(&String::from_utf8_lossy(event)).as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

/// A crash can quote whatever was at hand.
fn told(redactor: &Redactor, crash: &str) {
    let crash = redactor.redact(crash);
    eprintln!("{crash}");
    let trace = Backtrace::capture();
    if trace.status() == BacktraceStatus::Captured {
        eprintln!("{trace}");
    }
    tracing::error!(target: "emberwatch", "{crash}");
}
