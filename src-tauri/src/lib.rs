//! The window and the tray: composes store, clouds and use cases, and lends them to the page as commands.

mod bindings;
mod commands;
mod desk;
mod events;
mod leaving;
mod presence;
mod tray;
mod window;

use desk::Opened;
use emberwatch_app::settings::Starting;
use presence::Presence;
use std::process::ExitCode;
use tauri::{App, Manager};

/// Runs until the user quits.
pub fn run() -> ExitCode {
    close_to_others();
    emberwatch_compose::keep_for_the_next_sweep();
    emberwatch_compose::log::start("window", "warn");
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "started");
    match try_run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("emberwatch: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// What is written from now on is nobody else's to read: the web view keeps which accounts and clusters were looked at
/// in files of its own.
fn close_to_others() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
}

fn try_run() -> anyhow::Result<()> {
    let bindings = bindings::builder();
    let invoke = bindings.invoke_handler();
    tauri::Builder::default()
        // A second start may ask for the window before this one has set itself up.
        .manage(Presence::default())
        .manage(window::Look::default())
        .manage(tray::Drawn::default())
        .plugin(tauri_plugin_single_instance::init(|app, _, _| window::show(app)))
        .plugin(tauri_plugin_autostart::Builder::new().build())
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
        .invoke_handler(invoke)
        .on_window_event(|of, event| {
            window::follow_focus(of, event);
            leaving::on_window_event(of, event);
        })
        .setup(move |app| {
            bindings.mount_events(app);
            set_up(app)?;
            Ok(())
        })
        .build(tauri::generate_context!())?
        .run(leaving::on_run_event);
    Ok(())
}

fn set_up(app: &App) -> tauri::Result<()> {
    let handle = app.handle();
    let opened = tauri::async_runtime::block_on(async { Opened::open() });
    app.manage(opened.clone());
    let Ok(desk) = opened.desk() else { return window::open(handle) };
    let ticks = desk.changes().into_iter().chain([Presence::of(handle).ticks()]);
    events::forward(handle, desk, ticks);
    if desk.desktop_settings().starting == Starting::Window {
        window::open(handle)?;
    }
    tray::follow(handle, desk);
    Ok(())
}
