"""Every operation of the simulator answers in the shape of botocore's model (checked by `wire_model`)."""

import pytest

from rehearsal import ACTIVE, ENDED

# Ended clusters looked at in each region and state.
MOST_ENDED = 5

OPERATIONS = {
    ("emr", "RunJobFlow"): lambda s: s.launch("every operation"),
    ("emr", "ListClusters"): lambda s: s.emr.list_clusters()["Clusters"],
    ("emr", "DescribeCluster"): lambda s: s.emr.describe_cluster(ClusterId=s.groups())["Cluster"],
    ("emr", "ListInstances"): lambda s: s.emr.list_instances(ClusterId=s.groups())["Instances"],
    ("emr", "ListInstanceGroups"): lambda s: s.emr.list_instance_groups(ClusterId=s.groups())["InstanceGroups"],
    ("emr", "ListInstanceFleets"): lambda s: s.emr.list_instance_fleets(ClusterId=s.fleets())["InstanceFleets"],
    ("emr", "ListSteps"): lambda s: s.emr.list_steps(ClusterId=_with_steps(s))["Steps"],
    ("emr", "ListBootstrapActions"): lambda s: s.emr.list_bootstrap_actions(ClusterId=_with_steps(s))["BootstrapActions"],
    ("emr", "GetAutoTerminationPolicy"): lambda s: s.emr.get_auto_termination_policy(ClusterId=_with_policies(s)),
    ("emr", "GetManagedScalingPolicy"): lambda s: s.emr.get_managed_scaling_policy(ClusterId=_with_policies(s)),
    ("emr", "SetTerminationProtection"): lambda s: s.emr.set_termination_protection(
        JobFlowIds=[s.groups()], TerminationProtected=False
    ),
    ("emr", "ModifyInstanceGroups"): lambda s: s.emr.modify_instance_groups(
        ClusterId=s.groups(), InstanceGroups=[{"InstanceGroupId": _task_group(s), "InstanceCount": 3}]
    ),
    ("emr", "TerminateJobFlows"): lambda s: s.emr.terminate_job_flows(JobFlowIds=[s.launch("soon gone")]),
    ("ec2", "DescribeAvailabilityZones"): lambda s: s.ec2.describe_availability_zones()["AvailabilityZones"],
    ("ec2", "DescribeInstances"): lambda s: s.instances(s.groups()),
    ("ec2", "DescribeInstanceTypes"): lambda s: s.ec2.describe_instance_types()["InstanceTypes"],
    ("ec2", "DescribeRegions"): lambda s: s.ec2.describe_regions()["Regions"],
    ("ec2", "DescribeSpotPriceHistory"): lambda s: s.ec2.describe_spot_price_history()["SpotPriceHistory"],
    ("ec2", "DescribeSubnets"): lambda s: s.ec2.describe_subnets()["Subnets"],
    ("ec2", "DescribeVpcs"): lambda s: s.ec2.describe_vpcs()["Vpcs"],
    ("ec2", "GetSpotPlacementScores"): lambda s: s.ec2.get_spot_placement_scores(
        InstanceTypes=["m5.xlarge", "r5.xlarge", "c5.xlarge"], TargetCapacity=1, SingleAvailabilityZone=True
    )["SpotPlacementScores"],
    ("pricing", "GetProducts"): lambda s: s.simulator.client("pricing", region="us-east-1").get_products(
        ServiceCode="AmazonEC2"
    )["PriceList"],
    ("sts", "GetCallerIdentity"): lambda s: s.simulator.client("sts", region="us-east-1").get_caller_identity(),
    ("sts", "AssumeRole"): lambda s: _assume_role(s),
    ("iam", "ListAccountAliases"): lambda s: s.simulator.client("iam", region="us-east-1").list_account_aliases()[
        "AccountAliases"
    ],
}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: ".".join(operation))
def test_an_operation_answers_in_the_shape_of_the_model(stage, operation):
    assert OPERATIONS[operation](stage), "an empty answer proves nothing"


def test_every_cluster_of_every_account_and_region_is_in_the_shape_of_the_model(stage):
    simulator, seen = stage.simulator, set()
    _show_the_fleeting_states(stage)
    for profile in simulator.profiles():
        for region in _active_regions(simulator, profile):
            seen |= _look_at_everything(simulator, profile, region)
    assert seen >= {*ACTIVE, *ENDED}


def _show_the_fleeting_states(stage):
    """Clusters in the states that last a few minutes, so that the sweep which follows meets them."""
    stage.wait(stage.launch("bootstrapping"), ("BOOTSTRAPPING",))
    stage.emr.terminate_job_flows(JobFlowIds=[stage.launch("terminating")])
    stage.launch("starting")


def _active_regions(simulator, profile):
    regions = simulator.client("ec2", profile, "us-east-1").describe_regions()["Regions"]
    for region in (region["RegionName"] for region in regions):
        if simulator.client("ec2", profile, region).describe_instances(MaxResults=5)["Reservations"]:
            yield region


def _look_at_everything(simulator, profile, region):
    emr = simulator.client("emr", profile, region)
    clusters = emr.list_clusters(ClusterStates=list(ACTIVE))["Clusters"]
    for state in ENDED:
        clusters += emr.list_clusters(ClusterStates=[state])["Clusters"][:MOST_ENDED]
    for cluster in {cluster["Id"] for cluster in clusters}:
        details = emr.describe_cluster(ClusterId=cluster)["Cluster"]
        emr.list_instances(ClusterId=cluster)
        emr.list_steps(ClusterId=cluster)
        emr.list_bootstrap_actions(ClusterId=cluster)
        emr.get_auto_termination_policy(ClusterId=cluster)
        emr.get_managed_scaling_policy(ClusterId=cluster)
        if details["InstanceCollectionType"] == "INSTANCE_FLEET":
            emr.list_instance_fleets(ClusterId=cluster)
        else:
            emr.list_instance_groups(ClusterId=cluster)
    return {cluster["Status"]["State"] for cluster in clusters}


def _with_steps(stage):
    step = {
        "Name": "count",
        "ActionOnFailure": "CONTINUE",
        "HadoopJarStep": {"Jar": "command-runner.jar", "Args": ["spark-submit", "s3://bucket/count.py"]},
    }
    bootstrap = {"Name": "packages", "ScriptBootstrapAction": {"Path": "s3://bucket/setup.sh", "Args": ["--fast"]}}
    return stage.once("steps", lambda: stage.launch("with steps", Steps=[step], BootstrapActions=[bootstrap]))


def _with_policies(stage):
    limits = {"UnitType": "Instances", "MinimumCapacityUnits": 2, "MaximumCapacityUnits": 5}
    policies = {
        "AutoTerminationPolicy": {"IdleTimeout": 36_000},
        "ManagedScalingPolicy": {"ComputeLimits": limits},
    }
    return stage.once("policies", lambda: stage.launch("with policies", **policies))


def _task_group(stage):
    groups = stage.emr.list_instance_groups(ClusterId=stage.groups())["InstanceGroups"]
    return next(group["Id"] for group in groups if group["InstanceGroupType"] == "TASK")


def _assume_role(stage):
    sts = stage.simulator.client("sts", region="us-east-1")
    account = sts.get_caller_identity()["Account"]
    role = f"arn:aws:iam::{account}:role/Analyst"
    return sts.assume_role(RoleArn=role, RoleSessionName="rehearsal")["Credentials"]
