//! Versions of applications per release, from the release guide's component tables.

/// Release, then Hadoop, Hive, Spark, Tez, Hue, Livy, JupyterEnterpriseGateway, Trino.
const RELEASES: [(&str, [&str; 8]); 8] = [
    ("emr-5.36", ["2.10.1", "2.3.9", "2.4.8", "0.9.2", "4.10.0", "0.7.1", "2.1.0", "367"]),
    ("emr-6.4", ["3.2.1", "3.1.2", "3.1.2", "0.9.2", "4.9.0", "0.7.1", "2.1.0", "359"]),
    ("emr-6.9", ["3.3.3", "3.1.3", "3.3.0", "0.10.2", "4.10.0", "0.7.1", "2.6.0", "398"]),
    ("emr-6.15", ["3.3.6", "3.1.3", "3.4.1", "0.10.2", "4.11.0", "0.7.1", "2.6.0", "426"]),
    ("emr-7.0", ["3.3.6", "3.1.3", "3.5.0", "0.10.2", "4.11.0", "0.7.1", "2.6.0", "426"]),
    ("emr-7.1", ["3.3.6", "3.1.3", "3.5.0", "0.10.2", "4.11.0", "0.8.0", "2.6.0", "435"]),
    ("emr-7.2", ["3.3.6", "3.1.3", "3.5.1", "0.10.2", "4.11.0", "0.8.0", "2.6.0", "436"]),
    ("emr-7.5", ["3.4.0", "3.1.3", "3.5.2", "0.10.2", "4.11.0", "0.8.0", "2.6.0", "446"]),
];
const NAMES: [&str; 8] = ["Hadoop", "Hive", "Spark", "Tez", "Hue", "Livy", "JupyterEnterpriseGateway", "Trino"];

/// The version of an application in a release; none where the table does not know it.
pub(super) fn version(application: &str, release_label: &str) -> Option<&'static str> {
    let column = NAMES.iter().position(|name| *name == application)?;
    let minor = release_label.rsplit_once('.').map_or(release_label, |(minor, _)| minor);
    let (_, versions) = RELEASES.iter().find(|(release, _)| *release == minor)?;
    versions.get(column).copied()
}
