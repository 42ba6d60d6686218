"""A municipality with a community, VK's stand-in that plays SMS.ru too, and nobody in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.vk_callback.outside import assemble
from lib.communities.community import Community, community_path
from lib.gateways.firestore.store import Create, Store
from lib.gateways.sms.client import SmsClient
from lib.gateways.tasks.queue import TaskQueue
from lib.gateways.vk.connect import VkClients
from lib.gateways.vk.pace import Purpose
from lib.lease import Timing
from lib.municipalities.registry import ensure_municipality
from lib.onboarding.outside import Leading, SmsOffice
from lib.provisioning.outside import Provisioning
from local.vk.testing import RunningVk, running_vk
from tests.clock import CountedIds, MovableClock
from tests.lib.onboarding.stage import SECRET, Stage
from tests.lib.provisioning.conftest import PlayedQueue
from tests.traffic import keep_journal

EVENTS = ("message_new", "message_event", "message_allow", "message_deny")


@pytest.fixture(scope="session")
def vk(journals: Path) -> Iterator[RunningVk]:
    """VK's stand-in, without its limit a second: these scenarios run in no time."""
    with running_vk(requests_a_second=10_000) as running:
        yield running
        keep_journal(running, journals)


@pytest.fixture
def stage(store: Store, vk: RunningVk) -> Iterator[Stage]:
    """A municipality with a community of its own, and nothing else."""
    vk.delete("/sim/faults")
    vk.post("/sim/reset")
    community = vk.community(name="Чаты города")
    vk.call(community, "groups.setLongPollSettings", group_id=community.group_id, enabled=1, **dict.fromkeys(EVENTS, 1))
    poll = vk.call(community, "groups.getLongPollServer", group_id=community.group_id)["response"]
    clock, queue = MovableClock(), PlayedQueue()
    provisioning = Provisioning(
        store=store,
        vk=VkClients(vk.url, {community.group_id: community.token}, timeout_s=5),
        queue=TaskQueue(queue, "projects/test/locations/here", dict.fromkeys(Purpose, "http://worker"), "caller"),
        clock=clock,
        ids=CountedIds(),
        timing=Timing(vk_timeout_s=10),
    )
    sms = SmsOffice(SmsClient(vk.url, "key", is_test=False, timeout_s=5), b"key")
    store.commit([Create(community_path(community.group_id), Community(community.group_id, "Чаты города", "chaty"))])
    municipality = ensure_municipality("Город", "Область", community.group_id, "г. Город", store=store)
    hearing = assemble(
        store, provisioning.vk, provisioning.queue, clock, provisioning.ids, {community.group_id: SECRET}
    )
    yield Stage(Leading(provisioning, sms), vk, clock, queue, community, municipality.id, poll, hearing)
    vk.delete("/sim/faults")
    vk.post("/sim/capabilities", {"set_member_role": False})
