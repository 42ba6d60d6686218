"""What officials write in house chats is quoted under a heading that shows who they are."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.conversations.officials import OFFICIALS
from lib.gateways.firestore.store import Store, Update
from lib.municipalities.municipality import municipality_path
from lib.officials.marking import mark_messages, sweep_marks
from lib.organizations.organization import LooksAfter
from lib.people.member import Member, Representation, consistent
from lib.people.staff import member_writes
from tests.functions.vk_callback.conftest import Bot, LiveChat, eventually

ONLY_MARKING: tuple[Conversation, ...] = (OFFICIALS,)


@pytest.fixture
def chat(bot: Bot) -> LiveChat:
    bot.conversations = ONLY_MARKING
    return bot.house(company_key="ооо уют", company="ООО «Уют»")


def official(chat: LiveChat, **given: Any) -> int:
    """A representative of the house's company who is in the chat."""
    bot, vk_id = chat.bot, chat.join("Иван", "Петров")
    member = Member(
        vk_id,
        bot.municipality_id,
        "Иван Петров",
        "",
        bot.clock.now(),
        "",
        representations=(Representation("o1", "ООО «Уют»", "ооо уют", LooksAfter.ALL),),
    )
    bot.store.commit(member_writes(None, consistent(member)))
    # An instance knows of them within a minute.
    bot.clock.move(minutes=1)
    return vk_id


def _has_tasks(chat: LiveChat, count: int) -> bool:
    return len(chat.bot.queue.tasks) == count


def quotes(chat: LiveChat) -> list[tuple[str, list[str]]]:
    """The community's quotes: the heading, and what stands under it."""
    found = []
    for each in chat.messages:
        quoted = [each["reply_message"]] if each.get("reply_message") else each.get("fwd_messages", [])
        if each["from_id"] == -chat.bot.group_id and quoted:
            found.append((each["text"], [message["text"] for message in quoted]))
    return found


HEADING = "✅ Официальный ответ\nООО «Уют»\nИван Петров, официальный представитель"


def test_an_officials_message_is_quoted_under_a_heading_once(chat: LiveChat) -> None:
    vk_id = official(chat)
    chat.write(vk_id, "Воду дадут к шести.")
    assert eventually(lambda: chat.bot.queue.tasks)
    chat.bot.play()
    assert quotes(chat) == [(HEADING, ["Воду дадут к шести."])]


def test_several_in_a_row_are_quoted_together(chat: LiveChat) -> None:
    vk_id = official(chat)
    for number in range(3):
        chat.write(vk_id, f"Часть {number}")
        assert eventually(partial(_has_tasks, chat, number + 1))
    chat.bot.play()
    assert quotes(chat) == [(HEADING, ["Часть 0", "Часть 1", "Часть 2"])]


def test_events_that_come_twice_and_tasks_that_come_late_mark_nothing_twice(chat: LiveChat) -> None:
    vk_id = official(chat)
    cmid = chat.write(vk_id, "Воду дадут к шести.")
    assert eventually(lambda: chat.bot.queue.tasks)
    again = {
        "message": {
            "id": 0,
            "date": 1,
            "peer_id": chat.peer_id,
            "from_id": vk_id,
            "text": "x",
            "conversation_message_id": cmid,
        }
    }
    tasks = list(chat.bot.queue.tasks)
    chat.bot.tell("message_new", again, event_id="again")
    chat.bot.play()
    chat.bot.tell("message_new", again, event_id="later")
    for task in tasks:
        chat.bot.do(task)
    chat.bot.play()
    assert len(quotes(chat)) == 1


@pytest.mark.parametrize("fault", [{"drop_response": True}, {"error_code": 9}, {"error_code": 6}])
def test_a_quote_whose_outcome_is_unknown_or_put_off_is_made_once(chat: LiveChat, fault: dict[str, Any]) -> None:
    vk_id = official(chat)
    chat.write(vk_id, "Воду дадут к шести.")
    assert eventually(lambda: chat.bot.queue.tasks)
    chat.bot.vk.post("/sim/faults", {"method": "messages.send", "count": 1, **fault})
    chat.bot.play()
    chat.bot.clock.move(minutes=3)
    sweep_marks(chat.bot.worker)
    chat.bot.play()
    assert len(quotes(chat)) == 1


def test_residents_and_officials_of_other_houses_are_not_marked_and_a_municipality_can_switch_it_off(
    chat: LiveChat,
) -> None:
    resident = chat.join()
    chat.write(resident, "Когда дадут воду?")
    vk_id = official(chat)
    other = chat.bot.house(2, company_key="другая")
    chat.bot.vk.act(vk_id, "join", link=other.link)
    other.write(vk_id, "Я тут просто живу")
    chat.bot.store.commit([Update(municipality_path(chat.bot.municipality_id), {"marks_officials": False})])
    chat.write(vk_id, "А меня не отметят")
    assert not eventually(lambda: chat.bot.queue.tasks, within_s=1)
    mark_messages(chat.bot.municipality_id, "unknown", chat.bot.worker)
    assert json.dumps(quotes(chat)) == "[]"


def test_whoever_was_never_named_anywhere_costs_no_look_up(chat: LiveChat, monkeypatch: pytest.MonkeyPatch) -> None:
    vk_id = official(chat)
    chat.write(vk_id, "Воду дадут к шести.")
    assert eventually(lambda: chat.bot.queue.tasks)
    reads: list[str] = []
    monkeypatch.setattr(Store, "get", lambda store, path, kind: reads.append(path))
    monkeypatch.setattr(Store, "query", lambda store, *asked, **given: reads.append(asked[0]))
    for number in range(100):
        chat.bot.outside.officials.note(chat.bot.group_id, number, 5_000_000 + number, 1)
    assert reads == []
