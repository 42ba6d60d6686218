"""What people press and write around a discussion."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from lib.discussions.discussion import Discussion, DiscussionState, Ending, discussions_path
from lib.errors import DomainError
from tests.functions.vk_callback.conftest import Bot, eventually
from tests.functions.vk_callback.talking import Talking, set_the_table


@pytest.fixture
def stage(bot: Bot) -> Talking:
    return set_the_table(bot)


def press(stage: Talking, vk_id: int, label: str, cmid: int, peer_id: int = 0) -> str:
    """Somebody presses a button; in private unless a chat is named. What the snackbar says."""
    where = {"group_id": stage.bot.group_id, "cmid": cmid} | ({"peer_id": peer_id} if peer_id else {})
    pressed = stage.bot.vk.act(vk_id, "press", label=label, wait_s=20, **where)
    return str((pressed["answer"] or {}).get("text", ""))


def last_private(stage: Talking, vk_id: int, beginning: str) -> int:
    """The number of the community's last private message that begins so."""
    own = [each for each in stage.asking.dialog(vk_id) if each["text"].startswith(beginning)]
    return int(own[-1]["conversation_message_id"])


def cmid_in_chat(stage: Talking, beginning: str) -> int:
    """The number of the community's last message in the temporary chat that begins so."""
    messages = stage.bot.vk.get(f"/sim/chats/{stage.bot.group_id}/{stage.in_vk()['peer_id']}/messages")
    return int([each for each in messages if each["text"].startswith(beginning)][-1]["conversation_message_id"])


def test_an_official_schedules_by_a_button_under_the_question(stage: Talking) -> None:
    official = stage.asking.official
    said = press(stage, official, "Назначить обсуждение", last_private(stage, official, "📨"))
    assert said == "Выберите время."
    menu = last_private(stage, official, "🗓")
    assert press(stage, official, "24 ноября, 18:00", menu).startswith("Назначено: 24 ноября, 18:00–19:00.")
    stage.bot.play_soon(60)
    assert stage.discussion.state is DiscussionState.PLANNED
    assert press(stage, official, "24 ноября, 18:00", menu) == "С этим обсуждением так уже нельзя. Обновите страницу."
    assert len(stage.chats()) == 1


def test_an_official_writes_a_time_of_their_own(stage: Talking) -> None:
    official = stage.asking.official
    press(stage, official, "Назначить обсуждение", last_private(stage, official, "📨"))
    for text, begins in (("в среду", "Не понял время"), ("25.11 03:00", "В это время"), ("25.11 17:30", "Готово")):
        stage.bot.vk.act(official, "write", group_id=stage.bot.group_id, text=text)
        assert eventually(lambda begins=begins: stage.asking.told(official)[-1].startswith(begins))  # type: ignore[misc]
    assert stage.discussion.state is DiscussionState.PREPARING


def test_a_stranger_who_forges_the_button_gets_nothing(stage: Talking) -> None:
    stranger = stage.bot.vk.user("Чужой")
    payload = {"do": "talk", "a": "time", "m": stage.bot.municipality_id, "q": stage.question_id, "t": 1795000000}
    event = {"user_id": stranger, "peer_id": stranger, "event_id": "x1", "payload": payload}
    assert stage.bot.tell("message_event", event | {"conversation_message_id": 1})[1] == 200
    assert stage.bot.store.query(discussions_path(stage.bot.municipality_id), Discussion) == []
    for broken in ({"do": "talk"}, {"do": "talk", "a": 1, "m": []}, {"do": "talk", "a": "come", "m": "../x", "d": "y"}):
        forged = event | {"payload": broken, "conversation_message_id": 1}
        told = stage.bot.tell("message_event", forged, json.dumps(broken))
        assert told[1] == 200


def test_residents_say_that_they_come_and_are_reminded_in_private(stage: Talking) -> None:
    discussion = stage.schedule()
    resident = stage.asking.chat.join("Пётр")
    stage.asking.allow(resident)
    announcement = stage.asking.cmid_of("📅")
    assert stage.asking.chat.press(resident, "Приду", announcement) == "Ждём вас! Придут уже 1 человек."
    assert stage.asking.chat.press(resident, "Приду", announcement) == "Ждём вас! Придут уже 1 человек."
    stage.until(discussion.starts_at + timedelta(minutes=2))
    told = [text for text in stage.asking.told(resident) if "обсуждение" in text.casefold()]
    assert [text[0] for text in told] == ["⏳", "▶"]


def test_hands_are_called_on_in_order_by_the_official_and_nobody_else(stage: Talking) -> None:
    discussion = stage.schedule()
    early, late = stage.join(2)
    assert eventually(lambda: any(text.startswith("Вы рано") for text in stage.said()))
    assert sum(text.startswith("Вы рано") for text in stage.said()) == 1
    official, peer = stage.asking.official, stage.in_vk()["peer_id"]
    menu = cmid_in_chat(stage, "Начинаем")
    assert press(stage, early, "Поднять руку", menu, peer).startswith("Обсуждение ещё не началось")
    stage.bot.vk.act(official, "join", link=discussion.invite_link)
    stage.until(discussion.starts_at + timedelta(minutes=1))
    assert press(stage, late, "Поднять руку", menu, peer) == "Вы в очереди. Ваше место: 1."
    stage.bot.clock.move(seconds=1)
    assert press(stage, early, "Поднять руку", menu, peer) == "Вы в очереди. Ваше место: 2."
    assert press(stage, early, "Поднять руку", menu, peer) == "Вы в очереди. Ваше место: 2."
    refusal = DomainError("forbidden").explanation.title
    assert press(stage, early, "Следующий", menu, peer).startswith(refusal)
    assert press(stage, official, "Следующий", menu, peer) == "Слово — Житель1 Соседов."
    assert press(stage, official, "Следующий", menu, peer) == "Слово — Житель0 Соседов."
    assert press(stage, official, "Следующий", menu, peer) == "Поднятых рук пока нет."
    stage.bot.play_soon()
    assert [text for text in stage.said() if text.startswith("🎤")] == [
        f"🎤 Слово — [id{late}|Житель1 Соседов].",
        f"🎤 Слово — [id{early}|Житель0 Соседов].",
    ]


def test_the_official_who_comes_is_greeted_extends_and_ends_with_an_outcome_in_private(stage: Talking) -> None:
    discussion = stage.schedule()
    official = stage.asking.official
    stage.until(discussion.starts_at + timedelta(minutes=1))
    assert stage.discussion.official_came_at is None
    stage.bot.vk.act(official, "join", link=discussion.invite_link)
    assert eventually(lambda: stage.discussion.official_came_at is not None)
    stage.bot.play_soon()
    assert any(text.startswith("✅ Официальный представитель\nООО «Уютный дом»") for text in stage.said())
    peer = stage.in_vk()["peer_id"]
    menu = cmid_in_chat(stage, "Начинаем")
    assert press(stage, official, "Ещё 15 минут", menu, peer) == "Продлили: 23 ноября, 17:00–18:15."
    resident = stage.join(1)[0]
    assert press(stage, resident, "Завершить", menu, peer).startswith(DomainError("forbidden").explanation.title)
    assert stage.discussion.state is DiscussionState.HELD
    assert press(stage, official, "Завершить", menu, peer) == "Напишите итог мне в личные сообщения."
    stage.bot.vk.act(official, "write", group_id=stage.bot.group_id, text="Починят к пятнице.")
    assert eventually(lambda: stage.asking.told(official)[-1].startswith("Спасибо! Итог отправлен"))
    stage.close()
    assert stage.discussion.ending is Ending.FINISHED
    assert sum("Починят к пятнице." in text for text in stage.asking.chat.said) == 1


def test_an_outcome_can_be_written_in_the_temporary_chat(stage: Talking) -> None:
    discussion = stage.schedule()
    official = stage.asking.official
    stage.bot.vk.act(official, "join", link=discussion.invite_link)
    stage.until(discussion.starts_at + timedelta(minutes=1))
    where = {"group_id": stage.bot.group_id, "peer_id": stage.in_vk()["peer_id"]}
    resident = stage.join(1)[0]
    stage.bot.vk.act(resident, "write", text="Итог: ничего не будет", **where)
    stage.bot.vk.act(official, "write", text="Итог: Починят к пятнице.", **where)
    assert eventually(lambda: stage.discussion.state is DiscussionState.ENDING)
    assert stage.discussion.outcome == "Починят к пятнице."


def test_the_official_cancels_with_a_reason_that_the_house_sees(stage: Talking) -> None:
    stage.schedule()
    official = stage.asking.official
    assert press(stage, official, "Отменить", last_private(stage, official, "📅")) == "Напишите причину."
    stage.bot.vk.act(official, "write", group_id=stage.bot.group_id, text="Заболел")
    assert eventually(lambda: stage.discussion.state is DiscussionState.ENDING)
    stage.close()
    assert any("Причина: Заболел." in text for text in stage.asking.chat.said)


def test_an_official_who_did_not_come_sets_a_new_time_by_the_button(stage: Talking) -> None:
    discussion = stage.schedule()
    stage.join(2)
    stage.until(discussion.starts_at + timedelta(minutes=17))
    official = stage.asking.official
    press(stage, official, "Назначить новое время", last_private(stage, official, "❗"))
    menu = last_private(stage, official, "🗓")
    assert press(stage, official, "24 ноября, 18:00", menu).startswith("Перенесли: 24 ноября, 18:00–19:00")
    after = stage.discussion
    assert (after.state, after.history[-1].reason) == (DiscussionState.PLANNED, "Представителю удобно другое время")


def test_the_houses_administrator_keeps_order_in_the_discussion_and_nobody_against_the_official(stage: Talking) -> None:
    discussion = stage.schedule()
    administrator, official = stage.asking.administrator, stage.asking.official
    for vk_id in (administrator, official):
        stage.bot.vk.act(vk_id, "join", link=discussion.invite_link)
    rude, other = stage.join(2)
    where = {"group_id": stage.bot.group_id, "peer_id": stage.in_vk()["peer_id"]}

    def write(vk_id: int, text: str, **more: int) -> int:
        written = stage.bot.vk.act(vk_id, "write", text=text, **where, **more)
        return int(written["conversation_message_id"])

    def texts() -> list[str]:
        found = stage.bot.vk.get(f"/sim/chats/{stage.bot.group_id}/{where['peer_id']}/messages")
        return [each["text"] for each in found]

    spam, answer = write(rude, "Займы без справок"), write(official, "Лифт починят")
    write(other, "Удалить реклама", reply_to=spam)
    write(administrator, "Удалить реклама", reply_to=answer)
    write(administrator, "Удалить реклама", reply_to=spam)
    assert eventually(lambda: "Займы без справок" not in texts())
    assert eventually(lambda: any(text.startswith("🧹") for text in texts()))
    assert "Лифт починят" in texts()
    pinned = stage.asking.chat.house.pinned_cmid
    write(administrator, "Закрепить собрание", reply_to=answer)
    assert eventually(lambda: stage.in_vk()["pinned"]["text"] == "Лифт починят")
    assert stage.asking.chat.house.pinned_cmid == pinned


def test_who_comes_early_is_told_so_once_however_late_vk_tells_of_it_again(bot: Bot) -> None:
    stage = set_the_table(bot)
    stage.schedule()
    stage.join(1)
    assert eventually(lambda: any(text.startswith("Вы рано") for text in stage.said()))
    comings = [body for body in bot.answered if b"chat_invite_user_by_link" in body]
    bot.clock.move(minutes=15)
    for body in comings:
        assert bot.answer_over_http(body)[1] == 200
    assert sum(text.startswith("Вы рано") for text in stage.said()) == 1
