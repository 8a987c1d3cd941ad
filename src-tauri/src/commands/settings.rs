use super::{Shown, TheDesk};
use emberwatch_views::data_folder::{DataFolderView, ForgettableView};
use emberwatch_views::requests::{AccountsInReport, SettingsRequest};
use emberwatch_views::saved_views::{SavedViewChange, SavedViewView};
use emberwatch_views::settings::{SettingsView, TimeZoneView};
use tauri::AppHandle;

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
pub async fn diagnostics(desk: TheDesk<'_>, accounts: AccountsInReport) -> Shown<String> {
    desk.diagnostics(accounts)
}

#[tauri::command]
#[specta::specta]
pub async fn change_saved_views(desk: TheDesk<'_>, change: SavedViewChange) -> Shown<Vec<SavedViewView>> {
    desk.desk()?.change_saved_views(change)
}

#[tauri::command]
#[specta::specta]
pub async fn log_lines(desk: TheDesk<'_>) -> Shown<Vec<String>> {
    Ok(desk.desk()?.log_lines())
}

#[tauri::command]
#[specta::specta]
pub async fn data_folder(desk: TheDesk<'_>) -> Shown<DataFolderView> {
    desk.desk()?.data_folder()
}

#[tauri::command]
#[specta::specta]
pub async fn forgettable(desk: TheDesk<'_>, before: String) -> Shown<ForgettableView> {
    desk.desk()?.forgettable(&before).await
}

#[tauri::command]
#[specta::specta]
pub async fn forget_history(desk: TheDesk<'_>, before: String) -> Shown<DataFolderView> {
    desk.desk()?.forget_history(&before)
}

#[tauri::command]
#[specta::specta]
pub async fn open_data_folder(app: AppHandle, desk: TheDesk<'_>) -> Shown<()> {
    desk.desk()?.open_data_folder(&app)
}
