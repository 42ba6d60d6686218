"""The coordination chat: created once, told to staff, without strangers."""

from __future__ import annotations

from typing import Any

import pytest

from lib.audit.line import Actor
from lib.audit.record import Doing
from lib.coordination.chat import CoordinationChat, coordination_path
from lib.coordination.coordinate import coordinate
from lib.coordination.sweep import sweep_coordination
from lib.gateways.firestore.store import Store, Update
from lib.houses.house import Chat, ChatKind, HouseState, chat_path
from lib.people.directory import KnownPerson
from lib.people.roles import Role
from lib.people.staff import add_member, remove_member
from tests.killer import Killer
from tests.lib.onboarding.stage import PEER, Stage

TITLE = "Координационный чат: Город"


def employ(stage: Stage, *, consents: bool = True) -> int:
    vk_id = stage.person("Ольга", consents=consents)
    add_member(KnownPerson(vk_id, "Ольга", "", ""), Role.ADMINISTRATOR, doing(stage), store=stage.store)
    return vk_id


def doing(stage: Stage) -> Doing:
    stage.numbers += 1
    return Doing(stage.municipality_id, Actor(1, "Ольга", ""), f"request{stage.numbers}", stage.clock.now())


def look_after(stage: Stage) -> None:
    coordinate(stage.municipality_id, stage.outside.provisioning)
    stage.go_on()
    coordinate(stage.municipality_id, stage.outside.provisioning)


def chats(stage: Stage) -> list[dict[str, Any]]:
    return [each for each in stage.vk.get("/sim/chats") if each["group_id"] == stage.group_id]


def record(stage: Stage) -> CoordinationChat:
    found = stage.store.get(coordination_path(stage.municipality_id), CoordinationChat)
    assert found is not None
    return found.record


def test_it_is_created_pinned_and_known_as_no_house(stage: Stage) -> None:
    look_after(stage)
    (chat,) = chats(stage)
    assert chat["title"] == TITLE
    assert "общий чат сотрудников" in chat["pinned"]["text"]
    seen = record(stage)
    assert (seen.state, seen.invite_link) == (HouseState.LIVE, chat["invite_link"])
    way = stage.store.get(chat_path(stage.group_id, chat["peer_id"] - PEER), Chat)
    assert way is not None
    assert (way.record.kind, way.record.house_id) == (ChatKind.COORDINATION, "")


def test_every_employee_is_told_the_link_once_and_new_ones_later(stage: Stage) -> None:
    olga, silent = employ(stage), employ(stage, consents=False)
    look_after(stage)
    look_after(stage)
    link = record(stage).invite_link
    assert [link in text for text in stage.said(olga)] == [True]
    assert stage.dialog(silent) == []
    ivan = employ(stage)
    look_after(stage)
    assert len(stage.said(ivan)) == 1
    assert len(stage.said(olga)) == 1


def test_who_is_neither_employee_nor_chat_administrator_is_removed(stage: Stage) -> None:
    olga, ivan = employ(stage), employ(stage)
    nina = stage.person("Нина", consents=True)
    house = stage.house(administrator_vk_id=nina)
    stage.go_on()
    look_after(stage)
    link = record(stage).invite_link
    for vk_id in (olga, ivan, nina, stage.person("Прохожий")):
        stage.vk.act(vk_id, "join", link=link)
    look_after(stage)
    assert in_coordination(stage) == {olga, ivan, nina}
    remove_member(ivan, doing(stage), store=stage.store)
    stage.name(house, stage.person("Олег", consents=True))
    look_after(stage)
    assert in_coordination(stage) == {olga}


def in_coordination(stage: Stage) -> set[int]:
    (chat,) = [each for each in chats(stage) if each["title"] == TITLE]
    return {member for member in chat["members"] if member > 0}


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_whenever_the_worker_dies_there_is_one_chat_and_nobody_is_told_twice(
    stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
    after: bool,
) -> None:
    from tests.lib.onboarding.test_crashes import live_through, survive

    killer = Killer(monkeypatch)
    for deaths, _ in enumerate(killer.deaths(after=after), start=1):
        # From the beginning, but for the chats that are there.
        forget(stage)
        newest = employ(stage)
        for _ in range(2):
            survive(stage, killer, lambda: coordinate(stage.municipality_id, stage.outside.provisioning))
            live_through(stage, killer)
            stage.clock.move(minutes=11)
            sweep_everything(stage)
            live_through(stage, killer)
        assert len(chats(stage)) == deaths
        assert len(stage.said(newest)) == 1
    assert killer.calls > 8


def forget(stage: Stage) -> None:
    client = stage.store._client
    for group in ("coordination", "titles", "waves"):
        for document in client.collection_group(group).stream():
            document.reference.delete()


def sweep_everything(stage: Stage) -> None:
    from lib.provisioning.sweep import sweep_provisioning

    sweep_provisioning(stage.outside.provisioning)
    sweep_coordination(stage.outside.provisioning)


def test_a_chat_that_failed_is_tried_again_from_where_it_stopped(stage: Stage) -> None:
    look_after(stage)
    path = coordination_path(stage.municipality_id)
    failed = {"state": HouseState.FAILED, "failure": "vk_not_answering", "invite_link": "", "welcome_cmid": 0}
    stage.store.commit([Update(path, failed)])
    coordinate(stage.municipality_id, stage.outside.provisioning)
    stage.go_on()
    assert record(stage).state is HouseState.LIVE
    assert len(chats(stage)) == 1


def test_a_municipality_with_staff_that_nobody_asked_for_is_found_by_the_sweep(stage: Stage) -> None:
    employ(stage)
    assert sweep_coordination(stage.outside.provisioning) == 1
    assert sweep_coordination(stage.outside.provisioning) == 0
    stage.go_on()
    assert len(chats(stage)) == 1
    stage.clock.move(days=1)
    assert sweep_coordination(stage.outside.provisioning) == 1


def test_two_who_ask_at_once_get_one_chat(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = Store.commit
    seconds: list[int] = []

    def quicker(*given: Any, **named: Any) -> Any:
        if not seconds:
            seconds.append(1)
            coordinate(stage.municipality_id, stage.outside.provisioning)
        return commit(*given, **named)

    monkeypatch.setattr(Store, "commit", quicker)
    look_after(stage)
    assert len(chats(stage)) == 1
