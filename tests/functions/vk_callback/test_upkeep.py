"""What events that were lost left behind is found and mended, or told on the house."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lib.communities.breaks import load_community
from lib.communities.community import CommunityState
from lib.houses.house import HouseState
from lib.membership.gathering import Gathering
from lib.membership.movement import Movement
from lib.upkeep.faults import Fault, find_faults
from lib.upkeep.sweep import sweep_chats
from tests.functions.vk_callback.conftest import Bot, LiveChat, eventually


@pytest.fixture
def bot(bot: Bot) -> Bot:
    """The same, at VK's own time, since VK says when people joined."""
    bot.clock.time = datetime.now(UTC)
    return bot


def lose_events(bot: Bot) -> None:
    bot.vk.post("/sim/faults", callbacks="drop", rate=1.0)


def movements(bot: Bot) -> list[Movement]:
    return [stored.record for stored in bot.store.query_group("movements", Movement, [], limit=1000)]


def settings(chat: LiveChat) -> dict[str, Any]:
    vk = chat.bot.outside.vk.of(chat.bot.group_id)
    found: dict[str, Any] = vk.call("messages.getConversationsById", peer_ids=[chat.peer_id])["items"][0]
    return found["chat_settings"]  # type: ignore[no-any-return]


def test_a_chat_as_it_should_be_costs_one_request_and_no_write(bot: Bot) -> None:
    chats = [bot.house(number) for number in range(1, 4)]
    sweep_chats(bot.worker)
    before = bot.vk.calls("execute", bot.group_id)
    assert sweep_chats(bot.worker) == 0
    assert bot.vk.calls("execute", bot.group_id) - before == 1
    assert all(chat.house.chat_trouble == "" for chat in chats)


def test_a_chat_that_is_no_houses_is_left_alone(bot: Bot) -> None:
    bot.coordination_chat()
    chat = bot.house()
    lose_events(bot)
    bot.outside.vk.of(bot.group_id).call("messages.unpin", peer_id=chat.peer_id)
    assert sweep_chats(bot.worker) == 1
    assert chat.in_vk["pinned"]["conversation_message_id"] == chat.welcome_cmid


def test_joins_and_leaves_that_no_event_told_of_are_counted_and_noted(bot: Bot) -> None:
    chat = bot.house()
    lose_events(bot)
    anna, boris = chat.join("Анна"), chat.join("Борис")
    bot.vk.act(boris, "leave", group_id=bot.group_id, peer_id=chat.peer_id)
    sweep_chats(bot.worker)
    assert movements(bot) == [], "an event may only be late"
    bot.clock.move(minutes=10)
    sweep_chats(bot.worker)
    sweep_chats(bot.worker)
    assert chat.house.members_count == 1
    assert [(movement.user_id, movement.joined) for movement in movements(bot)] == [(anna, True)]


def test_who_came_unnoticed_beside_others_is_found_and_welcomed_and_a_late_event_changes_nothing(bot: Bot) -> None:
    chat = bot.house()
    chat.join("Анна")
    # The gathering begins after the coming is noted.
    assert eventually(lambda: len(bot.queue.tasks) == 1)
    lose_events(bot)
    boris = chat.join("Борис")
    bot.play()
    assert chat.house.members_count == 2, "the welcome looks how many there are"
    assert len(chat.said) == 1
    for _ in range(2):
        bot.clock.move(minutes=10)
        sweep_chats(bot.worker)
    bot.play()
    assert len(chat.said) == 2
    assert "Борис" in chat.said[1]
    (cmid,) = [each["conversation_message_id"] for each in chat.messages if each["from_id"] == boris]
    joined_at = next(movement.at for movement in movements(bot) if movement.user_id == boris)
    message = {"peer_id": chat.peer_id, "from_id": boris, "conversation_message_id": cmid}
    late = {**message, "date": int(joined_at.timestamp()), "action": {"type": "chat_invite_user_by_link"}}
    bot.tell("message_new", {"message": late}, event_id="late")
    bot.play()
    assert len(chat.said) == 2
    assert not chat.house.is_miscounted


def test_a_join_that_was_told_is_not_noted_twice(bot: Bot) -> None:
    chat = bot.house()
    chat.join()
    assert eventually(lambda: len(movements(bot)) == 1)
    bot.clock.move(minutes=10)
    sweep_chats(bot.worker)
    assert len(movements(bot)) == 1
    assert chat.house.members_count == 1


def test_the_title_and_the_pin_are_put_right_again(bot: Bot) -> None:
    chat = bot.house()
    lose_events(bot)
    vk = bot.outside.vk.of(bot.group_id)
    vk.call("messages.editChat", chat_id=chat.peer_id - 2_000_000_000, title="Барахолка")
    vk.call("messages.unpin", peer_id=chat.peer_id)
    assert sweep_chats(bot.worker) == 1
    assert settings(chat)["title"] == chat.house.title
    assert settings(chat)["pinned_message"]["conversation_message_id"] == chat.welcome_cmid
    assert chat.house.chat_trouble == ""
    assert sweep_chats(bot.worker) == 0


def test_what_the_administrator_pinned_stays_until_it_is_gone(bot: Bot) -> None:
    chat = bot.house()
    notice = chat.write(chat.join(), "Собрание в семь")
    vk = bot.outside.vk.of(bot.group_id)
    chat.change(pinned_cmid=notice, members_count=1)
    sweep_chats(bot.worker)
    assert settings(chat)["pinned_message"]["conversation_message_id"] == notice
    vk.call("messages.delete", peer_id=chat.peer_id, cmids=[notice], delete_for_all=1)
    sweep_chats(bot.worker)
    assert chat.house.pinned_cmid == 0
    sweep_chats(bot.worker)
    assert settings(chat)["pinned_message"]["conversation_message_id"] == chat.welcome_cmid
    assert chat.house.chat_trouble == ""


def test_a_chat_that_the_bot_has_left_is_told_on_the_house_and_taken_back_when_it_returns(bot: Bot) -> None:
    chat, other = bot.house(1), bot.house(2)
    vk = bot.outside.vk.of(bot.group_id)
    vk.call("messages.removeChatUser", chat_id=chat.peer_id - 2_000_000_000, member_id=-bot.group_id)
    sweep_chats(bot.worker)
    assert chat.house.chat_trouble == "chat_out_of_sight"
    since = chat.house.chat_trouble_at
    assert since is not None
    assert chat.house.state is HouseState.LIVE
    bot.clock.move(hours=1)
    sweep_chats(bot.worker)
    assert chat.house.chat_trouble_at == since
    assert other.house.chat_trouble == ""


def test_a_welcome_that_was_deleted_is_told_on_the_house(bot: Bot) -> None:
    chat = bot.house()
    vk = bot.outside.vk.of(bot.group_id)
    vk.call("messages.delete", peer_id=chat.peer_id, cmids=[chat.welcome_cmid], delete_for_all=1)
    sweep_chats(bot.worker)
    assert chat.house.chat_trouble == "chat_unpinned"


def test_a_trouble_that_is_over_goes_from_the_house(bot: Bot) -> None:
    chat = bot.house()
    chat.change(chat_trouble="chat_unpinned", chat_trouble_at=bot.clock.now())
    sweep_chats(bot.worker)
    assert (chat.house.chat_trouble, chat.house.chat_trouble_at) == ("", None)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"owner_id": 5}, Fault.TAKEN_OVER),
        ({"acl": {"can_change_pin": False}}, Fault.WITHOUT_RIGHTS),
        ({"state": "left"}, Fault.OUT_OF_SIGHT),
        ({"state": "kicked"}, Fault.OUT_OF_SIGHT),
        ({"title": "Барахолка"}, Fault.RENAMED),
        ({"pinned_message": {"conversation_message_id": 77}}, Fault.UNPINNED),
        ({"members_count": 9}, Fault.MISCOUNTED),
    ],
)
def test_each_fault_is_seen_by_what_vk_says(bot: Bot, changed: dict[str, Any], fault: Fault) -> None:
    chat = bot.house()
    assert find_faults(chat.house, settings(chat)) == []
    assert find_faults(chat.house, settings(chat) | changed) == [fault]


def test_a_chat_that_vk_leaves_out_for_a_moment_is_no_trouble(bot: Bot) -> None:
    chat = bot.house()
    assert find_faults(chat.house, None) == [Fault.OUT_OF_SIGHT]


def test_the_rounds_go_through_all_chats(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.upkeep.sweep.CHATS_A_SWEEP", 2)
    chats = [bot.house(number) for number in range(1, 6)]
    for chat in chats:
        chat.change(members_count=5)
    for _ in range(3):
        sweep_chats(bot.worker)
    assert [chat.house.members_count for chat in chats] == [0] * 5


def test_vks_flood_control_pauses_the_community_and_not_the_sweep(bot: Bot) -> None:
    bot.house()
    bot.vk.post("/sim/faults", method="execute", error_code=9, rate=1.0, group_id=bot.group_id)
    assert sweep_chats(bot.worker) == 0
    community = load_community(bot.group_id, store=bot.store)
    assert community.is_paused(bot.clock.now())
    assert community.state is CommunityState.ACTIVE


def test_a_gathering_whose_task_was_lost_is_enqueued_again(bot: Bot) -> None:
    chat = bot.house()
    chat.join("Анна")
    assert eventually(lambda: bot.queue.tasks)
    bot.queue.tasks.clear()
    bot.clock.move(minutes=1)
    sweep_chats(bot.worker)
    assert bot.queue.tasks == []
    bot.clock.move(minutes=5)
    sweep_chats(bot.worker)
    bot.play()
    assert len(chat.said) == 1
    assert [stored.record.due_at for stored in bot.store.query("gatherings", Gathering)] == [None]


def act(bot: Bot, chat: LiveChat, who: int, kind: str, **more: object) -> None:
    """Somebody does something with VK's own means; the stand-in's people cannot, so it is told by hand."""
    at = int((bot.clock.now() + timedelta(seconds=1)).timestamp())
    message = {"peer_id": chat.peer_id, "from_id": who, "date": at, "conversation_message_id": 50}
    event = {"message": {**message, "action": {"type": kind, **more}}}
    assert bot.tell("message_new", event, event_id=f"{kind} {who} {more}") == ("ok", 200, {})


def test_a_title_changed_by_hand_is_put_right_at_once(bot: Bot) -> None:
    chat = bot.house()
    vk = bot.outside.vk.of(bot.group_id)
    vk.call("messages.editChat", chat_id=chat.peer_id - 2_000_000_000, title="Барахолка")
    act(bot, chat, chat.join(), "chat_title_update", text="Барахолка")
    assert settings(chat)["title"] == chat.house.title


def test_a_pin_by_hand_stays_if_its_author_may_moderate(bot: Bot) -> None:
    chat = bot.house()
    admin, resident = chat.join(), chat.join()
    chat.change(administrator_vk_id=admin)
    notice = chat.write(resident, "Собрание в семь")
    vk = bot.outside.vk.of(bot.group_id)
    vk.call("messages.pin", peer_id=chat.peer_id, cmid=notice)
    act(bot, chat, resident, "chat_pin_message", conversation_message_id=notice)
    assert settings(chat)["pinned_message"]["conversation_message_id"] == chat.welcome_cmid
    vk.call("messages.pin", peer_id=chat.peer_id, cmid=notice)
    act(bot, chat, admin, "chat_pin_message", conversation_message_id=notice)
    assert settings(chat)["pinned_message"]["conversation_message_id"] == notice
    assert chat.house.pinned_cmid == notice
    vk.call("messages.unpin", peer_id=chat.peer_id)
    act(bot, chat, admin, "chat_unpin_message", conversation_message_id=notice)
    assert settings(chat)["pinned_message"]["conversation_message_id"] == chat.welcome_cmid
    assert chat.house.pinned_cmid == 0
