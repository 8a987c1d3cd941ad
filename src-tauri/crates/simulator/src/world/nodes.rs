//! The instances of a cluster: which were asked for, when each really came and went, and what is attached to them.

mod spans;
pub(crate) mod volumes;

use std::cell::OnceCell;
use std::net::Ipv4Addr;
use std::rc::Rc;

use jiff::Timestamp;

use spans::Span;

use super::Dice;
use super::catalog::{self, InstanceType};
use super::cluster::{Cluster, Collection, CollectionKind};
use super::life::Seconds;
use super::scaling;
use super::spec::{EbsConfiguration, Market, Role, VolumeSpecification};

/// A cluster with its nodes.
#[derive(Debug, Clone)]
pub struct ClusterNodes {
    pub cluster: Cluster,
    pub nodes: Vec<Node>,
}

/// One instance as it is known at the moment it was asked for; no time lies in the future.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// EMR's id, `ci-…`.
    pub id: String,
    /// EC2's id, `i-…`; EC2 knows the node from `launched_at` on.
    pub ec2_id: String,
    /// Instance group or fleet id.
    pub collection_id: String,
    pub role: Role,
    pub market: Market,
    pub instance_type: String,
    pub zone: String,
    pub private_ip: Ipv4Addr,
    /// EMR's creation time: when the node was asked for.
    pub requested_at: Timestamp,
    pub launched_at: Option<Timestamp>,
    pub bootstrapping_at: Option<Timestamp>,
    pub ready_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    /// Whether it ended because the spot market took it back.
    pub interrupted: bool,
    /// Root volume first.
    pub volumes: Vec<Volume>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    pub device: String,
    pub id: String,
    pub volume_type: String,
    pub size_gib: u32,
    pub iops: Option<u32>,
}

/// EMR's instance states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NodeState {
    AwaitingFulfillment,
    Provisioning,
    Bootstrapping,
    Running,
    Terminated,
}

impl Node {
    pub fn state(&self) -> NodeState {
        if self.ended_at.is_some() {
            NodeState::Terminated
        } else if self.ready_at.is_some() {
            NodeState::Running
        } else if self.bootstrapping_at.is_some() {
            NodeState::Bootstrapping
        } else if self.launched_at.is_some() {
            NodeState::Provisioning
        } else {
            NodeState::AwaitingFulfillment
        }
    }

    /// `ip-10-0-1-23.ec2.internal`.
    pub fn private_dns(&self, region: &str) -> String {
        private_dns(self.private_ip, region)
    }
}

impl NodeState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingFulfillment => "AWAITING_FULFILLMENT",
            Self::Provisioning => "PROVISIONING",
            Self::Bootstrapping => "BOOTSTRAPPING",
            Self::Running => "RUNNING",
            Self::Terminated => "TERMINATED",
        }
    }
}

/// Every node that the cluster asked for until `now`, in the order of request within its group.
pub(super) fn nodes(cluster: &Cluster, now: Seconds) -> Vec<Node> {
    let mut nodes = Vec::new();
    each(cluster, now, |asked| nodes.extend(node(cluster, asked, now)));
    nodes
}

/// The same nodes as far as they cost something, which takes a fraction of the time.
pub(super) fn runs(cluster: &Cluster, now: Seconds) -> Vec<Run> {
    let mut runs = Vec::new();
    each(cluster, now, |asked| runs.extend(run(cluster, asked, now)));
    runs
}

/// A node's time from launch to end, and what it was bought as.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) market: Market,
    pub(super) kind: &'static InstanceType,
    pub(super) launched: Seconds,
    /// None while it runs.
    pub(super) ended: Option<Seconds>,
    /// Root volume first.
    pub(super) volumes: Rc<[VolumeSpecification]>,
}

/// One node that was asked for.
struct Asked<'a> {
    collection: &'a Collection<'a>,
    dice: Dice,
    span: Span,
    like: &'a Like<'a>,
}

fn each(cluster: &Cluster, now: Seconds, mut visit: impl FnMut(&Asked<'_>)) {
    for (index, collection) in cluster.collections().iter().enumerate() {
        let dice = cluster.dice().named("nodes").with(index as u64);
        let mut push = |span: Span, like: &Like<'_>| visit(&Asked { collection, dice, span, like });
        match collection.kind {
            CollectionKind::Group(group) => {
                let like = Like::new(group.market, &group.instance_type, group.ebs.as_ref());
                let changes = scaling::changes(cluster, index, now);
                for span in
                    spans::with_interruptions(spans::of_group(dice, &changes, now), like.market, cluster, dice, now)
                {
                    push(span, &like);
                }
            }
            CollectionKind::Fleet(fleet) => {
                for (serial, (market, kind)) in (0_u64..).zip(spans::members(fleet, dice)) {
                    let like = Like::new(market, &kind.instance_type, kind.ebs.as_ref());
                    let span = Span { serial, from: cluster.life.created, until: None, interrupted: false };
                    for span in spans::with_interruptions(vec![span], market, cluster, dice, now) {
                        push(span, &like);
                    }
                }
            }
        }
    }
}

fn private_dns(address: Ipv4Addr, region: &str) -> String {
    let dashed = address.to_string().replace('.', "-");
    match region {
        "us-east-1" => format!("ip-{dashed}.ec2.internal"),
        _ => format!("ip-{dashed}.{region}.compute.internal"),
    }
}

struct Like<'a> {
    market: Market,
    instance_type: &'a str,
    ebs: Option<&'a EbsConfiguration>,
    /// Worked out for the first of these nodes that costs something.
    volumes: OnceCell<Rc<[VolumeSpecification]>>,
}

impl<'a> Like<'a> {
    fn new(market: Market, instance_type: &'a str, ebs: Option<&'a EbsConfiguration>) -> Self {
        Self { market, instance_type, ebs, volumes: OnceCell::new() }
    }

    fn volumes(&self, root_gib: u32) -> Rc<[VolumeSpecification]> {
        Rc::clone(self.volumes.get_or_init(|| volumes::all(self.instance_type, self.ebs, root_gib).collect()))
    }
}

fn ec2_id(dice: Dice, serial: u64) -> String {
    format!("i-{}", dice.named("ec2").with(serial).hex17())
}

fn known(moment: Option<Seconds>, now: Seconds) -> Option<Seconds> {
    moment.filter(|moment| *moment <= now)
}

/// What of a span was billed until `now`; none before the launch, or for a type that nobody knows a price of.
fn run(cluster: &Cluster, asked: &Asked<'_>, now: Seconds) -> Option<Run> {
    let Asked { dice, span, like, .. } = asked;
    let chance = dice.named("node").with(span.serial);
    let ended = end(cluster, span, chance);
    let [launched, ..] = milestones(cluster, span, chance);
    let launched = known(launched.filter(|launched| ended.is_none_or(|ended| *launched < ended)), now)?;
    Some(Run {
        market: like.market,
        kind: catalog::instance_type(like.instance_type)?,
        launched,
        ended: known(ended, now),
        volumes: like.volumes(cluster.spec.ebs_root_gib),
    })
}

/// The node of a span as it shows at `now`; none before it is asked for.
fn node(cluster: &Cluster, asked: &Asked<'_>, now: Seconds) -> Option<Node> {
    let Asked { collection, dice, span, like } = asked;
    let known = |moment| known(moment, now).and_then(|moment| Timestamp::from_second(moment).ok());
    let chance = dice.named("node").with(span.serial);
    let ended = end(cluster, span, chance);
    // What would have come after the end does not come.
    let before_end = |moment: Option<Seconds>| moment.filter(|moment| ended.is_none_or(|ended| *moment < ended));
    let [launched, bootstrapping, ready] = milestones(cluster, span, chance).map(before_end);
    let address =
        cluster.subnet.as_ref().map_or(Ipv4Addr::new(10, 0, 0, 4), |subnet| subnet.address(chance.named("address")));
    Some(Node {
        id: format!("ci-{}", chance.named("emr").capitals()),
        ec2_id: ec2_id(*dice, span.serial),
        collection_id: collection.id.clone(),
        role: collection.role,
        market: like.market,
        instance_type: like.instance_type.to_owned(),
        zone: cluster.spec.zone.clone(),
        private_ip: address,
        requested_at: known(Some(span.from))?,
        launched_at: known(launched),
        bootstrapping_at: known(bootstrapping),
        ready_at: known(ready),
        ended_at: known(ended),
        interrupted: span.interrupted && known(ended).is_some(),
        volumes: volumes::of(like.instance_type, like.ebs, cluster.spec.ebs_root_gib, chance),
    })
}

/// When the node is launched, bootstraps and is ready. The first nodes go with the cluster, later ones are quicker.
fn milestones(cluster: &Cluster, span: &Span, chance: Dice) -> [Option<Seconds>; 3] {
    let life = &cluster.life;
    if span.from == life.created {
        let launched = span.from + chance.named("launch").between(40, 110);
        return [Some(launched), life.bootstrapping, life.ready];
    }
    let launched = span.from + chance.named("launch").between(5, 15);
    let bootstrapping = launched + chance.named("boot").between(5, 10);
    [Some(launched), Some(bootstrapping), Some(bootstrapping + chance.named("ready").between(8, 20))]
}

/// When the node is gone: soon after its group lets it go, or while its cluster terminates.
fn end(cluster: &Cluster, span: &Span, chance: Dice) -> Option<Seconds> {
    let let_go =
        span.until.map(|until| until + if span.interrupted { 0 } else { chance.named("leave").between(10, 40) });
    let life = &cluster.life;
    let with_cluster = life.terminating.zip(life.ended).map(|(terminating, ended)| {
        // A cluster can be TERMINATED only when its last instance is gone.
        chance.named("stop").between(terminating + (ended - terminating) / 4, ended)
    });
    match (let_go, with_cluster) {
        (Some(let_go), Some(with_cluster)) => Some(let_go.min(with_cluster)),
        (let_go, with_cluster) => let_go.or(with_cluster),
    }
}
