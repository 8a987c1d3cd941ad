use crate::args::Cli;
use crate::console::Console;
use crate::stopped::{Exit, Stopped};
use clap::CommandFactory;
use clap_complete::{Shell, generate};

pub fn run(shell: Shell, console: &Console) -> Result<Exit, Stopped> {
    // Into memory first: clap_complete panics when the pipe it writes to is closed.
    let mut script = Vec::new();
    generate(shell, &mut Cli::command(), "emberctl", &mut script);
    console.print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
