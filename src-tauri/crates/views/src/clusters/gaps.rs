//! What could not be read of a cluster, in sentences that name the missing permission.

use emberwatch_app::record::ClusterRecord;
use emberwatch_domain::burn::Nodes;

pub(super) fn gaps(record: &ClusterRecord, nodes: &Nodes) -> Vec<String> {
    let mut gaps: Vec<String> = record.denied.iter().map(|action| denied(action)).collect();
    if matches!(nodes, Nodes::Requested { .. }) && !record.summary.state.has_ended() {
        gaps.push("its running nodes cannot be seen, so the requested ones are counted and priced".to_owned());
    }
    gaps
}

fn denied(action: &str) -> String {
    let what = match action {
        "elasticmapreduce:DescribeCluster" => "its tags, release, applications and protection cannot be read",
        "elasticmapreduce:ListInstanceGroups" => "its instance groups and their volumes cannot be read",
        "elasticmapreduce:ListInstanceFleets" => "its instance fleets and their volumes cannot be read",
        "elasticmapreduce:GetAutoTerminationPolicy" => "its auto-termination policy cannot be read",
        "elasticmapreduce:ListInstances" => "its earlier nodes cannot be read from EMR",
        "ec2:DescribeInstances" => "its running nodes cannot be read from EC2, so EMR is asked less often",
        "ec2:DescribeSpotPriceHistory" => "its spot prices cannot be read",
        "pricing:GetProducts" => "its list prices cannot be read",
        _ => "a part of it cannot be read",
    };
    format!("{what}: the permission {action} is missing")
}
