//! Regions, zones, subnets and VPCs.

use super::selection::{check_filters, invalid, page, passes};
use crate::services::{AwsError, Call};
use crate::wire::query::Form;
use crate::wire::xml::{Element, items, text, text_items};
use crate::world::catalog::{self, OptIn, Region, Zone};
use crate::world::{RegionAccess, Subnet};

/// DescribeRegions: the regions that the account may use, or with `AllRegions` those that it could opt in to as well.
pub(super) fn regions(call: &Call<'_>, form: &Form) -> Result<Vec<Element>, AwsError> {
    form.allow_only(&["AllRegions", "Filter", "RegionName"])?;
    let filters = form.filters();
    check_filters(&filters, &["endpoint", "opt-in-status", "region-name"])?;
    let named = form.list("RegionName");
    if let Some(unknown) = named.iter().find(|name| catalog::region(name).is_none()) {
        return Err(invalid(format!("Invalid region names: '{unknown}'")));
    }
    let all = form.boolean("AllRegions")? == Some(true);
    let rows = catalog::regions().iter().map(|region| RegionRow { region, status: opt_in_status(call, region) });
    let chosen = rows.filter(|row| {
        let wanted = named.is_empty() || named.contains(&row.region.name);
        wanted && (all || row.status != "not-opted-in") && passes(row, &filters, RegionRow::attribute)
    });
    Ok(vec![items("regionInfo", chosen.map(|row| row.element()))])
}

/// DescribeAvailabilityZones of the region that is asked.
pub(super) fn availability_zones(call: &Call<'_>, form: &Form) -> Result<Vec<Element>, AwsError> {
    form.allow_only(&["AllAvailabilityZones", "Filter", "ZoneId", "ZoneName"])?;
    let filters = form.filters();
    check_filters(&filters, &["region-name", "state", "zone-id", "zone-name", "zone-type"])?;
    let (names, ids) = (form.list("ZoneName"), form.list("ZoneId"));
    let zones = catalog::region(call.region).map_or(&[][..], |region| &region.zones);
    if let Some(unknown) = names.iter().find(|name| zones.iter().all(|zone| zone.name != **name)) {
        return Err(invalid(format!("Invalid availability zone: [{unknown}]")));
    }
    let rows = zones.iter().map(|zone| ZoneRow { zone, region: call.region });
    let chosen = rows.filter(|row| {
        let named = names.is_empty() || names.contains(&row.zone.name.as_str());
        let identified = ids.is_empty() || ids.contains(&row.zone.id.as_str());
        named && identified && passes(row, &filters, ZoneRow::attribute)
    });
    Ok(vec![items("availabilityZoneInfo", chosen.map(|row| row.element()))])
}

/// DescribeSubnets: one private subnet per zone.
pub(super) fn subnets(call: &Call<'_>, form: &Form) -> Result<Vec<Element>, AwsError> {
    form.allow_only(&["Filter", "MaxResults", "NextToken", "SubnetId"])?;
    let filters = form.filters();
    check_filters(&filters, &["availability-zone", "availability-zone-id", "state", "subnet-id", "vpc-id"])?;
    let mut subnets = call.world.subnets(call.caller.account, call.region).to_vec();
    let ids = form.list("SubnetId");
    if let Some(unknown) = ids.iter().find(|id| subnets.iter().all(|subnet| subnet.id != **id)) {
        return Err(AwsError::new("InvalidSubnetID.NotFound", format!("The subnet ID '{unknown}' does not exist")));
    }
    subnets.retain(|subnet| {
        (ids.is_empty() || ids.contains(&subnet.id.as_str())) && passes(subnet, &filters, subnet_attribute)
    });
    subnets.sort_by(|a, b| a.id.cmp(&b.id));
    let (subnets, token) = page(subnets, |subnet| &subnet.id, form, call.page_script)?;
    let listed = items("subnetSet", subnets.iter().map(|subnet| subnet_element(call, subnet)));
    Ok(std::iter::once(listed).chain(token.map(|token| text("nextToken", token))).collect())
}

/// DescribeVpcs: the one that all subnets are in.
pub(super) fn vpcs(call: &Call<'_>, form: &Form) -> Result<Vec<Element>, AwsError> {
    form.allow_only(&["Filter", "MaxResults", "NextToken", "VpcId"])?;
    let filters = form.filters();
    check_filters(&filters, &["state", "vpc-id"])?;
    let ids = form.list("VpcId");
    let mut vpcs: Vec<&str> =
        call.world.subnets(call.caller.account, call.region).iter().map(|subnet| subnet.vpc_id.as_str()).collect();
    vpcs.dedup();
    if let Some(unknown) = ids.iter().find(|id| !vpcs.contains(id)) {
        return Err(AwsError::new("InvalidVpcID.NotFound", format!("The vpc ID '{unknown}' does not exist")));
    }
    let named = |id: &&str| ids.is_empty() || ids.contains(id);
    vpcs.retain(|id| named(id) && passes(id, &filters, vpc_attribute));
    let (vpcs, token) = page(vpcs, |id| id, form, call.page_script)?;
    let listed = items("vpcSet", vpcs.iter().map(|id| vpc_element(call, id)));
    Ok(std::iter::once(listed).chain(token.map(|token| text("nextToken", token))).collect())
}

fn vpc_attribute(id: &&str, name: &str) -> Option<Vec<String>> {
    match name {
        "state" => Some(vec!["available".to_owned()]),
        "vpc-id" => Some(vec![(*id).to_owned()]),
        _ => None,
    }
}

fn vpc_element(call: &Call<'_>, id: &str) -> Vec<Element> {
    vec![
        text("vpcId", id),
        text("ownerId", call.caller.account.id),
        text("state", "available"),
        text("instanceTenancy", "default"),
        text("isDefault", false),
        items("tagSet", std::iter::once(vec![text("key", "Name"), text("value", "data")])),
    ]
}

struct RegionRow {
    region: &'static Region,
    status: &'static str,
}

impl RegionRow {
    fn attribute(&self, name: &str) -> Option<Vec<String>> {
        match name {
            "endpoint" => Some(vec![self.endpoint()]),
            "opt-in-status" => Some(vec![self.status.to_owned()]),
            "region-name" => Some(vec![self.region.name.to_owned()]),
            _ => None,
        }
    }

    fn endpoint(&self) -> String {
        format!("ec2.{}.amazonaws.com", self.region.name)
    }

    fn element(&self) -> Vec<Element> {
        vec![
            text("regionName", self.region.name),
            text("regionEndpoint", self.endpoint()),
            text("optInStatus", self.status),
        ]
    }
}

fn opt_in_status(call: &Call<'_>, region: &Region) -> &'static str {
    match (region.opt_in, call.caller.account.region_access(region.name)) {
        (OptIn::NotRequired, _) => "opt-in-not-required",
        (OptIn::Required, Some(RegionAccess::Enabled)) => "opted-in",
        (OptIn::Required, _) => "not-opted-in",
    }
}

struct ZoneRow<'a> {
    zone: &'a Zone,
    region: &'a str,
}

impl ZoneRow<'_> {
    fn attribute(&self, name: &str) -> Option<Vec<String>> {
        let value = match name {
            "region-name" => self.region,
            "state" => "available",
            "zone-id" => &self.zone.id,
            "zone-name" => &self.zone.name,
            "zone-type" => "availability-zone",
            _ => return None,
        };
        Some(vec![value.to_owned()])
    }

    fn element(&self) -> Vec<Element> {
        vec![
            text("zoneName", &self.zone.name),
            text("zoneState", "available"),
            text("regionName", self.region),
            text("zoneId", &self.zone.id),
            text("zoneType", "availability-zone"),
            text("optInStatus", "opt-in-not-required"),
            text("groupName", self.region),
            text("networkBorderGroup", self.region),
            text_items("messageSet", [""; 0]),
        ]
    }
}

fn subnet_attribute(subnet: &Subnet, name: &str) -> Option<Vec<String>> {
    let value = match name {
        "availability-zone" => &subnet.zone.name,
        "availability-zone-id" => &subnet.zone.id,
        "state" => "available",
        "subnet-id" => &subnet.id,
        "vpc-id" => &subnet.vpc_id,
        _ => return None,
    };
    Some(vec![value.to_owned()])
}

fn subnet_element(call: &Call<'_>, subnet: &Subnet) -> Vec<Element> {
    let account = call.caller.account.id;
    vec![
        text("subnetId", &subnet.id),
        text("subnetArn", format!("arn:aws:ec2:{}:{account}:subnet/{}", call.region, subnet.id)),
        text("state", "available"),
        text("ownerId", account),
        text("vpcId", &subnet.vpc_id),
        text("cidrBlock", &subnet.cidr),
        // A /20 less the five addresses that AWS keeps; what nodes take of it is not counted.
        text("availableIpAddressCount", 4_091),
        text("availabilityZone", &subnet.zone.name),
        text("availabilityZoneId", &subnet.zone.id),
        text("defaultForAz", false),
        text("mapPublicIpOnLaunch", false),
    ]
}
