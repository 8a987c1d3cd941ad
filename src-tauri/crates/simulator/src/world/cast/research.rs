//! research: notebooks and experiments, on fleets and GPUs, seldom tagged well.

use super::{
    Course, DAY, Fleet, HOUR, Hardware, MINUTE, PLAIN, Part, Pulse, RELAY, Schedule, on_demand, relay, relay_job, spot,
};
use crate::world::spec::Role;

const LAB: Part = Part { account: "research", ..PLAIN };
const OREGON: Part = Part { region: "us-west-2", ..LAB };
const EAST: Part = Part { region: "us-east-1", ..LAB };
const NORTH: Part = Part { region: "eu-north-1", ..LAB };

const SMALL: Hardware =
    Hardware::Groups(&[on_demand(Role::Master, "m5.xlarge", 1), spot(Role::Core, "m5.2xlarge", 2, 3)]);
const MEDIUM: Hardware = Hardware::Groups(&[
    on_demand(Role::Master, "m5.xlarge", 1),
    on_demand(Role::Core, "m5.2xlarge", 2),
    spot(Role::Task, "r5.2xlarge", 2, 5),
]);

pub(super) static PARTS: &[Part] = &[
    Part {
        name: "notebook-mila",
        schedule: Schedule { every: 3 * DAY, phase: 9 * HOUR, jitter: 2 * HOUR },
        course: Course::Interactive { lives: (3 * DAY + 3 * HOUR, 3 * DAY + 6 * HOUR), pulse: None },
        applications: &["Hadoop", "JupyterEnterpriseGateway", "Livy", "Spark"],
        tags: &[("owner", "mila"), ("project", "churn")],
        key_name: Some("mila"),
        hardware: MEDIUM,
        auto_termination: Some(4 * HOUR),
        ..OREGON
    },
    Part {
        name: "churn-features-adhoc",
        schedule: Schedule { every: 2 * DAY, phase: 11 * HOUR, jitter: 2 * HOUR },
        course: Course::Interactive {
            lives: (2 * DAY + 150 * MINUTE, 2 * DAY + 5 * HOUR),
            pulse: Some(Pulse {
                every: 40 * MINUTE,
                busy: (5 * MINUTE, 24 * MINUTE),
                steps: &["Build features", "Sample check"],
            }),
        },
        release: "emr-7.2.0",
        tags: &[("user", "mila"), ("project", "churn")],
        hardware: Hardware::Fleets(&[
            Fleet { role: Role::Master, on_demand: 1, spot: 0, types: &[("m5.xlarge", 1), ("m5a.xlarge", 1)] },
            Fleet {
                role: Role::Core,
                on_demand: 4,
                spot: 4,
                types: &[("r5.xlarge", 1), ("r5a.xlarge", 1), ("r5.2xlarge", 2)],
            },
            Fleet {
                role: Role::Task,
                on_demand: 0,
                spot: 12,
                types: &[("m5.2xlarge", 2), ("m5a.2xlarge", 2), ("m6i.2xlarge", 2)],
            },
        ]),
        ..OREGON
    },
    Part {
        name: "embeddings-gpu",
        schedule: Schedule { every: 8 * HOUR, phase: HOUR, jitter: 20 * MINUTE },
        course: Course::Batch { run: (100 * MINUTE, 5 * HOUR), steps: &["Tokenize corpus", "Embed", "Write vectors"] },
        release: "emr-6.15.0",
        tags: &[("creator", "tomas.lind"), ("project", "embeddings")],
        key_name: Some("tomas.lind"),
        hardware: Hardware::Groups(&[
            on_demand(Role::Master, "m5.xlarge", 1),
            on_demand(Role::Core, "g4dn.xlarge", 2),
            on_demand(Role::Task, "p3.2xlarge", 1),
        ]),
        bootstrap: &["s3://acme-research-bootstrap/cuda.sh", "s3://acme-research-bootstrap/conda-env.sh"],
        ..OREGON
    },
    Part {
        name: "param-sweep",
        schedule: relay(2),
        course: relay_job(2, &["Sweep shard"]),
        timing: RELAY,
        release: "emr-7.2.0",
        tags: &[("creator", "tomas.lind")],
        hardware: SMALL,
        ..OREGON
    },
    Part {
        name: "ads-backfill-tmp",
        schedule: Schedule { every: 6 * DAY, phase: 4 * DAY + 16 * HOUR, jitter: 4 * HOUR },
        course: Course::Interactive { lives: (6 * DAY + 5 * HOUR, 6 * DAY + 9 * HOUR), pulse: None },
        release: "emr-6.4.0",
        hardware: Hardware::Groups(&[
            on_demand(Role::Master, "m5.2xlarge", 1),
            on_demand(Role::Core, "m5.4xlarge", 4),
            spot(Role::Task, "m5.4xlarge", 2, 4),
        ]),
        ..EAST
    },
    Part {
        name: "model-eval-hourly",
        schedule: relay(7),
        course: relay_job(7, &["Evaluate candidates", "Write report"]),
        timing: RELAY,
        tags: &[("owner", "ml-platform")],
        hardware: SMALL,
        ..EAST
    },
    Part {
        name: "label-merge",
        schedule: relay(13),
        course: relay_job(13, &["Merge labels"]),
        timing: RELAY,
        release: "emr-6.9.0",
        tags: &[("Owner", "mila")],
        hardware: SMALL,
        ..EAST
    },
    Part {
        name: "poc-iceberg",
        schedule: Schedule { every: 3 * DAY, phase: 2 * DAY + 13 * HOUR, jitter: HOUR },
        course: Course::Interactive {
            lives: (3 * DAY + 80 * MINUTE, 3 * DAY + 4 * HOUR),
            pulse: Some(Pulse {
                every: 2 * HOUR,
                busy: (3 * MINUTE, 20 * MINUTE),
                steps: &["Rewrite data files", "Expire snapshots"],
            }),
        },
        release: "emr-7.5.0",
        tags: &[("user", "sara.nyman"), ("project", "lakehouse")],
        key_name: Some("sara.nyman"),
        hardware: MEDIUM,
        scaling: Some((2, 8)),
        settings: &[("iceberg-defaults", &[("iceberg.enabled", "true")])],
        ..NORTH
    },
    Part {
        name: "sim-replay",
        schedule: relay(5),
        course: relay_job(5, &["Replay trace"]),
        timing: RELAY,
        tags: &[("user", "sara.nyman")],
        hardware: SMALL,
        ..NORTH
    },
    Part {
        name: "genome-align",
        schedule: Schedule { every: DAY, phase: 19 * HOUR, jitter: 15 * MINUTE },
        course: Course::Batch { run: (3 * HOUR, 5 * HOUR), steps: &["Stage reads", "Align", "Call variants"] },
        release: "emr-6.15.0",
        tags: &[("creator", "sara.nyman"), ("project", "genomics")],
        hardware: Hardware::Fleets(&[
            Fleet { role: Role::Master, on_demand: 1, spot: 0, types: &[("m6i.xlarge", 1)] },
            Fleet { role: Role::Core, on_demand: 2, spot: 6, types: &[("r6i.2xlarge", 1), ("r5.2xlarge", 1)] },
        ]),
        ..NORTH
    },
];
