import pytest

import rehearsal
import simulator as simulators


@pytest.fixture(scope="session")
def simulator():
    with simulators.running() as simulator:
        yield simulator


@pytest.fixture(scope="session")
def stage(simulator):
    """A profile with its clients, and clusters launched for the tests."""
    return rehearsal.Stage(simulator)
