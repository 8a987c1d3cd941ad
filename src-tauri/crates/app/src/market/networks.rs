//! The VPCs of a place with their subnets, so that nobody has to know an id by heart.

use super::Market;
use crate::poll::collect_pages;
use emberwatch_cloud::{CloudError, WhichSubnets};
use emberwatch_domain::advisor::{Subnet, Vpc, VpcId};
use std::collections::BTreeMap;

/// Where nodes can be launched in a place.
#[derive(Clone, Debug)]
pub struct Networks {
    /// Every VPC that has a subnet, by its id.
    pub vpcs: Vec<(Vpc, Vec<Subnet>)>,
    /// Why the VPCs' names are not known; their ids are all the same.
    pub unnamed: Option<CloudError>,
}

impl Market {
    /// # Errors
    /// The subnets cannot be listed.
    pub async fn networks(&self) -> Result<Networks, CloudError> {
        let subnets = self.ask_subnets(&WhichSubnets::All).await?;
        let (mut names, unnamed) = match self.ask_vpcs().await {
            Ok(vpcs) => (vpcs.into_iter().map(|vpc| (vpc.id, vpc.name)).collect::<BTreeMap<_, _>>(), None),
            Err(error) => (BTreeMap::new(), Some(error)),
        };
        let mut vpcs: BTreeMap<VpcId, Vec<Subnet>> = BTreeMap::new();
        for subnet in subnets {
            vpcs.entry(subnet.vpc.clone()).or_default().push(subnet);
        }
        let named = |(id, mut subnets): (VpcId, Vec<Subnet>)| {
            subnets.sort_by(|a, b| a.zone.cmp(&b.zone).then_with(|| a.id.cmp(&b.id)));
            let name = names.remove(&id).flatten();
            (Vpc { id, name }, subnets)
        };
        Ok(Networks { vpcs: vpcs.into_iter().map(named).collect(), unnamed })
    }

    async fn ask_vpcs(&self) -> Result<Vec<Vpc>, CloudError> {
        let (listing, failure) = collect_pages(
            |vpc: &Vpc| vpc.id.clone(),
            |marker| async move {
                self.site
                    .call("DescribeVpcs", |readers| {
                        let marker = marker.clone();
                        async move { readers.network.vpcs(marker.as_ref()).await }
                    })
                    .await
            },
        )
        .await;
        listing.whole("DescribeVpcs", failure)
    }
}
