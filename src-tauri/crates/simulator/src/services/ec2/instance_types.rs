//! DescribeInstanceTypes: the shapes that the region offers.

use super::selection::{check_filters, page, passes};
use crate::services::{AwsError, Call};
use crate::wire::query::Form;
use crate::wire::xml::{Element, element, items, text, text_items};
use crate::world::catalog::{self, InstanceType};

pub(super) fn describe(call: &Call<'_>, form: &Form) -> Result<Vec<Element>, AwsError> {
    form.allow_only(&["Filter", "InstanceType", "MaxResults", "NextToken"])?;
    let filters = form.filters();
    check_filters(&filters, &FILTERS)?;
    let named = form.list("InstanceType");
    let offered = |name: &str| catalog::instance_type(name).is_some_and(|kind| kind.is_offered(call.region));
    let missing: Vec<&str> = named.iter().copied().filter(|name| !offered(name)).collect();
    if !missing.is_empty() {
        let message = format!("The following supplied instance types do not exist: [{}]", missing.join(", "));
        return Err(AwsError::new("InvalidInstanceType", message));
    }
    let mut kinds: Vec<&InstanceType> = catalog::instance_types().iter().collect();
    kinds.retain(|kind| {
        kind.is_offered(call.region)
            && (named.is_empty() || named.contains(&kind.name))
            && passes(kind, &filters, attribute)
    });
    kinds.sort_by_key(|kind| kind.name);
    let (kinds, token) = page(kinds, |kind| kind.name, form, call.page_script)?;
    let listed = items("instanceTypeSet", kinds.into_iter().map(members));
    Ok(std::iter::once(listed).chain(token.map(|token| text("nextToken", token))).collect())
}

const FILTERS: [&str; 6] = [
    "current-generation",
    "instance-type",
    "memory-info.size-in-mib",
    "processor-info.supported-architecture",
    "supported-usage-class",
    "vcpu-info.default-vcpus",
];

fn attribute(kind: &&InstanceType, name: &str) -> Option<Vec<String>> {
    let value = match name {
        "current-generation" => kind.current_generation.to_string(),
        "instance-type" => kind.name.to_owned(),
        "memory-info.size-in-mib" => kind.memory_mib.to_string(),
        "processor-info.supported-architecture" => kind.architecture().to_owned(),
        "supported-usage-class" => return Some(vec!["on-demand".to_owned(), "spot".to_owned()]),
        "vcpu-info.default-vcpus" => kind.vcpus.to_string(),
        _ => return None,
    };
    Some(vec![value])
}

fn members(kind: &InstanceType) -> Vec<Element> {
    vec![
        text("instanceType", kind.name),
        text("currentGeneration", kind.current_generation),
        text("freeTierEligible", false),
        text_items("supportedUsageClasses", ["on-demand", "spot"]),
        text_items("supportedRootDeviceTypes", ["ebs"]),
        text_items("supportedVirtualizationTypes", ["hvm"]),
        text("bareMetal", false),
        element("processorInfo", [text_items("supportedArchitectures", [kind.architecture()])]),
        element("vCpuInfo", [text("defaultVCpus", kind.vcpus)]),
        element("memoryInfo", [text("sizeInMiB", kind.memory_mib)]),
        text("instanceStorageSupported", kind.storage != "EBS only"),
        text("burstablePerformanceSupported", false),
    ]
}
