"""What officials do with a question that they were told of, and what residents say to the answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from functions.vk_callback.conversations import question_dealing
from lib.audit.line import Actor
from lib.audit.record import Doing
from lib.discussions import asking
from lib.organizations.organization import LooksAfter, OrganizationKind
from lib.organizations.registry import create_organization
from lib.organizations.representatives import add_representative
from lib.people.directory import KnownPerson
from lib.people.permissions import Rights
from lib.people.roles import Role
from lib.questions.question import Question, QuestionState
from lib.questions.sweep import sweep_questions
from lib.questions.verdicts import Answer
from tests.functions.vk_callback.asking import COMPANY, Asking, set_up
from tests.functions.vk_callback.conftest import Bot, eventually
from tests.functions.vk_callback.test_questions import votes_of

ANSWER = "Лифт починят до пятницы."
UTILITY = "МУП «Лифты»"


@pytest.fixture
def stage(bot: Bot) -> Asking:
    return set_up(bot)


def press(stage: Asking, vk_id: int, label: str, beginning: str) -> str:
    """Somebody presses a button of the last private message that begins so; what the snackbar says."""
    own = [each for each in stage.dialog(vk_id) if each["text"].startswith(beginning)]
    cmid = int(own[-1]["conversation_message_id"])
    pressed = stage.bot.vk.act(vk_id, "press", label=label, wait_s=20, group_id=stage.bot.group_id, cmid=cmid)
    return str((pressed["answer"] or {}).get("text", ""))


def write(stage: Asking, vk_id: int, text: str) -> str:
    """Somebody writes to the bot; what it says to that."""
    before = len(stage.told(vk_id))
    stage.bot.vk.act(vk_id, "write", group_id=stage.bot.group_id, text=text)
    assert eventually(lambda: len(stage.told(vk_id)) > before)
    return stage.told(vk_id)[-1]


def answer(stage: Asking, text: str = ANSWER, send: str = "Отправить в чат дома", vk_id: int = 0) -> str:
    """The official answers through the bot; what the last snackbar says."""
    who = vk_id or stage.official
    beginning = stage.told(who)[-1][:4]
    press(stage, who, "Ответить", beginning)
    write(stage, who, text)
    said = press(stage, who, send, "Так ответ увидят жители")
    stage.bot.play_soon()
    return said


def answers_in(stage: Asking) -> list[dict[str, Any]]:
    """The official answers that stand in the house's chat."""
    return [each for each in stage.chat.messages if each["text"].startswith("✅ Официальный ответ")]


def wait(stage: Asking, **span: float) -> None:
    """Time passes, and the sweep does what is due."""
    stage.bot.clock.move(**span)
    sweep_questions(stage.bot.worker)
    stage.bot.play_soon(60)


def test_from_a_message_through_sixty_votes_in_a_minute_to_the_answer_in_the_chat(stage: Asking) -> None:
    people = [stage.chat.join() for _ in range(59)]
    stage.bot.play_soon()
    vote = stage.put_to_vote()
    voters = [stage.administrator, *people]
    began = stage.bot.clock.now()
    for number, person in enumerate(voters, start=1):
        assert "учтён" in stage.chat.press(person, "Не согласен" if number % 4 == 0 else "Поддерживаю", vote)
        stage.bot.clock.time = began + timedelta(seconds=number)
        stage.bot.play_soon(0)
    stage.bot.play_soon(20)
    assert "Поддерживаю — 45\nНе согласен — 15\nПроголосовали 60 человек" in stage.text_of(vote)
    shown = next(each for each in stage.chat.messages if each["conversation_message_id"] == vote)
    # A minute of votes: an edit in five seconds, and the last one.
    assert 0 < shown.get("version", 0) <= 60 / 5 + 2
    assert stage.question.state is QuestionState.SENT, "a fifth of the chat is enough"
    assert len([text for text in stage.told(stage.official) if text.startswith("📨")]) == 1

    assert answer(stage) == "Ответ отправлен."
    (shown_answer,) = answers_in(stage)
    assert f"{COMPANY}\nОлег Петров, инженер" in shown_answer["text"]
    assert "Вопрос: «Когда починят лифт в третьем подъезде?»" in shown_answer["text"]
    assert ANSWER in shown_answer["text"]
    assert shown_answer["reply_message"]["conversation_message_id"] == vote, "it quotes the question"
    assert stage.question.answers == 1
    assert len(votes_of(stage)) == 60


def test_an_answer_is_shown_before_it_is_sent_and_can_be_written_anew_or_dropped(stage: Asking) -> None:
    stage.send()
    press(stage, stage.official, "Ответить", "📨")
    first = write(stage, stage.official, "Не знаю.")
    assert first.startswith("Так ответ увидят жители.")
    assert "Не знаю." in first
    write(stage, stage.official, ANSWER)
    assert answers_in(stage) == []
    assert press(stage, stage.official, "Отправить в чат дома", "Так ответ увидят жители") == "Ответ отправлен."
    stage.bot.play_soon()
    (sent,) = answers_in(stage)
    assert ANSWER in sent["text"]
    said = press(stage, stage.official, "Отправить в чат дома", "Так ответ увидят жители")
    assert said.startswith("Ответ")
    press(stage, stage.official, "Ответить", "📨")
    write(stage, stage.official, "Ещё слово.")
    assert press(stage, stage.official, "Не отправлять", "Так ответ увидят жители").startswith("Черновик удалён")
    stage.bot.play_soon()
    assert len(answers_in(stage)) == 1


def test_an_answer_goes_to_all_houses_with_the_same_question(stage: Asking) -> None:
    other = stage.bot.house(2, company=COMPANY, company_key=stage.chat.house.company_key)
    other.change(administrator_vk_id=stage.administrator, administrator_name="Нина Петровна", members_count=10)
    stage.bot.vk.act(stage.administrator, "join", link=other.link)
    first = stage.send()
    there = Asking(stage.bot, other, stage.administrator, stage.official, stage.head, stage.employee)
    second = there.send("Когда починят лифт в четвёртом подъезде?")
    assert answer(stage, send="Отправить в 2 дома: вопрос тот же") == "Ответ отправлен."
    for asked, where in ((first, stage), (second, there)):
        assert stage.question_of(asked.id).state is QuestionState.ANSWERED
        assert len(answers_in(where)) == 1


def test_residents_say_that_it_did_not_help_and_it_goes_to_the_head_once(stage: Asking) -> None:
    residents = [stage.chat.join() for _ in range(6)]
    stage.send()
    answer(stage)
    shown = stage.cmid_of("✅")
    for number, resident in enumerate(residents[:3]):
        said = stage.chat.press(resident, "Помогло" if number == 0 else "Не помогло", shown)
        assert said == f"Ваш голос учтён: «{'помогло' if number == 0 else 'не помогло'}»."
    stage.bot.play_soon()
    question = stage.question
    assert (question.state, question.is_reopened) == (QuestionState.REOPENED, True)
    assert question.history[-1].reason == "Ответ не помог: 2 из 3"
    assert any(text.startswith("🔁") for text in stage.told(stage.head))
    assert not any(text.startswith("🔁") for text in stage.told(stage.official))
    assert any(text.startswith("🔁 Ответ не помог") for text in stage.chat.said)
    assert answer(stage, "Меняем двигатель лифта.", vk_id=stage.head) == "Ответ отправлен."
    again = stage.cmid_of("✅")
    for resident in residents:
        stage.chat.press(resident, "Не помогло", again)
    stage.bot.play_soon()
    assert stage.question.state is QuestionState.ANSWERED, "once, and not for ever"
    wait(stage, days=4)
    assert not stage.question.is_open
    assert [each.number for each in _answers(stage, stage.question)] == [1, 2]


def _answers(stage: Asking, question: Question) -> list[Answer]:
    path = f"municipalities/{question.municipality_id}/questions/{question.id}/answers"
    return [stored.record for stored in stage.bot.store.query(path, Answer, order_by=["number"])]


def test_an_unanswered_question_is_reminded_of_and_goes_to_the_head_and_then_to_the_employees(stage: Asking) -> None:
    stage.allow(stage.employee)
    question = stage.send()
    assert question.remind_at is not None
    assert question.due_at is not None
    wait(stage, seconds=(question.remind_at - stage.bot.clock.now()).total_seconds())
    assert [text[0] for text in stage.told(stage.official)] == ["📨", "⏳"]
    wait(stage, seconds=(question.due_at - stage.bot.clock.now()).total_seconds())
    assert stage.question.is_overdue
    assert stage.told(stage.head)[-1].startswith("⏰ Срок ответа жителям прошёл.")
    assert stage.told(stage.employee) == []
    escalates_at = stage.question.escalates_at
    assert escalates_at is not None
    wait(stage, seconds=(escalates_at - stage.bot.clock.now()).total_seconds())
    assert stage.told(stage.employee)[-1].startswith("⚠️")
    # The scheduler comes twice, and two hours late: nothing is told again.
    for _ in range(2):
        wait(stage, hours=2)
    told = [text[0] for text in stage.chat.said]
    assert [sign for sign in told if sign in "📨⏰⚠"] == ["📨", "⏰", "⚠"]
    assert len(stage.told(stage.employee)) == 1


def test_a_sweep_that_was_away_for_weeks_does_every_step_once_and_in_order(stage: Asking) -> None:
    stage.send()
    stage.bot.clock.move(days=60)
    for _ in range(4):
        sweep_questions(stage.bot.worker)
        stage.bot.play_soon(60)
        stage.bot.clock.move(days=10)
    signs = [text[0] for text in stage.chat.said if text[0] in "📨⏰⚠"]
    assert signs == ["📨", "⏰", "⚠"]


def test_an_official_takes_it_up_and_the_colleague_is_told_who_has_it(stage: Asking) -> None:
    stage.send()
    assert press(stage, stage.official, "Взять в работу", "📨") == "Вопрос ваш: жители видят, кто им занимается."
    stage.bot.play_soon()
    assert any(text.startswith("🔧 Вопрос взят в работу: Олег Петров, инженер") for text in stage.chat.said)
    assert press(stage, stage.official, "Взять в работу", "📨") == "Вопрос ваш: жители видят, кто им занимается."
    stage.bot.play_soon()
    assert len([text for text in stage.chat.said if text.startswith("🔧")]) == 1


def test_an_official_passes_it_on_to_another_organisation_with_a_reason(stage: Asking) -> None:
    mechanic = stage.bot.vk.user("Семён", "Лифтов")
    doing = Doing(stage.bot.municipality_id, Actor(0, "Сцена", ""), "lifts", stage.bot.clock.now())
    lifts = create_organization(UTILITY, OrganizationKind.UTILITY, doing, store=stage.bot.store)
    add_representative(
        KnownPerson(mechanic, "Семён Лифтов", "", ""),
        lifts.id,
        LooksAfter.ALL,
        [],
        Doing(stage.bot.municipality_id, Actor(0, "Сцена", ""), "mechanic", stage.bot.clock.now()),
        Rights(0, "", stage.bot.municipality_id, frozenset({Role.EMPLOYEE})),
        store=stage.bot.store,
    )
    stage.allow(mechanic)
    due_at = stage.send().due_at
    assert press(stage, stage.official, "Передать", "📨") == "Выберите ниже, кому передать."
    press(stage, stage.official, UTILITY, "«Когда починят")
    assert write(stage, stage.official, "Лифты обслуживают они") == "Вопрос передан, жители видят причину."
    stage.bot.play_soon()
    question = stage.question
    assert [each.name for each in question.addressees] == [UTILITY]
    assert question.due_at == due_at, "residents wait as before"
    assert any("Причина: Лифты обслуживают они." in text for text in stage.chat.said)
    assert stage.told(mechanic)[-1].startswith("📨")


def test_an_official_says_that_it_is_not_theirs_and_the_employees_decide(stage: Asking) -> None:
    stage.allow(stage.employee)
    stage.send()
    press(stage, stage.official, "Не наш вопрос", "📨")
    assert write(stage, stage.official, "Этот лифт не на нашем балансе") == "Вопрос возвращён, жители видят причину."
    stage.bot.play_soon()
    assert stage.question.state is QuestionState.RETURNED
    assert any("Этот лифт не на нашем балансе" in text for text in stage.chat.said if text.startswith("🔎"))
    assert "Этот лифт не на нашем балансе" in stage.told(stage.employee)[-1]


FORGED: list[Callable[[Asking], dict[str, Any]]] = [
    lambda stage: {"q": stage.question.id, "a": "take"},
    lambda stage: {"q": stage.question.id, "a": "answer"},
    lambda stage: {"q": stage.question.id, "a": "send_all"},
    lambda stage: {"q": stage.question.id, "a": "pass", "o": "0123456789abcdef"},
    lambda stage: {"q": stage.question.id, "a": "no-such"},
    lambda _: {"q": "../x", "a": "take"},
    lambda _: {"q": 5, "a": "take"},
    lambda _: {"a": "take"},
]


@pytest.mark.parametrize("forged", FORGED)
def test_whoever_was_not_asked_can_do_nothing_by_a_forged_button(
    stage: Asking, forged: Callable[[Asking], dict[str, Any]]
) -> None:
    before = stage.send()
    stranger = stage.bot.vk.user("Чужой")
    for number, person in enumerate((stranger, stage.administrator)):
        payload = {"do": "official", "m": stage.bot.municipality_id} | forged(stage)
        event = {"user_id": person, "peer_id": person, "event_id": f"x{number}", "conversation_message_id": 1}
        assert stage.bot.tell("message_event", event | {"payload": payload}, event_id=json.dumps([number]))[1] == 200
        assert stage.told(person) == []
    assert stage.question == before


def test_a_chat_administrator_does_not_answer_their_own_houses_question_for_another_organisation(stage: Asking) -> None:
    question = stage.send()
    doing = Doing(stage.bot.municipality_id, Actor(0, "Сцена", ""), "elsewhere", stage.bot.clock.now())
    elsewhere = create_organization("Водоканал", OrganizationKind.UTILITY, doing, store=stage.bot.store)
    add_representative(
        KnownPerson(stage.administrator, "Нина Петровна", "", ""),
        elsewhere.id,
        LooksAfter.CHOSEN,
        [],
        Doing(stage.bot.municipality_id, Actor(0, "Сцена", ""), "nina", stage.bot.clock.now()),
        Rights(0, "", stage.bot.municipality_id, frozenset({Role.EMPLOYEE})),
        store=stage.bot.store,
    )
    payload = {"do": "official", "m": stage.bot.municipality_id, "q": question.id, "a": "take"}
    event = {"user_id": stage.administrator, "peer_id": stage.administrator, "event_id": "x"}
    told = event | {"payload": payload, "conversation_message_id": 1}
    assert stage.bot.tell("message_event", told)[1] == 200
    assert stage.question.state is QuestionState.SENT


def test_a_worker_that_dies_after_the_answer_was_kept_is_followed_by_one_that_says_it_once(
    stage: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.send()
    press(stage, stage.official, "Ответить", "📨")
    write(stage, stage.official, ANSWER)
    deaths = 0
    whole = asking.answered

    def die_once(*args: Any, **kwargs: Any) -> None:
        nonlocal deaths
        deaths += 1
        if deaths == 1:
            raise ConnectionError("the worker died")
        whole(*args, **kwargs)

    monkeypatch.setattr(question_dealing, "answered", die_once)
    # VK tells of it again, since nobody said «ok».
    assert press(stage, stage.official, "Отправить в чат дома", "Так ответ увидят жители") == "Ответ отправлен."
    assert deaths == 2
    stage.bot.play_soon()
    assert len(answers_in(stage)) == 1
    assert stage.question.answers == 1
