"""Ending clusters: asynchronous, all or nothing for one call, and barred by protection."""

import pytest
from botocore.exceptions import ClientError

from rehearsal import ENDED


def test_a_termination_is_over_when_aws_says_terminated(stage):
    cluster = stage.launch("to be followed")
    stage.wait(cluster, ("BOOTSTRAPPING", "RUNNING", "WAITING"))
    stage.emr.terminate_job_flows(JobFlowIds=[cluster])
    assert stage.wait(cluster, ("TERMINATING", *ENDED)) == "TERMINATING", "a 200 is not the end"
    assert stage.wait(cluster, ENDED) == "TERMINATED"
    status = stage.emr.describe_cluster(ClusterId=cluster)["Cluster"]["Status"]
    assert status["StateChangeReason"]["Code"] == "USER_REQUEST"
    timeline = status["Timeline"]
    assert timeline["EndDateTime"] > timeline["CreationDateTime"]
    assert {one["State"]["Name"] for one in stage.instances(cluster)} == {"terminated"}


def test_one_protected_id_fails_the_whole_call(stage):
    protected = stage.launch("protected", _protected())
    plain = stage.launch("plain")
    with pytest.raises(ClientError) as refused:
        stage.emr.terminate_job_flows(JobFlowIds=[plain, protected])
    assert refused.value.response["Error"]["Code"] == "ValidationException"
    assert not {stage.state(plain), stage.state(protected)} & {"TERMINATING", *ENDED}

    stage.emr.set_termination_protection(JobFlowIds=[protected], TerminationProtected=False)
    assert stage.emr.describe_cluster(ClusterId=protected)["Cluster"]["TerminationProtected"] is False
    stage.emr.terminate_job_flows(JobFlowIds=[plain, protected])
    for cluster in (plain, protected):
        assert stage.wait(cluster, ENDED) == "TERMINATED"


def test_a_second_termination_changes_nothing(stage):
    cluster = stage.launch("twice")
    stage.emr.terminate_job_flows(JobFlowIds=[cluster])
    stage.wait(cluster, ENDED)
    before = stage.emr.describe_cluster(ClusterId=cluster)["Cluster"]["Status"]["Timeline"]["EndDateTime"]
    stage.emr.terminate_job_flows(JobFlowIds=[cluster])
    assert stage.emr.describe_cluster(ClusterId=cluster)["Cluster"]["Status"]["Timeline"]["EndDateTime"] == before


def test_eleven_ids_are_too_many_for_one_call(stage):
    with pytest.raises(ClientError) as refused:
        stage.emr.terminate_job_flows(JobFlowIds=[stage.groups()] * 11)
    assert refused.value.response["Error"]["Code"] == "ValidationException"
    assert stage.state(stage.groups()) not in ("TERMINATING", *ENDED)


def test_a_cluster_named_deny_terminate_cannot_be_terminated(stage):
    cluster = stage.launch("deny-terminate")
    with pytest.raises(ClientError) as denied:
        stage.emr.terminate_job_flows(JobFlowIds=[cluster])
    assert denied.value.response["Error"]["Code"] == "AccessDeniedException"
    assert stage.state(cluster) not in ("TERMINATING", *ENDED)


def _protected():
    group = {"Market": "ON_DEMAND", "InstanceRole": "MASTER", "InstanceType": "m5.xlarge", "InstanceCount": 1}
    return {"InstanceGroups": [group], "TerminationProtected": True}
