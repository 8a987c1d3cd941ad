//! IAM: the account's alias.

use crate::errors::Call;
use crate::profiles::Api;
use crate::session::{Connection, Live, Session, client_builder};
use aws_sdk_iam::Client;
use emberwatch_cloud::CloudError;
use emberwatch_domain::account::Region;
use std::sync::Arc;

const ALIASES: Call = Call { api: Api::Iam, operation: "ListAccountAliases", action: "iam:ListAccountAliases" };

pub(crate) struct Iam(Connection<Client>);

impl Iam {
    pub(crate) fn new(session: Arc<Session>, region: Region) -> Self {
        Self(Connection::new(session, region, connect))
    }

    /// An account has one alias at most. <https://docs.aws.amazon.com/IAM/latest/UserGuide/console_account-alias.html>
    pub(crate) async fn alias(&self) -> Result<Option<String>, CloudError> {
        let output = self.0.read(&ALIASES, |client| client.list_account_aliases().send()).await?;
        Ok(output.account_aliases.into_iter().next())
    }
}

fn connect(live: &Live, region: &Region) -> Client {
    Client::from_conf(client_builder!(aws_sdk_iam, Api::Iam, live, region).build())
}
