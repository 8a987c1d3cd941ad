use super::{Shown, TheDesk};
use emberwatch_views::costs::{
    CostChartRequest, CostChartView, CostsProgress, CostsRequest, CostsView, SaveCostsRequest,
};
use emberwatch_views::forecast::ForecastView;
use emberwatch_views::ledgers::{LedgersRequest, LedgersView};

#[tauri::command]
#[specta::specta]
pub async fn costs(desk: TheDesk<'_>, request: CostsRequest) -> Shown<CostsView> {
    desk.desk()?.costs(&request).await
}

#[tauri::command]
#[specta::specta]
pub async fn costs_progress(desk: TheDesk<'_>) -> Shown<Option<CostsProgress>> {
    Ok(desk.desk()?.costs_progress())
}

#[tauri::command]
#[specta::specta]
pub async fn stop_costs(desk: TheDesk<'_>) -> Shown<()> {
    desk.desk()?.stop_costs();
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub async fn cost_chart(desk: TheDesk<'_>, request: CostChartRequest) -> Shown<CostChartView> {
    desk.desk()?.cost_chart(&request).await
}

#[tauri::command]
#[specta::specta]
pub async fn save_costs(desk: TheDesk<'_>, request: SaveCostsRequest) -> Shown<String> {
    desk.desk()?.save_costs(&request).await
}

#[tauri::command]
#[specta::specta]
pub async fn forecast(desk: TheDesk<'_>) -> Shown<ForecastView> {
    desk.desk()?.forecast().await
}

#[tauri::command]
#[specta::specta]
pub async fn ledgers(desk: TheDesk<'_>, request: LedgersRequest) -> Shown<LedgersView> {
    desk.desk()?.ledgers(&request).await
}
