"""The calls of one profile's sweep, one after the other, as a script would make them. Prints the seconds they took."""

import os
import sys
import time

profile, config, credentials = sys.argv[1:4]
os.environ["AWS_CONFIG_FILE"] = config
os.environ["AWS_SHARED_CREDENTIALS_FILE"] = credentials

import boto3  # noqa: E402, it reads the variables

ACTIVE = ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING", "TERMINATING"]
FILTERS = [
    {"Name": "tag-key", "Values": ["aws:elasticmapreduce:job-flow-id"]},
    {"Name": "instance-state-name", "Values": ["pending", "running"]},
]

session = boto3.Session(profile_name=profile)
regions = sorted(
    region["RegionName"]
    for region in session.client("ec2").describe_regions()["Regions"]
    if region["OptInStatus"] == "opt-in-not-required"
)
assert len(regions) == 17, regions
clients = [(session.client("emr", region_name=name), session.client("ec2", region_name=name)) for name in regions]
for emr, ec2 in clients:
    # What is lazy in a client, and its connection, is not counted.
    emr.list_clusters(ClusterStates=ACTIVE)
    ec2.describe_instances(Filters=FILTERS, MaxResults=1000)

begun = time.perf_counter()
for emr, ec2 in clients:
    for page in emr.get_paginator("list_clusters").paginate(ClusterStates=ACTIVE):
        page["Clusters"]
    for page in ec2.get_paginator("describe_instances").paginate(Filters=FILTERS, MaxResults=1000):
        page["Reservations"]
print(time.perf_counter() - begun)
