"""An answer as it is kept and shown: under it residents say whether it helped."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from lib.discreet import Discreet
from lib.questions.question import Official, Question
from lib.questions.texts import answer_text, verdict_keyboard, verdict_line


class Answer(Discreet, frozen=True):
    """An official answer. `also` says that it went to other houses with the same question too."""

    number: int
    text: str
    official: Official
    at: datetime
    verdict_until: datetime
    attachments: tuple[str, ...] = ()
    filenames: tuple[str, ...] = ()
    also: int = 0


class ShownAnswer(Struct, frozen=True):
    """The answer as its message has it."""

    text: str
    bold: int
    keyboard: dict[str, object]
    attachments: tuple[str, ...]


def answer_path(question_path: str, number: int) -> str:
    """Where an answer lies."""
    return f"{question_path}/answers/{number}"


def shown_answer(question: Question, answer: Answer, helped: int, not_helped: int) -> ShownAnswer:
    """The message of an answer, with the verdicts on it."""
    official = answer_text(question, answer.text, answer.official)
    text = f"{official.text}{verdict_line(helped, not_helped)}"
    return ShownAnswer(text, official.bold, verdict_keyboard(question.id, answer.number), answer.attachments)
