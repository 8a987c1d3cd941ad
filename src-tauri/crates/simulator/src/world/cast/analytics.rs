//! analytics-prod: scheduled production jobs, a shared Trino, one forgotten notebook.

use super::{
    Course, DAY, Group, HOUR, Hardware, MINUTE, PLAIN, Part, Protection, Pulse, RELAY, Schedule, daily_at, on_demand,
    relay, relay_job, spot,
};
use crate::world::spec::{Market, Role};

const PROD: Part = Part { account: "analytics-prod", key_name: Some("data-platform"), ..PLAIN };
const EAST: Part = Part { region: "us-east-1", ..PROD };
const IRELAND: Part = Part { region: "eu-west-1", ..PROD };
const OREGON: Part = Part { region: "us-west-2", ..PROD };

const SMALL: Hardware =
    Hardware::Groups(&[on_demand(Role::Master, "m5.xlarge", 1), on_demand(Role::Core, "m5.xlarge", 2)]);
const MEDIUM: Hardware = Hardware::Groups(&[
    on_demand(Role::Master, "m5.xlarge", 1),
    on_demand(Role::Core, "r5.2xlarge", 3),
    spot(Role::Task, "r5.2xlarge", 2, 4),
]);
const LARGE: Hardware = Hardware::Groups(&[
    on_demand(Role::Master, "m5.2xlarge", 1),
    Group { ebs: Some(("gp3", 256, 2)), ..on_demand(Role::Core, "r5.4xlarge", 4) },
    Group { bid_price: Some("0.55"), ..spot(Role::Task, "r5.4xlarge", 4, 10) },
    Group { market: Market::Spot, ..spot(Role::Task, "m5.4xlarge", 2, 6) },
]);

pub(super) static PARTS: &[Part] = &[
    Part {
        name: "nightly-sessionize",
        schedule: daily_at(1, 30),
        course: Course::Batch {
            run: (90 * MINUTE, 150 * MINUTE),
            steps: &["Copy raw events", "Sessionize", "Build marts", "Publish to S3"],
        },
        release: "emr-6.15.0",
        applications: &["Hadoop", "Hive", "Spark"],
        tags: &[("owner", "data-platform"), ("team", "analytics"), ("env", "prod"), ("cost-center", "4410")],
        hardware: LARGE,
        bootstrap: &["s3://acme-emr-bootstrap/install-libs.sh"],
        settings: &[
            ("spark-defaults", &[("spark.dynamicAllocation.enabled", "true"), ("spark.sql.shuffle.partitions", "800")]),
            ("spark", &[("maximizeResourceAllocation", "true")]),
        ],
        ..EAST
    },
    Part {
        name: "ltv-train",
        schedule: daily_at(4, 10),
        course: Course::Batch { run: (2 * HOUR, 4 * HOUR), steps: &["Feature join", "Train LTV", "Score customers"] },
        release: "emr-7.1.0",
        tags: &[("creator", "jonas.ek"), ("team", "growth"), ("env", "prod")],
        hardware: LARGE,
        ..EAST
    },
    Part {
        name: "trino-shared",
        schedule: Schedule { every: 20 * DAY, phase: 3 * DAY + 9 * HOUR, jitter: HOUR },
        course: Course::Interactive { lives: (20 * DAY + 2 * HOUR, 20 * DAY + 5 * HOUR), pulse: None },
        release: "emr-7.2.0",
        applications: &["Hadoop", "Hive", "Trino"],
        tags: &[("Owner", "data-platform"), ("team", "analytics"), ("env", "prod")],
        hardware: Hardware::Groups(&[
            on_demand(Role::Master, "r5.2xlarge", 1),
            on_demand(Role::Core, "r5.4xlarge", 3),
            spot(Role::Task, "r5.4xlarge", 2, 2),
        ]),
        protection: Protection::Protected,
        settings: &[("trino-connector-hive", &[("hive.metastore", "glue")])],
        ..EAST
    },
    Part {
        name: "events-compact-hourly",
        schedule: relay(0),
        course: relay_job(0, &["Compact partitions", "Refresh manifests"]),
        timing: RELAY,
        tags: &[("owner", "data-platform"), ("env", "prod")],
        hardware: MEDIUM,
        ..EAST
    },
    Part {
        name: "attribution-hourly",
        schedule: relay(4),
        course: relay_job(4, &["Attribute conversions"]),
        timing: RELAY,
        release: "emr-6.15.0",
        tags: &[("creator", "jonas.ek"), ("env", "prod")],
        hardware: SMALL,
        ..EAST
    },
    Part {
        name: "bid-logs-hourly",
        schedule: relay(9),
        course: relay_job(9, &["Parse bid logs", "Load to lake"]),
        timing: RELAY,
        release: "emr-5.36.2",
        applications: &["Hadoop", "Hive"],
        tags: &[("owner", "ads-eng"), ("env", "prod")],
        hardware: MEDIUM,
        ..EAST
    },
    Part {
        name: "ads-spend-hourly",
        schedule: relay(1),
        course: relay_job(1, &["Pull spend", "Reconcile"]),
        timing: RELAY,
        tags: &[("owner", "ads-eng"), ("env", "prod")],
        hardware: SMALL,
        ..IRELAND
    },
    Part {
        name: "consent-sync",
        schedule: relay(6),
        course: relay_job(6, &["Sync consent flags"]),
        timing: RELAY,
        release: "emr-6.9.0",
        tags: &[("owner", "privacy"), ("env", "prod")],
        hardware: SMALL,
        ..IRELAND
    },
    Part {
        name: "gdpr-export",
        schedule: Schedule { every: 12 * HOUR, phase: 5 * HOUR, jitter: 10 * MINUTE },
        course: Course::FailingStep {
            run: (20 * MINUTE, 50 * MINUTE),
            steps: &["Collect subject data", "Encrypt and deliver"],
        },
        release: "emr-6.9.0",
        tags: &[("owner", "privacy"), ("env", "prod")],
        hardware: MEDIUM,
        ..IRELAND
    },
    Part {
        name: "notebook-lena",
        schedule: Schedule { every: 4 * DAY, phase: DAY + 8 * HOUR, jitter: 3 * HOUR },
        course: Course::Interactive { lives: (4 * DAY + 4 * HOUR, 4 * DAY + 8 * HOUR), pulse: None },
        applications: &["Hadoop", "JupyterEnterpriseGateway", "Livy", "Spark"],
        tags: &[("team", "analytics")],
        key_name: Some("lena.berg"),
        hardware: MEDIUM,
        ..IRELAND
    },
    Part {
        name: "search-index-build",
        schedule: Schedule { every: 6 * HOUR, phase: 2 * HOUR + 20 * MINUTE, jitter: 5 * MINUTE },
        course: Course::Batch {
            run: (50 * MINUTE, 110 * MINUTE),
            steps: &["Dump catalogue", "Tokenize", "Build index", "Ship index"],
        },
        release: "emr-7.0.0",
        tags: &[("owner", "search"), ("env", "prod")],
        hardware: LARGE,
        ..OREGON
    },
    Part {
        name: "feature-store-refresh",
        schedule: relay(3),
        course: relay_job(3, &["Refresh online features"]),
        timing: RELAY,
        tags: &[("owner", "ml-platform"), ("env", "prod")],
        hardware: MEDIUM,
        ..OREGON
    },
    Part {
        name: "cdc-merge-hourly",
        schedule: relay(11),
        course: relay_job(11, &["Merge change data"]),
        timing: RELAY,
        release: "emr-6.15.0",
        tags: &[("owner", "data-platform"), ("env", "prod")],
        hardware: SMALL,
        ..OREGON
    },
    Part {
        name: "hive-adhoc-shared",
        schedule: Schedule { every: 5 * DAY, phase: 2 * DAY + 7 * HOUR, jitter: HOUR },
        course: Course::Interactive {
            lives: (5 * DAY + 90 * MINUTE, 5 * DAY + 3 * HOUR),
            pulse: Some(Pulse {
                every: 50 * MINUTE,
                busy: (6 * MINUTE, 30 * MINUTE),
                steps: &["Hive program", "Ad-hoc query"],
            }),
        },
        release: "emr-5.36.2",
        applications: &["Hadoop", "Hive", "Tez", "Hue"],
        tags: &[("team", "analytics")],
        key_name: Some("analytics-shared"),
        hardware: MEDIUM,
        scaling: Some((3, 9)),
        ..OREGON
    },
];
