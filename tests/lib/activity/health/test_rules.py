"""When a house needs somebody to see to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from lib.activity.health.rules import ALL_TASKS, Heard, health_fields, judged, mended, tasks_of
from lib.activity.health.texts import REMINDS, TASK_RULES, TASK_TITLES, WHAT_TO_DO, digest_text, reminder
from lib.activity.health.twins import twins_of
from lib.houses.house import AdministratorState, HealthTask, House, HouseState, OnboardingState, Snooze
from lib.houses.search_words import findable, twin_key

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def healthy(**changed: Any) -> House:
    """A house that lacks nothing: it lives for two months, and everybody in it wrote yesterday."""
    house = House(
        id="a" * 20,
        address="г. Город, ул. Ленина, д. 5",
        address_key="key",
        title="ул. Ленина, 5",
        group_id=1,
        import_id="",
        wave_id="",
        created_at=NOW - timedelta(days=60),
        settlement="г. Город",
        state=HouseState.LIVE,
        live_at=NOW - timedelta(days=60),
        apartments=100,
        members_count=40,
        administrator_vk_id=5,
        administrator_state=AdministratorState.JOINED,
        administrator_named_at=NOW - timedelta(days=60),
        administrator_joined_at=NOW - timedelta(days=60),
        official_vk_ids=(7,),
    )
    return replace(house, **changed)


def day(ago: int) -> str:
    return (NOW - timedelta(days=ago)).date().isoformat()


def days_ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


NAMED = {"administrator_state": AdministratorState.NAMED}
YOUNG = {"live_at": days_ago(13)}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, ()),
        ({"administrator_state": AdministratorState.NONE}, (HealthTask.NO_ADMINISTRATOR,)),
        (NAMED | {"onboarding": OnboardingState.REFUSED}, (HealthTask.NO_ADMINISTRATOR,)),
        (NAMED | {"administrator_named_at": days_ago(6)}, ()),
        (NAMED | {"administrator_named_at": days_ago(7)}, (HealthTask.ADMINISTRATOR_SILENT,)),
        # Named long before there was a chat: the time counts from the chat.
        (NAMED | {"live_at": days_ago(6)}, ()),
        ({"members_count": 5}, ()),
        ({"members_count": 4}, (HealthTask.FEW_RESIDENTS,)),
        ({"members_count": 4} | YOUNG, ()),
        ({"members_count": 0, "apartments": 0}, (HealthTask.FEW_RESIDENTS,)),
        ({"members_count": 1, "apartments": 0}, ()),
        ({"members_count": 1, "apartments": 12}, ()),
        ({"is_silent": True}, (HealthTask.CHAT_SILENT,)),
        ({"chat_trouble": "bot_without_rights"}, (HealthTask.BOT_WITHOUT_RIGHTS,)),
        ({"official_vk_ids": ()}, (HealthTask.NO_OFFICIAL,)),
        ({"official_vk_ids": (), "company_answers": True}, ()),
        ({"twin_id": "b" * 20}, (HealthTask.TWO_CHATS,)),
        # A chat that is not there lacks nothing.
        ({"state": HouseState.WAITING, "administrator_state": AdministratorState.NONE}, ()),
        ({"state": HouseState.CLOSED, "twin_id": "b" * 20}, ()),
    ],
)
def test_a_house_has_the_tasks_that_its_record_says(changed: dict[str, Any], expected: tuple[HealthTask, ...]) -> None:
    assert tasks_of(healthy(**changed), NOW) == expected


@pytest.mark.parametrize(
    ("heard", "changed", "expected"),
    [
        ({}, {}, ()),
        ({"administrator_on": 13}, {}, ()),
        ({"administrator_on": 14}, {}, (HealthTask.ADMINISTRATOR_SILENT,)),
        ({"administrator_on": None}, {}, (HealthTask.ADMINISTRATOR_SILENT,)),
        ({"administrator_on": None}, {"administrator_joined_at": days_ago(13)}, ()),
        ({"resident_on": 29}, {}, ()),
        ({"resident_on": 30}, {}, (HealthTask.ONLY_OFFICIALS_WRITE,)),
        ({"resident_on": None}, {}, (HealthTask.ONLY_OFFICIALS_WRITE,)),
        ({"resident_on": None}, {"live_at": days_ago(29)}, ()),
        # Where nobody writes at all, it is not the officials alone.
        ({"resident_on": None, "person_on": 30}, {}, ()),
        ({"resident_on": None, "person_on": 30}, {"is_silent": True}, (HealthTask.CHAT_SILENT,)),
    ],
)
def test_who_wrote_when_makes_tasks(
    heard: dict[str, int | None], changed: dict[str, Any], expected: tuple[HealthTask, ...]
) -> None:
    days = {"person_on": 1, "resident_on": 1, "administrator_on": 1} | heard
    told = Heard(day(0), **{name: day(ago) if ago is not None else "" for name, ago in days.items()})
    assert tasks_of(healthy(**changed), NOW, told) == expected


def test_a_change_elsewhere_leaves_what_follows_from_who_wrote() -> None:
    heard = Heard(day(0), person_on=day(1), resident_on=day(40), administrator_on="")
    ill = judged(healthy(), NOW, heard)
    assert set(ill.health) == {HealthTask.ADMINISTRATOR_SILENT, HealthTask.ONLY_OFFICIALS_WRITE}
    assert ill.last_wrote == {HealthTask.ONLY_OFFICIALS_WRITE: day(40)}
    assert judged(replace(ill, apartments=50), NOW) == replace(ill, apartments=50)
    # Somebody new begins with a clean sheet.
    other = replace(ill, administrator_state=AdministratorState.NAMED, administrator_named_at=NOW)
    assert HealthTask.ADMINISTRATOR_SILENT not in judged(other, NOW).health


def test_a_task_keeps_the_day_on_which_it_began_until_it_is_mended() -> None:
    ill = judged(healthy(official_vk_ids=()), NOW)
    later = judged(ill, NOW + timedelta(days=3))
    assert later.health_since == {HealthTask.NO_OFFICIAL: NOW}
    well = judged(replace(later, official_vk_ids=(7,)), NOW + timedelta(days=4))
    assert (well.health, well.health_since, mended(later, well)) == ((), {}, (HealthTask.NO_OFFICIAL,))


def test_what_is_put_aside_comes_back_at_its_time_and_is_forgotten_once_it_is_mended() -> None:
    ill = judged(healthy(official_vk_ids=()), NOW)
    until = NOW + timedelta(days=10)
    aside = judged(replace(ill, snoozes=(Snooze(HealthTask.NO_OFFICIAL, "договор", 1, "Анна", NOW, until),)), NOW)
    assert (aside.health, aside.health_snoozed) == ((), (HealthTask.NO_OFFICIAL,))
    assert mended(ill, aside) == ()
    back = judged(aside, until)
    assert (back.health, back.health_snoozed, back.snoozes) == ((HealthTask.NO_OFFICIAL,), (), ())
    assert back.health_since == {HealthTask.NO_OFFICIAL: NOW}
    well = judged(replace(aside, official_vk_ids=(7,)), NOW)
    assert (well.snoozes, mended(aside, well)) == ((), (HealthTask.NO_OFFICIAL,))


def test_judging_twice_changes_nothing() -> None:
    once = judged(healthy(members_count=0), NOW)
    assert health_fields(once, judged(once, NOW + timedelta(minutes=5))) == {}


def test_a_closed_chat_counts_as_mended_only_where_it_was_one_of_two() -> None:
    ill = judged(healthy(twin_id="b" * 20, members_count=0), NOW)
    assert mended(ill, judged(replace(ill, state=HouseState.CLOSED), NOW)) == (HealthTask.TWO_CHATS,)


@pytest.mark.parametrize(
    ("address", "is_twin"),
    [
        ("г. Город, ул. Ленина, д. 5 (дубль 2)", True),
        ("г. Город, пр-кт Ленина, д. 5", True),
        ("Область, Ленинский р-н, г. Город, ул. Ленина, д. 5", True),
        ("г. Город, ул. Ленина, д. 5А", False),
        ("г. Город, ул. Ленина, д. 5/1", False),
        ("г. Город, ул. Ленина, д. 5, стр. 1", False),
        ("г. Город, ул. Мира, д. 5", False),
        ("г. Город, с. Горный Щит, ул. Ленина, д. 5", False),
    ],
)
def test_spellings_that_may_be_one_house_have_one_key(address: str, is_twin: bool) -> None:
    assert (twin_key(healthy(address=address)) == twin_key(healthy())) is is_twin


def test_of_two_chats_the_one_with_more_residents_stays_by_itself() -> None:
    small = findable(healthy(id="1" * 20, members_count=3))
    large = findable(healthy(id="2" * 20, members_count=30))
    third = findable(healthy(id="3" * 20, members_count=1))
    waiting = findable(healthy(id="4" * 20, state=HouseState.WAITING))
    assert twins_of([small, large, third, waiting]) == {
        large.id: small.id,
        small.id: large.id,
        third.id: large.id,
    }
    assert twins_of([small, waiting]) == {}


def test_every_task_has_its_words() -> None:
    assert set(ALL_TASKS) == set(HealthTask) == set(TASK_TITLES) == set(TASK_RULES) == set(WHAT_TO_DO)
    for task in REMINDS:
        assert "{" not in reminder(healthy(invite_link="https://vk.me/join/x"), task)


def test_the_digest_says_how_the_counts_have_changed() -> None:
    opened = {HealthTask.NO_ADMINISTRATOR: 12, HealthTask.CHAT_SILENT: 5, HealthTask.TWO_CHATS: 0}
    before = {HealthTask.NO_ADMINISTRATOR: 18, HealthTask.CHAT_SILENT: 5, HealthTask.TWO_CHATS: 1}
    text = digest_text("Город", opened, before, 8)
    assert "Открыто 17 задач (неделю назад — 24). За неделю исправлено: 8." in text
    assert "• Нет администратора — 12 (было 18 ↓)" in text
    assert "• В чате не пишут — 5\n" in text
    assert "• Два чата у одного дома — 0 (было 1 ↓)" in text
    first = digest_text("Город", opened, None, 0)
    assert "неделю назад" not in first
    assert "было" not in first
    assert "Открытых задач нет." in digest_text("Город", dict.fromkeys(opened, 0), before, 0)
