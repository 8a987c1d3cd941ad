//! ModifyInstanceGroups.

use serde::Deserialize;
use serde_json::Value;

use super::{AwsError, Call, cluster, invalid_request, parse, record, validation};
use crate::commands::{Command, Resize};
use crate::world::{Cluster, ClusterState, Collection, CollectionKind, Role, Wanted};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ModifyInstanceGroups {
    cluster_id: Option<String>,
    #[serde(default)]
    instance_groups: Vec<Modification>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Modification {
    instance_group_id: String,
    instance_count: Option<u32>,
    #[serde(rename = "EC2InstanceIdsToTerminate", default)]
    victims: Vec<String>,
}

/// Checks every group before any is resized.
pub(super) fn modify(call: &Call<'_>, input: &Value) -> Result<Value, AwsError> {
    let request: ModifyInstanceGroups = parse(input)?;
    let resizes: Vec<(Cluster, Resize)> = request
        .instance_groups
        .into_iter()
        .map(|modification| {
            let cluster = match &request.cluster_id {
                Some(id) => cluster(call, id)?,
                None => cluster_of_group(call, &modification.instance_group_id)?,
            };
            let resize = modification.check(&cluster, call.now.as_second())?;
            Ok((cluster, resize))
        })
        .collect::<Result<_, AwsError>>()?;
    for (cluster, resize) in resizes {
        record(call, Command::Resize { cluster: cluster.id.to_string(), resize })?;
    }
    Ok(Value::Null)
}

impl Modification {
    fn check(self, cluster: &Cluster, now: i64) -> Result<Resize, AwsError> {
        let collections = cluster.collections();
        let group = collections.iter().find(|collection| collection.id == self.instance_group_id);
        let Some(Collection { role, kind: CollectionKind::Group(_), .. }) = group else {
            return Err(invalid_request(format!("Instance group id '{}' is not valid.", self.instance_group_id)));
        };
        if !matches!(cluster.state(now), ClusterState::Running | ClusterState::Waiting) {
            return Err(validation("An instance group may only be modified when the job flow is running or waiting."));
        }
        if *role == Role::Master {
            return Err(validation("The master instance group cannot be resized."));
        }
        let requested = cluster.requested_count(&self.instance_group_id, now).unwrap_or(0);
        let gone = u32::try_from(self.victims.len()).unwrap_or(u32::MAX);
        let count = self.instance_count.unwrap_or(requested.saturating_sub(gone));
        if *role == Role::Core && count == 0 {
            return Err(validation("The core instance group must keep at least one instance."));
        }
        Ok(Resize { group_id: self.instance_group_id, count, victims: self.victims })
    }
}

/// ClusterId is optional, and group ids are unique, so the living clusters are searched.
fn cluster_of_group(call: &Call<'_>, group_id: &str) -> Result<Cluster, AwsError> {
    let now = call.now.as_second();
    let outlines = call.world.outlines(call.caller.account, call.region, &Wanted::active(now), call.commands);
    outlines
        .iter()
        .map(|outline| call.world.cluster(outline, call.commands, now))
        .find(|cluster| cluster.collections().iter().any(|collection| collection.id == group_id))
        .ok_or_else(|| invalid_request(format!("Instance group id '{group_id}' is not valid.")))
}
