use emberwatch_app::actions::ActionRealm;
use emberwatch_app::board::Board;
use emberwatch_app::budget::Budgets;
use emberwatch_app::cloud::{Cloud, CloudControl};
use emberwatch_app::costs::Costs;
use emberwatch_app::meter::Meter;
use emberwatch_app::poll::{Station, Watcher};
use emberwatch_app::ports::{BillCache, Clock, History, SettingsStore};
use emberwatch_domain::account::Realm;
use std::sync::Arc;

/// Everything of one realm: AWS, or the sample.
#[derive(Clone)]
pub struct RealmParts {
    pub board: Arc<Board>,
    pub station: Arc<Station>,
    pub cloud: Arc<dyn Cloud>,
    /// Watches nothing until it is told what.
    pub watcher: Arc<Watcher>,
    /// What AWS bills; it asks nothing until somebody wants to know.
    pub costs: Arc<Costs>,
}

/// How a realm is reached.
pub(crate) struct Reach {
    pub cloud: Arc<dyn Cloud>,
    pub control: Arc<dyn CloudControl>,
    pub budgets: Budgets,
    /// On which the cloud counts its requests.
    pub meter: Arc<Meter>,
}

/// Where it is kept what a realm tells.
#[derive(Clone)]
pub(crate) struct Kept {
    pub history: Arc<dyn History>,
    pub bills: Arc<dyn BillCache>,
    pub settings: Arc<dyn SettingsStore>,
}

/// A realm's parts, and its side of the actions.
pub(crate) fn open(realm: Realm, reach: Reach, kept: Kept, clock: Arc<dyn Clock>) -> (RealmParts, ActionRealm) {
    let board = Arc::new(Board::new(realm));
    let budgets = Arc::new(reach.budgets);
    let station = Station::new(board.clone(), reach.cloud.clone(), kept.history, budgets, clock);
    let station = Arc::new(station.metered(reach.meter));
    let watcher = Watcher::start(station.clone());
    let actions = ActionRealm { station: station.clone(), control: reach.control, watcher: Some(watcher.clone()) };
    let costs = Arc::new(Costs::new(station.clone(), kept.bills, kept.settings));
    (RealmParts { board, station, cloud: reach.cloud, watcher, costs }, actions)
}
