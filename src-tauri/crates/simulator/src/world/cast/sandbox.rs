//! sandbox: trials, a failing bootstrap, and clusters that misbehave on purpose.

use super::{
    Course, DAY, HOUR, Hardware, MINUTE, PLAIN, Part, Protection, RELAY, Schedule, on_demand, relay, relay_job, spot,
};
use crate::world::spec::Role;

const IRELAND: Part = Part { account: "sandbox", region: "eu-west-1", ..PLAIN };
const NORTH: Part = Part { region: "eu-north-1", ..IRELAND };
const EAST: Part = Part { region: "us-east-1", ..IRELAND };

const SMALL: Hardware =
    Hardware::Groups(&[on_demand(Role::Master, "m5.xlarge", 1), on_demand(Role::Core, "m5.xlarge", 1)]);
const ARM: Hardware =
    Hardware::Groups(&[on_demand(Role::Master, "m6g.xlarge", 1), spot(Role::Core, "r6g.xlarge", 2, 3)]);

/// Longer than the period, so that one of them is always there.
const fn always(days: i64) -> Course {
    Course::Interactive { lives: (days * DAY + 100 * MINUTE, days * DAY + 3 * HOUR), pulse: None }
}

pub(super) static PARTS: &[Part] = &[
    Part {
        name: "spark-upgrade-test",
        schedule: Schedule { every: 5 * DAY, phase: DAY + 10 * HOUR, jitter: HOUR },
        course: always(5),
        release: "emr-7.5.0",
        tags: &[("owner", "jonas.ek"), ("purpose", "upgrade rehearsal")],
        key_name: Some("jonas.ek"),
        hardware: ARM,
        protection: Protection::Protected,
        ..IRELAND
    },
    Part {
        name: "deny-terminate",
        schedule: Schedule { every: 7 * DAY, phase: 3 * DAY + 12 * HOUR, jitter: HOUR },
        course: always(7),
        release: "emr-6.9.0",
        tags: &[("creator", "platform-security")],
        hardware: SMALL,
        ..IRELAND
    },
    Part {
        name: "ci-smoke",
        schedule: relay(8),
        course: relay_job(8, &["Smoke test"]),
        timing: RELAY,
        tags: &[("owner", "ci")],
        hardware: SMALL,
        ..IRELAND
    },
    Part {
        name: "ci-matrix",
        schedule: relay(14),
        course: relay_job(14, &["Spark 3.4", "Spark 3.5"]),
        timing: RELAY,
        release: "emr-7.0.0",
        tags: &[("owner", "ci")],
        hardware: ARM,
        ..IRELAND
    },
    Part {
        name: "stuck-terminate",
        schedule: Schedule { every: 7 * DAY, phase: 6 * DAY + 15 * HOUR, jitter: HOUR },
        course: always(7),
        release: "emr-5.36.2",
        applications: &["Hadoop", "Hive"],
        tags: &[("user", "sara.nyman")],
        hardware: SMALL,
        ..NORTH
    },
    Part {
        name: "etl-canary",
        schedule: relay(10),
        course: relay_job(10, &["Canary load", "Compare counts"]),
        timing: RELAY,
        tags: &[("owner", "data-platform")],
        hardware: ARM,
        ..NORTH
    },
    Part {
        name: "workshop-hive",
        schedule: Schedule { every: 8 * HOUR, phase: 6 * HOUR + 30 * MINUTE, jitter: 10 * MINUTE },
        course: Course::FailingBootstrap,
        applications: &["Hadoop", "Hive", "Hue"],
        tags: &[("creator", "lena.berg")],
        hardware: SMALL,
        bootstrap: &["s3://acme-sandbox-bootstrap/workshop-2019.sh"],
        ..EAST
    },
    Part {
        name: "docs-examples",
        schedule: relay(12),
        course: relay_job(12, &["Word count"]),
        timing: RELAY,
        release: "emr-6.15.0",
        hardware: SMALL,
        ..EAST
    },
];
