//! The spot market of a place on screen.

use super::Desk;
use super::charting::undrawn;
use emberwatch_app::failure::Failure as AppFailure;
use emberwatch_app::market::{Ask, Market, Seen};
use emberwatch_app::poll::Site;
use emberwatch_domain::account::{Place, Realm};
use emberwatch_views::failure::Failure;
use emberwatch_views::spot_market::{
    self, AskedMarket, SaveSpotRequest, SpotAdviceRequest, SpotAdviceView, SpotChart, SpotMarketView,
    SpotNetworksRequest, SpotNetworksView, SpotPlacesView, SpotRequest,
};
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Each place's market once, so that what one page reads or is refused no other asks for again.
#[derive(Default)]
pub(super) struct Markets(Mutex<BTreeMap<(Realm, Place), Arc<Market>>>);

impl Markets {
    /// The user asks again.
    pub(super) fn forget_failures(&self) {
        self.0.lock().values().for_each(|market| market.forget_failures());
    }
}

impl Desk {
    pub fn spot_places(&self) -> Result<SpotPlacesView, Failure> {
        Ok(spot_market::spot_places(&self.moment()?.scene()))
    }

    pub async fn spot_market(&self, request: &SpotRequest) -> Result<SpotMarketView, Failure> {
        let (asked, seen) = self.seen(request).await?;
        let moment = self.moment()?;
        let size = (request.width, request.height);
        spot_market::spot_market(&moment.scene(), &seen, &asked, request.theme, size).map_err(undrawn)
    }

    /// Writes the chart into the user's folder of downloads, and tells where.
    pub async fn save_spot_chart(&self, request: &SaveSpotRequest) -> Result<String, Failure> {
        let (asked, seen) = self.seen(&request.shown).await?;
        let moment = self.moment()?;
        let chart = SpotChart::new(&seen, &asked);
        let content = chart.file(&moment.scene(), request.file, request.shown.theme).map_err(undrawn)?;
        self.save("spot", request.file.extension(), &content)
    }

    pub async fn spot_networks(&self, request: &SpotNetworksRequest) -> Result<SpotNetworksView, Failure> {
        let place = request.place();
        let networks = self.market(place.clone())?.networks().await.map_err(AppFailure::from)?;
        Ok(spot_market::spot_networks(&self.moment()?.scene(), &place, &networks))
    }

    pub async fn spot_advice(&self, request: &SpotAdviceRequest) -> Result<SpotAdviceView, Failure> {
        let (place, question) = request.parse()?;
        let advised = self.market(place)?.advise(&question, Ask::Aws).await?;
        Ok(spot_market::spot_advice(&self.moment()?.scene(), &advised, &question))
    }

    async fn seen(&self, request: &SpotRequest) -> Result<(AskedMarket, Seen), Failure> {
        let asked = request.parse(self.ember.clock.now())?;
        let market = self.market(asked.place.clone())?;
        let seen = market.look(&asked.types, asked.window, Ask::Aws).await.map_err(AppFailure::from)?;
        Ok((asked, seen))
    }

    /// Of an account that is on screen; another one's would be asked with nobody's credentials.
    fn market(&self, place: Place) -> Result<Arc<Market>, Failure> {
        let (realm, station) = {
            let parts = self.parts();
            (parts.board.realm(), parts.station.clone())
        };
        if station.board.snapshot(&place.account).is_none() {
            let next_step = Some("choose an account that is watched".to_owned());
            return Err(
                AppFailure::Unknown { what: format!("account {} is not known", place.account), next_step }.into()
            );
        }
        let mut markets = self.markets.0.lock();
        let market = markets
            .entry((realm, place))
            .or_insert_with_key(|(_, place)| Arc::new(Market::new(Site::new(station, place.clone()))));
        Ok(market.clone())
    }
}
