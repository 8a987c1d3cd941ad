use super::{Shown, TheDesk};
use emberwatch_views::requests::SettingsRequest;
use emberwatch_views::saved_views::{SavedViewChange, SavedViewView};
use emberwatch_views::settings::{SettingsView, TimeZoneView};

#[tauri::command]
#[specta::specta]
pub async fn settings(desk: TheDesk<'_>) -> Shown<SettingsView> {
    desk.desk()?.settings()
}

#[tauri::command]
#[specta::specta]
pub async fn change_settings(desk: TheDesk<'_>, request: SettingsRequest) -> Shown<SettingsView> {
    desk.desk()?.change_settings(request)
}

#[tauri::command]
#[specta::specta]
pub async fn reset_settings(desk: TheDesk<'_>) -> Shown<SettingsView> {
    desk.desk()?.reset_settings()
}

#[tauri::command]
#[specta::specta]
pub async fn undo_reset(desk: TheDesk<'_>) -> Shown<SettingsView> {
    desk.desk()?.undo_reset()
}

#[tauri::command]
#[specta::specta]
pub async fn time_zones(desk: TheDesk<'_>) -> Shown<Vec<TimeZoneView>> {
    Ok(desk.desk()?.time_zones())
}

#[tauri::command]
#[specta::specta]
pub async fn saved_views(desk: TheDesk<'_>) -> Shown<Vec<SavedViewView>> {
    desk.desk()?.saved_views()
}

#[tauri::command]
#[specta::specta]
pub async fn change_saved_views(desk: TheDesk<'_>, change: SavedViewChange) -> Shown<Vec<SavedViewView>> {
    desk.desk()?.change_saved_views(change)
}
