"""Life in a house's chat, as residents see it: who comes is welcomed, buttons answer, ordinary words cost nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from functions.vk_callback.table import CONVERSATIONS
from lib.activity.speakers import Speakers
from lib.chat_buttons import ChatAction
from lib.communities.answering import LONGEST_SNACKBAR
from lib.complaints.settings import ComplaintSettings, settings_path
from lib.events.seen import SeenEvent
from lib.gateways.firestore.store import Create, Delete
from lib.houses.house import chat_path
from lib.membership.gathering import BETWEEN_WELCOMES, Gathering
from lib.membership.movement import Movement
from lib.membership.texts import newcomers_text
from lib.membership.welcoming import welcome_newcomers
from lib.services.service_bot import ServiceBot, service_bot_path
from tests.functions.vk_callback.conftest import Bot, LiveChat, eventually


def movements(bot: Bot) -> list[Movement]:
    return [stored.record for stored in bot.store.query_group("movements", Movement, [], limit=1000)]


def joined(bot: Bot, count: int) -> bool:
    """Whether the records know that many came, and VK was told so."""
    # The first answer was the confirmation code.
    told = eventually(lambda: len(bot.answers) > count)
    return told and eventually(lambda: sum(movement.joined for movement in movements(bot)) == count)


def test_a_hundred_who_join_together_get_one_welcome(bot: Bot) -> None:
    chat = bot.house()
    for _ in range(100):
        chat.join()
    assert joined(bot, 100)
    assert len(bot.queue.tasks) < 10, "a task a gathering, not a task a person"
    bot.play()
    assert chat.said == [newcomers_text([], 100, 100)]
    assert chat.house.members_count == 100


def test_few_are_welcomed_by_name_and_the_buttons_are_at_hand(bot: Bot) -> None:
    chat = bot.house()
    anna = chat.join("Анна")
    assert joined(bot, 1)
    bot.play()
    (welcome,) = chat.said
    assert f"[id{anna}|Анна]" in welcome
    shown = chat.messages[-1]
    assert [row[0]["action"]["label"] for row in shown["keyboard"]["buttons"]] == [
        "Правила чата",
        "Спросить администратора",
        "Сервисы дома",
    ]


def test_a_stream_of_people_is_welcomed_no_more_often_than_every_few_minutes(bot: Bot) -> None:
    chat = bot.house()
    chat.join()
    assert joined(bot, 1)
    bot.play()
    began = bot.clock.now()
    for count in range(2, 6):
        chat.join()
        assert joined(bot, count)
        bot.clock.move(seconds=10)
    assert len(chat.said) == 1
    bot.play()
    assert len(chat.said) == 2
    assert bot.clock.now() - began >= BETWEEN_WELCOMES
    assert chat.house.members_count == 5


def test_the_same_joins_told_three_times_and_out_of_order_make_one_welcome(bot: Bot) -> None:
    bot.vk.post("/sim/faults", callbacks="duplicate", rate=1.0)
    bot.vk.post("/sim/faults", callbacks="reorder", rate=1.0, delay_ms=200)
    chat = bot.house()
    people = [chat.join() for _ in range(5)]
    assert joined(bot, 5)
    assert eventually(lambda: len(bot.answers) >= 11)
    bot.play()
    assert len(chat.said) == 1
    late = {"peer_id": chat.peer_id, "from_id": people[0], "date": 1_790_000_000, "conversation_message_id": 4}
    event = {"message": {**late, "action": {"type": "chat_invite_user_by_link"}}}
    for number in range(3):
        bot.tell("message_new", event, event_id=f"late {number}")
    bot.play()
    assert len(chat.said) == 1
    assert len(movements(bot)) == 5


def test_whoever_came_and_left_before_the_welcome_is_not_welcomed(bot: Bot) -> None:
    chat = bot.house()
    gone = chat.join("Пётр")
    bot.vk.act(gone, "leave", group_id=bot.group_id, peer_id=chat.peer_id)
    assert eventually(lambda: len(movements(bot)) == 2)
    bot.play()
    assert chat.said == []
    assert chat.house.members_count == 0


def tell_late(bot: Bot, chat: LiveChat, person: int, cmid: int, act: str) -> None:
    """We are told of something that happened long before what we have been told of."""
    message = {"peer_id": chat.peer_id, "from_id": person, "date": 1_790_000_000, "conversation_message_id": cmid}
    action = {"type": act} if act == "chat_invite_user_by_link" else {"type": act, "member_id": person}
    assert bot.tell("message_new", {"message": {**message, "action": action}}, event_id=f"late {cmid}")[1] == 200


def test_whose_coming_we_are_told_of_after_the_welcome_of_others_is_welcomed_all_the_same(bot: Bot) -> None:
    chat = bot.house()
    chat.join("Анна")
    assert joined(bot, 1)
    bot.play()
    assert len(chat.said) == 1
    late = bot.vk.user("Борис", "Поздний")
    tell_late(bot, chat, late, 1, "chat_invite_user_by_link")
    bot.play()
    assert len(chat.said) == 2
    assert "Борис" in chat.said[1]
    tell_late(bot, chat, late, 1, "chat_invite_user_by_link")
    bot.play()
    assert len(chat.said) == 2


def test_whose_coming_we_are_told_of_after_their_going_is_not_welcomed(bot: Bot) -> None:
    chat = bot.house()
    for _ in range(2):
        chat.join("Анна")
    assert joined(bot, 2)
    late = bot.vk.user("Борис", "Ушедший")
    tell_late(bot, chat, late, 2, "chat_kick_user")
    bot.play()
    assert len(chat.said) == 1
    tell_late(bot, chat, late, 1, "chat_invite_user_by_link")
    bot.play()
    assert len(chat.said) == 1
    assert not any(movement.is_waiting for movement in movements(bot))


@pytest.mark.parametrize("dies_at", range(1, 5))
def test_a_welcome_whose_worker_dies_anywhere_is_said_once(bot: Bot, dies_at: int) -> None:
    chat = bot.house()
    chat.join("Анна")
    assert joined(bot, 1)

    class Dead(BaseException):
        pass

    class Dying:
        def __init__(self, whole: Any, left: list[int]) -> None:
            self.whole, self.left = whole, left

        def __getattr__(self, name: str) -> Any:
            found = getattr(self.whole, name)
            if name not in {"commit", "call_raw"}:
                return found

            def dying(*args: Any, **given: Any) -> Any:
                self.left[0] -= 1
                done = found(*args, **given)
                if self.left[0] == 0:
                    raise Dead
                return done

            return dying

        def of(self, group_id: int) -> Any:
            return Dying(self.whole.of(group_id), self.left)

    left = [dies_at]
    dying: dict[str, Any] = {"store": Dying(bot.store, left), "vk": Dying(bot.outside.vk, left)}
    worker = replace(bot.worker, **dying)
    (task,) = bot.queue.tasks
    bot.clock.move(seconds=20)
    with pytest.raises(Dead):
        welcome_newcomers(bot.group_id, worker)
    bot.clock.move(minutes=2)
    bot.do(task)
    bot.do(task)
    assert len(chat.said) == 1
    assert chat.house.members_count == 1
    (gathering,) = bot.store.query("gatherings", Gathering)
    assert gathering.record.due_at is None


def test_who_comes_while_the_welcome_is_being_said_begins_the_next_gathering(bot: Bot) -> None:
    chat = bot.house()
    chat.join("Анна")
    assert joined(bot, 1)

    class Slow:
        def __init__(self, whole: Any) -> None:
            self.whole = whole

        def __getattr__(self, name: str) -> Any:
            return getattr(self.whole, name)

        def of(self, group_id: int) -> Any:
            vk = self.whole.of(group_id)
            make = vk.call_raw

            def during(method: str, **params: Any) -> Any:
                answer = make(method, **params)
                if "messages.send" in str(params) and len(movements(bot)) == 1:
                    chat.join("Борис")
                    assert joined(bot, 2)
                    assert eventually(lambda: len(bot.queue.tasks) == 1)
                return answer

            vk.call_raw = during
            return vk

    bot.clock.move(seconds=20)
    bot.queue.tasks.clear()
    slow: dict[str, Any] = {"vk": Slow(bot.outside.vk)}
    welcome_newcomers(bot.group_id, replace(bot.worker, **slow))
    bot.play()
    assert len(chat.said) == 2
    assert "Борис" in chat.said[1]
    assert "Анна" not in chat.said[1]


def test_ordinary_words_cost_one_write_for_everybody_who_speaks_within_a_second(bot: Bot) -> None:
    chats = [bot.house(number) for number in range(1, 4)]
    people = [(chat, chat.join()) for chat in chats for _ in range(3)]
    assert joined(bot, 9)
    for number in range(20):
        for chat, person in people:
            message = {"peer_id": chat.peer_id, "from_id": person, "date": int(bot.clock.now().timestamp())}
            event = {"message": {**message, "conversation_message_id": 100 + number, "text": "слово"}}
            assert bot.tell("message_new", event, event_id=f"{person} {number}") == ("ok", 200, {})
    assert bot.store.query("events", SeenEvent) == []
    assert len(bot.store.query("speakers", Speakers)) == 1, "the first who spoke; the others wait for the next second"
    bot.clock.move(seconds=2)
    bot.outside.speakers.write_all()
    noted = [mark for stored in bot.store.query("speakers", Speakers) for mark in stored.record.marks.split()]
    assert sorted(noted) == sorted(f"{bot.group_id}_{chat.peer_id - 2_000_000_000}:{who}" for chat, who in people)


def test_ordinary_words_cost_no_read_however_many_chats_they_are_in(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    def say(chat_id: int) -> None:
        message = {"peer_id": 2_000_000_000 + chat_id, "from_id": chat_id, "date": int(bot.clock.now().timestamp())}
        event = {"message": {**message, "conversation_message_id": 5, "text": "слово"}}
        assert bot.tell("message_new", event, event_id=f"chat {chat_id}") == ("ok", 200, {})

    # What is read once for all.
    say(1)
    read: list[str] = []
    for name in ("get", "get_many", "query", "query_group"):
        monkeypatch.setattr(bot.store, name, lambda where, *_, **__: read.append(where))
    for chat_id in range(2, 30):
        say(chat_id)
    assert read == []


def test_speaking_on_the_next_day_is_noted_again_on_that_day(bot: Bot) -> None:
    chat = bot.house()
    for hours in (0, 1, 24):
        at = int(bot.clock.now().timestamp()) + hours * 3600
        message = {"peer_id": chat.peer_id, "from_id": 7, "date": at, "text": "слово"}
        bot.tell("message_new", {"message": message})
        bot.clock.move(seconds=5)
    days = sorted(stored.record.day for stored in bot.store.query("speakers", Speakers))
    assert days == ["2026-11-23", "2026-11-24"]


def test_rules_are_shown_on_request_once_for_all_who_ask_within_ten_minutes(bot: Bot) -> None:
    chat = bot.house()
    anna, boris = chat.join(), chat.join()
    assert "Правила чата" in chat.press(anna, "Правила чата")
    assert "Правила чата" in chat.press(boris, "Правила чата")
    assert len([text for text in chat.said if "Правила чата\n" in text]) == 1
    bot.clock.move(minutes=11)
    chat.press(anna, "Правила чата")
    assert len([text for text in chat.said if "Правила чата\n" in text]) == 2


def test_the_administrator_is_called_by_a_mention(bot: Bot) -> None:
    chat = bot.house()
    anna = chat.join()
    assert "пока нет администратора" in chat.press(anna, "Спросить администратора")
    admin = chat.join("Нина", "Петровна")
    chat.change(administrator_vk_id=admin, administrator_name="Нина Петровна")
    assert "получит уведомление" in chat.press(anna, "Спросить администратора")
    assert chat.said[-1].startswith(f"[id{admin}|Нина Петровна], к вам вопрос от соседа: [id{anna}|Анна Иванова].")
    assert "вы" in chat.press(admin, "Спросить администратора")


def test_the_menu_of_services_shows_what_is_attached(bot: Bot) -> None:
    chat = bot.house()
    anna = chat.join()
    off = ComplaintSettings(is_on=False)
    bot.store.commit([Create(settings_path(bot.municipality_id), off)])
    assert "пока не подключены" in chat.press(anna, "Сервисы дома")
    service = ServiceBot(5, "Заявки в УК", "принимает заявки", "", "uk_bot", bot.clock.now(), "")
    bot.store.commit([Create(service_bot_path(bot.municipality_id, 5), service)])
    chat.change(service_bot_group_ids=[5])
    assert "Сервисы дома" in chat.press(anna, "Сервисы дома")
    assert "Заявки в УК" in chat.said[-1]


@pytest.mark.parametrize(
    "payload",
    [None, 5, [], {"do": 7}, {"do": "show_everything"}, {"do": ["show_rules"]}, {"do": "moderate"}, {"other": 1}],
)
def test_a_forged_or_old_button_gets_a_polite_snackbar(bot: Bot, payload: object) -> None:
    chat = bot.house()
    anna = chat.join()
    button = {"type": "callback", "label": "Кнопка", "payload": json.dumps(payload if payload is not None else {})}
    sent = bot.outside.vk.of(bot.group_id).call(
        "messages.send",
        peer_ids=[chat.peer_id],
        random_id=77,
        message="Меню",
        keyboard={"inline": True, "buttons": [[{"action": button}]]},
    )
    said = chat.press(anna, "Кнопка", int(sent[0]["conversation_message_id"]))
    assert 10 < len(said) <= LONGEST_SNACKBAR


@pytest.mark.parametrize("is_known", [True, False], ids=["the coordination chat", "a chat of nobody's"])
def test_a_chat_that_is_no_houses_is_left_alone_but_its_buttons_are_answered(bot: Bot, is_known: bool) -> None:
    chat = bot.coordination_chat()
    if not is_known:
        bot.store.commit([Delete(chat_path(bot.group_id, chat.peer_id - 2_000_000_000))])
    button = {"type": "callback", "label": "Правила чата", "payload": json.dumps({"do": ChatAction.SHOW_RULES.value})}
    sent = bot.outside.vk.of(bot.group_id).call(
        "messages.send",
        peer_ids=[chat.peer_id],
        random_id=1,
        message="Меню",
        keyboard={"inline": True, "buttons": [[{"action": button}]]},
    )
    anna = chat.join()
    said = chat.write(anna, "Кто сегодня дежурит?")
    chat.write(anna, "удалить реклама", reply_to=said)
    bot.vk.act(anna, "leave", group_id=bot.group_id, peer_id=chat.peer_id)
    bot.vk.act(anna, "join", link=chat.link)
    assert chat.press(anna, "Правила чата", int(sent[0]["conversation_message_id"]))
    assert eventually(lambda: len(bot.answers) == 7)
    assert {answer[1] for answer in bot.answers} == {200}
    assert movements(bot) == []


def test_whoever_writes_to_the_bot_is_told_what_it_is_for_once(bot: Bot) -> None:
    anna = bot.vk.user()
    for _ in range(3):
        bot.vk.act(anna, "write", group_id=bot.group_id, text="Эй")
    assert eventually(lambda: len(bot.answers) == 4)
    messages = bot.vk.get(f"/sim/dialogs/{bot.group_id}/{anna}/messages")
    assert len([each for each in messages if each["from_id"] < 0]) in {1, 2}, "three messages span two minutes at most"


def test_a_snackbar_that_vk_no_longer_takes_changes_nothing(bot: Bot) -> None:
    chat = bot.house()
    anna = chat.join()
    press = {"user_id": anna, "peer_id": chat.peer_id, "event_id": "gone", "payload": {"do": "show_rules"}}
    assert bot.tell("message_event", {**press, "conversation_message_id": chat.welcome_cmid}) == ("ok", 200, {})


def test_every_conversation_has_a_name_of_its_own() -> None:
    names = [conversation.name for conversation in CONVERSATIONS]
    assert len(names) == len(set(names))
