"""A simulator to talk to: one that the environment names, or one started here."""

import json
import os
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import boto3
from botocore.config import Config

import wire_model

# Clusters take minutes to come and go; a minute of theirs is a second here.
SPEED = "60"
# At that pace "today" ends within minutes when the day is late. Here it is a morning in the middle of a month.
START = "2026-03-10T06:00:00Z"


@dataclass(frozen=True)
class Simulator:
    """Where a simulator listens, and the files with a profile for each of its accounts."""

    endpoint: str
    config_file: str
    credentials_file: str

    def profiles(self):
        return _session(self.config_file, self.credentials_file, None).available_profiles

    def client(self, service, profile=None, region=None, **credentials):
        """A client of a profile, which checks every response against the model and never retries by itself."""
        config = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=30)
        if credentials:
            session = boto3.Session(**credentials)
            client = session.client(service, region_name=region, endpoint_url=self.endpoint, config=config)
        else:
            session = _session(self.config_file, self.credentials_file, profile or self.profiles()[0])
            client = session.client(service, region_name=region, config=config)
        assert client.meta.endpoint_url == self.endpoint, "the profile leads elsewhere"
        wire_model.watch(client)
        return client


@cache
def _session(config_file, credentials_file, profile):
    """A session remembers the service models that it read, which takes most of the time of making a client."""
    os.environ["AWS_CONFIG_FILE"] = config_file
    os.environ["AWS_SHARED_CREDENTIALS_FILE"] = credentials_file
    return boto3.Session(profile_name=profile)


@contextmanager
def running():
    """The simulator of the environment, or a new one that ends with the block."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    if endpoint := os.environ.get("EMBERWATCH_ENDPOINT"):
        yield Simulator(endpoint, os.environ["EMBERWATCH_CONFIG"], os.environ["EMBERWATCH_CREDENTIALS"])
        return
    emberctl = os.environ.get("EMBERCTL")
    assert emberctl, "set EMBERCTL to the built emberctl, or EMBERWATCH_ENDPOINT, _CONFIG and _CREDENTIALS"
    with tempfile.TemporaryDirectory() as folder:
        command = [emberctl, "simulator", "serve", "--port", "0", "--limits", "off", "--speed", SPEED, "--start", START]
        environment = {**os.environ, "EMBERWATCH_DATA_DIR": folder}
        process = subprocess.Popen(
            [*command, "--config-dir", folder], stdout=subprocess.PIPE, text=True, env=environment
        )
        try:
            ready = process.stdout.readline()
            assert ready, f"emberctl ended with {process.wait()} before it was ready"
            ready = json.loads(ready)
            yield Simulator(ready["endpoint"], ready["config_file"], ready["credentials_file"])
        finally:
            process.terminate()
            process.wait(timeout=10)
