use emberwatch_domain::account::{ProfileName, Region};

/// One request as it leaves for AWS: the first try of a call or another one, and what credentials cost on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentCall {
    /// For whose watching it is sent.
    pub profile: ProfileName,
    pub region: Region,
    /// The service as signatures name it, such as `elasticmapreduce`.
    pub service: String,
    pub operation: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallOutcome {
    Answered,
    Throttled,
    /// Refused, not answered in time, or given up while it was under way.
    Failed,
}

/// Told of every request that left, once, when it is over.
pub trait CallMeter: Send + Sync {
    fn count(&self, call: SentCall, outcome: CallOutcome);
}
