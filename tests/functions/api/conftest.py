"""The API over the real emulator and VK's stand-in, in two towns and a far one."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from lib.gateways.firestore.connect import connect
from lib.gateways.firestore.store import Store
from local.scheduler.testing import RunningScheduler, running_scheduler
from local.vk.testing import RunningVk, running_vk
from tests.clock import MovableClock
from tests.functions.api.city import City


@pytest.fixture(scope="session")
def vk() -> Iterator[RunningVk]:
    """VK's stand-in, without its limit a second."""
    with running_vk(requests_a_second=10_000) as running:
        yield running


@pytest.fixture(scope="session")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningScheduler]:
    """Cloud Scheduler's stand-in, with no jobs."""
    with running_scheduler([], tmp_path_factory.mktemp("scheduler")) as running:
        yield running


@pytest.fixture
def city(store: Store, vk: RunningVk, scheduler: RunningScheduler) -> Iterator[City]:
    """A region with two towns, a town of another region, and people in every role; afterwards nobody was told an id of
    a municipality in which they are nothing.
    """
    built = City(store, vk, MovableClock(), scheduler.address)
    yield built
    assert built.heard_foreign() == []


@pytest.fixture(scope="module")
def shared_city(firestore_emulator_host: str, vk: RunningVk, scheduler: RunningScheduler) -> Iterator[City]:
    """A city that the tests of a module share: for those that mind nothing of what the others do in it. It ends as
    `city` does.
    """
    assert firestore_emulator_host
    built = City(connect(f"test-{uuid.uuid4().hex[:12]}"), vk, MovableClock(), scheduler.address)
    yield built
    assert built.heard_foreign() == []
