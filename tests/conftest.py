"""What all tests stand on: Google's Firestore emulator, started once a run, and a store of its own for each test."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import pytest
from hypothesis import HealthCheck, settings

from lib.gateways.firestore.connect import connect
from lib.gateways.firestore.store import Store
from local import firestore_emulator
from local.addresses import HOST, free_addresses
from tests.traffic import assert_traffic_keeps_to_vks_schema

pytest_plugins = ("tests.firestore_record", "tests.log_canaries")

# What Hypothesis spends on its tests: little in CI, the same each time; much more, and always something else, under
# `HYPOTHESIS_PROFILE=fire` (make fire). tests/machines.py
# takes its number of examples from there too.
_SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)
settings.register_profile("ci", deadline=None, suppress_health_check=_SLOW, derandomize=True, database=None)
settings.register_profile("fire", deadline=None, suppress_health_check=_SLOW, max_examples=1000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

# In these folders a whole cloud's processes or a browser share the machine with the other half of the tests. What fails
# there is tried once more, and the run's last lines say so.
_TRIED_TWICE = tuple(Path(__file__).parent / folder for folder in ("miniapp", "system", "local/vk/page"))

_HOST_VARIABLE = "FIRESTORE_EMULATOR_HOST"
_emulator: subprocess.Popen[bytes] | None = None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what is tried twice."""
    for item in items:
        if any(item.path.is_relative_to(folder) for folder in _TRIED_TWICE):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_configure(config: pytest.Config) -> None:
    """The emulator starts with the run, before any worker process, which finds it in its environment."""
    global _emulator  # noqa: PLW0603 — one a run, ended by pytest_unconfigure
    if hasattr(config, "workerinput") or os.environ.get(_HOST_VARIABLE) or config.option.collectonly:
        return
    port = free_addresses().firestore
    _emulator = subprocess.Popen(
        firestore_emulator.command(port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    os.environ[_HOST_VARIABLE] = f"{HOST}:{port}"


def pytest_unconfigure(config: pytest.Config) -> None:
    """It ends with the run."""
    if _emulator is not None and not hasattr(config, "workerinput"):
        _emulator.terminate()
        _emulator.wait()


@pytest.fixture(scope="session")
def firestore_emulator_host() -> str:
    """Where the emulator answers."""
    host = os.environ[_HOST_VARIABLE]
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://{host}", timeout=1):
                return host
        except (URLError, OSError):
            time.sleep(0.05)
    raise TimeoutError("the Firestore emulator is not ready")


@pytest.fixture
def store(firestore_emulator_host: str) -> Store:
    """An empty database: a project that nobody else uses."""
    return connect(f"test-{uuid.uuid4().hex[:12]}")


@pytest.fixture(scope="session")
def journals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for the journals of all tests, held against VK's schema when the last test is over."""
    folder = tmp_path_factory.mktemp("journals")
    yield folder
    assert_traffic_keeps_to_vks_schema(folder)
