"""What is said about questions in house chats, and what stands under it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from lib.broadcasts.message_text import LONGEST_MESSAGE, Author, OfficialText, blank_errors, marked, vk_length
from lib.questions.ballot import Ballot
from lib.questions.question import Official, Question, QuestionState
from lib.russian import counted, plural

VOTE, VERDICT, RANK = "vote", "verdict", "rank"
HELPED, DID_NOT_HELP = 0, 1
_MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
_POLL = "Это опрос мнений в чате, а не общее собрание собственников."
_QUOTED = 300


def when(moment: datetime, time_zone: str) -> str:
    """A moment in words: `25 ноября, 18:00`."""
    local = moment.astimezone(ZoneInfo(time_zone))
    return f"{local.day} {_MONTHS.split()[local.month - 1]}, {local:%H:%M}"


def day(moment: datetime, time_zone: str) -> str:
    """A day in words: `25 ноября`."""
    return when(moment, time_zone).split(",")[0]


def quoted(text: str, longest: int = _QUOTED) -> str:
    """The wording in quotation marks, shortened if it is long."""
    shown = text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
    return f"«{shown}»"


def vote_text(question: Question, ballot: Ballot, time_zone: str, now: datetime) -> str:
    """The message of a vote, with the counts as they stand."""
    about = [f"Тема: {question.subject.in_russian}."] if question.subject else []
    about += [f"Кого касается: {question.concerns}."] if question.addressees else []
    head = f"🗳 Вопрос дома\n\n{quoted(question.text, 600)}"
    return "\n\n".join(part for part in (head, "\n".join(about), _counts(ballot, time_zone, now), _POLL) if part)


def ranking_text(ballot: Ballot, wordings: Sequence[str], time_zone: str, now: datetime) -> str:
    """The message of a vote on which question comes first."""
    listed = "\n".join(f"{number}. {quoted(text, 200)}" for number, text in enumerate(wordings, start=1))
    head = f"🗳 Какой вопрос передать первым?\n\n{listed}"
    return "\n\n".join((head, _counts(ballot, time_zone, now), _POLL))


def _counts(ballot: Ballot, time_zone: str, now: datetime) -> str:
    counts = ballot.counts or (0,) * len(ballot.choices)
    lines = [f"{choice} — {number}" for choice, number in zip(ballot.choices, counts, strict=True)]
    voted = sum(counts)
    of = f" из {counted(ballot.members, 'участника', 'участников', 'участников')} чата" if ballot.members else ""
    verb = plural(voted, "Проголосовал", "Проголосовали", "Проголосовали")
    lines.append(f"{verb} {counted(voted, 'человек', 'человека', 'человек')}{of}.")
    if ballot.is_open(now):
        enough = f" Чтобы вопрос ушёл сразу, нужно голосов: {ballot.wanted}." if ballot.wanted else ""
        lines.append(f"Голосуем до {when(ballot.ends_at, time_zone)}.{enough} Голос можно изменить.")
    else:
        lines.append("Голосование закончено.")
    return "\n".join(lines)


def vote_keyboard(owner_id: str, ballot: Ballot, kind: str = VOTE) -> dict[str, object]:
    """The buttons of a vote, two in a row where they are short."""
    buttons = [
        _callback(choice, {"do": kind, "q": owner_id, "c": number}, "primary" if number == 0 else "secondary")
        for number, choice in enumerate(ballot.choices)
    ]
    # VK's inline keyboard has six rows at most.
    a_row = 1 if len(buttons) <= 5 and not ballot.is_support else 2
    rows = [buttons[at : at + a_row] for at in range(0, len(buttons), a_row)]
    return {"inline": True, "one_time": False, "buttons": rows}


NO_KEYBOARD: dict[str, object] = {"inline": True, "one_time": False, "buttons": []}


def verdict_keyboard(question_id: str, answer: int) -> dict[str, object]:
    """«Помогло» and «Не помогло» under an answer."""
    buttons = [
        _callback("Помогло", {"do": VERDICT, "q": question_id, "n": answer, "c": HELPED}, "positive"),
        _callback("Не помогло", {"do": VERDICT, "q": question_id, "n": answer, "c": DID_NOT_HELP}, "secondary"),
    ]
    return {"inline": True, "one_time": False, "buttons": [buttons]}


def sent_text(question: Question, time_zone: str) -> str:
    """That a question went to those responsible."""
    until = f" Ждём ответа до {day(question.due_at, time_zone)}." if question.due_at else ""
    return f"📨 Вопрос отправлен: {question.concerns}.{until}\n\n{quoted(question.text)}"


def returned_text(question: Question) -> str:
    """That employees look for who is responsible."""
    reason = question.history[-1].reason if question.history else ""
    why = f" Причина: {reason}." if reason else ""
    return f"🔎 Сотрудники администрации определяют, кто ответит на вопрос.{why}\n\n{quoted(question.text)}"


def taken_text(question: Question, official: Official, time_zone: str) -> str:
    """That somebody deals with it."""
    until = f" Ответ — до {day(question.due_at, time_zone)}." if question.due_at else ""
    return f"🔧 Вопрос взят в работу: {official.in_words}.{until}\n\n{quoted(question.text)}"


def passed_text(question: Question) -> str:
    """That another organisation deals with it from now on."""
    return f"↪️ Вопрос передан: {question.concerns}. Причина: {question.history[-1].reason}.\n\n{quoted(question.text)}"


def overdue_text(question: Question) -> str:
    """That the deadline has passed."""
    return f"⏰ Срок ответа прошёл. Мы сообщили руководителю: {question.concerns}.\n\n{quoted(question.text)}"


def escalated_text(question: Question) -> str:
    """That the employees know."""
    return f"⚠️ Ответа всё ещё нет. Вопрос передан сотрудникам администрации.\n\n{quoted(question.text)}"


def reopened_text(question: Question, time_zone: str) -> str:
    """That an answer which did not help goes to the head."""
    until = f" Новый срок — {day(question.due_at, time_zone)}." if question.due_at else ""
    return (
        f"🔁 Ответ не помог большинству оценивших. Вопрос передан руководителю: {question.concerns}.{until}\n\n"
        f"{quoted(question.text)}"
    )


def closed_text(question: Question) -> str:
    """That nobody deals with it any more."""
    return f"Вопрос закрыт. Причина: {question.history[-1].reason}.\n\n{quoted(question.text)}"


def answer_text(question: Question, text: str, official: Official) -> OfficialText:
    """An official answer, as it stands in the house chat."""
    author = Author(official.organization, official.name, official.post)
    return marked(f"Вопрос: {quoted(question.text)}\n\n{text}", "✅ Официальный ответ", author)


def answer_errors(question: Question, text: str, official: Official) -> list[str]:
    """What keeps an answer from being sent, in words; empty where nothing does."""
    if not text.strip():
        return ["Ответ пуст."]
    if blanks := blank_errors(text):
        return blanks
    too_long = vk_length(answer_text(question, text, official).text) - (LONGEST_MESSAGE - VERDICT_LINE)
    if too_long > 0:
        return [f"Ответ слишком длинный: сократите его на {counted(too_long, 'символ', 'символа', 'символов')}."]
    return []


# What the counted verdicts add to an answer.
VERDICT_LINE = 60


def verdict_line(helped: int, not_helped: int) -> str:
    """The verdicts on an answer."""
    return f"\n\nПомогло — {helped}, не помогло — {not_helped}." if helped or not_helped else ""


def state_line(question: Question, time_zone: str) -> str:
    """A question in a line of a list."""
    due = f", до {day(question.due_at, time_zone)}" if question.is_awaited and question.due_at else ""
    who = f" ({question.taken_by.in_words})" if question.state is QuestionState.TAKEN and question.taken_by else ""
    return f"{quoted(question.text, 80)} — {question.shown_state}{who}{due}"


def _callback(label: str, payload: dict[str, object], color: str) -> dict[str, object]:
    packed = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return {"action": {"type": "callback", "label": label, "payload": packed}, "color": color}
