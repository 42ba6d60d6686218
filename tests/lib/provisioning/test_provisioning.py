"""Whole stories of provisioning: sheet's rows in, chats in VK out, with the worker dying or VK failing in between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from lib.communities.breaks import load_community, resume_community
from lib.communities.community import CommunityState
from lib.gateways.firestore.store import Store, Write
from lib.gateways.vk.client import VkClient
from lib.houses.house import Chat, HouseState, chat_path, peer_id
from lib.lease import Timing
from lib.provisioning.progress import count_progress
from lib.provisioning.retry import retry_failed
from lib.provisioning.sweep import OVERDUE_AFTER, sweep_provisioning
from lib.provisioning.wave import Step
from tests.lib.provisioning.conftest import Stage, rows


class WorkerDied(BaseException):
    """A kill: nothing in the code under test may catch it."""


def assert_every_house_has_exactly_one_live_chat(stage: Stage, count: int) -> None:
    houses, chats = stage.houses(), stage.chats()
    assert len(houses) == count
    assert {house.state for house in houses} == {HouseState.LIVE}
    assert Counter(chat["title"] for chat in chats) == Counter(house.title for house in houses)
    by_peer = {chat["peer_id"]: chat for chat in chats}
    for house in houses:
        chat = by_peer[peer_id(house.chat_id)]
        assert chat["title"] == house.title
        assert chat["invite_link"] == house.invite_link
        assert house.address in chat["pinned"]["text"]
        assert written_by_community(stage, chat["peer_id"]) == 1
        told = stage.outside.store.get(chat_path(stage.group_id, house.chat_id), Chat)
        assert told is not None
        assert told.record.house_id == house.id


def written_by_community(stage: Stage, peer: int) -> int:
    messages = stage.vk.get(f"/sim/chats/{stage.group_id}/{peer}/messages")
    return sum(message["from_id"] == -stage.group_id and not message.get("action") for message in messages)


def test_every_row_becomes_a_house_with_one_live_pinned_linked_chat(stage: Stage) -> None:
    stage.start(rows(60))
    stage.play()
    assert_every_house_has_exactly_one_live_chat(stage, 60)
    progress = count_progress(stage.municipality_id, store=stage.outside.store)
    assert (progress.waiting, progress.live, progress.failed) == (0, 60, 0)


def test_twenty_five_houses_take_four_requests(stage: Stage) -> None:
    stage.start(rows(25))
    before = stage.vk.get("/sim/requests")["requests"]
    stage.play()
    assert stage.vk.get("/sim/requests")["requests"] - before == 4


def test_the_same_rows_twice_create_nothing_twice(stage: Stage) -> None:
    stage.start(rows(30))
    stage.start(rows(30))
    stage.play()
    stage.start(rows(30))
    stage.play()
    assert_every_house_has_exactly_one_live_chat(stage, 30)


def test_tasks_that_come_twice_and_in_any_order_change_nothing(stage: Stage) -> None:
    stage.start(rows(60))
    while stage.queue.tasks:
        task = stage.queue.tasks.pop()
        stage.clock.time = max(stage.clock.time, stage.due(task))
        stage.do(task)
        stage.do(task)
    assert_every_house_has_exactly_one_live_chat(stage, 60)


def test_two_houses_with_one_title_get_titles_that_tell_them_apart(stage: Stage) -> None:
    first, second = rows(2)
    same = [first, type(second)(**{**_fields(second), "title": first.title, "settlement": "Горный Щит"})]
    stage.start(same)
    stage.play()
    assert sorted(house.title for house in stage.houses()) == ["ул. Ленина, 1", "ул. Ленина, 1 (Горный Щит)"]
    assert_every_house_has_exactly_one_live_chat(stage, 2)


def _fields(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__struct_fields__}


# Every call that leaves the worker while it carries a chunk and a wave: the worker dies before it, or after it.
CALLS_OF_A_WAVE = 12


@pytest.mark.parametrize("dies_after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("call", range(CALLS_OF_A_WAVE))
def test_a_worker_killed_at_any_call_leaves_no_house_without_a_chat_and_none_with_two(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, call: int, dies_after: bool
) -> None:
    stage.start(rows(5))
    counter = {"calls": 0, "died": False}

    def deadly(real: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            number, counter["calls"] = counter["calls"], counter["calls"] + 1
            kills = number == call and not counter["died"]
            if kills and not dies_after:
                counter["died"] = True
                raise WorkerDied
            result = real(*args, **kwargs)
            if kills:
                counter["died"] = True
                raise WorkerDied
            return result

        return wrapped

    monkeypatch.setattr(Store, "commit", deadly(Store.commit))
    monkeypatch.setattr(VkClient, "call_raw", deadly(VkClient.call_raw))
    monkeypatch.setattr(type(stage.outside.queue), "enqueue", deadly(type(stage.outside.queue).enqueue))
    _play_with_a_worker_that_may_die(stage)
    assert counter["died"], "the scenario has fewer calls than thought: the test would prove nothing"
    assert_every_house_has_exactly_one_live_chat(stage, 5)


def _play_with_a_worker_that_may_die(stage: Stage) -> None:
    """As Cloud Tasks does: a task whose worker died comes again a second later."""
    for _ in range(200):
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


def test_a_wave_interrupted_after_create_chat_adopts_the_chats_instead_of_creating_new_ones(stage: Stage) -> None:
    stage.start(rows(25))
    stage.play_one()
    stage.vk.post("/sim/faults", {"method": "messages.createChat", "drop_response": True, "count": 1})
    stage.play()
    assert_every_house_has_exactly_one_live_chat(stage, 25)
    assert stage.vk.calls("messages.createChat", stage.group_id) == 25


def test_chats_are_looked_for_only_when_a_lost_request_can_no_longer_take_effect(stage: Stage) -> None:
    stage.start(rows(3))
    stage.play_one()
    stage.vk.post("/sim/faults", {"method": "messages.createChat", "drop_response": True, "count": 1})
    lost_at = stage.clock.time
    stage.play_one()
    stage.play_one()
    assert stage.clock.time - lost_at >= Timing(10).lost_request_settles


def test_an_internal_error_of_vk_after_which_nothing_was_created_creates_once_more(stage: Stage) -> None:
    stage.start(rows(25))
    stage.play_one()
    stage.vk.post("/sim/faults", {"method": "messages.createChat", "error_code": 10, "count": 3})
    stage.play()
    assert_every_house_has_exactly_one_live_chat(stage, 25)


@pytest.mark.parametrize("method", ["messages.getInviteLink", "messages.send", "messages.pin"])
@pytest.mark.parametrize(
    "fault", [{"error_code": 10}, {"error_code": 1}, {"http_status": 502}, {"drop_response": True}]
)
def test_steps_that_fail_once_are_tried_again_without_a_second_welcome(
    stage: Stage, method: str, fault: dict[str, Any]
) -> None:
    stage.start(rows(10))
    stage.vk.post("/sim/faults", {"method": method, "count": 2, **fault})
    stage.play()
    assert_every_house_has_exactly_one_live_chat(stage, 10)


def test_a_welcome_that_was_sent_long_ago_is_found_in_the_chat_and_not_sent_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.start(rows(4))
    stage.vk.post("/sim/faults", {"method": "messages.send", "drop_response": True, "count": 1})
    stage.play_one()
    stage.play_one()
    assert {house.step for wave in stage.waves() for house in wave.houses} == {Step.LINKED}
    stage.vk.post("/sim/clock", {"offset_s": 7200})
    stage.clock.move(hours=2)
    stage.play()
    stage.vk.post("/sim/clock", {"offset_s": 0})
    assert_every_house_has_exactly_one_live_chat(stage, 4)


def test_too_many_requests_a_second_only_delay(stage: Stage) -> None:
    stage.start(rows(10))
    stage.vk.post("/sim/faults", {"method": "execute", "error_code": 6, "count": 3})
    stage.play()
    assert_every_house_has_exactly_one_live_chat(stage, 10)


@pytest.mark.parametrize("code", [9, 14, 29])
def test_when_vk_asks_for_a_break_the_whole_community_pauses_longer_each_time_and_then_goes_on(
    stage: Stage, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.start(rows(50))
    stage.vk.post("/sim/faults", {"method": "execute", "error_code": code, "count": 2})
    stage.play_one()
    stage.play_one()
    paused = load_community(stage.group_id, store=stage.outside.store)
    assert not paused.may_send(stage.clock.now())
    assert "community_paused" in capsys.readouterr().out
    before = stage.vk.get("/sim/requests")["requests"]
    stage.play_one()
    assert stage.vk.get("/sim/requests")["requests"] == before
    stage.play()
    assert load_community(stage.group_id, store=stage.outside.store).pauses_in_a_row == 2
    assert_every_house_has_exactly_one_live_chat(stage, 50)


def test_a_break_asked_for_inside_execute_leaves_the_rest_of_the_wave_waiting(stage: Stage) -> None:
    stage.start(rows(25))
    stage.vk.post("/sim/faults", {"method": "messages.createChat", "error_code": 9, "count": 5})
    stage.play()
    assert_every_house_has_exactly_one_live_chat(stage, 25)


def test_a_refused_token_stops_the_community_until_ops_resume_it(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.start(rows(10))
    stage.vk.post("/sim/faults", {"method": "execute", "error_code": 5})
    for _ in range(6):
        stage.play_one()
    community = load_community(stage.group_id, store=stage.outside.store)
    assert (community.state, community.stopped_by_code) == (CommunityState.STOPPED, 5)
    assert "community_stopped" in capsys.readouterr().out
    stage.vk.delete("/sim/faults")
    resume_community(stage.group_id, store=stage.outside.store)
    stage.play()
    assert_every_house_has_exactly_one_live_chat(stage, 10)


def test_a_houses_own_error_touches_that_house_alone_and_a_retry_takes_exactly_those(stage: Stage) -> None:
    stage.start(rows(25))
    stage.vk.post("/sim/faults", {"method": "messages.pin", "error_code": 925, "count": 2})
    stage.play()
    failed = [house for house in stage.houses() if house.state is HouseState.FAILED]
    assert [(house.failure, house.failure_vk_code) for house in failed] == [("chat_unreachable", 925)] * 2
    assert sum(house.state is HouseState.LIVE for house in stage.houses()) == 23
    assert retry_failed(stage.municipality_id, stage.outside) == 2
    assert retry_failed(stage.municipality_id, stage.outside) == 0
    stage.play()
    assert_every_house_has_exactly_one_live_chat(stage, 25)


def test_a_retry_after_a_lost_welcome_does_not_welcome_twice(stage: Stage) -> None:
    stage.start(rows(3))
    stage.vk.post("/sim/faults", {"method": "messages.send", "drop_response": True, "count": 1})
    stage.play_one()
    stage.play_one()
    stage.vk.post("/sim/faults", {"method": "messages.send", "error_code": 945, "count": 3})
    stage.play()
    assert {house.state for house in stage.houses()} == {HouseState.FAILED}
    retry_failed(stage.municipality_id, stage.outside)
    stage.play()
    assert_every_house_has_exactly_one_live_chat(stage, 3)


def test_a_vk_that_is_down_for_long_fails_houses_with_a_reason_instead_of_trying_forever(stage: Stage) -> None:
    stage.start(rows(2))
    stage.play_one()
    stage.vk.post("/sim/faults", {"method": "messages.getInviteLink", "error_code": 10})
    stage.play()
    assert {house.failure for house in stage.houses()} == {"vk_not_answering"}
    stage.vk.delete("/sim/faults")
    retry_failed(stage.municipality_id, stage.outside)
    stage.play()
    assert_every_house_has_exactly_one_live_chat(stage, 2)


def test_the_sweep_moves_what_lost_its_task_and_leaves_alone_what_moves(stage: Stage) -> None:
    stage.start(rows(30))
    assert sweep_provisioning(stage.outside) == 0
    stage.queue.tasks.clear()
    stage.clock.move(seconds=OVERDUE_AFTER.total_seconds() + 1)
    assert sweep_provisioning(stage.outside) == 1
    assert sweep_provisioning(stage.outside) == 0
    stage.play_one()
    stage.queue.tasks.clear()
    stage.clock.move(seconds=OVERDUE_AFTER.total_seconds() + 1)
    assert sweep_provisioning(stage.outside) == 2
    stage.play()
    assert_every_house_has_exactly_one_live_chat(stage, 30)


def test_a_wave_at_the_end_of_a_long_queue_is_not_stuck_while_others_end(stage: Stage) -> None:
    stage.start(rows(50))
    stage.play_one()
    stage.clock.move(seconds=OVERDUE_AFTER.total_seconds() + 1)
    stage.play_one()
    assert count_progress(stage.municipality_id, store=stage.outside.store).live == 25
    assert sweep_provisioning(stage.outside) == 0
    stage.clock.move(seconds=stage.outside.timing.lease.total_seconds() + 1)
    assert sweep_provisioning(stage.outside) == 1, "nothing moves any more"


def test_an_attempt_whose_lease_is_gone_records_nothing(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.start(rows(5))
    stage.play_one()
    (task,) = stage.queue.tasks
    real = VkClient.call_raw
    overtaken: list[bool] = []

    def overtake(self: VkClient, method: str, **params: Any) -> dict[str, Any]:
        answer = real(self, method, **params)
        if not overtaken:
            overtaken.append(True)
            stage.clock.move(minutes=5)
            stage.do(task)
        return answer

    monkeypatch.setattr(VkClient, "call_raw", overtake)
    stage.play()
    assert_every_house_has_exactly_one_live_chat(stage, 5)


def test_a_wave_under_way_is_not_taken_by_a_second_worker(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.start(rows(5))
    stage.play_one()
    (task,) = stage.queue.tasks
    real = Store.commit
    seconds: list[bool] = []

    def second_worker(self: Store, writes: list[Write]) -> Any:
        written = real(self, writes)
        if not seconds and stage.waves()[0].attempts == 1:
            seconds.append(True)
            before = stage.vk.get("/sim/requests")["requests"]
            stage.do(task)
            assert stage.vk.get("/sim/requests")["requests"] == before
        return written

    monkeypatch.setattr(Store, "commit", second_worker)
    stage.play()
    assert seconds
    assert_every_house_has_exactly_one_live_chat(stage, 5)
