"""Listings are complete, and EMR and EC2 tell the same story."""

import pytest
from botocore.exceptions import ClientError

from rehearsal import ACTIVE, until


def test_a_listing_of_many_pages_holds_every_cluster_once(stage):
    launched = {stage.launch(f"one of many {number}") for number in range(60)}
    pages = list(stage.emr.get_paginator("list_clusters").paginate())
    assert len(pages) > 1 and all(len(page["Clusters"]) <= 50 for page in pages)
    listed = [cluster["Id"] for page in pages for cluster in page["Clusters"]]
    assert len(listed) == len(set(listed))
    assert launched <= set(listed)
    for state in ACTIVE:
        filtered = stage.emr.get_paginator("list_clusters").paginate(ClusterStates=[state])
        states = {cluster["Status"]["State"] for page in filtered for cluster in page["Clusters"]}
        assert states <= {state}


def test_ec2_knows_the_nodes_of_a_cluster_by_its_tag(stage):
    cluster = stage.groups()
    in_ec2 = {one["InstanceId"]: one for one in stage.instances(cluster, instance_state_name=["running"])}
    in_emr = stage.emr.list_instances(ClusterId=cluster, InstanceStates=["RUNNING"])["Instances"]
    assert in_emr and {one["Ec2InstanceId"] for one in in_emr} == set(in_ec2)
    for one in in_emr:
        node = in_ec2[one["Ec2InstanceId"]]
        assert node["InstanceType"] == one["InstanceType"]
        assert (node.get("InstanceLifecycle") == "spot") == (one["Market"] == "SPOT")
        assert node["PrivateIpAddress"] == one["PrivateIpAddress"]
        tags = {tag["Key"]: tag["Value"] for tag in node["Tags"]}
        assert tags["aws:elasticmapreduce:instance-group-role"] in ("MASTER", "CORE", "TASK")
        assert tags["owner"] == "mila"


def test_a_resize_shows_in_ec2_without_another_word(stage):
    cluster = stage.launch_ready("to be resized")
    groups = stage.emr.list_instance_groups(ClusterId=cluster)["InstanceGroups"]
    task = next(group for group in groups if group["InstanceGroupType"] == "TASK")
    for count in (5, 1):
        stage.emr.modify_instance_groups(
            ClusterId=cluster, InstanceGroups=[{"InstanceGroupId": task["Id"], "InstanceCount": count}]
        )
        until(lambda: _running_tasks(stage, cluster), lambda running: running == count)


def test_pages_of_instances_hold_every_instance_once(stage):
    stage.groups()
    pages = list(stage.ec2.get_paginator("describe_instances").paginate(PaginationConfig={"PageSize": 5}))
    ids = [one["InstanceId"] for page in pages for group in page["Reservations"] for one in group["Instances"]]
    assert len(pages) > 1 and len(ids) == len(set(ids))
    assert set(ids) >= {one["InstanceId"] for one in stage.instances(stage.groups())}


def test_an_unknown_cluster_is_an_invalid_request(stage):
    with pytest.raises(ClientError) as refused:
        stage.emr.describe_cluster(ClusterId="j-0000000000000")
    assert refused.value.response["Error"]["Code"] == "InvalidRequestException"


def _running_tasks(stage, cluster):
    role = {"tag:aws:elasticmapreduce:instance-group-role": ["TASK"]}
    return len(stage.instances(cluster, **role, instance_state_name=["running"]))
