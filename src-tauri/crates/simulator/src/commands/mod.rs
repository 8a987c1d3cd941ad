//! What callers did to the world: the only state the simulator has beside its token buckets.

mod log;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::world::{ClusterId, ClusterSpec};

pub use log::{CommandLog, LogError};

/// One accepted command, as it stands in the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Recorded {
    pub(crate) at: Timestamp,
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) command: Command,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Command {
    Launch {
        id: String,
        spec: Box<ClusterSpec>,
    },
    Terminate {
        ids: Vec<String>,
    },
    /// The sentinel `throttle-terminate` counts how often it refused.
    TerminateThrottled {
        id: String,
    },
    Protect {
        ids: Vec<String>,
        protected: bool,
    },
    Resize {
        cluster: String,
        resize: Resize,
    },
}

/// The new size of one instance group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Resize {
    pub(crate) group_id: String,
    pub(crate) count: u32,
    /// EC2 ids that must go first when the group shrinks.
    #[serde(default)]
    pub(crate) victims: Vec<String>,
}

/// All commands so far, by the cluster they concern.
#[derive(Debug, Clone, Default)]
pub struct Commands {
    orders: HashMap<ClusterId, Vec<Order>>,
    launches: HashMap<String, HashMap<String, Vec<Arc<Launch>>>>,
    count: u64,
}

/// Something done to a cluster. Times are seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) at: i64,
    pub(crate) kind: OrderKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum OrderKind {
    Terminate,
    TerminateThrottled,
    Protect { protected: bool },
    Resize(Resize),
}

/// A cluster that a caller launched.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Launch {
    pub(crate) at: i64,
    pub(crate) id: ClusterId,
    pub(crate) spec: Arc<ClusterSpec>,
}

impl Commands {
    /// What was done to a cluster, in order.
    pub(crate) fn orders(&self, id: ClusterId) -> &[Order] {
        self.orders.get(&id).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn launches(&self, account: &str, region: &str) -> &[Arc<Launch>] {
        self.launches.get(account).and_then(|regions| regions.get(region)).map_or(&[], Vec::as_slice)
    }

    /// Clusters that somebody terminated.
    pub(crate) fn terminated(&self) -> impl Iterator<Item = ClusterId> + '_ {
        self.orders
            .iter()
            .filter(|(_, orders)| orders.iter().any(|order| order.kind == OrderKind::Terminate))
            .map(|(id, _)| *id)
    }

    /// How many commands were ever given, so that two equal launches get two ids.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    fn add(&mut self, recorded: Recorded) {
        self.count += 1;
        let at = recorded.at.as_second();
        match recorded.command {
            Command::Launch { id, spec } => {
                if let Ok(id) = id.parse() {
                    let launch = Arc::new(Launch { at, id, spec: Arc::from(spec) });
                    self.launches.entry(recorded.account).or_default().entry(recorded.region).or_default().push(launch);
                }
            }
            Command::Terminate { ids } => self.order(&ids, at, &OrderKind::Terminate),
            Command::TerminateThrottled { id } => self.order(&[id], at, &OrderKind::TerminateThrottled),
            Command::Protect { ids, protected } => self.order(&ids, at, &OrderKind::Protect { protected }),
            Command::Resize { cluster, resize } => self.order(&[cluster], at, &OrderKind::Resize(resize)),
        }
    }

    fn order(&mut self, ids: &[String], at: i64, kind: &OrderKind) {
        for id in ids.iter().filter_map(|id| id.parse().ok()) {
            self.orders.entry(id).or_default().push(Order { at, kind: kind.clone() });
        }
    }
}
