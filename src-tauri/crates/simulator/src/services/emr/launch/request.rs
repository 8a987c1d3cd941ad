//! The input of RunJobFlow. A member that is not listed here is refused.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::world::{
    AutoTerminationPolicy, BootstrapAction, Configuration, EbsConfiguration, ManagedScalingPolicy, Market, Role, Tag,
};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct RunJobFlow {
    pub(super) name: Option<String>,
    pub(super) log_uri: Option<String>,
    pub(super) release_label: Option<String>,
    pub(super) instances: Option<JobFlowInstances>,
    #[serde(default)]
    pub(super) steps: Vec<StepConfig>,
    #[serde(default)]
    pub(super) bootstrap_actions: Vec<BootstrapActionConfig>,
    #[serde(default)]
    pub(super) applications: Vec<Application>,
    #[serde(default)]
    pub(super) configurations: Vec<Configuration>,
    pub(super) visible_to_all_users: Option<bool>,
    pub(super) job_flow_role: Option<String>,
    pub(super) service_role: Option<String>,
    #[serde(default)]
    pub(super) tags: Vec<Tag>,
    pub(super) security_configuration: Option<String>,
    pub(super) auto_scaling_role: Option<String>,
    pub(super) scale_down_behavior: Option<String>,
    pub(super) custom_ami_id: Option<String>,
    pub(super) ebs_root_volume_size: Option<u32>,
    pub(super) step_concurrency_level: Option<u32>,
    pub(super) managed_scaling_policy: Option<ManagedScalingPolicy>,
    pub(super) auto_termination_policy: Option<AutoTerminationPolicy>,
    // What follows changes nothing in this world; DescribeCluster repeats it.
    log_encryption_kms_key_id: Option<Value>,
    repo_upgrade_on_boot: Option<Value>,
    kerberos_attributes: Option<Value>,
    placement_group_configs: Option<Value>,
    #[serde(rename = "OSReleaseLabel")]
    os_release_label: Option<Value>,
    ebs_root_volume_iops: Option<Value>,
    ebs_root_volume_throughput: Option<Value>,
    extended_support: Option<Value>,
    monitoring_configuration: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct JobFlowInstances {
    pub(super) master_instance_type: Option<String>,
    pub(super) slave_instance_type: Option<String>,
    pub(super) instance_count: Option<u32>,
    #[serde(default)]
    pub(super) instance_groups: Vec<InstanceGroupConfig>,
    #[serde(default)]
    pub(super) instance_fleets: Vec<InstanceFleetConfig>,
    pub(super) ec2_key_name: Option<String>,
    pub(super) placement: Option<Placement>,
    pub(super) keep_job_flow_alive_when_no_steps: Option<bool>,
    pub(super) termination_protected: Option<bool>,
    pub(super) ec2_subnet_id: Option<String>,
    #[serde(default)]
    pub(super) ec2_subnet_ids: Vec<String>,
    emr_managed_master_security_group: Option<Value>,
    emr_managed_slave_security_group: Option<Value>,
    service_access_security_group: Option<Value>,
    additional_master_security_groups: Option<Value>,
    additional_slave_security_groups: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Placement {
    pub(super) availability_zone: Option<String>,
    #[serde(default)]
    pub(super) availability_zones: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct InstanceGroupConfig {
    pub(super) name: Option<String>,
    pub(super) market: Option<Market>,
    pub(super) instance_role: Role,
    pub(super) bid_price: Option<String>,
    pub(super) instance_type: String,
    pub(super) instance_count: u32,
    #[serde(default)]
    pub(super) configurations: Vec<Configuration>,
    pub(super) ebs_configuration: Option<EbsConfiguration>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct InstanceFleetConfig {
    pub(super) name: Option<String>,
    pub(super) instance_fleet_type: Role,
    #[serde(default)]
    pub(super) target_on_demand_capacity: u32,
    #[serde(default)]
    pub(super) target_spot_capacity: u32,
    #[serde(default)]
    pub(super) instance_type_configs: Vec<InstanceTypeConfig>,
    pub(super) launch_specifications: Option<Value>,
    pub(super) resize_specifications: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct InstanceTypeConfig {
    pub(super) instance_type: String,
    pub(super) weighted_capacity: Option<u32>,
    pub(super) bid_price: Option<String>,
    pub(super) bid_price_as_percentage_of_on_demand_price: Option<f64>,
    pub(super) ebs_configuration: Option<EbsConfiguration>,
    #[serde(default)]
    pub(super) configurations: Vec<Configuration>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct StepConfig {
    pub(super) name: String,
    pub(super) action_on_failure: Option<String>,
    pub(super) hadoop_jar_step: HadoopJarStep,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct HadoopJarStep {
    pub(super) jar: String,
    pub(super) main_class: Option<String>,
    #[serde(default)]
    pub(super) args: Vec<String>,
    #[serde(default)]
    pub(super) properties: Vec<Tag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct BootstrapActionConfig {
    name: String,
    script_bootstrap_action: ScriptBootstrapAction,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ScriptBootstrapAction {
    path: String,
    #[serde(default)]
    args: Vec<String>,
}

/// Version, Args and AdditionalInfo are for applications that EMR does not configure itself.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Application {
    pub(super) name: String,
}

impl RunJobFlow {
    /// Members that DescribeCluster repeats, under its names.
    pub(super) fn echoed(&self) -> Map<String, Value> {
        given([
            ("LogEncryptionKmsKeyId", &self.log_encryption_kms_key_id),
            ("RepoUpgradeOnBoot", &self.repo_upgrade_on_boot),
            ("KerberosAttributes", &self.kerberos_attributes),
            ("PlacementGroups", &self.placement_group_configs),
            ("OSReleaseLabel", &self.os_release_label),
            ("EbsRootVolumeIops", &self.ebs_root_volume_iops),
            ("EbsRootVolumeThroughput", &self.ebs_root_volume_throughput),
            ("ExtendedSupport", &self.extended_support),
            ("MonitoringConfiguration", &self.monitoring_configuration),
        ])
    }
}

impl JobFlowInstances {
    /// The same for Ec2InstanceAttributes.
    pub(super) fn echoed(&self) -> Map<String, Value> {
        given([
            ("EmrManagedMasterSecurityGroup", &self.emr_managed_master_security_group),
            ("EmrManagedSlaveSecurityGroup", &self.emr_managed_slave_security_group),
            ("ServiceAccessSecurityGroup", &self.service_access_security_group),
            ("AdditionalMasterSecurityGroups", &self.additional_master_security_groups),
            ("AdditionalSlaveSecurityGroups", &self.additional_slave_security_groups),
        ])
    }
}

impl From<BootstrapActionConfig> for BootstrapAction {
    fn from(config: BootstrapActionConfig) -> Self {
        let ScriptBootstrapAction { path, args } = config.script_bootstrap_action;
        Self { name: config.name, script_path: path, args }
    }
}

fn given<const N: usize>(members: [(&str, &Option<Value>); N]) -> Map<String, Value> {
    members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?))).collect()
}
