//! EMR: clusters and what they are made of, and the two writes.

mod collection;
mod control;
mod detail;
mod reader;

pub(crate) use control::EmrControl;
pub(crate) use reader::Emr;

use crate::profiles::Api;
use crate::session::{Live, client_builder};
use aws_sdk_emr::Client;
use emberwatch_domain::account::Region;

/// One client for reads and writes: what the reads learned about this machine's clock, a write needs at once.
fn connect(live: &Live, region: &Region) -> Client {
    Client::from_conf(client_builder!(aws_sdk_emr, Api::Emr, live, region).build())
}
