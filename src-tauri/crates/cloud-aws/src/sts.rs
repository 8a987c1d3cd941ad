//! STS: who the credentials are.

use crate::errors::Call;
use crate::profiles::Api;
use crate::session::{Connection, Live, Session, client_builder};
use aws_sdk_sts::Client;
use emberwatch_cloud::CloudError;
use emberwatch_domain::account::{AccountId, Caller, Region};
use std::sync::Arc;

const CALLER: Call = Call { api: Api::Sts, operation: "GetCallerIdentity", action: "sts:GetCallerIdentity" };

pub(crate) struct Sts(Connection<Client>);

impl Sts {
    pub(crate) fn new(session: Arc<Session>, region: Region) -> Self {
        Self(Connection::new(session, region, connect))
    }

    pub(crate) async fn caller(&self) -> Result<Caller, CloudError> {
        let output = self.0.read(&CALLER, |client| client.get_caller_identity().send()).await?;
        // Without an account nothing could be bound to it, so this is no answer.
        let Some(account) = output.account else {
            let message = "the answer names no account".to_owned();
            return Err(CloudError::Unexpected { operation: CALLER.operation, message, source: None });
        };
        Ok(Caller {
            account: AccountId::new(account),
            arn: output.arn.unwrap_or_default(),
            user_id: output.user_id.unwrap_or_default(),
        })
    }
}

fn connect(live: &Live, region: &Region) -> Client {
    Client::from_conf(client_builder!(aws_sdk_sts, Api::Sts, live, region).build())
}
