//! AWS through its SDK, turned into domain types. SDK types end in this crate.

mod again;
mod cloud;
mod convert;
mod costexplorer;
mod credentials;
mod ec2;
mod emr;
mod errors;
mod given_up;
mod http;
mod iam;
mod identity;
mod metering;
mod origin;
mod patience;
mod pricing;
mod profiles;
mod retries;
mod session;
mod sts;
mod whole;

pub use cloud::{AwsCloud, AwsControl, FileWatch};
pub use http::Http;
pub use origin::FixedProfile;
pub use patience::Patience;
pub use profiles::FileLocations;
