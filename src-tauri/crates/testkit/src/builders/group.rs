use emberwatch_domain::cluster::{EbsVolumes, InstanceGroup, Market, NodeRole};

/// One m5.xlarge on demand, running, without EBS volumes.
pub fn group(role: NodeRole) -> GroupBuilder {
    GroupBuilder {
        group: InstanceGroup {
            id: format!("ig-{role:?}").to_lowercase(),
            name: None,
            role,
            instance_type: "m5.xlarge".into(),
            market: Market::OnDemand,
            bid_price: None,
            requested: 1,
            running: 1,
            state: "RUNNING".to_owned(),
            ebs: Vec::new(),
        },
    }
}

#[derive(Clone, Debug)]
#[must_use]
pub struct GroupBuilder {
    group: InstanceGroup,
}

impl GroupBuilder {
    pub fn instance_type(mut self, instance_type: &str) -> Self {
        self.group.instance_type = instance_type.into();
        self
    }

    pub fn spot(mut self) -> Self {
        self.group.market = Market::Spot;
        self
    }

    /// Requested and running alike; see [`GroupBuilder::running`] for a resize under way.
    pub fn count(mut self, count: u32) -> Self {
        (self.group.requested, self.group.running) = (count, count);
        self
    }

    pub fn running(mut self, running: u32) -> Self {
        self.group.running = running;
        self
    }

    pub fn ebs(mut self, volume_type: &str, size_gib: u32) -> Self {
        self.group.ebs.push(EbsVolumes { volume_type: volume_type.to_owned(), size_gib, iops: None, count: 1 });
        self
    }

    pub fn build(self) -> InstanceGroup {
        self.group
    }
}

impl From<GroupBuilder> for InstanceGroup {
    fn from(builder: GroupBuilder) -> InstanceGroup {
        builder.build()
    }
}
