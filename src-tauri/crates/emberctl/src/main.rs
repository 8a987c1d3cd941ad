//! Emberwatch in the terminal: the same use cases on the same data folder as the window.

mod args;
mod commands;
mod console;
mod interrupt;
mod look;
mod progress;
mod regions;
mod sources;
mod stopped;
mod table;
mod terminate;
mod text;

use args::{Cli, Command};
use clap::Parser;
use console::Console;
use std::process::ExitCode;
use std::time::Duration;
use stopped::{Exit, Stopped};

/// What still runs when the answer is out may take so long to end.
const GRACE: Duration = Duration::from_millis(200);

fn main() -> ExitCode {
    let cli = Cli::parse();
    // What matters is in the answer, so standard error is told of errors only.
    emberwatch_compose::log::start("emberctl", "error");
    let console = Console::new(&cli.global);
    match start(cli, &console) {
        Ok(exit) => exit.into(),
        Err(stopped) => {
            console.note(&format!("emberctl: {stopped}"));
            stopped.exit.into()
        }
    }
}

fn start(cli: Cli, console: &Console) -> Result<Exit, Stopped> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| {
        Stopped::failed(format!("no thread could be started: {error}"), "check this machine's limits")
    })?;
    let exit = runtime.block_on(run(cli, console));
    runtime.shutdown_timeout(GRACE);
    exit
}

async fn run(cli: Cli, console: &Console) -> Result<Exit, Stopped> {
    let global = &cli.global;
    global.check()?;
    match cli.command {
        Command::Profiles { command } => commands::profiles::run(command, global, console).await,
        Command::Clusters(clusters) => commands::clusters::run(&clusters, global, console).await,
        Command::Cluster { id } => commands::cluster::run(&id, global, console).await,
        Command::Chart { command: args::Chart::Burn(burn) } => commands::chart::burn(&burn, global, console),
        Command::Chart { command: args::Chart::Spot(spot) } => commands::chart::spot(&spot, global, console).await,
        Command::Chart { command: args::Chart::Costs(costs) } => commands::chart::costs(&costs, global, console).await,
        Command::Spot { command } => commands::spot::run(&command, global, console).await,
        Command::Changes(changes) => commands::changes::run(&changes, global, console).await,
        Command::Costs(costs) => commands::costs::run(&costs, global, console).await,
        Command::Ledgers(ledgers) => commands::ledgers::run(&ledgers, global, console).await,
        Command::Forecast(forecast) => commands::forecast::run(&forecast, global, console).await,
        Command::Terminate(terminate) => terminate::run(terminate, global, console).await,
        Command::Simulator { command: args::Simulator::Serve(serve) } => {
            commands::simulator::serve(serve, console).await
        }
        Command::Settings { command } => commands::settings::run(command, console),
        Command::Diagnostics(flags) => commands::diagnostics::run(&flags, global, console),
        Command::Completions { shell } => commands::completions::run(shell, console),
    }
}
