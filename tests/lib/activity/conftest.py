"""A town in VK's stand-in and the real store."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.gateways.firestore.connect import connect
from local.vk.testing import RunningVk, running_vk
from tests.clock import MovableClock
from tests.lib.activity.town import CountingStore, Town
from tests.traffic import keep_journal


@pytest.fixture(scope="session")
def vk(journals: Path) -> Iterator[RunningVk]:
    """VK's stand-in, whose traffic must keep to VK's schema."""
    with running_vk(requests_a_second=10_000) as running:
        yield running
        keep_journal(running, journals)


@pytest.fixture
def town(firestore_emulator_host: str, vk: RunningVk) -> Town:
    """A town without houses."""
    assert firestore_emulator_host
    vk.delete("/sim/faults")
    store = CountingStore(connect(f"test-{uuid.uuid4().hex[:12]}")._client)
    return Town(vk, store, MovableClock(), vk.community(name="Чаты города"))
