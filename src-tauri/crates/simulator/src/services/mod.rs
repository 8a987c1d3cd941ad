//! One module per AWS service. Each gets an authenticated call and answers in its own protocol.

pub(crate) mod ce;
pub(crate) mod ec2;
pub(crate) mod emr;
pub(crate) mod iam;
pub(crate) mod pricing;
pub(crate) mod sts;

use jiff::Timestamp;

use crate::commands::{CommandLog, Commands};
use crate::faults::PageScript;
use crate::limits::Configurations;
use crate::wire::credentials::Caller;
use crate::world::World;

/// One authenticated call. Services read the world through it and write only through `log`.
pub(crate) struct Call<'a> {
    pub(crate) world: &'a World,
    /// Every command known when the call arrived, other processes' included.
    pub(crate) commands: &'a Commands,
    pub(crate) log: &'a CommandLog,
    /// The bills that Cost Explorer counted so far.
    pub(crate) archive: &'a ce::Archive,
    /// What GetSpotPlacementScores was asked about lately.
    pub(crate) configurations: &'a Configurations,
    pub(crate) caller: &'a Caller,
    pub(crate) region: &'a str,
    pub(crate) now: Timestamp,
    pub(crate) request_id: &'a str,
    /// A scripted misbehaviour of the page that a listing returns.
    pub(crate) page_script: Option<PageScript>,
}

/// An AWS error before it takes the form of a protocol.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub(crate) struct AwsError {
    pub(crate) status: u16,
    /// `ValidationException`, `InvalidParameterValue`, …
    pub(crate) code: String,
    pub(crate) message: String,
}

impl AwsError {
    /// The caller's mistake: HTTP 400, or another status set with [`AwsError::with_status`].
    pub(crate) fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { status: 400, code: code.into(), message: message.into() }
    }

    pub(crate) fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }
}
