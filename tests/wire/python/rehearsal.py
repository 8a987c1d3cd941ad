"""Clusters launched for the tests, and how to wait for them."""

import time

ENDED = ("TERMINATED", "TERMINATED_WITH_ERRORS")
ACTIVE = ("STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING", "TERMINATING")


class Stage:
    """One account in one region, and what was launched there."""

    def __init__(self, simulator, region="us-east-1"):
        self.simulator = simulator
        self.region = region
        self.emr = simulator.client("emr", region=region)
        self.ec2 = simulator.client("ec2", region=region)
        self._clusters = {}

    def groups(self):
        """A cluster of instance groups that everybody may read."""
        return self.once("groups", lambda: self.launch_ready("rehearsal groups", _groups()))

    def fleets(self):
        """A cluster of instance fleets that everybody may read."""
        return self.once("fleets", lambda: self.launch_ready("rehearsal fleets", _fleets()))

    def launch(self, name, instances=None, **more):
        request = {
            "Name": name,
            "ReleaseLabel": "emr-6.15.0",
            "Applications": [{"Name": "Spark"}],
            "Instances": {**(instances or _groups()), "KeepJobFlowAliveWhenNoSteps": True},
            "JobFlowRole": "EMR_EC2_DefaultRole",
            "ServiceRole": "EMR_DefaultRole",
            "Tags": [{"Key": "owner", "Value": "mila"}],
            **more,
        }
        return self.emr.run_job_flow(**request)["JobFlowId"]

    def launch_ready(self, name, instances=None):
        cluster = self.launch(name, instances)
        self.wait(cluster, ("WAITING", "RUNNING"))
        return cluster

    def state(self, cluster):
        return self.emr.describe_cluster(ClusterId=cluster)["Cluster"]["Status"]["State"]

    def wait(self, cluster, states, seconds=60):
        """Asks until the cluster is in one of the states. Waiting on states is all that these tests wait for."""
        return until(lambda: self.state(cluster), lambda state: state in states, seconds)

    def instances(self, cluster, **filters):
        named = [{"Name": "tag:aws:elasticmapreduce:job-flow-id", "Values": [cluster]}]
        named += [{"Name": name.replace("_", "-"), "Values": values} for name, values in filters.items()]
        pages = self.ec2.get_paginator("describe_instances").paginate(Filters=named)
        return [one for page in pages for reservation in page["Reservations"] for one in reservation["Instances"]]

    def once(self, key, launch):
        """The cluster of a key, launched when it is first asked for."""
        if key not in self._clusters:
            self._clusters[key] = launch()
        return self._clusters[key]


def until(ask, is_right, seconds=60):
    """The first right answer; fails with the last one when none came in time."""
    deadline = time.monotonic() + seconds
    while not is_right(answer := ask()):
        assert time.monotonic() < deadline, f"still {answer!r} after {seconds} s"
        time.sleep(0.2)
    return answer


def _groups():
    group = {"InstanceType": "m5.xlarge", "Market": "ON_DEMAND"}
    return {
        "InstanceGroups": [
            {**group, "Name": "master", "InstanceRole": "MASTER", "InstanceCount": 1},
            {**group, "Name": "core", "InstanceRole": "CORE", "InstanceCount": 2},
            {"Name": "task", "InstanceRole": "TASK", "InstanceCount": 2, "InstanceType": "m5.xlarge", "Market": "SPOT"},
        ]
    }


def _fleets():
    kinds = [{"InstanceType": "m5.xlarge"}, {"InstanceType": "r5.xlarge"}]
    return {
        "InstanceFleets": [
            {"InstanceFleetType": "MASTER", "TargetOnDemandCapacity": 1, "InstanceTypeConfigs": kinds[:1]},
            {"InstanceFleetType": "CORE", "TargetSpotCapacity": 2, "InstanceTypeConfigs": kinds},
        ]
    }
