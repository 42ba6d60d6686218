"""Whole stories of broadcasts: a message to every chosen chat, with workers dying and VK failing in between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lib.broadcasts.batch import Does
from lib.broadcasts.broadcast import UNDO_WINDOW, AttachedFile, BroadcastState, Content
from lib.broadcasts.delivery import Delivery
from lib.broadcasts.progress import count_failures
from lib.broadcasts.registry import list_broadcasts
from lib.broadcasts.sending import cancel_broadcast, resume_broadcast, retry_failed
from lib.communities.breaks import load_community
from lib.communities.community import Community, community_path
from lib.errors import DomainError
from lib.gateways.firestore.store import Create, Store
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.uploads import upload_photo
from tests.lib.broadcasts.conftest import Stage

WATER = "Воды не будет до вечера."
PERSONAL = "Воды не будет до вечера. Адрес: {адрес}, обслуживает {ук}."
PICTURE = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de")


class WorkerDied(BaseException):
    """A kill: nothing in the code under test may catch it."""


def test_one_text_reaches_a_hundred_chats_with_one_request_and_each_chat_once(stage: Stage) -> None:
    stage.add_houses(101)
    before = stage.requests()
    sent = stage.send()
    stage.play()
    assert stage.requests() - before == 2
    assert stage.got(WATER) == {1: 101}
    progress = stage.progress(sent)
    assert (progress.done, progress.houses) == (101, 101)


def test_a_text_that_differs_by_house_goes_in_twenty_fives(stage: Stage, reading: str) -> None:
    stage.add_houses(51)
    before = stage.requests()
    stage.send(PERSONAL)
    stage.play()
    assert stage.requests() - before == 3
    assert stage.got(WATER) == {1: 51}
    for house in stage.houses:
        assert f"Адрес: {house.address}, обслуживает ООО «Уют»." in stage.messages(house)[0]


def test_houses_spread_over_communities_get_it_once_each_with_its_picture_from_their_own(stage: Stage) -> None:
    stage.add_houses(3)
    second = stage.vk.community(name="Чаты города, второе сообщество")
    stage.tokens[second.group_id] = second.token
    stage.outside.store.commit([Create(community_path(second.group_id), Community(second.group_id, "Второе"))])
    first = stage.group_id
    stage.group_id = second.group_id
    stage.add_houses(2)
    stage.group_id = first
    name = upload_photo(stage.outside.vk.of(first), "схема.png", PICTURE)
    sent = stage.send(Content(WATER, attachments=(AttachedFile("a", name, "схема.png"),)))
    stage.play()
    assert stage.got(WATER) == {1: 5}
    assert {(batch.group_id, batch.done) for batch in stage.batches(sent)} == {(first, 3), (second.group_id, 2)}
    for house in stage.houses:
        assert [each["type"] for each in stage.last_message(house)["attachments"]] == ["photo"]


def test_nothing_leaves_before_the_undo_window_ends(stage: Stage) -> None:
    stage.add_houses(30)
    sent = stage.send()
    stage.play_until(stage.clock.now() + UNDO_WINDOW - timedelta(milliseconds=100))
    assert stage.got(WATER) == {0: 30}
    assert stage.progress(sent).waiting == 30
    cancel_broadcast(sent.id, stage.rights(), stage.doing(), stage.outside)
    stage.play()
    assert stage.got(WATER) == {0: 30}
    progress = stage.progress(sent)
    assert (progress.cancelled, progress.houses) == (30, 30)


def test_what_was_undone_does_not_leave_however_late_and_often_its_tasks_come(stage: Stage) -> None:
    stage.add_houses(30)
    sent = stage.send()
    stage.play_until(stage.clock.now() + timedelta(seconds=5))
    tasks = list(stage.queue.tasks)
    cancel_broadcast(sent.id, stage.rights(), stage.doing(), stage.outside)
    stage.clock.move(minutes=20)
    for task in [*tasks, *tasks]:
        stage.do(task)
    stage.play()
    assert stage.got(WATER) == {0: 30}
    assert stage.broadcast(sent).state is BroadcastState.CANCELLED


def test_a_broadcast_that_left_can_no_longer_be_undone_only_the_rest_cancelled(stage: Stage) -> None:
    stage.add_houses(250)
    sent = stage.send()
    stage.play_until(stage.clock.now() + UNDO_WINDOW - timedelta(seconds=1))
    stage.play_one()
    cancel_broadcast(sent.id, stage.rights(), stage.doing(), stage.outside)
    stage.play()
    progress = stage.progress(sent)
    assert (progress.waiting, progress.done, progress.cancelled) == (0, 100, 150)
    assert progress.houses == 250
    assert stage.got(WATER) == {1: 100, 0: 150}


# Every call that leaves the workers while they plan two batches and deliver them.
CALLS = 14


@pytest.mark.parametrize(
    ("text", "houses", "fault"),
    [
        (WATER, 102, {"method": "messages.send", "error_code": 6, "count": 1}),
        (PERSONAL, 27, {"method": "execute", "drop_response": True, "count": 1}),
    ],
    ids=["one_text", "by_house"],
)
@pytest.mark.parametrize("dies_after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("call", range(CALLS))
def test_a_worker_killed_at_any_call_leaves_no_chat_without_the_message_and_none_with_two(
    stage: Stage,
    reading: str,
    monkeypatch: pytest.MonkeyPatch,
    call: int,
    dies_after: bool,
    text: str,
    houses: int,
    fault: dict[str, Any],
) -> None:
    stage.add_houses(houses)
    stage.close(*stage.houses[:2])
    stage.vk.post("/sim/faults", fault)
    sent = stage.send(text)
    counter = {"calls": 0, "died": False}

    def deadly(real: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            number, counter["calls"] = counter["calls"], counter["calls"] + 1
            kills = number == call and not counter["died"]
            counter["died"] = counter["died"] or kills
            if kills and not dies_after:
                raise WorkerDied
            try:
                return real(*args, **kwargs)
            finally:
                if kills:
                    raise WorkerDied

        return wrapped

    monkeypatch.setattr(Store, "commit", deadly(Store.commit))
    monkeypatch.setattr(VkClient, "call_raw", deadly(VkClient.call_raw))
    monkeypatch.setattr(type(stage.outside.queue), "enqueue", deadly(type(stage.outside.queue).enqueue))
    _play_with_a_worker_that_may_die(stage)
    assert counter["died"], "the scenario has fewer calls than thought: the test would prove nothing"
    assert stage.got(WATER) == {1: houses - 2, 0: 2}
    progress = stage.progress(sent)
    assert (progress.done, progress.failed, progress.houses) == (houses - 2, 2, houses)


def _play_with_a_worker_that_may_die(stage: Stage) -> None:
    """As Cloud Tasks does: a task whose worker died comes again a second later."""
    for _ in range(300):
        if not stage.queue.tasks:
            return
        task = min(stage.queue.tasks, key=stage.due)
        stage.clock.time = max(stage.clock.time, stage.due(task))
        stage.queue.tasks.remove(task)
        try:
            stage.do(task)
        except WorkerDied:
            stage.clock.move(seconds=1)
            stage.queue.tasks.append(task)
    raise AssertionError("the tasks do not end")


def test_tasks_that_come_twice_and_in_any_order_change_nothing(stage: Stage, reading: str) -> None:
    stage.add_houses(230)
    sent = stage.send()
    for _ in range(300):
        if not stage.queue.tasks:
            break
        task = stage.queue.tasks.pop()
        stage.clock.time = max(stage.clock.time, stage.due(task))
        stage.do(task)
        stage.do(task)
    assert stage.got(WATER) == {1: 230}
    assert stage.progress(sent).done == 230


@pytest.mark.parametrize("text", [WATER, PERSONAL], ids=["one_text", "by_house"])
@pytest.mark.parametrize("fault", [{"drop_response": True}, {"http_status": 502}, {"error_code": 10}])
def test_a_request_whose_outcome_is_unknown_is_repeated_as_it_was(
    stage: Stage, reading: str, text: str, fault: dict[str, Any]
) -> None:
    stage.add_houses(60)
    sent = stage.send(text)
    stage.vk.post("/sim/faults", {"method": "execute" if text is PERSONAL else "messages.send", "count": 2, **fault})
    stage.play()
    assert stage.got(WATER) == {1: 60}
    assert stage.progress(sent).done == 60


def test_chats_are_asked_before_a_message_is_repeated_that_vk_may_have_forgotten(stage: Stage, reading: str) -> None:
    stage.add_houses(40)
    sent = stage.send()
    stage.play_until(stage.clock.now() + timedelta(seconds=5))
    stage.vk.post("/sim/faults", {"method": "messages.send", "drop_response": True, "count": 1})
    stage.play_one()
    assert stage.got(WATER) == {1: 40}
    stage.vk.post("/sim/clock", {"offset_s": 7200})
    stage.clock.move(hours=2)
    stage.play()
    stage.vk.post("/sim/clock", {"offset_s": 0})
    assert stage.got(WATER) == {1: 40}
    assert stage.progress(sent).done == 40


def test_a_message_that_was_lost_before_vk_saw_it_is_sent_after_the_look(stage: Stage, reading: str) -> None:
    stage.add_houses(40)
    sent = stage.send(PERSONAL)
    stage.play_until(stage.clock.now() + timedelta(seconds=5))
    stage.vk.post("/sim/faults", {"http_status": 502, "count": 2})
    stage.play_one()
    stage.play_one()
    assert stage.got(WATER) == {0: 40}
    stage.clock.move(hours=2)
    stage.play()
    assert stage.got(WATER) == {1: 40}
    assert stage.progress(sent).done == 40


@pytest.mark.parametrize("code", [1, 10, 950])
def test_a_chat_for_which_vk_only_perhaps_sent_it_is_looked_into_first(stage: Stage, reading: str, code: int) -> None:
    """Inside `execute` one call fails, perhaps after it has had its effect."""
    stage.add_houses(30)
    sent = stage.send(PERSONAL)
    stage.play_until(stage.clock.now() + timedelta(seconds=5))
    stage.vk.post("/sim/faults", {"method": "messages.send", "error_code": code, "count": 3})
    stage.play()
    assert stage.got(WATER) == {1: 30}
    assert stage.progress(sent).done == 30
    assert stage.vk.calls("messages.getHistory", stage.group_id) == 3


def test_closed_chats_fail_with_their_reason_and_a_retry_reaches_exactly_those(stage: Stage, reading: str) -> None:
    houses = stage.add_houses(200)
    closed = houses[10:12]
    stage.close(*closed)
    sent = stage.send()
    stage.play()
    failed = stage.in_state(sent, Delivery.FAILED)
    assert {house.house_id for house in failed} == {house.id for house in closed}
    assert {house.failure for house in failed} == {"broadcast_removed"}
    assert stage.failures(sent) == {"broadcast_removed": 2}
    assert stage.got(WATER) == {1: 198, 0: 2}
    # The chats were made anew; the records know it.
    for house in closed:
        chat = stage.outside.vk.of(stage.group_id).call("messages.createChat", title=house.title)
        stage.change_house(house, chat_id=chat["chat_id"])
        stage.houses[stage.houses.index(house)] = type(house)(**{**_fields(house), "chat_id": chat["chat_id"]})
    before = stage.requests()
    retry_failed(sent.id, stage.rights(), stage.doing(), stage.outside)
    stage.play()
    assert stage.requests() - before - 200 <= 0
    assert stage.got(WATER) == {1: 200}
    progress = stage.progress(sent)
    assert (progress.done, progress.failed, progress.houses) == (200, 0, 200)
    with pytest.raises(DomainError, match="nothing_to_retry"):
        retry_failed(sent.id, stage.rights(), stage.doing(), stage.outside)


def _fields(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__struct_fields__}


@pytest.mark.parametrize("code", [9, 14])
def test_when_vk_asks_for_a_break_the_community_pauses_and_everybody_gets_it_once_afterwards(
    stage: Stage, reading: str, code: int
) -> None:
    stage.add_houses(220)
    sent = stage.send()
    stage.vk.post("/sim/faults", {"method": "messages.send", "error_code": code, "count": 4})
    stage.play()
    assert stage.got(WATER) == {1: 220}
    assert stage.progress(sent).done == 220
    assert load_community(stage.group_id, store=stage.outside.store).pauses_in_a_row >= 2


def test_many_errors_of_one_kind_pause_the_broadcast_until_somebody_goes_on(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.add_houses(300)
    sent = stage.send()
    stage.vk.post("/sim/faults", {"method": "messages.send", "error_code": 100, "count": 1})
    stage.play()
    paused = stage.broadcast(sent)
    assert (paused.state, paused.paused_by) == (BroadcastState.PAUSED, "broadcast_refused")
    assert "broadcast_paused" in capsys.readouterr().out
    progress = stage.progress(sent)
    assert (progress.failed, progress.waiting) == (100, 200)
    resume_broadcast(sent.id, stage.rights(), stage.doing(), stage.outside)
    stage.play()
    progress = stage.progress(sent)
    assert (progress.failed, progress.done, progress.waiting) == (100, 200, 0)
    assert stage.got(WATER) == {1: 200, 0: 100}


def test_a_vk_that_is_down_for_long_fails_houses_with_a_reason_instead_of_trying_forever(stage: Stage) -> None:
    stage.add_houses(5)
    sent = stage.send()
    stage.vk.post("/sim/faults", {"method": "messages.send", "error_code": 10})
    stage.play()
    assert {house.failure for house in stage.in_state(sent, Delivery.FAILED)} == {"broadcast_vk_not_answering"}
    assert stage.progress(sent).failed == 5
    stage.vk.delete("/sim/faults")
    retry_failed(sent.id, stage.rights(), stage.doing(), stage.outside)
    stage.play()
    assert stage.got(WATER) == {1: 5}


def test_houses_without_a_chat_are_in_the_audience_and_fail_with_their_reason(stage: Stage) -> None:
    from lib.houses.house import HouseState

    houses = stage.add_houses(6)
    stage.change_house(houses[0], state=HouseState.WAITING)
    stage.change_house(houses[1], state=HouseState.FAILED)
    sent = stage.send()
    stage.play()
    failures = {house.house_id: house.failure for house in stage.in_state(sent, Delivery.FAILED)}
    assert failures == {houses[0].id: "broadcast_chat_not_ready", houses[1].id: "broadcast_chat_failed"}
    counted = count_failures(sent.municipality_id, sent.id, Does.SEND, store=stage.outside.store)
    assert counted == {"broadcast_chat_not_ready": 1, "broadcast_chat_failed": 1}
    assert stage.got(WATER) == {1: 4, 0: 2}
    stage.change_house(houses[0], state=HouseState.LIVE)
    retry_failed(sent.id, stage.rights(), stage.doing(), stage.outside)
    stage.play()
    assert stage.got(WATER) == {1: 5, 0: 1}
    progress = stage.progress(sent)
    assert (progress.done, progress.failed, progress.houses) == (5, 1, 6)


def test_a_pinned_message_is_pinned_for_its_time_and_gives_way_to_the_welcome(stage: Stage) -> None:
    (house,) = stage.add_houses(1)
    client = stage.outside.vk.of(stage.group_id)
    from lib.houses.house import peer_id

    peer = peer_id(house.chat_id)
    welcome = client.call("messages.send", peer_ids=[peer], random_id=99, message="Добро пожаловать")[0]
    stage.change_house(house, welcome_cmid=welcome["conversation_message_id"])
    client.call("messages.pin", peer_id=peer, cmid=welcome["conversation_message_id"])
    sent = stage.send(Content(WATER, pin_minutes=60))
    sent_at = stage.clock.now() + UNDO_WINDOW
    stage.play_until(sent_at + timedelta(minutes=50))
    (chat,) = [chat for chat in stage.vk.get("/sim/chats") if chat["group_id"] == stage.group_id]
    assert WATER in chat["pinned"]["text"]
    stage.play()
    assert stage.clock.now() >= sent_at + timedelta(minutes=60)
    (chat,) = [chat for chat in stage.vk.get("/sim/chats") if chat["group_id"] == stage.group_id]
    assert chat["pinned"]["text"] == "Добро пожаловать"
    assert stage.progress(sent, Does.UNPIN).done == 1


def test_counts_add_up_at_every_moment(stage: Stage) -> None:
    stage.add_houses(320)
    stage.close(*stage.houses[::40])
    sent = stage.send()
    stage.vk.post("/sim/faults", {"method": "messages.send", "error_code": 9, "count": 1})
    seen: Counter[int] = Counter()
    for _ in range(200):
        if not stage.queue.tasks:
            break
        stage.play_one()
        seen[stage.progress(sent).houses] += 1
    assert set(seen) == {320}


def test_broadcasts_are_listed_by_their_state_and_by_whose_they_are(stage: Stage) -> None:
    stage.add_houses(2)
    sent, store = stage.send(), stage.outside.store
    stage.play()
    for only_own in (False, True):
        found = list_broadcasts(stage.rights(), BroadcastState.SENDING, "", 10, store=store, only_own=only_own)
        assert [each.id for each in found.items] == [sent.id]
        assert list_broadcasts(stage.rights(), BroadcastState.DRAFT, "", 10, store=store, only_own=only_own).items == ()
