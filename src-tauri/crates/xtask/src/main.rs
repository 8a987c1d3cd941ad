//! `cargo xtask setup | run | test | e2e | bench | package`: everything a developer, a user or CI types.
//!
//! Only std is used, so that the tool itself builds at once on a machine that has nothing yet.

mod args;
mod bench;
mod build;
mod child;
mod deb;
mod failure;
mod layout;
mod node;
mod package;
mod packages;
mod python;
mod session;
mod setup;
mod stamp;
mod steps;
mod suite;
mod tally;
mod test;
mod tools;
mod tree;
mod window;

use std::process::ExitCode;

use args::{Request, USAGE};
use failure::Failure;
use layout::Layout;

fn main() -> ExitCode {
    let request = match Request::parse(std::env::args().skip(1)) {
        Ok(request) => request,
        Err(error) => {
            eprintln!("xtask: {error}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match perform(request) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("\nxtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn perform(request: Request) -> Result<ExitCode, Failure> {
    let layout = Layout::find()?;
    match request {
        Request::Usage => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        Request::Setup => {
            setup::everything(&layout)?;
            Ok(ExitCode::SUCCESS)
        }
        Request::Run { app_args } => window::open(&layout, &app_args),
        Request::Test => test::everything(&layout),
        Request::E2e { filter } => test::window_only(&layout, filter.as_deref()),
        Request::Bench { wanted } => bench::run(&layout, &wanted),
        Request::Package => {
            package::make(&layout)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}
