//! The main window, which shows the app's own page and nothing else.

use tauri::{App, AppHandle, Manager, Url, WebviewWindowBuilder};

pub const MAIN: &str = "main";

pub fn open(app: &App) -> tauri::Result<()> {
    let config = app.config().app.windows.iter().find(|window| window.label == MAIN);
    let config = config.ok_or(tauri::Error::WindowNotFound)?;
    WebviewWindowBuilder::from_config(app, config)?.on_navigation(is_own_page).build()?;
    Ok(())
}

/// A second start brings the window to the front.
pub fn focus(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        let brought = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
        if let Err(error) = brought {
            tracing::warn!(%error, "the window could not be brought to the front");
        }
    }
}

/// The page never leaves the app: a link elsewhere, however it came there, is not followed.
fn is_own_page(url: &Url) -> bool {
    match url.scheme() {
        // `tauri:` on Linux and macOS, `http(s)://tauri.localhost` on Windows; `isolation:` is the frame that guards calls.
        "tauri" | "isolation" => true,
        "http" | "https" => matches!(url.host_str(), Some("tauri.localhost" | "isolation.localhost")),
        "about" => url.path() == "blank",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_stays_on_its_own_page() {
        for own in ["tauri://localhost", "http://tauri.localhost/index.html", "isolation://localhost"] {
            assert!(is_own_page(&own.parse().unwrap()), "{own}");
        }
        for foreign in ["https://example.com", "file:///etc/passwd", "data:text/html,x", "http://localhost:4444/"] {
            assert!(!is_own_page(&foreign.parse().unwrap()), "{foreign}");
        }
    }
}
