//! Instance groups and fleets of a RunJobFlow, checked.

use super::request::{InstanceFleetConfig, InstanceGroupConfig, JobFlowInstances};
use crate::services::AwsError;
use crate::services::emr::validation;
use crate::world::{FleetSpec, FleetType, GroupSpec, Instances, Market, Role, catalog};

impl JobFlowInstances {
    /// Groups, fleets, or the short form of one type for the master and one for the others.
    pub(super) fn hardware(self, region: &str) -> Result<Instances, AwsError> {
        let short =
            self.master_instance_type.is_some() || self.slave_instance_type.is_some() || self.instance_count.is_some();
        let forms = [!self.instance_groups.is_empty(), !self.instance_fleets.is_empty(), short];
        match forms.iter().filter(|given| **given).count() {
            1 => {}
            0 => {
                return Err(validation(
                    "Either instance groups, instance fleets, or an instance type and count must be specified.",
                ));
            }
            _ => {
                return Err(validation(
                    "Instance fleets and instance groups are mutually exclusive. Please choose either one.",
                ));
            }
        }
        if !self.instance_fleets.is_empty() {
            return fleets(self.instance_fleets, region).map(Instances::Fleets);
        }
        let groups = if short { self.short_form()? } else { self.instance_groups };
        self::groups(groups, region).map(Instances::Groups)
    }

    fn short_form(&self) -> Result<Vec<InstanceGroupConfig>, AwsError> {
        let count = self
            .instance_count
            .filter(|count| *count > 0)
            .ok_or_else(|| validation("Instance count must be at least one."))?;
        let master =
            self.master_instance_type.clone().ok_or_else(|| validation("A master instance type must be specified."))?;
        let slave = self.slave_instance_type.clone().unwrap_or_else(|| master.clone());
        let group = |instance_role, instance_type, instance_count| InstanceGroupConfig {
            name: None,
            market: None,
            instance_role,
            bid_price: None,
            instance_type,
            instance_count,
            configurations: Vec::new(),
            ebs_configuration: None,
        };
        let mut groups = vec![group(Role::Master, master, 1)];
        if count > 1 {
            groups.push(group(Role::Core, slave, count - 1));
        }
        Ok(groups)
    }
}

fn groups(configs: Vec<InstanceGroupConfig>, region: &str) -> Result<Vec<GroupSpec>, AwsError> {
    let of_role = |role| configs.iter().filter(move |group| group.instance_role == role);
    // Three masters make a cluster highly available; no other number is allowed.
    if of_role(Role::Master).count() != 1 || !of_role(Role::Master).all(|group| matches!(group.instance_count, 1 | 3)) {
        return Err(validation("The master instance group must be specified once, with an instance count of 1 or 3."));
    }
    if of_role(Role::Core).count() > 1 {
        return Err(validation("Only one core instance group may be specified."));
    }
    if of_role(Role::Task).count() > 48 {
        return Err(validation("A cluster may have up to 48 task instance groups."));
    }
    configs
        .into_iter()
        .zip(1_u32..)
        .map(|(config, number)| {
            check_type(&config.instance_type, region)?;
            Ok(GroupSpec {
                name: config.name.unwrap_or_else(|| format!("Instance group - {number}")),
                role: config.instance_role,
                // A bid makes a group spot even where the market is not named.
                market: config.market.unwrap_or(if config.bid_price.is_some() {
                    Market::Spot
                } else {
                    Market::OnDemand
                }),
                bid_price: config.bid_price,
                instance_type: config.instance_type,
                count: config.instance_count,
                ebs: config.ebs_configuration,
                configurations: config.configurations,
            })
        })
        .collect()
}

fn fleets(configs: Vec<InstanceFleetConfig>, region: &str) -> Result<Vec<FleetSpec>, AwsError> {
    for role in [Role::Master, Role::Core, Role::Task] {
        let count = configs.iter().filter(|fleet| fleet.instance_fleet_type == role).count();
        if count > 1 || (role == Role::Master && count == 0) {
            return Err(validation(
                "The master instance fleet must be specified once, and every other instance fleet at most once.",
            ));
        }
    }
    configs.into_iter().map(|config| fleet(config, region)).collect()
}

fn fleet(config: InstanceFleetConfig, region: &str) -> Result<FleetSpec, AwsError> {
    if config.instance_type_configs.is_empty() {
        return Err(validation("An instance fleet must have at least one instance type."));
    }
    if config.target_on_demand_capacity + config.target_spot_capacity == 0 {
        return Err(validation("An instance fleet must have a target capacity of at least one unit."));
    }
    let types = config
        .instance_type_configs
        .into_iter()
        .map(|kind| {
            check_type(&kind.instance_type, region)?;
            Ok(FleetType {
                instance_type: kind.instance_type,
                weight: kind.weighted_capacity.unwrap_or(1),
                bid_percent: kind
                    .bid_price_as_percentage_of_on_demand_price
                    .or(kind.bid_price.is_none().then_some(100.0)),
                bid_price: kind.bid_price,
                ebs: kind.ebs_configuration,
                configurations: kind.configurations,
            })
        })
        .collect::<Result<_, AwsError>>()?;
    Ok(FleetSpec {
        name: config.name.unwrap_or_else(|| config.instance_fleet_type.as_str().to_owned()),
        role: config.instance_fleet_type,
        on_demand_capacity: config.target_on_demand_capacity,
        spot_capacity: config.target_spot_capacity,
        types,
        launch: config.launch_specifications,
        resize: config.resize_specifications,
    })
}

fn check_type(instance_type: &str, region: &str) -> Result<(), AwsError> {
    let offered = catalog::instance_type(instance_type).is_some_and(|kind| kind.is_offered(region));
    if offered { Ok(()) } else { Err(validation(format!("Instance type '{instance_type}' is not supported."))) }
}
