//! The icon of each state. They differ in shape, and are seen on dark and on light panels.

use emberwatch_views::tray::TrayState;
use tauri::image::Image;
use tauri::include_image;

const CALM: Image<'_> = include_image!("../icons/tray-calm.png");
const ATTENTION: Image<'_> = include_image!("../icons/tray-attention.png");
const OFFLINE: Image<'_> = include_image!("../icons/tray-offline.png");

pub fn of(state: TrayState) -> Image<'static> {
    match state {
        TrayState::Calm => CALM,
        TrayState::Attention => ATTENTION,
        TrayState::Offline => OFFLINE,
    }
}
