//! `cargo xtask run`: the built window, or the way on in the terminal where there is no screen.

use std::env;
use std::process::ExitCode;

use crate::child::Task;
use crate::failure::Failure;
use crate::layout::Layout;
use crate::setup;

pub fn open(layout: &Layout, app_args: &[String]) -> Result<ExitCode, Failure> {
    setup::to_run(layout)?;
    if !has_screen() {
        println!("{}", without_screen(layout));
        return Ok(ExitCode::SUCCESS);
    }
    let binary = layout.binary("emberwatch");
    println!("\n> Opening the window: {}", binary.display());
    let status = Task::new(&binary).args(app_args).attended()?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

fn has_screen() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn without_screen(layout: &Layout) -> String {
    let emberctl = layout.binary("emberctl");
    let emberctl = emberctl.display();
    format!(
        "
Everything is built, but there is no display here to open a window on (neither DISPLAY nor
WAYLAND_DISPLAY is set). The same is in the terminal:

  {emberctl} clusters --sample     what burns in the sample account
  {emberctl} profiles              the profiles of your AWS config
  {emberctl} clusters              what burns in the accounts you watch
  {emberctl} --help

To open the window here, set DISPLAY, or come in by `ssh -X`."
    )
}
