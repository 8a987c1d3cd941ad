//! Which cluster changed how often, seen by somebody whom no bucket hinders.

use super::peer::Peer;
use crate::emberwatch::after;
use emberwatch_app::ports::Clock;
use emberwatch_domain::cluster::ClusterId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// In seconds: two changes of one cluster lie further apart.
const BETWEEN_LOOKS: u64 = 5;

pub struct Changes<'a> {
    peer: &'a Peer,
    clock: Arc<dyn Clock>,
    /// Of everything that is active, as it was last seen.
    states: BTreeMap<String, String>,
    of: BTreeMap<ClusterId, usize>,
    lived: BTreeSet<ClusterId>,
}

impl<'a> Changes<'a> {
    pub async fn of(peer: &'a Peer, clock: Arc<dyn Clock>) -> Self {
        let states = peer.states(clock.as_ref()).await;
        let lived = states.keys().map(|id| ClusterId::new(id.as_str())).collect();
        Self { peer, clock, states, of: BTreeMap::new(), lived }
    }

    pub async fn watch(&mut self, seconds: u64) {
        for _ in 0..seconds / BETWEEN_LOOKS {
            after(BETWEEN_LOOKS).await;
            let now = self.peer.states(self.clock.as_ref()).await;
            // It began, it is in another state, or it ended and is not listed any more.
            let changed = now.iter().filter(|(id, state)| self.states.get(*id) != Some(state)).map(|(id, _)| id);
            let ended = self.states.keys().filter(|id| !now.contains_key(*id));
            for id in changed.chain(ended) {
                *self.of.entry(ClusterId::new(id.as_str())).or_default() += 1;
            }
            self.lived.extend(now.keys().map(|id| ClusterId::new(id.as_str())));
            self.states = now;
        }
    }

    /// How many changes, and of how many clusters.
    pub fn count(&self) -> (usize, usize) {
        (self.of.values().sum(), self.of.len())
    }

    /// How often what lived was described, and how often without a change of the same cluster.
    pub fn against(&self, described: impl Fn(&ClusterId) -> usize) -> (usize, usize) {
        let counts: Vec<(usize, usize)> = self.lived.iter().map(|id| (described(id), self.changes_of(id))).collect();
        let in_vain = counts.iter().map(|(described, changes)| described.saturating_sub(*changes)).sum();
        (counts.iter().map(|(described, _)| described).sum(), in_vain)
    }

    fn changes_of(&self, id: &ClusterId) -> usize {
        self.of.get(id).copied().unwrap_or_default()
    }
}
