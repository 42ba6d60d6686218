"""The weekly digest: Monday morning, local time, once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lib.activity.health.digest import due_week, sweep_digests
from lib.coordination.coordinate import coordinate
from lib.gateways.firestore.store import Update
from lib.houses.house import HealthTask, House, house_path
from lib.municipalities.municipality import municipality_path
from lib.outbox.outside import posting
from lib.outbox.sending import send_due
from tests.lib.onboarding.stage import Stage

# 2026-11-23 is a Monday; nine in Moscow is six in UTC.
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "time_zone", "week"),
    [
        (MONDAY, "Europe/Moscow", "2026-W48"),
        (MONDAY - timedelta(minutes=1), "Europe/Moscow", ""),
        # It is Monday in Kamchatka while in London it is Sunday.
        (datetime(2026, 11, 22, 21, 0, tzinfo=UTC), "Asia/Kamchatka", "2026-W48"),
        # Late rather than never, but not on Wednesday.
        (MONDAY + timedelta(hours=35), "Europe/Moscow", "2026-W48"),
        (MONDAY + timedelta(hours=36), "Europe/Moscow", ""),
        (datetime(2026, 11, 29, 12, 0, tzinfo=UTC), "Europe/Moscow", ""),
    ],
)
def test_it_is_due_on_monday_morning_where_the_municipality_is(moment: datetime, time_zone: str, week: str) -> None:
    assert due_week(moment, time_zone) == week


def settled(stage: Stage) -> House:
    """A municipality with its coordination chat and a house, a minute before the digest is due."""
    stage.clock.time = MONDAY - timedelta(minutes=20)
    coordinate(stage.municipality_id, stage.outside.provisioning)
    stage.go_on()
    house = stage.house()
    has = {"health": [HealthTask.NO_OFFICIAL, HealthTask.NO_ADMINISTRATOR]}
    stage.store.commit([Update(house_path(stage.municipality_id, house.id), has)])
    stage.clock.time = MONDAY
    return house


def sweep(stage: Stage) -> int:
    sent = sweep_digests(stage.outside.provisioning)
    send_due(stage.group_id, posting(stage.outside.provisioning))
    return sent


def digests(stage: Stage) -> list[str]:
    chat = next(each for each in stage.vk.get("/sim/chats") if each["title"].startswith("Координационный"))
    messages = stage.vk.get(f"/sim/chats/{stage.group_id}/{chat['peer_id']}/messages")
    return [each["text"] for each in messages if "здоровье чатов" in each["text"]]


def test_it_is_sent_once_a_week_and_says_what_has_changed(stage: Stage) -> None:
    house = settled(stage)
    assert sweep(stage) == 1
    for _ in range(3):
        stage.clock.move(minutes=15)
        assert sweep(stage) == 0
    (first,) = digests(stage)
    assert "Открыто 2 задачи." in first
    assert "• Нет администратора — 1\n" in first
    # A week later one of them is mended.
    stage.clock.time = MONDAY + timedelta(days=6)
    stage.name(house, stage.person())
    stage.clock.time = MONDAY + timedelta(days=7)
    assert sweep(stage) == 1
    assert "Открыта 1 задача (неделю назад — 2). За неделю исправлено: 1." in digests(stage)[-1]
    assert "• Нет администратора — 0 (было 1 ↓)" in digests(stage)[-1]
    assert len(digests(stage)) == 2


def test_a_municipality_that_does_not_want_it_gets_none(stage: Stage) -> None:
    settled(stage)
    stage.store.commit([Update(municipality_path(stage.municipality_id), {"sends_digest": False})])
    assert sweep(stage) == 0
    assert digests(stage) == []


def test_it_goes_nowhere_as_long_as_there_is_no_coordination_chat(stage: Stage) -> None:
    stage.clock.time = MONDAY
    assert sweep(stage) == 0
