//! The window: composes store, clouds and use cases, and lends them to the page as commands.

mod bindings;
mod commands;
mod desk;
mod events;
mod logging;
mod window;

use desk::Opened;
use std::process::ExitCode;
use tauri::Manager;

/// Runs until the window is closed.
pub fn run() -> ExitCode {
    logging::start();
    match try_run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("emberwatch: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn try_run() -> anyhow::Result<()> {
    let bindings = bindings::builder();
    let invoke = bindings.invoke_handler();
    tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| window::focus(app)))
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
        .invoke_handler(invoke)
        .setup(move |app| {
            bindings.mount_events(app);
            let opened = tauri::async_runtime::block_on(async { Opened::open() });
            if let Ok(desk) = opened.desk() {
                events::forward(app.handle().clone(), desk);
            }
            app.manage(opened);
            window::open(app)?;
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}
