//! The main window, which shows the app's own page and nothing else. It is made when it is asked for and gone when it
//! is closed: without it, in the tray, no web view runs.

use crate::desk::Opened;
use parking_lot::Mutex;
use tauri::utils::config::WindowConfig;
use tauri::{AppHandle, Error, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Window, WindowEvent};

pub const MAIN: &str = "main";

/// How the window was when it was closed: it comes back so.
#[derive(Default)]
pub struct Look(Mutex<Option<Kept>>);

#[derive(Clone, Debug, PartialEq)]
struct Kept {
    /// The page, as it stands behind `#` in the address.
    page: Option<String>,
    size: (f64, f64),
    maximized: bool,
}

pub fn open(app: &AppHandle) -> tauri::Result<()> {
    let config = app.config().app.windows.iter().find(|window| window.label == MAIN);
    let config = as_kept(config.ok_or(Error::WindowNotFound)?, app.state::<Look>().0.lock().as_ref());
    match WebviewWindowBuilder::from_config(app, &config)?.on_navigation(is_own_page).build() {
        // Two asked at the same time, and it is there.
        Ok(_) | Err(Error::WindowLabelAlreadyExists(_) | Error::WebviewLabelAlreadyExists(_)) => {}
        Err(error) => return Err(error),
    }
    in_front(app, true);
    Ok(())
}

/// Whether the user looks: what changed is told since they last did.
pub fn follow_focus(of: &Window, event: &WindowEvent) {
    match event {
        WindowEvent::Focused(is_focused) => in_front(of.app_handle(), *is_focused),
        WindowEvent::Destroyed => in_front(of.app_handle(), false),
        _ => {}
    }
}

fn in_front(app: &AppHandle, is_in_front: bool) {
    let Ok(desk) = app.state::<Opened>().desk().cloned() else { return };
    // At once, so that two events keep their order; what is recorded need not, and this thread waits for no disk.
    desk.is_in_front(is_in_front);
    tauri::async_runtime::spawn_blocking(move || desk.note_look());
}

/// Brings the window to the front, and makes it first where there is none: a second start, an entry of the tray.
pub fn show(app: &AppHandle) {
    let app = app.clone();
    // Some systems cannot make a window within the handling of an event.
    tauri::async_runtime::spawn(async move {
        let shown = match app.get_webview_window(MAIN) {
            Some(window) => window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus()),
            None => open(&app),
        };
        if let Err(error) = shown {
            tracing::warn!(%error, "the window could not be brought to the front");
        }
    });
}

/// Remembers how the window looks, before it goes.
pub fn keep_look(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        *app.state::<Look>().0.lock() = look(&window).ok();
    }
}

fn look(window: &WebviewWindow) -> tauri::Result<Kept> {
    let size = window.inner_size()?.to_logical(window.scale_factor()?);
    let page = window.url()?.fragment().map(str::to_owned);
    Ok(Kept { page, size: (size.width, size.height), maximized: window.is_maximized()? })
}

fn as_kept(config: &WindowConfig, kept: Option<&Kept>) -> WindowConfig {
    let mut config = config.clone();
    if let Some(kept) = kept {
        config.maximized = kept.maximized;
        if !kept.maximized {
            (config.width, config.height) = kept.size;
        }
        if let Some(page) = &kept.page {
            config.url = WebviewUrl::App(format!("index.html#{page}").into());
        }
    }
    config
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

    #[test]
    fn a_window_comes_back_as_it_was_closed() {
        let config = WindowConfig { width: 1360.0, height: 860.0, ..WindowConfig::default() };
        assert_eq!(as_kept(&config, None), config);
        let mut kept = Kept { page: Some("clusters".to_owned()), size: (900.0, 700.0), maximized: false };
        let back = as_kept(&config, Some(&kept));
        assert_eq!((back.width, back.height), (900.0, 700.0));
        assert_eq!(back.url, WebviewUrl::App("index.html#clusters".into()));
        kept.maximized = true;
        let back = as_kept(&config, Some(&kept));
        assert_eq!((back.width, back.maximized), (1360.0, true), "un-maximized it has its ordinary size");
    }
}
