//! The least that a Tauri app with a window, or with a tray icon alone, can be: what Emberwatch is measured against.
//! It is never shipped.

use tauri::menu::{Menu, MenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::{App, WebviewUrl, WebviewWindowBuilder};

/// Shows the tray icon and no window.
const TRAY_ALONE: &str = "--tray-alone";

fn main() {
    let tray_alone = std::env::args().any(|argument| argument == TRAY_ALONE);
    let app = tauri::Builder::default()
        .setup(move |app| if tray_alone { tray(app) } else { window(app) })
        .build(tauri::generate_context!("bare/tauri.conf.json"))
        .expect("the bare app starts");
    app.run(move |_, event| {
        if let (true, tauri::RunEvent::ExitRequested { api, code: None, .. }) = (tray_alone, event) {
            api.prevent_exit();
        }
    });
}

fn window(app: &mut App) -> Result<(), Box<dyn std::error::Error>> {
    let page = WebviewUrl::App("index.html".into());
    WebviewWindowBuilder::new(app, "main", page).title("Bare").inner_size(1360.0, 860.0).build()?;
    Ok(())
}

fn tray(app: &mut App) -> Result<(), Box<dyn std::error::Error>> {
    let quit = MenuItem::with_id(app, "quit", "Quit", true, None::<&str>)?;
    let icon = app.default_window_icon().ok_or("the icon is in the configuration")?.clone();
    let menu = Menu::with_items(app, &[&quit])?;
    TrayIconBuilder::new().icon(icon).menu(&menu).on_menu_event(|app, _| app.exit(0)).build(app)?;
    Ok(())
}
