//! The wire protocols, each in its own module, and the way from a request to the service that answers it.

pub(crate) mod aws_json;
pub(crate) mod credentials;
pub(crate) mod dispatch;
pub(crate) mod failures;
pub(crate) mod query;
pub(crate) mod xml;
