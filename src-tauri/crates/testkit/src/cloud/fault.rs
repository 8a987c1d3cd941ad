use emberwatch_cloud::CloudError;
use emberwatch_domain::account::{Place, ProfileName};
use emberwatch_domain::cluster::ClusterId;

/// Which calls a fault meets: those that agree with every part that is given.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach {
    pub profile: Option<ProfileName>,
    pub place: Option<Place>,
    pub operation: Option<&'static str>,
    pub cluster: Option<ClusterId>,
}

#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub reach: Reach,
    error: CloudError,
    /// `None`: every time.
    left: Option<u32>,
    pub moment: Moment,
}

/// Whether a failed call has done what it was asked all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    BeforeActing,
    AfterActing,
}

impl Fault {
    pub fn always(reach: Reach, error: CloudError) -> Self {
        Self { reach, error, left: None, moment: Moment::BeforeActing }
    }

    pub fn times(reach: Reach, times: u32, error: CloudError) -> Self {
        Self { left: Some(times), ..Self::always(reach, error) }
    }

    pub fn after_acting(self) -> Self {
        Self { moment: Moment::AfterActing, ..self }
    }

    /// Uses the fault up by one; `None` when nothing of it is left.
    pub fn take(&mut self) -> Option<CloudError> {
        if let Some(left) = &mut self.left {
            *left = left.checked_sub(1)?;
        }
        Some(self.error.clone())
    }
}

impl Reach {
    pub fn meets(&self, call: &super::Call) -> bool {
        self.profile.as_ref().is_none_or(|profile| *profile == call.profile)
            && self.place.as_ref().is_none_or(|place| call.place.as_ref() == Some(place))
            && self.operation.is_none_or(|operation| operation == call.operation)
            && self.cluster.as_ref().is_none_or(|cluster| call.cluster.as_ref() == Some(cluster))
    }
}

/// The same error as if this operation had met it.
pub(crate) fn met_by(operation: &'static str, error: CloudError) -> CloudError {
    use CloudError as E;
    match error {
        E::Expired { .. } => E::Expired { operation },
        E::SignInNeeded { advice, .. } => E::SignInNeeded { operation, advice },
        E::ProcessFailed { reason, .. } => E::ProcessFailed { operation, reason },
        E::Denied { action, .. } => E::Denied { operation, action },
        E::Throttled { retry_after, .. } => E::Throttled { operation, retry_after },
        E::RegionDisabled { .. } => E::RegionDisabled { operation },
        E::NotFound { .. } => E::NotFound { operation },
        E::NoDataYet { .. } => E::NoDataYet { operation },
        E::Invalid { message, .. } => E::Invalid { operation, message },
        E::Unreachable { host, source, .. } => E::Unreachable { operation, host, source },
        E::TimedOut { .. } => E::TimedOut { operation },
        E::Unexpected { message, source, .. } => E::Unexpected { operation, message, source },
    }
}
