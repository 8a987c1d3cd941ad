"""Who calls, what a region answers, and what AWS says when something is not there."""

from collections import Counter

import pytest
from botocore.exceptions import ClientError


def test_every_profile_is_an_account_of_its_own(simulator):
    profiles = simulator.profiles()
    identities = [simulator.client("sts", profile, "us-east-1").get_caller_identity() for profile in profiles]
    assert len({identity["Account"] for identity in identities}) >= 3
    for identity in identities:
        assert f"::{identity['Account']}:" in identity["Arn"]


def test_every_account_has_one_alias(simulator):
    profiles = simulator.profiles()
    aliases = [simulator.client("iam", profile, "us-east-1").list_account_aliases() for profile in profiles]
    assert all(len(answer["AccountAliases"]) == 1 for answer in aliases)


def test_an_assumed_role_calls_under_its_own_name(simulator):
    sts = simulator.client("sts", region="us-east-1")
    account = sts.get_caller_identity()["Account"]
    assumed = sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/team/Analyst", RoleSessionName="mila")
    keys = assumed["Credentials"]
    session = simulator.client(
        "sts",
        region="us-east-1",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    identity = session.get_caller_identity()
    assert identity["Arn"] == assumed["AssumedRoleUser"]["Arn"]
    assert identity["Arn"] == f"arn:aws:sts::{account}:assumed-role/Analyst/mila"
    assert identity["UserId"] == assumed["AssumedRoleUser"]["AssumedRoleId"]


@pytest.mark.parametrize("role", ["arn:aws:iam::000000000000:role/Analyst", "deny-assume-analyst"])
def test_a_role_that_trusts_nobody_is_denied(simulator, role):
    sts = simulator.client("sts", region="us-east-1")
    account = sts.get_caller_identity()["Account"]
    arn = role if role.startswith("arn:") else f"arn:aws:iam::{account}:role/{role}"
    with pytest.raises(ClientError) as denied:
        sts.assume_role(RoleArn=arn, RoleSessionName="mila")
    assert denied.value.response["Error"]["Code"] == "AccessDenied"


def test_unknown_keys_are_refused_in_each_services_words(simulator):
    keys = {"aws_access_key_id": "AKIAUNKNOWN", "aws_secret_access_key": "x"}
    expected = {
        ("ec2", "describe_regions"): "AuthFailure",
        ("emr", "list_clusters"): "UnrecognizedClientException",
        ("sts", "get_caller_identity"): "InvalidClientTokenId",
    }
    for (service, operation), code in expected.items():
        client = simulator.client(service, region="us-east-1", **keys)
        with pytest.raises(ClientError) as refused:
            getattr(client, operation)()
        assert refused.value.response["Error"]["Code"] == code, service


def test_a_region_that_is_not_opted_in_refuses_its_calls(simulator):
    regions = simulator.client("ec2", region="us-east-1").describe_regions(AllRegions=True)["Regions"]
    statuses = Counter(region["OptInStatus"] for region in regions)
    assert statuses["opt-in-not-required"] == 17 and statuses["not-opted-in"] > 0
    off = next(region["RegionName"] for region in regions if region["OptInStatus"] == "not-opted-in")
    with pytest.raises(ClientError) as refused:
        simulator.client("emr", region=off).list_clusters()
    assert refused.value.response["Error"]["Code"] == "UnrecognizedClientException"
    with pytest.raises(ClientError) as refused:
        simulator.client("ec2", region=off).describe_instances()
    assert refused.value.response["Error"]["Code"] == "AuthFailure"


@pytest.mark.parametrize(
    ("service", "operation", "code"),
    [
        ("ec2", "describe_key_pairs", "InvalidAction"),
        ("sts", "get_session_token", "InvalidAction"),
        ("iam", "list_users", "InvalidAction"),
        ("emr", "list_studios", "UnknownOperationException"),
        ("pricing", "describe_services", "UnknownOperationException"),
    ],
)
def test_what_the_simulator_does_not_have_is_an_unknown_operation(simulator, service, operation, code):
    client = simulator.client(service, region="us-east-1")
    with pytest.raises(ClientError) as refused:
        getattr(client, operation)()
    assert refused.value.response["Error"]["Code"] == code


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"Filters": [{"Name": "colour", "Values": ["red"]}]}, "InvalidParameterValue"),
        ({"InstanceIds": ["i-00000000000000000"]}, "InvalidInstanceID.NotFound"),
        ({"InstanceIds": ["nonsense"]}, "InvalidInstanceID.Malformed"),
        ({"MaxResults": 4}, "InvalidParameterValue"),
        ({"NextToken": "nonsense!"}, "InvalidNextToken"),
        ({"DryRun": True}, "DryRunOperation"),
    ],
)
def test_ec2_refuses_in_its_own_words(stage, request_, code):
    with pytest.raises(ClientError) as refused:
        stage.ec2.describe_instances(**request_)
    assert refused.value.response["Error"]["Code"] == code


def test_filters_choose_among_zones_types_and_subnets(stage):
    zone = f"{stage.region}a"
    named = [{"Name": "zone-name", "Values": [zone]}]
    assert len(stage.ec2.describe_availability_zones(Filters=named)["AvailabilityZones"]) == 1
    subnets = stage.ec2.describe_subnets(Filters=[{"Name": "availability-zone", "Values": [zone]}])["Subnets"]
    assert [subnet["AvailabilityZone"] for subnet in subnets] == [zone]
    graviton = [{"Name": "processor-info.supported-architecture", "Values": ["arm64"]}]
    kinds = stage.ec2.describe_instance_types(Filters=graviton)["InstanceTypes"]
    assert kinds and all("g." in kind["InstanceType"] for kind in kinds)
