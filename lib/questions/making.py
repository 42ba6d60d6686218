"""Making a question in the chat, button by button, in one message of the bot: about what, whom it concerns, what next.

The draft itself remembers what was said, so the conversation goes on wherever it stopped, and in the app as well.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum

from msgspec import Struct

from lib.questions.question import Addressee, Question, QuestionState
from lib.questions.subjects import Subject
from lib.questions.texts import NO_KEYBOARD, quoted, state_line

DO = "question"
# Beside «Дальше» and «Отмена».
_MOST_ADDRESSEES = 7
_LONGEST_LABEL = 40
# A fifth of a chat is many: most people in a house's chat only read.
THRESHOLD_PERCENT = 20
VOTES_LAST = {24: "Голосование: сутки", 72: "Голосование: 3 дня", 168: "Голосование: неделя"}


class Step(StrEnum):
    """What a button of the menu says."""

    SUBJECT = "subject"
    CONCERNS = "concerns"
    WHOM_DONE = "whom_done"
    VOTE = "vote"
    SEND = "send"
    CANCEL = "cancel"


class Said(Struct, frozen=True):
    """A press, understood."""

    question_id: str
    step: Step
    value: str


class Menu(Struct, frozen=True):
    """The message of the menu and VK's keyboard under it."""

    text: str
    keyboard: dict[str, object]


def read_said(payload: object) -> Said | None:
    """What a payload says; None where it is no button of this menu, or a broken one."""
    if not isinstance(payload, Mapping) or payload.get("do") != DO or payload.get("a") not in set(Step):
        return None
    question_id, value = payload.get("q"), payload.get("v", "")
    if not (isinstance(question_id, str) and question_id.isalnum() and isinstance(value, str)):
        return None
    return Said(question_id, Step(payload["a"]), value)


def menu_for(
    question: Question,
    addressees: Sequence[Addressee],
    similar: Sequence[Question],
    time_zone: str,
    *,
    whom_done: bool = False,
) -> Menu:
    """What the chat administrator is asked next."""
    head = f"❓ Вопрос дома: {quoted(question.text, 600)}"
    if question.state is not QuestionState.OPEN:
        return Menu(f"{head}\n\nСостояние: {question.shown_state}.", NO_KEYBOARD)
    if question.subject is None:
        same = "\n".join(f"• {state_line(each, time_zone)}" for each in similar)
        seen = f"\n\nПохожие вопросы, которые уже есть:\n{same}" if same else ""
        choices = [_button(question, Step.SUBJECT, subject.value, subject.in_russian) for subject in Subject]
        return _menu(f"{head}{seen}\n\nО чём он?", choices, question)
    head = f"{head}\nТема: {question.subject.in_russian}."
    if not whom_done or not question.addressees:
        if not addressees:
            text = f"{head}\n\nВ доме пока не указана ни одна организация: выберите её в мини-приложении."
            return _menu(text, [], question)
        chosen = {each.organization_id for each in question.addressees}
        choices = [
            _button(
                question,
                Step.CONCERNS,
                each.organization_id,
                f"✓ {each.name}" if each.organization_id in chosen else each.name,
            )
            for each in addressees[:_MOST_ADDRESSEES]
        ]
        if chosen:
            choices.append(_button(question, Step.WHOM_DONE, "", "Дальше", "primary"))
        return _menu(f"{head}\n\nКого он касается? Можно выбрать нескольких.", choices, question)
    text = (
        f"{head}\nКого касается: {question.concerns}.\n\nЧто дальше? После голосования вопрос отправляете вы; если его "
        f"поддержат {THRESHOLD_PERCENT}% чата, он уйдёт сам. Формулировку можно изменить в мини-приложении."
    )
    choices = [_button(question, Step.VOTE, str(hours), label) for hours, label in VOTES_LAST.items()]
    return _menu(text, [*choices, _button(question, Step.SEND, "", "Отправить сразу", "primary")], question)


def toggled(question: Question, organization_id: str) -> list[str]:
    """The organisations after one was pressed: chosen if it was not, else no longer."""
    ids = [each.organization_id for each in question.addressees]
    if organization_id in ids:
        return [each for each in ids if each != organization_id]
    return [*ids, organization_id]


def vote_lasts(value: str) -> timedelta | None:
    """How long a vote lasts that a button asks for; None for a forged one."""
    return timedelta(hours=int(value)) if value.isdecimal() and int(value) in VOTES_LAST else None


def _menu(text: str, choices: Sequence[dict[str, object]], question: Question) -> Menu:
    buttons = [*choices, _button(question, Step.CANCEL, "", "Отмена")]
    # VK's inline keyboard: ten buttons in six rows at most.
    a_row = 1 if len(buttons) <= 6 else 2
    rows = [buttons[at : at + a_row] for at in range(0, len(buttons), a_row)]
    return Menu(text, {"inline": True, "one_time": False, "buttons": rows})


def _button(question: Question, step: Step, value: str, label: str, color: str = "secondary") -> dict[str, object]:
    payload = {"do": DO, "q": question.id, "a": step.value, "v": value}
    packed = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    shown = label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1].rstrip() + "…"
    return {"action": {"type": "callback", "label": shown, "payload": packed}, "color": color}
