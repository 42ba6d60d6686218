"""Closing whatever happened before: a scheduler that was away or came twice, a full chat, people who come meanwhile."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import httpx
import pytest

from lib.discussions.discussion import Discussion, DiscussionState, Ending
from lib.discussions.expire import OVERDUE_AFTER
from lib.discussions.holding import finish_discussion, say_coming
from lib.discussions.said import Coming
from lib.discussions.scheduling import cancel_discussion, move_discussion
from lib.errors import DomainError
from lib.gateways.vk.client import VkClient
from tests.killer import WorkerDied
from tests.lib.discussions.conftest import Stage


def planned(stage: Stage, starts_in: timedelta = timedelta(hours=2)) -> Discussion:
    """A discussion whose chat is there."""
    question = stage.question()
    discussion = stage.schedule(question, stage.clock.now() + starts_in)
    stage.minutes(1)
    after = stage.seen(discussion.id)
    assert after.state is DiscussionState.PLANNED
    return after


def is_gone(stage: Stage, discussion: Discussion) -> bool:
    """Whether the chat is empty and left, and its link dead."""
    with pytest.raises(httpx.HTTPStatusError):
        stage.people(1, discussion.invite_link)
    return not stage.chat(discussion.chat_id)["members"]


def test_a_scheduler_that_was_away_for_two_hours_closes_what_is_over_at_once(stage: Stage) -> None:
    discussion = planned(stage)
    stage.people(5, discussion.invite_link)
    stage.queue.tasks.clear()
    stage.clock.time = discussion.ends_at + timedelta(hours=2)
    stage.minutes(2)
    after = stage.seen(discussion.id)
    assert (after.state, after.ending) == (DiscussionState.CLOSED, Ending.NOBODY_CAME)
    assert is_gone(stage, discussion)
    assert not any("Напоминаем" in text for text in stage.said(after.chat_id))


def test_a_discussion_past_its_time_that_nobody_moves_calls_for_somebody(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    wakes_at = planned(stage).wake_at
    assert wakes_at is not None
    stage.clock.time = wakes_at
    stage.expire()
    assert "discussions_were_stuck" not in capsys.readouterr().out
    stage.clock.time += OVERDUE_AFTER + timedelta(seconds=1)
    stage.expire()
    assert '"severity": "ALERT", "message": "discussions_were_stuck", "discussions": 1' in capsys.readouterr().out


def test_a_scheduler_that_runs_twice_at_once_changes_nothing(stage: Stage) -> None:
    discussion = planned(stage)
    stage.people(30, discussion.invite_link)
    stage.vk.act(stage.official, "join", link=discussion.invite_link)
    while stage.clock.now() < discussion.ends_at + timedelta(minutes=3):
        stage.expire()
        stage.expire()
        stage.play(60)
    after = stage.seen(discussion.id)
    assert (after.state, after.ending) == (DiscussionState.CLOSED, Ending.TIME)
    assert is_gone(stage, discussion)
    assert set(Counter(stage.said(after.chat_id)).values()) == {1}
    house_chat = discussion.places[0].chat_id
    assert set(Counter(stage.said(house_chat)).values()) == {1}


def test_a_chat_of_900_is_closed_within_two_minutes_of_its_time_at_the_pace_of_answers(stage: Stage) -> None:
    discussion = planned(stage)
    stage.people(900, discussion.invite_link)
    stage.vk.act(stage.official, "join", link=discussion.invite_link)
    stage.clock.time = discussion.starts_at
    while stage.clock.now() < discussion.ends_at - timedelta(minutes=1):
        stage.minutes(1)
    before = stage.vk.get("/sim/requests")["per_token"][str(stage.group_id)]["methods"].get("execute", 0)
    stage.minutes(4)
    requests = stage.vk.get("/sim/requests")["per_token"][str(stage.group_id)]["methods"]["execute"] - before
    after = stage.seen(discussion.id)
    assert after.state is DiscussionState.CLOSED
    assert after.closed_at is not None
    assert after.closed_at - discussion.ends_at <= timedelta(minutes=2)
    assert is_gone(stage, discussion)
    # 24 people a request, and what is said.
    assert requests <= 900 / 24 + 12


def test_a_worker_killed_in_the_middle_of_a_full_chat_is_followed_by_one_that_goes_on(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    discussion = planned(stage)
    stage.people(300, discussion.invite_link)
    stage.vk.act(stage.official, "join", link=discussion.invite_link)
    stage.clock.time = discussion.starts_at
    stage.minutes(2)
    finish_discussion(discussion.id, "Починят.", stage.leading("finish"))
    removals, killed, call_raw = 0, 0, VkClient.call_raw

    def called(vk: VkClient, method: str, **params: Any) -> dict[str, Any]:
        nonlocal removals
        answer = call_raw(vk, method, **params)
        removals += "removeChatUser" in str(params)
        if removals in {2, 5, 9}:
            # VK has removed them, and nobody knows.
            removals += 1
            raise WorkerDied
        return answer

    def do(task: dict[str, Any]) -> None:
        nonlocal killed
        try:
            stage.do(task)
        except WorkerDied:
            # Nobody brings the task again: the scheduler's next minute does.
            killed += 1

    monkeypatch.setattr(VkClient, "call_raw", called)
    ended_at = stage.clock.now()
    stage.minutes(6, do)
    after = stage.seen(discussion.id)
    assert killed == 3
    assert after.state is DiscussionState.CLOSED
    assert after.closed_at is not None
    # Each death costs a minute of the scheduler at most, even where its task is lost.
    assert after.closed_at - ended_at <= timedelta(minutes=5)
    assert is_gone(stage, discussion)


def test_an_answer_of_vk_that_is_lost_is_a_step_that_is_done_again(stage: Stage) -> None:
    discussion = planned(stage)
    stage.people(60, discussion.invite_link)
    cancel_discussion(discussion.id, "нет света", stage.leading("cancel"))
    stage.vk.post("/sim/faults", {"method": "execute", "drop_response": True, "rate": 0.3})
    stage.minutes(15)
    stage.vk.delete("/sim/faults")
    stage.minutes(3)
    assert stage.seen(discussion.id).state is DiscussionState.CLOSED
    assert is_gone(stage, discussion)


def test_people_who_come_while_the_chat_closes_are_removed_too(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    discussion = planned(stage)
    stage.people(60, discussion.invite_link)
    stage.clock.time = discussion.starts_at
    stage.minutes(2)
    cancel_discussion(discussion.id, "нет света", stage.leading("cancel"))
    latecomers: list[int] = []
    call_raw = VkClient.call_raw

    def called(vk: VkClient, method: str, **params: Any) -> dict[str, Any]:
        if "removeChatUser" in str(params) and len(latecomers) < 40:
            # The link was reset already: somebody inside tells them the new one.
            chat = next(each for each in stage.vk.get("/sim/chats") if each["title"] == discussion.title)
            latecomers.extend(stage.people(10, chat["invite_link"]))
        return call_raw(vk, method, **params)

    monkeypatch.setattr(VkClient, "call_raw", called)
    stage.minutes(3)
    assert len(latecomers) == 40
    assert stage.seen(discussion.id).state is DiscussionState.CLOSED
    assert is_gone(stage, discussion)


def test_a_member_whom_vk_does_not_let_go_does_not_keep_the_chat_open_for_ever(stage: Stage) -> None:
    discussion = planned(stage)
    stage.people(3, discussion.invite_link)
    cancel_discussion(discussion.id, "нет света", stage.leading("cancel"))
    stage.vk.post("/sim/faults", {"method": "messages.removeChatUser", "error_code": 15, "count": 16})
    stage.minutes(4)
    assert stage.seen(discussion.id).state is DiscussionState.CLOSED


def test_a_discussion_called_off_before_its_chat_is_there_is_closed_when_vk_has_made_it(stage: Stage) -> None:
    question = stage.question()
    discussion = stage.schedule(question, stage.clock.now() + timedelta(hours=2))
    cancel_discussion(discussion.id, "передумали", stage.leading("cancel"))
    stage.minutes(2)
    after = stage.seen(discussion.id)
    assert (after.state, after.ending) == (DiscussionState.CLOSED, Ending.CANCELLED)
    assert stage.chat(after.chat_id)["members"] == []
    # Nobody was told of it, so nobody hears that it is off.
    assert stage.said(question.chat_id) == ["Привет"]


def test_who_wanted_to_come_is_forgotten_when_it_is_over(stage: Stage) -> None:
    discussion = planned(stage)
    for vk_id in stage.people(3, discussion.invite_link):
        say_coming(discussion, vk_id, stage.outside)
    cancel_discussion(discussion.id, "нет света", stage.leading("cancel"))
    stage.minutes(2)
    assert stage.store.query_group("coming", Coming, []) == []


def test_several_houses_share_one_discussion_and_each_has_the_outcome(stage: Stage) -> None:
    first, second = stage.question(), stage.question()
    discussion = stage.schedule(first, stage.clock.now() + timedelta(hours=2), second)
    stage.minutes(1)
    stage.clock.time = discussion.starts_at
    stage.minutes(2)
    finish_discussion(discussion.id, "Починят до зимы.", stage.leading("finish"))
    stage.minutes(2)
    for question in (first, second):
        said = stage.said(question.chat_id)
        assert sum("Починят до зимы." in text for text in said) == 1
        assert sum(text.startswith("📅") for text in said) == 1


def test_whoever_did_not_see_the_answer_tells_the_outcome_again_and_another_one_is_refused(stage: Stage) -> None:
    question = stage.question()
    discussion = stage.schedule(question, stage.clock.now() + timedelta(hours=2))
    stage.minutes(1)
    stage.clock.time = discussion.starts_at
    stage.minutes(2)
    first = finish_discussion(discussion.id, "Починят.", stage.leading("finish"))
    assert finish_discussion(discussion.id, " Починят. ", stage.leading("again")) == first
    stage.minutes(2)
    assert finish_discussion(discussion.id, "Починят.", stage.leading("later")).outcome == "Починят."
    with pytest.raises(DomainError, match="discussion_state"):
        finish_discussion(discussion.id, "Не починят.", stage.leading("other"))
    assert sum("Починят." in text for text in stage.said(question.chat_id)) == 1


def test_an_official_is_not_booked_twice_and_a_cancelled_time_is_free_again(stage: Stage) -> None:
    first, second = stage.question(), stage.question()
    starts_at = stage.clock.now() + timedelta(hours=2)
    discussion = stage.schedule(first, starts_at)
    with pytest.raises(DomainError, match="discussion_collides"):
        stage.schedule(second, starts_at + timedelta(minutes=30))
    cancel_discussion(discussion.id, "заболел", stage.leading("cancel"))
    assert stage.schedule(second, starts_at + timedelta(minutes=30), request="again").state is DiscussionState.PREPARING


def test_a_question_is_discussed_once_at_a_time_and_a_repeated_request_finds_what_it_did(stage: Stage) -> None:
    question = stage.question()
    starts_at = stage.clock.now() + timedelta(hours=2)
    discussion = stage.schedule(question, starts_at)
    assert stage.schedule(question, starts_at).id == discussion.id
    with pytest.raises(DomainError, match="discussion_state"):
        stage.schedule(question, starts_at + timedelta(hours=3), request="another")


def test_a_moved_discussion_is_announced_anew_and_nobody_is_reminded_of_the_old_time(stage: Stage) -> None:
    discussion = planned(stage, timedelta(hours=1))
    later = discussion.starts_at + timedelta(hours=2)
    move_discussion(discussion.id, later, 60, "задержался", stage.leading("move"))
    stage.clock.time = discussion.starts_at
    stage.minutes(20)
    after = stage.seen(discussion.id)
    assert (after.state, after.starts_at) == (DiscussionState.PLANNED, later)
    said = stage.said(discussion.places[0].chat_id)
    assert sum(text.startswith("🔁 Обсуждение перенесено") for text in said) == 1
    assert not any("Напоминаем" in text for text in said)
    pinned = stage.chat(discussion.places[0].chat_id)["pinned"]["text"]
    assert pinned.startswith("🔁")
    cancel_discussion(discussion.id, "отмена", stage.leading("cancel"))
    stage.minutes(2)
    assert stage.chat(discussion.places[0].chat_id)["pinned"]["text"] == "Привет"


def test_a_chat_that_vk_does_not_make_ends_the_discussion_and_the_official_is_told(stage: Stage) -> None:
    question = stage.question()
    stage.vk.post("/sim/faults", {"method": "messages.createChat", "error_code": 15, "count": 50})
    discussion = stage.schedule(question, stage.clock.now() + timedelta(hours=2))
    stage.minutes(2)
    after = stage.seen(discussion.id)
    assert (after.state, after.ending) == (DiscussionState.CLOSED, Ending.NO_CHAT)
    dialog = stage.vk.get(f"/sim/dialogs/{stage.group_id}/{stage.official}/messages")
    assert any("создать не удалось" in each["text"] for each in dialog)
