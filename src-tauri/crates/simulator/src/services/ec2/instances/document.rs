//! An instance in EC2's XML.

use super::instance::Instance;
use crate::services::Call;
use crate::services::ec2::time;
use crate::wire::xml::{Element, element, items, text, text_items};
use crate::world::catalog;

/// A reservation of one instance: EMR's launches are told apart by their tags, not by their reservations.
pub(super) fn reservation(call: &Call<'_>, instance: &Instance<'_>) -> Vec<Element> {
    let account = call.caller.account.id;
    vec![
        text("reservationId", related_id("r-", instance)),
        text("ownerId", account),
        text_items("groupSet", [""; 0]),
        items("instancesSet", [members(call, instance)]),
    ]
}

fn members(call: &Call<'_>, instance: &Instance<'_>) -> Vec<Element> {
    let node = &instance.node;
    let mut members = vec![
        text("instanceId", instance.instance_id()),
        text("imageId", image_id(instance)),
        element("instanceState", [text("code", instance.state.code()), text("name", instance.state.name())]),
        text("dnsName", ""),
        text("amiLaunchIndex", 0),
        text_items("productCodes", [""; 0]),
        text("instanceType", &node.instance_type),
        text("launchTime", time(instance.launched_at)),
        placement(instance),
        element("monitoring", [text("state", "disabled")]),
        text("architecture", catalog::instance_type(&node.instance_type).map_or("x86_64", |kind| kind.architecture())),
        text("rootDeviceType", "ebs"),
        text("rootDeviceName", "/dev/xvda"),
        text("virtualizationType", "hvm"),
        text("hypervisor", "xen"),
        text("clientToken", related_id("", instance)),
        text("ebsOptimized", true),
        text("platformDetails", "Linux/UNIX"),
        tags(instance),
    ];
    members.extend(instance.cluster.spec.key_name.iter().map(|name| text("keyName", name)));
    members.extend(instance.lifecycle().map(|lifecycle| text("instanceLifecycle", lifecycle)));
    members.extend(instance.lifecycle().map(|_| text("spotInstanceRequestId", related_id("sir-", instance))));
    members.extend(if instance.is_gone() { farewell(instance) } else { presence(call, instance) });
    members
}

/// What only an instance that exists has: an address, a network, volumes, a role.
fn presence(call: &Call<'_>, instance: &Instance<'_>) -> Vec<Element> {
    let node = &instance.node;
    let profile = &instance.cluster.spec.job_flow_role;
    let arn = format!("arn:aws:iam::{}:instance-profile/{profile}", call.caller.account.id);
    let volumes = node.volumes.iter().map(|volume| {
        let ebs = element(
            "ebs",
            [
                text("volumeId", &volume.id),
                text("status", "attached"),
                text("attachTime", time(instance.launched_at)),
                text("deleteOnTermination", true),
            ],
        );
        vec![text("deviceName", &volume.device), ebs]
    });
    let mut members = vec![
        text("reason", ""),
        text("privateDnsName", node.private_dns(call.region)),
        text("privateIpAddress", node.private_ip),
        text("sourceDestCheck", true),
        items("blockDeviceMapping", volumes),
        element("iamInstanceProfile", [text("arn", arn)]),
    ];
    if let Some(subnet) = instance.subnet {
        members.extend([text("subnetId", &subnet.id), text("vpcId", &subnet.vpc_id)]);
    }
    members
}

/// What EC2 says of an instance after its end.
fn farewell(instance: &Instance<'_>) -> Vec<Element> {
    let ended = instance.node.ended_at.map(time).unwrap_or_default();
    let (code, message) = if instance.node.interrupted {
        ("Server.SpotInstanceTermination", "Server.SpotInstanceTermination: Spot instance termination")
    } else {
        ("Client.UserInitiatedShutdown", "Client.UserInitiatedShutdown: User initiated shutdown")
    };
    vec![
        text("reason", format!("{message} ({ended})")),
        text("privateDnsName", ""),
        element("stateReason", [text("code", code), text("message", message)]),
        items("blockDeviceMapping", []),
    ]
}

fn placement(instance: &Instance<'_>) -> Element {
    let zone = text("availabilityZone", &instance.node.zone);
    let zone_id = instance.subnet.iter().map(|subnet| text("availabilityZoneId", &subnet.zone.id));
    let rest = [text("groupName", ""), text("tenancy", "default")];
    element("placement", std::iter::once(zone).chain(zone_id).chain(rest))
}

fn tags(instance: &Instance<'_>) -> Element {
    items("tagSet", instance.tags().into_iter().map(|(key, value)| vec![text("key", key), text("value", value)]))
}

/// The cluster's own image, or the one that EMR keeps for the architecture.
fn image_id(instance: &Instance<'_>) -> String {
    let own = instance.cluster.spec.custom_ami_id.clone();
    own.unwrap_or_else(|| match catalog::instance_type(&instance.node.instance_type).map(|kind| kind.architecture()) {
        Some("arm64") => "ami-0e3a64ec5b1c0a64f".to_owned(),
        _ => "ami-0e3b86ec5b1c0a86f".to_owned(),
    })
}

/// An id of another kind that belongs to the instance, made of its own.
fn related_id(prefix: &str, instance: &Instance<'_>) -> String {
    let digits: String = instance.instance_id().trim_start_matches("i-").chars().rev().collect();
    match prefix {
        "sir-" => format!("sir-{}", &digits[..digits.len().min(8)]),
        _ => format!("{prefix}{digits}"),
    }
}
