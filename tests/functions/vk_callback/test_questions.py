"""Residents ask: a message becomes a question, the chat votes, the official hears of it and answers."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest

from lib.events.seen import SeenEvent
from lib.membership.gathering import BETWEEN_WELCOMES
from lib.outbox.outside import posting
from lib.questions.ballot import Vote
from lib.questions.board import BETWEEN_EDITS
from lib.questions.counting import show_boards
from lib.questions.question import QuestionState, question_path, votes_path
from tests.functions.vk_callback.asking import COMPANY, Asking, set_up
from tests.functions.vk_callback.conftest import Bot, eventually
from tests.lib.onboarding.stage import path_of


@pytest.fixture
def stage(bot: Bot) -> Asking:
    return set_up(bot)


def come(stage: Asking, how_many: int) -> list[int]:
    """Residents come by the link, and the bot has heard of each."""
    people = [stage.chat.join() for _ in range(how_many)]

    def heard() -> set[int]:
        bodies = [body for body in stage.bot.answered if b"chat_invite_user_by_link" in body]
        return {msgspec.json.decode(body)["object"]["message"]["from_id"] for body in bodies}

    assert eventually(lambda: heard() >= set(people))
    return people


def votes_of(stage: Asking) -> list[Vote]:
    path = question_path(stage.bot.municipality_id, stage.question.id)
    return [stored.record for stored in stage.bot.store.query(votes_path(path), Vote)]


def test_the_administrator_makes_a_residents_message_a_question_button_by_button(stage: Asking) -> None:
    menu = stage.ask()
    assert "О чём он?" in stage.text_of(menu)
    assert stage.press(menu, "Лифт") == ["Выберите ниже."]
    assert "Кого он касается?" in stage.text_of(menu)
    stage.press(menu, COMPANY, "Дальше")
    assert "Что дальше?" in stage.text_of(menu)
    assert stage.press(menu, "Голосование: сутки") == ["Готово."]
    question = stage.question
    assert (question.state, question.text) == (QuestionState.VOTING, "Когда починят лифт в третьем подъезде?")
    assert [each.name for each in question.addressees] == [COMPANY]
    stage.bot.play_soon()
    vote = next(each for each in stage.chat.messages if each["text"].startswith("🗳"))
    assert "общее собрание" in vote["text"]
    assert vote["reply_message"]["text"] == "Когда починят лифт в третьем подъезде?"
    assert [button["action"]["label"] for button in vote["keyboard"]["buttons"][0]] == ["Поддерживаю", "Не согласен"]


def test_a_resident_cannot_make_questions_and_ordinary_talk_is_left_alone(stage: Asking) -> None:
    resident = stage.chat.join("Пётр")
    cmid = stage.chat.write(resident, "Когда починят лифт?")
    before = len(stage.bot.answers)
    stage.chat.write(resident, "вопрос", reply_to=cmid)
    assert eventually(lambda: len(stage.bot.answers) > before)
    assert stage.chat.said == []
    menu = stage.ask()
    assert stage.chat.press(resident, "Лифт", menu) == "Вопросы дома задаёт администратор чата."
    assert stage.question.subject is None


def test_similar_questions_of_the_house_are_shown_first(stage: Asking) -> None:
    stage.send("Когда починят лифт в подъезде?")
    menu = stage.ask("Лифт опять сломан, когда починят?")
    assert "Похожие вопросы, которые уже есть:\n• «Когда починят лифт в подъезде?» — отправлен" in stage.text_of(menu)


def test_sixty_votes_are_counted_and_the_message_is_edited_a_few_times_only(stage: Asking) -> None:
    vote = stage.put_to_vote()
    stage.chat.change(members_count=1000)
    people = come(stage, 60)
    for number, person in enumerate(people):
        label = "Не согласен" if number % 4 == 0 else "Поддерживаю"
        assert label in stage.chat.press(person, label, vote)
        if number % 10 == 9:
            stage.bot.play_soon(6)
    stage.bot.play_soon(20)
    assert "Поддерживаю — 45\nНе согласен — 15\nПроголосовали 60 человек" in stage.text_of(vote)
    edits = next(each for each in stage.chat.messages if each["conversation_message_id"] == vote)
    assert edits.get("version", 0) < 20


def test_votes_wait_for_each_other_and_are_one_edit(stage: Asking) -> None:
    vote = stage.put_to_vote()
    people = come(stage, 8)
    tasks = len(stage.bot.queue.tasks)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda person: stage.chat.press(person, "Не согласен", vote), people))
    boards = [task for task in stage.bot.queue.tasks if task["http_request"]["url"].endswith("/boards")]
    assert len(boards) == 2, "the vote's end, and one count for all"
    assert len(stage.bot.queue.tasks) <= tasks + 3
    stage.bot.play_soon()
    assert "Не согласен — 8" in stage.text_of(vote)


def test_a_vote_can_be_changed_and_counts_once(stage: Asking) -> None:
    vote = stage.put_to_vote()
    anna = stage.chat.join()
    assert stage.chat.press(anna, "Поддерживаю", vote) == "Ваш голос учтён: «Поддерживаю»."
    assert stage.chat.press(anna, "Не согласен", vote) == "Голос изменён: «Не согласен»."
    assert stage.chat.press(anna, "Не согласен", vote) == "Ваш голос учтён: «Не согласен»."
    assert [each.choice for each in votes_of(stage)] == [1]


def test_a_press_that_is_told_again_late_does_not_bring_an_old_choice_back(stage: Asking) -> None:
    stage.put_to_vote()
    anna = stage.chat.join()
    press = {"user_id": anna, "peer_id": stage.chat.peer_id, "conversation_message_id": 1}
    for number, choice in enumerate((0, 1, 0, 0)):
        payload = {"do": "vote", "q": stage.question.id, "c": choice}
        event = {**press, "event_id": f"press{min(number, 2) if number < 2 else 0}", "payload": payload}
        assert stage.bot.tell("message_event", event, event_id=f"e{number}")[0] == "ok"
    assert [each.choice for each in votes_of(stage)] == [1]
    assert stage.bot.store.query("events", SeenEvent, [("handled_by", "==", "votes")]) == []


@pytest.mark.parametrize(
    "forged",
    [
        {"c": 2},
        {"c": -1},
        {"c": True},
        {"c": "0"},
        {"q": "no-such"},
        {"q": "../x"},
        {"q": "f" * 20},
        {"q": 5},
    ],
)
def test_a_forged_vote_is_refused_politely_and_counts_nothing(stage: Asking, forged: dict[str, Any]) -> None:
    vote = stage.put_to_vote()
    anna = stage.chat.join()
    payload = {"do": "vote", "q": stage.question.id, "c": 0} | forged
    button = {"type": "callback", "label": "Поддельная", "payload": json.dumps(payload)}
    sent = stage.bot.outside.vk.of(stage.bot.group_id).call(
        "messages.send",
        peer_ids=[stage.chat.peer_id],
        random_id=77,
        message="Меню",
        keyboard={"inline": True, "buttons": [[{"action": button}]]},
    )
    said = stage.chat.press(anna, "Поддельная", int(sent[0]["conversation_message_id"]))
    assert 10 < len(said) <= 90
    assert votes_of(stage) == []
    assert "Поддерживаю — 0" in stage.text_of(vote)


def test_somebody_who_is_not_in_the_chat_cannot_vote_and_neither_can_who_left(stage: Asking) -> None:
    vote = stage.put_to_vote()
    stranger, anna = stage.bot.vk.user(), stage.chat.join()
    assert "учтён" in stage.chat.press(anna, "Поддерживаю", vote)
    stage.bot.vk.act(anna, "leave", group_id=stage.bot.group_id, peer_id=stage.chat.peer_id)
    assert eventually(
        lambda: stage.bot.outside.members._known.get((stage.bot.group_id, stage.chat.house.chat_id)) is None
    )
    for number, person in enumerate((stranger, anna)):
        press = {"user_id": person, "peer_id": stage.chat.peer_id, "conversation_message_id": vote}
        payload = {"do": "vote", "q": stage.question.id, "c": 1}
        told = {**press, "event_id": f"press{number}", "payload": payload}
        assert stage.bot.tell("message_event", told, event_id=f"e{number}") == ("ok", 200, {})
    assert [each.choice for each in votes_of(stage)] == [0]


def test_a_vote_pressed_in_another_houses_chat_is_not_found(stage: Asking) -> None:
    stage.put_to_vote()
    other = stage.bot.house(2)
    anna = other.join()
    press = {"user_id": anna, "peer_id": other.peer_id, "conversation_message_id": 1, "event_id": "p"}
    payload = {"do": "vote", "q": stage.question.id, "c": 0}
    assert stage.bot.tell("message_event", {**press, "payload": payload})[0] == "ok"
    assert votes_of(stage) == []


def test_a_vote_after_the_end_is_refused_and_the_last_count_stands(stage: Asking) -> None:
    vote = stage.put_to_vote(lasts="сутки")
    anna, boris = stage.chat.join(), stage.chat.join()
    stage.chat.change(members_count=1000)
    assert "учтён" in stage.chat.press(anna, "Не согласен", vote)
    stage.bot.play_soon()
    stage.bot.clock.move(hours=24)
    assert stage.chat.press(boris, "Поддерживаю", vote).startswith("Голосование закончено.")
    stage.bot.play_soon()
    question = stage.question
    assert question.state is QuestionState.VOTED
    assert question.ballot is not None
    assert question.ballot.counts == (0, 1)
    assert question.ballot.is_final
    last = stage.cmid_of("🗳")
    assert "Голосование закончено." in stage.text_of(last)
    shown = next(each for each in stage.chat.messages if each["conversation_message_id"] == last)
    assert not shown.get("keyboard", {}).get("buttons")


def test_enough_votes_bring_the_official_in_by_themselves(stage: Asking) -> None:
    people = come(stage, 8)
    vote = stage.put_to_vote()
    # Whoever comes after a welcome is counted at the next one.
    stage.bot.play_soon(BETWEEN_WELCOMES.total_seconds() + 10)
    assert stage.chat.house.members_count == 10
    stage.chat.press(people[0], "Поддерживаю", vote)
    stage.bot.play_soon()
    assert not stage.question.is_awaited
    stage.chat.press(people[1], "Поддерживаю", vote)
    stage.bot.play_soon()
    assert stage.question.state is QuestionState.SENT, "a fifth of the ten in the chat"
    assert any("Поддерживаю — 2" in text for text in stage.told(stage.official))
    assert "учтён" in stage.chat.press(people[2], "Поддерживаю", vote), "the vote itself goes on"
    stage.bot.play_soon()
    assert "Поддерживаю — 3" in stage.text_of(vote)
    assert len([text for text in stage.chat.said if text.startswith("📨")]) == 1


def test_two_thousand_votes_at_once_are_all_counted_and_no_document_is_hot(stage: Asking) -> None:
    stage.put_to_vote()
    stage.chat.change(members_count=100_000)
    question_id, chat = stage.question.id, stage.chat
    key = (stage.bot.group_id, chat.house.chat_id)
    voters = range(5_000_000, 5_002_000)
    members = frozenset(voters)

    def vote(person: int) -> str:
        # VK would tell the members in two reads; joining one by one would be two thousand requests to the stand-in.
        stage.bot.outside.members._known.put(key, members)
        payload = {"do": "vote", "q": question_id, "c": int(person % 3 == 0)}
        press = {"user_id": person, "peer_id": chat.peer_id, "conversation_message_id": 1, "event_id": f"p{person}"}
        return stage.bot.tell("message_event", {**press, "payload": payload}, event_id=f"e{person}")[0]

    def writes_of_the_board() -> int:
        return sum(path_of(task) == "boards" for task in stage.bot.queue.tasks)

    before = writes_of_the_board()
    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(vote, voters)) == {"ok"}
    assert writes_of_the_board() == before + 1, "the board is written once for all who press before it is counted"
    stage.bot.clock.move(seconds=BETWEEN_EDITS.total_seconds())
    show_boards(stage.bot.group_id, posting(stage.bot.worker))
    assert stage.question.ballot is not None
    in_favour = sum(person % 3 != 0 for person in voters)
    assert stage.question.ballot.counts == (in_favour, 2000 - in_favour)
