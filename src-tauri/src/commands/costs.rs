use super::{Shown, TheDesk};
use emberwatch_views::costs::{CostsRequest, CostsView};
use emberwatch_views::forecast::ForecastView;

#[tauri::command]
#[specta::specta]
pub async fn costs(desk: TheDesk<'_>, request: CostsRequest) -> Shown<CostsView> {
    desk.desk()?.costs(&request).await
}

#[tauri::command]
#[specta::specta]
pub async fn forecast(desk: TheDesk<'_>) -> Shown<ForecastView> {
    desk.desk()?.forecast().await
}
