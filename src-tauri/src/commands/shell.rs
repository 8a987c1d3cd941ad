use super::{Shown, TheDesk};
use emberwatch_views::shell::ShellView;

#[tauri::command]
#[specta::specta]
pub async fn shell(desk: TheDesk<'_>) -> Shown<ShellView> {
    desk.desk()?.shell()
}
