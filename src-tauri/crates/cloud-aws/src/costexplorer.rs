//! Cost Explorer: what AWS bills. Every request is billed too, so none is sent that nobody asked for.

mod answer;
mod request;

use crate::convert::{marker, text};
use crate::errors::Call;
use crate::profiles::Api;
use crate::session::{Connection, Live, Session, client_builder};
use async_trait::async_trait;
use aws_sdk_costexplorer::Client;
use aws_sdk_costexplorer::types::{Dimension as Named, Granularity};
use emberwatch_cloud::{Bill, CloudError, CostForecast, CostPage, CostQuery, ForecastQuery, Marker, Page};
use emberwatch_domain::account::Region;
use emberwatch_domain::spend::{Days, Dimension};
use request::Unmade;
use std::sync::Arc;

const COSTS: Call = Call { api: Api::CostExplorer, operation: "GetCostAndUsage", action: "ce:GetCostAndUsage" };
const FORECAST: Call = Call { api: Api::CostExplorer, operation: "GetCostForecast", action: "ce:GetCostForecast" };
const VALUES: Call = Call { api: Api::CostExplorer, operation: "GetDimensionValues", action: "ce:GetDimensionValues" };
const TAGS: Call = Call { api: Api::CostExplorer, operation: "GetTags", action: "ce:GetTags" };

pub(crate) struct CostExplorer(Connection<Client>);

impl CostExplorer {
    pub(crate) fn new(session: Arc<Session>, region: Region) -> Self {
        Self(Connection::new(session, region, connect))
    }

    /// Cost Explorer answers at one address a partition. <https://docs.aws.amazon.com/general/latest/gr/billing.html>
    pub(crate) fn region(home: &Region) -> Region {
        match home.partition() {
            "aws-cn" => Region::from("cn-northwest-1"),
            "aws-us-gov" => Region::from("us-gov-west-1"),
            _ => Region::from("us-east-1"),
        }
    }
}

#[async_trait]
impl Bill for CostExplorer {
    async fn cost_and_usage(&self, query: &CostQuery, from: Option<&Marker>) -> Result<CostPage, CloudError> {
        let metric = query.basis.amounts.metric();
        let (period, filter) = (request::period(query.days, &COSTS)?, request::filter(query).made(&COSTS)?);
        let groups: Vec<_> = query.by.iter().map(request::group).collect();
        let send = |client: Client| {
            client
                .get_cost_and_usage()
                .time_period(period.clone())
                .granularity(Granularity::Daily)
                .metrics(metric)
                .set_filter(filter.clone())
                .set_group_by((!groups.is_empty()).then(|| groups.clone()))
                .set_next_page_token(text(from))
                .send()
        };
        answer::page(self.0.read(&COSTS, send).await?, query)
    }

    async fn forecast(&self, query: &ForecastQuery) -> Result<CostForecast, CloudError> {
        let period = request::period(query.days, &FORECAST)?;
        let send = |client: Client| {
            client
                .get_cost_forecast()
                .time_period(period.clone())
                .granularity(Granularity::Monthly)
                .metric(request::metric(query.amounts))
                .prediction_interval_level(i32::from(query.likely_percent))
                .send()
        };
        answer::forecast(&self.0.read(&FORECAST, send).await?)
    }

    async fn values(
        &self,
        dimension: &Dimension,
        days: Days,
        from: Option<&Marker>,
    ) -> Result<Page<String>, CloudError> {
        let Dimension::Tag(key) = dimension else { return self.fixed_values(dimension, days, from).await };
        let period = request::period(days, &TAGS)?;
        let send = |client: Client| {
            client.get_tags().time_period(period.clone()).tag_key(key).set_next_page_token(text(from)).send()
        };
        let output = self.0.read(&TAGS, send).await?;
        Ok(Page { items: output.tags, next: marker(output.next_page_token) })
    }
}

impl CostExplorer {
    async fn fixed_values(
        &self,
        dimension: &Dimension,
        days: Days,
        from: Option<&Marker>,
    ) -> Result<Page<String>, CloudError> {
        let period = request::period(days, &VALUES)?;
        let named = Named::from(dimension.group_key());
        let send = |client: Client| {
            let request = client.get_dimension_values().time_period(period.clone()).dimension(named.clone());
            request.set_next_page_token(text(from)).send()
        };
        let output = self.0.read(&VALUES, send).await?;
        let items = output.dimension_values.into_iter().filter_map(|found| found.value).collect();
        Ok(Page { items, next: marker(output.next_page_token) })
    }
}

fn connect(live: &Live, region: &Region) -> Client {
    Client::from_conf(client_builder!(aws_sdk_costexplorer, Api::CostExplorer, live, region).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_partition_has_one_place_where_bills_are_told() {
        let place = |home: &str| CostExplorer::region(&Region::from(home)).to_string();
        assert_eq!(place("eu-west-1"), "us-east-1");
        assert_eq!(place("cn-north-1"), "cn-northwest-1");
    }
}
