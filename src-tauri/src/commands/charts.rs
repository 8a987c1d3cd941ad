use super::{Shown, TheDesk};
use emberwatch_views::burn_chart::{BurnChartRequest, BurnChartView, SaveBurnRequest};

#[tauri::command]
#[specta::specta]
pub async fn burn_chart(desk: TheDesk<'_>, request: BurnChartRequest) -> Shown<BurnChartView> {
    desk.desk()?.burn_chart(&request)
}

#[tauri::command]
#[specta::specta]
pub async fn save_burn_chart(desk: TheDesk<'_>, request: SaveBurnRequest) -> Shown<String> {
    desk.desk()?.save_burn_chart(&request)
}
