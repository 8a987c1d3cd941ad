//! A simulated day: time that passes when everybody waits, and all that runs in the background of one process.

use crate::emberwatch::Emberwatch;
use crate::world::World;
use emberwatch_app::costs::{Costs, keep_fresh};
use emberwatch_simulator::{Limits, Options, SimClock};
use std::future::Future;
use std::sync::Arc;

const START: &str = "2031-03-05T10:00:00Z";
/// A payer, and one of its accounts.
const WATCHED: [(&str, &[&str]); 2] = [("analytics-prod", &["eu-west-1"]), ("research", &["eu-west-1"])];
/// In seconds.
pub const HOUR: u64 = 3600;

pub fn in_simulated_time<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(work)
}

pub fn world(limits: Limits) -> World {
    World::of(Options { clock: SimClock::manual(START.parse().unwrap()), limits, ..Options::default() })
}

/// One process with all that runs in the background.
pub struct Running {
    pub emberwatch: Emberwatch,
    pub costs: Arc<Costs>,
    refreshing: Box<dyn Send>,
}

impl Running {
    pub fn start(world: &World, owner: &str) -> Self {
        let emberwatch = world.process(owner);
        let (history, settings) = (emberwatch.store.history.clone(), emberwatch.store.settings.clone());
        let costs = Arc::new(Costs::new(emberwatch.station.clone(), history, settings));
        emberwatch.watch(&WATCHED);
        let refreshing = Box::new(keep_fresh(&costs));
        Self { emberwatch, costs, refreshing }
    }

    pub fn end(self) {
        drop(self.refreshing);
        self.emberwatch.watch(&[]);
        self.emberwatch.station.keep_calls();
    }
}
