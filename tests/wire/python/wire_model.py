"""Compares responses, as they came over the wire, with botocore's model of the service.

botocore itself is lenient: its parser drops members it does not know and leaves out those that are missing. So the raw
body is walked here, before it is parsed.
"""

import json
import re
import xml.etree.ElementTree as ElementTree

TIMESTAMP = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")

# Values that are right although no enum of the model has them.
ENUM_EXCEPTIONS = {
    # Invented by the simulator on purpose, to rehearse an AWS that grows.
    "HIBERNATING",
    # The model lends the spot history the products of reserved instances; the real history has these as well
    # (public dataset ericpauley/aws-spot-price-history).
    "Red Hat Enterprise Linux",
    "SUSE Linux",
}

# The models of EMR and EC2 require hardly anything. These members come with every such shape all the same (examples in
# the API references).
ALWAYS_SENT = {
    ("emr", "ListClustersOutput"): ("Clusters",),
    ("emr", "ClusterSummary"): ("Id", "Name", "Status", "NormalizedInstanceHours", "ClusterArn"),
    ("emr", "ClusterStatus"): ("State", "StateChangeReason", "Timeline"),
    ("emr", "ClusterTimeline"): ("CreationDateTime",),
    ("emr", "Cluster"): (
        "Id",
        "Name",
        "Status",
        "Ec2InstanceAttributes",
        "InstanceCollectionType",
        "ReleaseLabel",
        "AutoTerminate",
        "TerminationProtected",
        "VisibleToAllUsers",
        "Applications",
        "Tags",
        "ServiceRole",
        "NormalizedInstanceHours",
        "ScaleDownBehavior",
        "ClusterArn",
        "StepConcurrencyLevel",
    ),
    ("emr", "InstanceGroup"): (
        "Id",
        "Market",
        "InstanceGroupType",
        "InstanceType",
        "RequestedInstanceCount",
        "RunningInstanceCount",
        "Status",
    ),
    ("emr", "InstanceFleet"): ("Id", "InstanceFleetType", "Status", "InstanceTypeSpecifications"),
    ("emr", "Instance"): ("Id", "Status", "InstanceType", "Market"),
    ("emr", "StepSummary"): ("Id", "Name", "Config", "ActionOnFailure", "Status"),
    ("ec2", "Region"): ("RegionName", "Endpoint", "OptInStatus"),
    ("ec2", "Instance"): ("InstanceId", "State", "InstanceType", "LaunchTime", "Placement", "Tags"),
    ("ec2", "SpotPrice"): ("InstanceType", "ProductDescription", "SpotPrice", "Timestamp", "AvailabilityZone"),
    ("ec2", "Subnet"): ("SubnetId", "VpcId", "AvailabilityZone", "CidrBlock", "State"),
    ("ec2", "InstanceTypeInfo"): ("InstanceType", "VCpuInfo", "MemoryInfo", "ProcessorInfo"),
    ("sts", "GetCallerIdentityResponse"): ("Account", "Arn", "UserId"),
    ("pricing", "GetProductsResponse"): ("FormatVersion", "PriceList"),
    ("ce", "GetCostAndUsageResponse"): ("ResultsByTime", "DimensionValueAttributes"),
    ("ce", "ResultByTime"): ("TimePeriod", "Total", "Groups", "Estimated"),
    ("ce", "Group"): ("Keys", "Metrics"),
    ("ce", "MetricValue"): ("Amount", "Unit"),
    ("ce", "GetCostForecastResponse"): ("Total", "ForecastResultsByTime"),
    ("ce", "ForecastResult"): ("TimePeriod", "MeanValue", "PredictionIntervalLowerBound", "PredictionIntervalUpperBound"),
    ("ce", "DimensionValuesWithAttributes"): ("Value", "Attributes"),
}

MOST_VIOLATIONS_SHOWN = 20


class ModelViolation(AssertionError):
    """The response is not what the service's model says."""


def watch(client):
    """Checks every response that the client gets from now on."""
    client.meta.events.register("before-parse", _check)


def _check(operation_model, response_dict, **_):
    service = operation_model.service_model
    protocol = service.resolved_protocol
    comparison = Comparison(service.service_name, protocol)
    body = response_dict["body"]
    if response_dict["status_code"] >= 300:
        violations = list(_error_violations(protocol, body))
    elif operation_model.output_shape is None:
        violations = [] if body in (b"", b"{}") else [f"the model has no output, the body is {body[:200]!r}"]
    elif protocol == "json":
        violations = list(comparison.json(operation_model.output_shape, json.loads(body or b"{}"), "$"))
    elif protocol in ("ec2", "query"):
        violations = list(comparison.document(operation_model, ElementTree.fromstring(body)))
    else:
        violations = [f"no check is written for the protocol {protocol}"]
    if violations:
        name = f"{service.service_name} {operation_model.name}"
        shown = "\n  ".join(violations[:MOST_VIOLATIONS_SHOWN])
        raise ModelViolation(f"{name} answered what the model does not allow ({len(violations)}):\n  {shown}")


class Comparison:
    """One response against the model of its service. What it finds wrong, it yields."""

    def __init__(self, service, protocol):
        self.service = service
        self.protocol = protocol

    def json(self, shape, value, path):
        if value is None:
            yield f"{path} is null"
        elif shape.type_name == "structure":
            if not isinstance(value, dict):
                yield f"{path} is no object"
                return
            yield from self._members(shape, value.keys(), path)
            for name, member in value.items():
                if name in shape.members:
                    yield from self.json(shape.members[name], member, f"{path}.{name}")
        elif shape.type_name == "list":
            if not isinstance(value, list):
                yield f"{path} is no array"
                return
            for index, member in enumerate(value):
                yield from self.json(shape.member, member, f"{path}[{index}]")
        elif shape.type_name == "map":
            if not isinstance(value, dict):
                yield f"{path} is no object"
                return
            for name, member in value.items():
                yield from self.json(shape.value, member, f"{path}[{name!r}]")
        else:
            yield from self._json_scalar(shape, value, path)

    def _json_scalar(self, shape, value, path):
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        right = {
            "string": isinstance(value, str),
            "boolean": isinstance(value, bool),
            "integer": is_number and isinstance(value, int),
            "long": is_number and isinstance(value, int),
            "double": is_number,
            "float": is_number,
            # awsJson writes seconds since 1970, with a fraction.
            "timestamp": is_number,
        }
        if not right.get(shape.type_name, False):
            yield f"{path} should be a {shape.type_name}, is {value!r}"
        elif shape.type_name == "string":
            yield from self._enum(shape, value, path)

    def document(self, operation_model, root):
        name = operation_model.name
        if _local(root) != f"{name}Response" or not root.tag.startswith("{"):
            yield f"the document is a {root.tag}, not a {name}Response in a namespace"
            return
        children = {_local(child): child for child in root}
        if self.protocol == "ec2":
            request_id = children.get("requestId")
            members = [child for child in root if _local(child) != "requestId"]
            yield from self._structure(operation_model.output_shape, members, "$")
        else:
            wrapper = operation_model.output_shape.serialization.get("resultWrapper")
            metadata = children.pop("ResponseMetadata", None)
            request_id = metadata.find("{*}RequestId") if metadata is not None else None
            result = children.pop(wrapper, None)
            if result is None or children:
                yield f"expected {wrapper} and ResponseMetadata alone, found {sorted(_local(child) for child in root)}"
                return
            yield from self._structure(operation_model.output_shape, list(result), "$")
        if request_id is None or not request_id.text:
            yield "the request id is missing"

    def _structure(self, shape, elements, path):
        by_wire_name = {member.serialization.get("name", name): name for name, member in shape.members.items()}
        seen = [by_wire_name.get(_local(element), _local(element)) for element in elements]
        yield from self._members(shape, seen, path)
        if len(set(seen)) != len(seen):
            yield f"{path} has a member twice: {sorted(seen)}"
        for name, element in zip(seen, elements):
            if name in shape.members:
                yield from self._element(shape.members[name], element, f"{path}.{name}")

    def _element(self, shape, element, path):
        if shape.type_name == "structure":
            yield from self._structure(shape, list(element), path)
        elif shape.type_name == "list":
            default = "item" if self.protocol == "ec2" else "member"
            expected = shape.member.serialization.get("name", default)
            for index, member in enumerate(element):
                if _local(member) != expected:
                    yield f"{path}[{index}] is a {_local(member)}, not a {expected}"
                yield from self._element(shape.member, member, f"{path}[{index}]")
        elif len(element):
            yield f"{path} should be a {shape.type_name}, has children"
        else:
            yield from self._xml_scalar(shape, element.text or "", path)

    def _xml_scalar(self, shape, text, path):
        right = {
            "string": lambda: True,
            "boolean": lambda: text in ("true", "false"),
            "integer": lambda: re.fullmatch(r"-?\d+", text),
            "long": lambda: re.fullmatch(r"-?\d+", text),
            "double": lambda: re.fullmatch(r"-?\d+(\.\d+)?", text),
            "float": lambda: re.fullmatch(r"-?\d+(\.\d+)?", text),
            "timestamp": lambda: TIMESTAMP.match(text),
        }
        if not right.get(shape.type_name, lambda: False)():
            yield f"{path} should be a {shape.type_name}, is {text!r}"
        elif shape.type_name == "string" and text:
            yield from self._enum(shape, text, path)

    def _members(self, shape, seen, path):
        seen = list(seen)
        for name in seen:
            if name not in shape.members:
                yield f"{path}.{name} is unknown to {shape.name}"
        for name in (*shape.required_members, *ALWAYS_SENT.get((self.service, shape.name), ())):
            if name not in seen:
                yield f"{path}.{name} always comes with {shape.name} and is missing"

    def _enum(self, shape, value, path):
        if shape.enum and value not in shape.enum and value not in ENUM_EXCEPTIONS:
            yield f"{path} is {value!r}, which is no {shape.name}"


def _error_violations(protocol, body):
    if protocol == "json":
        document = json.loads(body)
        extra = set(document) - {"__type", "message", "Message", "ErrorCode"}
        if not document.get("__type"):
            yield "the error has no __type"
        if not (document.get("message") or document.get("Message")):
            yield "the error has no message"
        if extra and "Exception" not in document.get("__type", ""):
            yield f"the error has odd members {extra}"
        return
    root = ElementTree.fromstring(body)
    error = root.find("Errors/Error") if protocol == "ec2" else root.find("{*}Error")
    request_id = root.find("RequestID") if protocol == "ec2" else root.find("{*}RequestId")
    if error is None or not error.findtext("{*}Code") or not error.findtext("{*}Message"):
        yield f"the error is not in the form of {protocol}: {body[:200]!r}"
    if request_id is None or not request_id.text:
        yield "the error has no request id"


def _local(element):
    return element.tag.rsplit("}", 1)[-1]
