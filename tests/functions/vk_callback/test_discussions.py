"""An official and residents talk: a time is set, a chat is there for it, the house has the outcome, the chat goes."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from lib.discussions.discussion import DiscussionState, Ending
from lib.discussions.holding import finish_discussion
from lib.questions.question import QuestionState
from tests.functions.vk_callback.conftest import Bot, eventually
from tests.functions.vk_callback.talking import Talking, set_the_table

OUTCOME = "Лифт починят до 1 декабря, деньги выделены."


@pytest.fixture
def stage(bot: Bot) -> Talking:
    return set_the_table(bot)


def is_closed_in_vk(stage: Talking, link: str) -> bool:
    """Whether nobody is left in the chat, the community included, and its link leads nowhere."""
    somebody = stage.bot.vk.user("Опоздавший")
    with pytest.raises(httpx.HTTPStatusError) as refused:
        stage.bot.vk.act(somebody, "join", link=link)
    return stage.in_vk()["members"] == [] and refused.value.response.status_code == 404


def test_an_official_schedules_residents_come_the_outcome_is_told_and_the_chat_is_gone(stage: Talking) -> None:
    discussion = stage.schedule()
    assert discussion.state is DiscussionState.PLANNED
    chat = stage.in_vk()
    assert chat["title"] == "Обсуждение: Когда починят лифт в третьем подъезде?"
    (announcement,) = [text for text in stage.asking.chat.said if text.startswith("📅")]
    assert discussion.invite_link in announcement
    assert "23 ноября, 17:00–18:00" in announcement
    house = stage.asking.chat.in_vk
    assert house["pinned"]["conversation_message_id"] == stage.asking.cmid_of("📅")
    assert stage.asking.chat.house.pinned_cmid == stage.asking.cmid_of("📅")
    invitation = next(each for each in stage.asking.dialog(stage.asking.official) if each["text"].startswith("📅"))
    assert invitation["attachments"][0]["doc"]["title"] == "obsuzhdenie.ics"

    residents = stage.join(40)
    stage.bot.vk.act(stage.asking.official, "join", link=discussion.invite_link)
    stage.until(discussion.starts_at + timedelta(minutes=3))
    assert stage.discussion.state is DiscussionState.HELD
    assert stage.discussion.official_came_at is not None
    assert set(residents) <= set(map(member_id, stage.in_vk()["members"]))

    finish_discussion(discussion.id, OUTCOME, stage.leading())
    ended_at = stage.now
    stage.close()
    assert stage.discussion.closed_at is not None
    assert stage.discussion.closed_at - ended_at <= timedelta(minutes=2)
    assert is_closed_in_vk(stage, discussion.invite_link)
    (answer,) = [text for text in stage.asking.chat.said if OUTCOME in text]
    assert answer.startswith("✅ Официальный ответ")
    assert stage.asking.question.state is QuestionState.ANSWERED
    assert any(text.startswith("🔒") for text in stage.said())
    assert stage.asking.chat.in_vk["pinned"]["conversation_message_id"] == stage.asking.chat.welcome_cmid
    ranks = stage.states
    assert ranks == [
        DiscussionState.PREPARING,
        DiscussionState.PLANNED,
        DiscussionState.HELD,
        DiscussionState.ENDING,
        DiscussionState.CLOSING,
        DiscussionState.CLOSED,
    ]


def member_id(member: object) -> int:
    """The id of a chat's member as the back door shows it."""
    return int(member["id"]) if isinstance(member, dict) else int(str(member))


def test_a_discussion_that_nobody_ends_is_warned_of_and_closed_within_two_minutes_of_its_time(stage: Talking) -> None:
    discussion = stage.schedule()
    stage.bot.vk.act(stage.asking.official, "join", link=discussion.invite_link)
    stage.join(30)
    stage.until(discussion.ends_at - timedelta(minutes=5))
    assert any(text.startswith("⏱ Обсуждение закончится в 18:00") for text in stage.said())
    stage.close()
    closed_at = stage.discussion.closed_at
    assert closed_at is not None
    assert timedelta(0) <= closed_at - discussion.ends_at <= timedelta(minutes=2)
    assert stage.discussion.ending is Ending.TIME
    assert is_closed_in_vk(stage, discussion.invite_link)
    assert any(text.startswith("📝 Напишите итог") for text in stage.asking.told(stage.asking.official))
    assert any(text.startswith("Обсуждение закончилось.") for text in stage.asking.chat.said)

    finish_discussion(discussion.id, OUTCOME, stage.leading())
    stage.minute()
    assert len([text for text in stage.asking.chat.said if OUTCOME in text]) == 1
    assert stage.discussion.state is DiscussionState.CLOSED


def test_an_official_who_does_not_come_is_told_so_with_the_head_and_the_house(stage: Talking) -> None:
    discussion = stage.schedule()
    stage.join(3)
    stage.until(discussion.starts_at + timedelta(minutes=17))
    assert stage.discussion.state is DiscussionState.MISSED
    assert any("назначьте новое время" in text for text in stage.asking.told(stage.asking.official))
    assert any("не пришёл на обсуждение" in text for text in stage.asking.told(stage.asking.head))
    assert any(text.startswith("😔") for text in stage.said())
    assert any(text.startswith("😔") for text in stage.asking.chat.said)
    stage.close()
    assert stage.discussion.ending is Ending.NOBODY_CAME
    assert is_closed_in_vk(stage, discussion.invite_link)
    assert eventually(lambda: stage.asking.question.state is QuestionState.TAKEN)
