//! Where a node would run cheapest, on spot or on demand.

use super::candidates::candidates;
use super::{Ask, Market, Placement, Seen};
use crate::failure::Failure;
use crate::poll::collect_pages;
use emberwatch_cloud::{CloudError, WhichSubnets, WhichTypes};
use emberwatch_domain::account::AvailabilityZone;
use emberwatch_domain::advisor::{
    Advice, Capacity, Limit, Need, Offers, RISK_WINDOW, Subnet, SubnetId, TypeFacts, VpcId, Wanted, advise, fitting,
};
use emberwatch_domain::burn::Rates;
use emberwatch_domain::cluster::InstanceType;
use emberwatch_domain::time_span::TimeSpan;
use jiff::SignedDuration;
use std::collections::{BTreeMap, BTreeSet};

/// What advice is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub wanted: Wanted,
    pub subnets: WhichSubnets,
    pub limit: Limit,
    pub window: SignedDuration,
}

/// The advice, and what it was found from.
#[derive(Clone, Debug)]
pub struct Advised {
    pub advice: Advice,
    pub seen: Seen,
    /// The VPCs of the subnets that were looked at, or why it is not known which zones have any: then no zone is
    /// advised. No failure: nobody was asked.
    pub vpcs: Result<BTreeSet<VpcId>, Option<CloudError>>,
    pub placement: Placement,
}

impl Market {
    /// # Errors
    /// A subnet that does not exist, a capacity whose types cannot be asked for, or a store that cannot be read.
    pub async fn advise(&self, question: &Question, ask: Ask) -> Result<Advised, Failure> {
        let subnets = self.subnets(&question.subnets, ask).await?;
        let (facts, more) = match question.wanted {
            Wanted::Types(_) => (Vec::new(), 0),
            Wanted::Capacity(capacity) => self.that_have(capacity, ask).await?,
        };
        let need = Need {
            wanted: question.wanted.clone(),
            subnets: subnets.as_ref().map(|subnets| one_a_zone(subnets)).unwrap_or_default(),
            limit: question.limit,
            window: question.window,
        };
        let kinds = self.to_look_at(&need, &facts, ask).await?;
        let now = self.site.station.now();
        let seen = self.look(&kinds, TimeSpan::new(now - need.window.max(RISK_WINDOW), now), ask).await?;
        let rates = Rates { region: &self.place().region, list: &seen.prices, spot: &seen.spot };
        let here = subnets.as_deref().unwrap_or_default();
        let placement = self.placement(&kinds, here, ask).await;
        let (placement_scores, read_until) = (placement.scores(), Some(&seen.read_until));
        let mut advice = advise(&need, &Offers { rates, types: &facts, placement_scores, read_until }, now);
        advice.types_left_out += more;
        let vpcs = subnets.map(|subnets| subnets.into_iter().map(|subnet| subnet.vpc).collect());
        Ok(Advised { advice, seen, vpcs, placement })
    }

    async fn subnets(
        &self,
        which: &WhichSubnets,
        ask: Ask,
    ) -> Result<Result<Vec<Subnet>, Option<CloudError>>, Failure> {
        if ask == Ask::Nobody {
            return Ok(Err(None));
        }
        match (self.ask_subnets(which).await, which) {
            (Err(CloudError::NotFound { .. }), WhichSubnets::Named(ids)) => Err(self.unknown_subnets(ids).await),
            (Ok(subnets), WhichSubnets::InVpc(vpc)) if subnets.is_empty() => Err(self.unknown_vpc(vpc).await),
            (answer, _) => Ok(answer.map_err(Some)),
        }
    }

    /// AWS names the first alone; the others would each take the user another try.
    async fn unknown_subnets(&self, ids: &[SubnetId]) -> Failure {
        let here = self.ask_subnets(&WhichSubnets::All).await;
        let is_here = |id: &SubnetId| here.iter().flatten().any(|subnet| subnet.id == *id);
        let missing: Vec<&str> = ids.iter().filter(|id| here.is_err() || !is_here(id)).map(SubnetId::as_str).collect();
        let what = match (missing.as_slice(), here.is_ok()) {
            ([one], _) => format!("there is no subnet {one} in {}", self.place()),
            (several, true) => format!("there are no subnets {} in {}", several.join(", "), self.place()),
            (several, false) => format!("one of the subnets {} is not in {}", several.join(", "), self.place()),
        };
        Failure::Unknown { what, next_step: Some("check the ids, the account and the region".to_owned()) }
    }

    /// A VPC that does not exist and one without a subnet are the same to who wants to launch in it.
    async fn unknown_vpc(&self, vpc: &VpcId) -> Failure {
        let here = self.ask_subnets(&WhichSubnets::All).await.unwrap_or_default();
        let vpcs: BTreeSet<&str> = here.iter().map(|subnet| subnet.vpc.as_str()).collect();
        let next_step = match vpcs.is_empty() {
            true => "check the id, the account and the region".to_owned(),
            false => format!("choose one that has: {}", vpcs.into_iter().collect::<Vec<_>>().join(", ")),
        };
        let what = format!("there is no VPC {vpc} with a subnet in {}", self.place());
        Failure::Unknown { what, next_step: Some(next_step) }
    }

    pub(super) async fn ask_subnets(&self, which: &WhichSubnets) -> Result<Vec<Subnet>, CloudError> {
        let (listing, failure) = collect_pages(
            |subnet: &Subnet| subnet.id.clone(),
            |marker| async move {
                self.site
                    .call("DescribeSubnets", |readers| {
                        let (which, marker) = (which.clone(), marker.clone());
                        async move { readers.network.subnets(&which, marker.as_ref()).await }
                    })
                    .await
            },
        )
        .await;
        listing.whole("DescribeSubnets", failure)
    }

    async fn that_have(&self, capacity: Capacity, ask: Ask) -> Result<(Vec<TypeFacts>, usize), Failure> {
        if ask == Ask::Nobody {
            return Err(Failure::Invalid {
                what: "the types that have a capacity are not recorded".to_owned(),
                next_step: Some("name the types, or let AWS be asked".to_owned()),
            });
        }
        let (listing, failure) = collect_pages(
            |facts: &TypeFacts| facts.instance_type.clone(),
            |marker| async move {
                self.site
                    .call("DescribeInstanceTypes", |readers| {
                        let marker = marker.clone();
                        async move { readers.network.instance_types(&WhichTypes::Current, marker.as_ref()).await }
                    })
                    .await
            },
        )
        .await;
        Ok(candidates(listing.whole("DescribeInstanceTypes", failure)?, capacity))
    }

    /// The types whose spot prices are needed; to choose the cheapest their list prices are asked for first.
    async fn to_look_at(&self, need: &Need, facts: &[TypeFacts], ask: Ask) -> Result<Vec<InstanceType>, Failure> {
        if ask == Ask::Aws {
            let kinds: Vec<InstanceType> = facts.iter().map(|facts| facts.instance_type.clone()).collect();
            // What cannot be priced comes last, and the look that follows tells why.
            self.price(&kinds).await;
        }
        let (prices, spot) = (self.prices(), Default::default());
        let rates = Rates { region: &self.place().region, list: &prices, spot: &spot };
        Ok(fitting(&need.wanted, &Offers { rates, types: facts, placement_scores: None, read_until: None }).types)
    }
}

/// The first subnet of each zone, by its id.
fn one_a_zone(subnets: &[Subnet]) -> BTreeMap<AvailabilityZone, SubnetId> {
    let mut found: BTreeMap<AvailabilityZone, SubnetId> = BTreeMap::new();
    for subnet in subnets {
        let first = found.entry(subnet.zone.clone()).or_insert_with(|| subnet.id.clone());
        if subnet.id < *first {
            *first = subnet.id.clone();
        }
    }
    found
}
