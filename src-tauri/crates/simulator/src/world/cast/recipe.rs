//! From a part to what one of its occurrences was asked to be.

use std::collections::BTreeMap;

use super::{Course, Fleet, Group, Hardware, Part, Protection};
use crate::world::Dice;
use crate::world::network::Subnet;
use crate::world::spec::{
    AutoTerminationPolicy, BootstrapAction, ClusterSpec, ComputeLimits, Configuration, EbsBlockDeviceConfig,
    EbsConfiguration, FleetSpec, FleetType, GroupSpec, Instances, ManagedScalingPolicy, StepSpec, Tag,
    VolumeSpecification, Workload,
};
use crate::world::steps::{FIRST_STEP_DELAY, STEP_GAP};

impl Part {
    /// `run` is the time between ready and terminating, which the steps of a batch fill.
    pub(in crate::world) fn spec(&self, name: String, dice: Dice, run: i64, subnets: &[Subnet]) -> ClusterSpec {
        let subnet = dice.named("subnet").pick(subnets);
        let bucket = format!("s3://acme-{}-emr-logs", self.account);
        ClusterSpec {
            name,
            release_label: self.release.to_owned(),
            applications: self.applications.iter().map(|&name| name.to_owned()).collect(),
            tags: self.tags.iter().map(|&(key, value)| Tag { key: key.to_owned(), value: value.to_owned() }).collect(),
            key_name: self.key_name.map(str::to_owned),
            log_uri: Some(format!("{bucket}/elasticmapreduce/")),
            service_role: "EMR_DefaultRole_V2".to_owned(),
            job_flow_role: "EMR_EC2_DefaultRole".to_owned(),
            auto_scaling_role: None,
            security_configuration: (self.account == "analytics-prod").then(|| "acme-encryption-at-rest".to_owned()),
            custom_ami_id: None,
            scale_down_behavior: "TERMINATE_AT_TASK_COMPLETION".to_owned(),
            zone: subnet.zone.name.clone(),
            subnet_id: Some(subnet.id.clone()),
            requested_subnets: vec![subnet.id.clone()],
            configurations: self.configurations(),
            bootstrap_actions: self.bootstrap_actions(),
            instances: self.instances(dice),
            workload: self.workload(dice, run),
            keep_alive: matches!(self.course, Course::Interactive { .. }),
            protected: self.protection == Protection::Protected,
            visible_to_all_users: true,
            step_concurrency: 1,
            ebs_root_gib: 15,
            auto_termination: self.auto_termination.map(|idle_timeout| AutoTerminationPolicy { idle_timeout }),
            managed_scaling: self.managed_scaling(),
            echoed: serde_json::Map::new(),
            echoed_attributes: serde_json::Map::new(),
        }
    }

    pub(in crate::world) fn workload(&self, dice: Dice, run: i64) -> Workload {
        match self.course {
            Course::Batch { steps, .. } => Workload::Steps(self.batch(steps, dice, run)),
            Course::FailingStep { steps, .. } => {
                let mut steps = self.batch(steps, dice, run);
                if let Some(last) = steps.last_mut() {
                    last.fails = true;
                }
                Workload::Steps(steps)
            }
            Course::Interactive { pulse: Some(pulse), .. } => Workload::Pulse {
                every_s: pulse.every,
                busy_s: pulse.busy,
                names: pulse.steps.iter().map(|&name| name.to_owned()).collect(),
            },
            Course::Interactive { pulse: None, .. } | Course::FailingBootstrap => Workload::Unseen,
        }
    }

    /// The steps of a batch share its run by weight; the last one takes what rounding leaves.
    fn batch(&self, names: &[&str], dice: Dice, run: i64) -> Vec<StepSpec> {
        let count = i64::try_from(names.len()).unwrap_or(1);
        let share = run - FIRST_STEP_DELAY - STEP_GAP * count;
        let weights: Vec<i64> = names.iter().map(|name| dice.named("weight").named(name).between(1, 4)).collect();
        let total: i64 = weights.iter().sum();
        let mut left = share;
        let mut steps: Vec<StepSpec> = names
            .iter()
            .zip(weights)
            .map(|(name, weight)| {
                let takes = share * weight / total.max(1);
                left -= takes;
                step(name, self.name, takes)
            })
            .collect();
        if let Some(last) = steps.last_mut() {
            last.takes_s += left;
        }
        steps
    }

    fn instances(&self, dice: Dice) -> Instances {
        match self.hardware {
            Hardware::Groups(groups) => {
                Instances::Groups(groups.iter().zip(1_u64..).map(|(group, number)| group.spec(number, dice)).collect())
            }
            Hardware::Fleets(fleets) => Instances::Fleets(fleets.iter().map(Fleet::spec).collect()),
        }
    }

    fn configurations(&self) -> Vec<Configuration> {
        let owned = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
            pairs.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect()
        };
        self.settings
            .iter()
            .map(|(classification, properties)| Configuration {
                classification: Some((*classification).to_owned()),
                configurations: Vec::new(),
                properties: owned(properties),
            })
            .collect()
    }

    fn bootstrap_actions(&self) -> Vec<BootstrapAction> {
        self.bootstrap
            .iter()
            .map(|path| BootstrapAction {
                name: path.rsplit('/').next().unwrap_or(path).trim_end_matches(".sh").to_owned(),
                script_path: (*path).to_owned(),
                args: Vec::new(),
            })
            .collect()
    }

    fn managed_scaling(&self) -> Option<ManagedScalingPolicy> {
        self.scaling.map(|(minimum, maximum)| ManagedScalingPolicy {
            compute_limits: ComputeLimits {
                unit_type: "Instances".to_owned(),
                minimum_capacity_units: minimum,
                maximum_capacity_units: maximum,
                maximum_on_demand_capacity_units: Some(minimum),
                maximum_core_capacity_units: Some(minimum),
            },
        })
    }
}

impl Group {
    fn spec(&self, number: u64, dice: Dice) -> GroupSpec {
        let count = dice.named("count").with(number).between(self.count.0, self.count.1);
        GroupSpec {
            name: format!("{} - {number}", title(self.role.as_str())),
            role: self.role,
            market: self.market,
            bid_price: self.bid_price.map(str::to_owned),
            instance_type: self.instance_type.to_owned(),
            count: u32::try_from(count).unwrap_or(1),
            ebs: self.ebs.map(|(kind, size, volumes)| ebs(kind, size, volumes)),
            configurations: Vec::new(),
        }
    }
}

impl Fleet {
    fn spec(&self) -> FleetSpec {
        let spot = serde_json::json!({ "SpotSpecification": {
            "TimeoutDurationMinutes": 20,
            "TimeoutAction": "SWITCH_TO_ON_DEMAND",
            "AllocationStrategy": "price-capacity-optimized",
        }});
        FleetSpec {
            name: title(self.role.as_str()),
            role: self.role,
            on_demand_capacity: self.on_demand,
            spot_capacity: self.spot,
            types: self.types.iter().map(|&(name, weight)| fleet_type(name, weight)).collect(),
            launch: (self.spot > 0).then_some(spot),
            resize: None,
        }
    }
}

fn fleet_type(instance_type: &str, weight: u32) -> FleetType {
    FleetType {
        instance_type: instance_type.to_owned(),
        weight,
        bid_price: None,
        bid_percent: Some(100.0),
        ebs: None,
        configurations: Vec::new(),
    }
}

fn ebs(volume_type: &str, size_in_gb: u32, volumes: u32) -> EbsConfiguration {
    EbsConfiguration {
        ebs_block_device_configs: vec![EbsBlockDeviceConfig {
            volume_specification: VolumeSpecification {
                volume_type: volume_type.to_owned(),
                size_in_gb,
                iops: None,
                throughput: None,
            },
            volumes_per_instance: Some(volumes),
        }],
        ebs_optimized: Some(true),
    }
}

/// A step as spark-submit through command-runner.jar, which is how most people run theirs.
pub(in crate::world) fn step(name: &str, job: &str, takes_s: i64) -> StepSpec {
    let script = name.to_lowercase().replace([' ', '.'], "_");
    StepSpec {
        name: name.to_owned(),
        action_on_failure: "TERMINATE_CLUSTER".to_owned(),
        jar: "command-runner.jar".to_owned(),
        main_class: None,
        args: ["spark-submit", "--deploy-mode", "cluster", &format!("s3://acme-jobs/{job}/{script}.py")]
            .map(str::to_owned)
            .to_vec(),
        properties: BTreeMap::new(),
        takes_s,
        fails: false,
    }
}

/// `Master` of `MASTER`.
fn title(word: &str) -> String {
    let (first, rest) = word.split_at(1.min(word.len()));
    format!("{first}{}", rest.to_lowercase())
}
