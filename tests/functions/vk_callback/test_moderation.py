"""Order in a house's chat, as people keep it: by words and buttons, with a reason, once, and in the open."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from lib.communities import answering
from lib.communities.capabilities import Capability, capability_path
from lib.gateways.firestore.store import Put
from lib.gateways.vk.execute import Call
from lib.gateways.vk.gathering import GatheredCalls
from lib.moderation.acts import RESTRICT
from lib.moderation.log import LineState, ModerationLine
from lib.moderation.mutes import Mutes
from lib.moderation.tools import Tool
from lib.people.member import Member, consistent, member_path
from lib.people.roles import Role
from tests.functions.vk_callback.conftest import Bot, LiveChat, eventually


@pytest.fixture
def bot(bot: Bot) -> Iterator[Bot]:
    """The same, at VK's own time: menus are of today."""
    from datetime import UTC, datetime

    bot.clock.time = datetime.now(UTC)
    yield bot
    bot.vk.post("/sim/capabilities", set_member_role=False, change_member_restrictions=False)


@pytest.fixture
def chat(bot: Bot) -> LiveChat:
    """A house's chat with its administrator, Нина."""
    chat = bot.house()
    admin = chat.join("Нина", "Петровна")
    chat.change(administrator_vk_id=admin, administrator_name="Нина Петровна")
    return chat


def admin_of(chat: LiveChat) -> int:
    return chat.house.administrator_vk_id


def lines(bot: Bot) -> list[ModerationLine]:
    found = bot.store.query_group("moderation", ModerationLine, [], limit=100)
    return [stored.record for stored in found]


def done(bot: Bot, tool: Tool) -> bool:
    return eventually(lambda: any(line.tool is tool and line.state is LineState.DONE for line in lines(bot)))


def texts(chat: LiveChat) -> list[str]:
    return [each["text"] for each in chat.messages if not each.get("action")]


def menu_of(chat: LiveChat) -> int:
    """The number of the newest message with buttons; it may still be on its way."""
    found: list[int] = []

    def is_there() -> bool:
        found[:] = [
            each["conversation_message_id"]
            for each in chat.messages
            if each.get("keyboard") and each["conversation_message_id"] > chat.welcome_cmid
        ]
        return bool(found)

    assert eventually(is_there)
    return found[-1]


def test_a_message_is_removed_by_word_and_reason_and_everybody_is_told_without_the_authors_name(
    bot: Bot, chat: LiveChat
) -> None:
    spammer = chat.join("Спамер", "Рекламный")
    spam = chat.write(spammer, "Окна недорого")
    chat.write(admin_of(chat), "Удалить реклама", reply_to=spam)
    assert done(bot, Tool.REMOVE)
    assert eventually(lambda: "🧹" in chat.said[-1] if chat.said else False)
    assert "Окна недорого" not in texts(chat)
    assert chat.said[-1] == "🧹 Удалено сообщение. Причина: реклама.\nКто: администратор чата."
    resident = chat.join("Житель")
    menu = menu_of(chat)
    assert "Журнал" in chat.press(resident, "Журнал модерации", menu)
    assert "удалено сообщение. Причина: реклама. Кто: администратор чата." in chat.said[-1]
    assert "Спамер" not in "".join(chat.said)
    assert str(spammer) not in "".join(chat.said)


def test_what_was_not_said_is_asked_by_buttons_in_one_message_which_goes_at_the_end(bot: Bot, chat: LiveChat) -> None:
    admin, rude = admin_of(chat), chat.join("Грубиян")
    said = chat.write(rude, "Все вы такие-то")
    chat.write(admin, "Модерация", reply_to=said)
    menu = menu_of(chat)
    assert chat.press(admin, "Запретить писать", menu) == "Выберите ниже."
    assert chat.press(admin, "1 час", menu) == "Выберите ниже."
    assert chat.press(admin, "Оскорбления", menu) == "Готово: участнику запрещено писать на 1 час."
    assert eventually(lambda: menu not in [each["conversation_message_id"] for each in chat.messages])
    (line,) = lines(bot)
    assert (line.tool, line.seconds, line.reason, line.member_id) == (Tool.MUTE, 3600, "оскорбления", rude)


def test_where_vk_lets_no_bot_mute_what_a_muted_person_writes_is_removed(bot: Bot, chat: LiveChat) -> None:
    rude, polite = chat.join("Грубиян"), chat.join("Вежливый")
    said = chat.write(rude, "Все вы такие-то")
    chat.write(admin_of(chat), "заглушить на 1 час оскорбления", reply_to=said)
    assert done(bot, Tool.MUTE)
    refused = bot.store.get(capability_path(bot.group_id, RESTRICT), Capability)
    assert refused is not None
    assert (refused.record.works, refused.record.vk_code) == (False, 15)
    chat.write(rude, "А я ещё скажу")
    chat.write(polite, "А я по делу")
    assert eventually(lambda: "А я ещё скажу" not in texts(chat))
    assert "А я по делу" in texts(chat)
    bot.clock.move(hours=2)
    chat.write(rude, "Извините")
    assert eventually(lambda: len(bot.answers) >= 9)
    assert "Извините" in texts(chat)


def test_where_vk_lets_a_bot_mute_it_is_vk_that_mutes(bot: Bot, chat: LiveChat) -> None:
    bot.vk.post("/sim/capabilities", change_member_restrictions=True)
    rude = chat.join("Грубиян")
    said = chat.write(rude, "Все вы такие-то")
    chat.write(admin_of(chat), "заглушить на 1 час оскорбления", reply_to=said)
    assert done(bot, Tool.MUTE)
    assert bot.store.query("mutes", Mutes) == []
    with pytest.raises(Exception, match="403"):
        chat.write(rude, "А я ещё скажу")
    chat.write(admin_of(chat), "Вернуть голос вопрос решён", reply_to=said)
    assert done(bot, Tool.UNMUTE)
    chat.write(rude, "Спасибо")


def test_a_method_that_vk_does_not_have_at_all_does_not_stop_the_community(bot: Bot, chat: LiveChat) -> None:
    bot.vk.post("/sim/faults", method=RESTRICT, error_code=3, rate=1.0)
    rude = chat.join("Грубиян")
    said = chat.write(rude, "Все вы такие-то")
    chat.write(admin_of(chat), "заглушить на 1 час оскорбления", reply_to=said)
    assert done(bot, Tool.MUTE)
    chat.write(rude, "А я ещё скажу")
    assert eventually(lambda: "А я ещё скажу" not in texts(chat))


def test_pinning_replaces_the_welcome_and_unpinning_brings_it_back(bot: Bot, chat: LiveChat) -> None:
    admin = admin_of(chat)
    notice = chat.write(admin, "Завтра не будет воды")
    chat.write(admin, "закрепить отключения", reply_to=notice)
    assert done(bot, Tool.PIN)
    assert chat.in_vk["pinned"]["conversation_message_id"] == notice
    assert chat.house.pinned_cmid == notice
    chat.write(admin, "открепить потеряло актуальность")
    assert done(bot, Tool.UNPIN)
    assert chat.in_vk["pinned"]["conversation_message_id"] == chat.welcome_cmid
    assert chat.house.pinned_cmid == 0


def test_a_pinned_message_that_is_removed_gives_way_to_the_welcome(bot: Bot, chat: LiveChat) -> None:
    admin, resident = admin_of(chat), chat.join()
    notice = chat.write(resident, "Собрание в семь")
    chat.write(admin, "закрепить собрание", reply_to=notice)
    assert done(bot, Tool.PIN)
    chat.write(admin, "удалить флуд", reply_to=notice)
    assert done(bot, Tool.REMOVE)
    assert chat.in_vk["pinned"]["conversation_message_id"] == chat.welcome_cmid


def test_somebody_is_removed_from_the_chat(bot: Bot, chat: LiveChat) -> None:
    thief = chat.join("Мошенник")
    said = chat.write(thief, "Переведите на карту")
    chat.write(admin_of(chat), "исключить мошенничество", reply_to=said)
    assert done(bot, Tool.EXCLUDE)
    assert thief not in chat.in_vk["members"]


def test_the_administrator_keeps_order_from_the_private_conversation(bot: Bot, chat: LiveChat) -> None:
    admin, rude = admin_of(chat), chat.join("Грубиян")
    chat.write(rude, "Обидное слово")
    chat.write(chat.join(), "Обычное слово")
    bot.vk.act(admin, "write", group_id=bot.group_id, text="Модерация")

    def dialog() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = bot.vk.get(f"/sim/dialogs/{bot.group_id}/{admin}/messages")
        return found

    assert eventually(lambda: dialog()[-1]["from_id"] < 0)
    menu = dialog()[-1]
    assert "1. Обидное слово" in menu["text"]

    def press(label: str) -> str:
        where = {"group_id": bot.group_id, "cmid": menu["conversation_message_id"], "label": label, "wait_s": 20}
        return str((bot.vk.act(admin, "press", **where)["answer"] or {}).get("text"))

    press("Сообщение 1")
    press("Удалить сообщение")
    assert press("Оскорбления") == "Готово."
    assert "Обидное слово" not in texts(chat)
    assert "Готово: удалено сообщение. Причина: оскорбления." in dialog()[-1]["text"]
    assert "🧹 Удалено сообщение" in chat.said[-1]


def is_pinned(bot: Bot, chat: LiveChat, said: int, _: int) -> bool:
    return bool(chat.in_vk["pinned"]["conversation_message_id"] == said)


def is_back(bot: Bot, chat: LiveChat, said: int, _: int) -> bool:
    return bool(chat.in_vk["pinned"]["conversation_message_id"] == chat.welcome_cmid)


def is_gone(bot: Bot, chat: LiveChat, said: int, _: int) -> bool:
    return said not in [each["conversation_message_id"] for each in chat.messages]


def is_muted(bot: Bot, chat: LiveChat, _: int, author: int) -> bool:
    return bot.outside.moderation.mutes.is_muted(bot.group_id, chat.peer_id - 2_000_000_000, author)


def may_speak(bot: Bot, chat: LiveChat, _: int, author: int) -> bool:
    return not is_muted(bot, chat, 0, author)


def is_out(bot: Bot, chat: LiveChat, _: int, author: int) -> bool:
    return author not in chat.in_vk["members"]


BY_BUTTONS: list[tuple[list[str], Callable[[Bot, LiveChat, int, int], bool]]] = [
    (["Закрепить", "Собрание"], is_pinned),
    (["Удалить сообщение", "Флуд, не о делах дома"], is_gone),
    (["Запретить писать", "1 сутки", "Оскорбления"], is_muted),
    (["Вернуть голос", "Вопрос решён"], may_speak),
    (["Исключить из чата", "Не живёт в доме"], is_out),
    (["Открепить закреплённое", "Потеряло актуальность"], is_back),
]
# In the chat there is a word for unpinning, which points at no message.
PLACES = [("private", *row) for row in BY_BUTTONS] + [("chat", *row) for row in BY_BUTTONS if row[1] is not is_back]


@pytest.mark.parametrize(("place", "presses", "holds"), PLACES)
def test_every_tool_is_at_hand_by_buttons_in_the_chat_and_in_private(
    bot: Bot, chat: LiveChat, place: str, presses: list[str], holds: Callable[[Bot, LiveChat, int, int], bool]
) -> None:
    admin, author = admin_of(chat), chat.join("Сосед")
    said = chat.write(author, "Собрание в семь")
    if holds is is_back:
        chat.write(admin, "закрепить собрание", reply_to=said)
        assert done(bot, Tool.PIN)
    if holds is may_speak:
        chat.write(admin, "заглушить на 1 час оскорбления", reply_to=said)
        assert done(bot, Tool.MUTE)
    if place == "chat":
        chat.write(admin, "Модерация", reply_to=said)
        for label in presses:
            assert eventually(lambda label=label: label in json.dumps(chat.messages, ensure_ascii=False))  # type: ignore[misc]
            (menu,) = [each for each in chat.messages if label in json.dumps(each.get("keyboard"), ensure_ascii=False)]
            assert chat.press(admin, label, menu["conversation_message_id"])
    else:
        bot.vk.act(admin, "write", group_id=bot.group_id, text="Модерация")
        dialog = f"/sim/dialogs/{bot.group_id}/{admin}/messages"
        assert eventually(lambda: bot.vk.get(dialog)[-1]["from_id"] < 0)
        where = {"group_id": bot.group_id, "cmid": bot.vk.get(dialog)[-1]["conversation_message_id"], "wait_s": 60}
        for label in presses if holds is is_back else ["Сообщение 1", *presses]:
            assert bot.vk.act(admin, "press", label=label, **where)["answer"]
    assert eventually(lambda: holds(bot, chat, said, author))
    assert presses[-1].casefold() in [line.reason.casefold() for line in lines(bot)]


def test_a_resident_may_nothing_and_ordinary_talk_is_left_alone(bot: Bot, chat: LiveChat) -> None:
    resident, other = chat.join(), chat.join()
    said = chat.write(other, "Мнение")
    chat.write(resident, "Удалить", reply_to=said)
    chat.write(admin_of(chat), "удалить бы этот шкаф из подвала", reply_to=said)
    chat.write(resident, "!удалить не нравится", reply_to=said)
    assert eventually(lambda: chat.said)
    assert chat.said == [
        "Это может только администратор чата. "
        "Позовите его кнопкой «Спросить администратора» под закреплённым сообщением."
    ]
    bot.vk.act(resident, "write", group_id=bot.group_id, text="Модерация")
    dialog = f"/sim/dialogs/{bot.group_id}/{resident}/messages"
    assert eventually(lambda: "пока не администратор" in bot.vk.get(dialog)[-1]["text"])
    assert "Мнение" in texts(chat)
    assert lines(bot) == []


def test_the_management_company_cannot_remove_criticism_and_cannot_be_silenced(bot: Bot, chat: LiveChat) -> None:
    official, resident = chat.join("Сотрудник", "УК"), chat.join()
    chat.change(official_vk_ids=[official])
    critic = chat.write(resident, "УК не убирает снег")
    chat.write(official, "!удалить флуд", reply_to=critic)
    answer = chat.write(official, "Снег уберём завтра")
    chat.write(admin_of(chat), "!удалить флуд", reply_to=answer)
    chat.write(admin_of(chat), "!исключить флуд", reply_to=answer)
    assert eventually(lambda: len(chat.said) == 3)
    assert any("может только администратор чата" in text for text in chat.said)
    assert any("Официальные сообщения удалить нельзя" in text for text in chat.said)
    assert any("ограничить нельзя" in text for text in chat.said)
    assert {"УК не убирает снег", "Снег уберём завтра"} <= set(texts(chat))
    assert lines(bot) == []


def test_an_employee_may_and_is_told_as_such(bot: Bot, chat: LiveChat) -> None:
    employee, resident = chat.join("Марина"), chat.join()
    member = Member(employee, bot.municipality_id, "Марина", "", bot.clock.now(), "", staff_role=Role.EMPLOYEE)
    bot.store.commit([Put(member_path(bot.municipality_id, employee), consistent(member))])
    said = chat.write(resident, "Чужой телефон")
    chat.write(employee, "удалить чужие личные данные", reply_to=said)
    assert done(bot, Tool.REMOVE)
    assert eventually(lambda: chat.said)
    assert chat.said[-1].endswith("Кто: сотрудник.")


def test_other_peoples_menus_and_old_menus_get_a_polite_snackbar(bot: Bot, chat: LiveChat) -> None:
    admin, resident = admin_of(chat), chat.join()
    said = chat.write(resident, "Слово")
    chat.write(admin, "Модерация", reply_to=said)
    menu = menu_of(chat)
    assert "другой человек" in chat.press(resident, "Удалить сообщение", menu)
    bot.clock.move(hours=2)
    assert "устарело" in chat.press(admin, "Удалить сообщение", menu)
    assert "Слово" in texts(chat)
    assert lines(bot) == []


def test_a_forged_button_in_a_residents_name_is_refused(bot: Bot, chat: LiveChat) -> None:
    resident = chat.join()
    said = chat.write(chat.join(), "Слово")
    now = int(bot.clock.now().timestamp())
    forged = {"do": "moderate", "h": chat.peer_id - 2_000_000_000, "b": resident, "a": now, "m": said, "t": "remove"}
    press = {"user_id": resident, "peer_id": chat.peer_id, "event_id": "x", "conversation_message_id": 2}
    assert bot.tell("message_event", {**press, "payload": {**forged, "r": "ads"}})[1] == 200
    assert "Слово" in texts(chat)
    assert lines(bot) == []


def test_a_forged_button_cannot_reach_another_chat(bot: Bot, chat: LiveChat) -> None:
    other = bot.house(2)
    said = other.write(other.join(), "Слово")
    admin, now = admin_of(chat), int(bot.clock.now().timestamp())
    forged = {"do": "moderate", "h": other.peer_id - 2_000_000_000, "b": admin, "a": now, "m": said, "t": "remove"}
    for peer_id in (chat.peer_id, admin):
        press = {"user_id": admin, "peer_id": peer_id, "event_id": "x", "conversation_message_id": 2}
        assert bot.tell("message_event", {**press, "payload": {**forged, "r": "ads"}}, event_id=f"{peer_id}")[1] == 200
    assert "Слово" in texts(other)
    assert lines(bot) == []


def command(bot: Bot, chat: LiveChat, said: int, text: str) -> dict[str, Any]:
    """The event of the administrator's word, as VK tells it."""
    reply = {"from_id": 1, "conversation_message_id": said, "text": "", "date": 1, "peer_id": chat.peer_id, "id": 0}
    message = {"peer_id": chat.peer_id, "from_id": admin_of(chat), "date": int(bot.clock.now().timestamp())}
    return {"message": {**message, "text": text, "conversation_message_id": 99, "reply_message": reply}}


@pytest.mark.parametrize("dies_after", range(1, 6))
def test_an_act_that_dies_anywhere_is_completed_once(bot: Bot, chat: LiveChat, dies_after: int) -> None:
    said = chat.write(chat.join(), "Окна недорого")
    event = command(bot, chat, said, "удалить реклама")

    class Dead(BaseException):
        pass

    class Dying:
        def __init__(self, whole: Any, left: list[int]) -> None:
            self.whole, self.left = whole, left

        def __getattr__(self, name: str) -> Any:
            found = getattr(self.whole, name)
            if name not in {"commit", "call", "send"}:
                return found

            def dying(*args: Any, **given: Any) -> Any:
                done = found(*args, **given)
                self.left[0] -= 1
                if self.left[0] == 0:
                    raise Dead
                return done

            return dying

    alive, left = bot.outside, [dies_after]
    store: Any = Dying(alive.store, left)
    answers: Any = Dying(alive.answers, left)
    bot.outside = replace(
        alive, store=store, answers=answers, moderation=replace(alive.moderation, store=store, answers=answers)
    )
    with pytest.raises(Dead):
        bot.tell("message_new", event, event_id="act")
    bot.outside = alive
    for _ in range(3):
        assert bot.tell("message_new", event, event_id="act") == ("ok", 200, {})
    assert "Окна недорого" not in texts(chat)
    assert [text for text in chat.said if "🧹" in text] == [chat.said[-1]]
    (line,) = lines(bot)
    assert line.state is LineState.DONE


def test_an_act_that_comes_again_much_later_does_not_undo_what_came_after(bot: Bot, chat: LiveChat) -> None:
    notice = chat.write(chat.join(), "Собрание в семь")
    pin, unpin = command(bot, chat, notice, "закрепить собрание"), command(bot, chat, notice, "открепить")
    bot.tell("message_new", pin, event_id="pin")
    bot.tell("message_new", command(bot, chat, notice, "открепить потеряло актуальность"), event_id="unpin")
    bot.tell("message_new", pin, event_id="pin")
    assert chat.in_vk["pinned"]["conversation_message_id"] == chat.welcome_cmid
    assert unpin


def test_what_vk_refuses_is_told_and_written_down(bot: Bot, chat: LiveChat) -> None:
    said = chat.write(chat.join(), "Окна недорого")
    bot.vk.post("/sim/faults", method="messages.delete", error_code=15, rate=1.0)
    bot.tell("message_new", command(bot, chat, said, "удалить реклама"))
    (line,) = lines(bot)
    assert (line.state, line.vk_code) == (LineState.REFUSED, 15)
    assert "ВКонтакте не дал боту это сделать." in chat.said[-1]


def test_many_who_press_at_once_are_answered_in_few_requests(
    bot: Bot, chat: LiveChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    # VK sends no more than 32 events at once.
    people = [chat.join() for _ in range(30)]
    monkeypatch.setattr(answering, "_PATIENCE", timedelta(seconds=60))
    waiting, gather = threading.Barrier(30 + 1), GatheredCalls.make

    def together(gathered: GatheredCalls, call: Call) -> Any:
        if call.method == "messages.sendMessageEventAnswer":
            waiting.wait(60)
        return gather(gathered, call)

    monkeypatch.setattr(GatheredCalls, "make", together)
    with ThreadPoolExecutor(30) as pool:
        pressing = [pool.submit(chat.press, person, "Спросить администратора") for person in people]
        assert eventually(lambda: waiting.n_waiting == 30)
        before = bot.vk.calls("execute", bot.group_id)
        # Whoever is first takes along who comes while they wait for their turn, which is what this lock is.
        with bot.outside.answers._of(bot.group_id)._turn:
            waiting.wait(60)
            assert eventually(lambda: len(bot.outside.answers._of(bot.group_id)._waiting) == 30)
        said = [each.result() for each in pressing]
    assert all("получит уведомление" in text for text in said)
    assert bot.vk.calls("execute", bot.group_id) - before == 2


def test_an_administrator_who_was_replaced_may_no_longer(bot: Bot, chat: LiveChat) -> None:
    former, said = admin_of(chat), chat.write(chat.join(), "Слово")
    chat.write(former, "Модерация", reply_to=said)
    menu = menu_of(chat)
    chat.change(administrator_vk_id=1)
    assert "только администратор" in chat.press(former, "Удалить сообщение", menu)


def test_the_buttons_of_moderation_are_within_vks_limits() -> None:
    from lib.moderation.questions import next_question
    from lib.moderation.wish import Wish

    for tool in (None, *Tool):
        for seconds in (0, 3600):
            question = next_question(Wish(999_999, 2**31, 2**31, 999_999, tool, seconds))
            assert question is not None
            rows: Any = question.keyboard["buttons"]
            assert len(rows) <= 6
            assert all(len(button["action"]["payload"]) <= 255 for row in rows for button in row)
            assert all(json.loads(button["action"]["payload"])["do"] == "moderate" for row in rows for button in row)
