//! The sample's first account asks in its busiest region.

use super::super::{AwsError, Call};
use crate::commands::{CommandLog, Commands};
use crate::limits::Configurations;
use crate::wire::credentials::Caller;
use crate::wire::query::Form;
use crate::world::{Account, Principal, World};

pub fn answer_at(configurations: &Configurations, action: &str, form: &str, now: &str) -> Result<String, AwsError> {
    let log = CommandLog::in_memory();
    let account = Account::by_id("441088120031").unwrap();
    let principal = Principal::User { name: "mila".to_owned() };
    let call = Call {
        world: &World::new(1),
        commands: &Commands::default(),
        log: &log,
        archive: &crate::services::ce::Archive::default(),
        configurations,
        caller: &Caller { account, access_key_id: account.access_key_id(), principal },
        region: "us-east-1",
        now: now.parse().unwrap(),
        request_id: "request",
        page_script: None,
    };
    super::answer(&call, action, &Form::parse(form.as_bytes()))
}
