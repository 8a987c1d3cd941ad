use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Warnings go to standard error; `EMBERWATCH_LOG` asks for more. Nothing logged holds a secret.
pub fn start() {
    let filter = EnvFilter::try_from_env("EMBERWATCH_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let ansi = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(ansi).with_writer(std::io::stderr).init();
}
