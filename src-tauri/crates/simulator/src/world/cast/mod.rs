//! Who plays in the world: the recurring clusters of every account, as data.

mod analytics;
mod recipe;
pub(super) use recipe::step;
mod research;
mod sandbox;

use super::spec::{Market, Role};

pub(super) const MINUTE: i64 = 60;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;

/// Every part, in an order that must not change: cluster ids are made from it.
pub(super) fn parts() -> impl Iterator<Item = &'static Part> {
    analytics::PARTS.iter().chain(research::PARTS).chain(sandbox::PARTS)
}

/// One recurring cluster of one account and region.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) account: &'static str,
    pub(super) region: &'static str,
    pub(super) name: &'static str,
    pub(super) schedule: Schedule,
    pub(super) course: Course,
    pub(super) timing: Timing,
    pub(super) release: &'static str,
    pub(super) applications: &'static [&'static str],
    pub(super) tags: &'static [(&'static str, &'static str)],
    pub(super) key_name: Option<&'static str>,
    pub(super) hardware: Hardware,
    /// Lowest and highest number of nodes beside the master, where managed scaling is on.
    pub(super) scaling: Option<(u32, u32)>,
    /// Idle seconds, where an auto-termination policy is set.
    pub(super) auto_termination: Option<i64>,
    pub(super) protection: Protection,
    pub(super) bootstrap: &'static [&'static str],
    pub(super) settings: &'static [(&'static str, &'static [(&'static str, &'static str)])],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protection {
    Protected,
    Unprotected,
}

/// Created every `every` seconds, `phase` seconds after a multiple of it, up to `jitter` seconds late.
#[derive(Debug, Clone, Copy)]
pub(super) struct Schedule {
    pub(super) every: i64,
    pub(super) phase: i64,
    pub(super) jitter: i64,
}

/// What happens between ready and terminating. Ranges are seconds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Course {
    Batch {
        run: (i64, i64),
        steps: &'static [&'static str],
    },
    /// Lives until somebody, or its policy, ends it; runs a step now and then when it has a pulse.
    Interactive {
        lives: (i64, i64),
        pulse: Option<Pulse>,
    },
    /// The last step fails and takes the cluster with it.
    FailingStep {
        run: (i64, i64),
        steps: &'static [&'static str],
    },
    FailingBootstrap,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Pulse {
    pub(super) every: i64,
    pub(super) busy: (i64, i64),
    pub(super) steps: &'static [&'static str],
}

/// Lengths of STARTING, BOOTSTRAPPING and TERMINATING, lowest and highest, in seconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timing {
    pub(super) start: (i64, i64),
    pub(super) boot: (i64, i64),
    pub(super) end: (i64, i64),
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Hardware {
    Groups(&'static [Group]),
    Fleets(&'static [Fleet]),
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    pub(super) role: Role,
    pub(super) market: Market,
    pub(super) instance_type: &'static str,
    pub(super) count: (i64, i64),
    /// Volume type, GiB and number per instance; none takes EMR's default for the type.
    pub(super) ebs: Option<(&'static str, u32, u32)>,
    pub(super) bid_price: Option<&'static str>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Fleet {
    pub(super) role: Role,
    pub(super) on_demand: u32,
    pub(super) spot: u32,
    /// Instance types with their weighted capacity.
    pub(super) types: &'static [(&'static str, u32)],
}

const USUAL: Timing = Timing { start: (180, 360), boot: (60, 240), end: (60, 300) };

/// Fifteen hourly jobs, four minutes apart, keep at least one cluster STARTING, one BOOTSTRAPPING and one TERMINATING
/// at any instant. That holds while each length is at least 240 s plus the spread of the moment where it begins.
const RELAY: Timing = Timing { start: (250, 262), boot: (262, 280), end: (292, 300) };
const RELAY_SPREAD: i64 = 8;

const fn relay(leg: i64) -> Schedule {
    Schedule { every: HOUR, phase: leg * 4 * MINUTE, jitter: RELAY_SPREAD }
}

/// The time between ready and terminating of a relay job. The lengths differ, yet every leg ends in another
/// four-minute slot of the hour: even legs end three slots later, odd ones one, the last one two.
const fn relay_run(leg: i64) -> (i64, i64) {
    let slots = if leg == 14 {
        2
    } else if leg % 2 == 0 {
        3
    } else {
        1
    };
    (slots * 4 * MINUTE, slots * 4 * MINUTE + 10)
}

const fn relay_job(leg: i64, steps: &'static [&'static str]) -> Course {
    Course::Batch { run: relay_run(leg), steps }
}

const fn daily_at(hour: i64, minute: i64) -> Schedule {
    Schedule { every: DAY, phase: hour * HOUR + minute * MINUTE, jitter: 90 }
}

const fn on_demand(role: Role, instance_type: &'static str, count: i64) -> Group {
    Group { role, market: Market::OnDemand, instance_type, count: (count, count), ebs: None, bid_price: None }
}

const fn spot(role: Role, instance_type: &'static str, low: i64, high: i64) -> Group {
    Group { role, market: Market::Spot, instance_type, count: (low, high), ebs: None, bid_price: None }
}

/// What a part has unless it says otherwise.
const PLAIN: Part = Part {
    account: "sandbox",
    region: "eu-west-1",
    name: "",
    schedule: Schedule { every: DAY, phase: 0, jitter: 0 },
    course: Course::FailingBootstrap,
    timing: USUAL,
    release: "emr-7.1.0",
    applications: &["Hadoop", "Spark"],
    tags: &[],
    key_name: None,
    hardware: Hardware::Groups(&[]),
    scaling: None,
    auto_termination: None,
    protection: Protection::Unprotected,
    bootstrap: &[],
    settings: &[],
};
