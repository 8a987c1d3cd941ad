use super::{Shown, TheDesk};
use emberwatch_views::spot_market::{
    SaveSpotRequest, SpotAdviceRequest, SpotAdviceView, SpotMarketView, SpotNetworksRequest, SpotNetworksView,
    SpotPlacesView, SpotRequest,
};

#[tauri::command]
#[specta::specta]
pub async fn spot_places(desk: TheDesk<'_>) -> Shown<SpotPlacesView> {
    desk.desk()?.spot_places()
}

#[tauri::command]
#[specta::specta]
pub async fn spot_market(desk: TheDesk<'_>, request: SpotRequest) -> Shown<SpotMarketView> {
    desk.desk()?.spot_market(&request).await
}

#[tauri::command]
#[specta::specta]
pub async fn save_spot_chart(desk: TheDesk<'_>, request: SaveSpotRequest) -> Shown<String> {
    desk.desk()?.save_spot_chart(&request).await
}

#[tauri::command]
#[specta::specta]
pub async fn spot_advice(desk: TheDesk<'_>, request: SpotAdviceRequest) -> Shown<SpotAdviceView> {
    desk.desk()?.spot_advice(&request).await
}

#[tauri::command]
#[specta::specta]
pub async fn spot_networks(desk: TheDesk<'_>, request: SpotNetworksRequest) -> Shown<SpotNetworksView> {
    desk.desk()?.spot_networks(&request).await
}
