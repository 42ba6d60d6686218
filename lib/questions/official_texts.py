"""What officials are told in private, and the buttons under it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from lib.questions.question import Question
from lib.questions.texts import quoted, when
from lib.russian import counted

DO = "official"
ANSWER, TALK, TAKE, PASS_ON, NOT_OURS = "answer", "talk", "take", "pass", "not_ours"
_LABELS = {
    ANSWER: "Ответить",
    TALK: "Назначить обсуждение",
    TAKE: "Взять в работу",
    PASS_ON: "Передать",
    NOT_OURS: "Не наш вопрос",
}


def invitation_text(question: Question, time_zone: str) -> str:
    """A question, to whoever is responsible for it."""
    return f"📨 Жители задали вопрос.\n\n{_about(question, time_zone)}"


def reminder_text(question: Question, time_zone: str) -> str:
    """That the deadline is near."""
    return f"⏳ Жители ждут ответа, срок скоро.\n\n{_about(question, time_zone)}"


def overdue_head_text(question: Question, time_zone: str) -> str:
    """To the head of the organisation: nobody answered in time."""
    return f"⏰ Срок ответа жителям прошёл. Вы указаны руководителем организации.\n\n{_about(question, time_zone)}"


def reopened_head_text(question: Question, time_zone: str) -> str:
    """To the head of the organisation: the answer did not help."""
    return f"🔁 Ответ не помог жителям, они ждут нового.\n\n{_about(question, time_zone)}"


def employees_text(question: Question, time_zone: str) -> str:
    """To the municipality's employees: nobody answers, or nobody is responsible."""
    why = f"Причина: {question.history[-1].reason}.\n\n" if question.history and question.history[-1].reason else ""
    return f"⚠️ Вопрос жителей без ответа: решите, кто ответит.\n\n{why}{_about(question, time_zone)}"


def unreached_text(question: Question, names: Sequence[str]) -> str:
    """To the coordination chat: who has to be told by others."""
    who = ", ".join(names)
    return (
        f"📨 Вопрос жителей дома {question.address} ждёт ответа: {quoted(question.text)}\n\n"
        f"Кому написать не удалось: {who}. Передайте, пожалуйста: вопрос — в мини-приложении, раздел «Вопросы»."
    )


def sms_text(question: Question) -> str:
    """The SMS: two parts at most, without anybody's words."""
    return f"Жители дома {question.house_title} ждут вашего ответа. Вопрос в мини-приложении «Домовые чаты» ВКонтакте."


def official_keyboard(question: Question) -> dict[str, object]:
    """What an official can do with a question."""
    rows = [[ANSWER, TALK], [TAKE, PASS_ON], [NOT_OURS]]
    return {
        "inline": True,
        "one_time": False,
        "buttons": [[official_button(question, act, _LABELS[act]) for act in row] for row in rows],
    }


def official_button(question: Question, act: str, label: str, **further: object) -> dict[str, object]:
    """A button about a question; the payload says which, and what."""
    payload = {"do": DO, "m": question.municipality_id, "q": question.id, "a": act, **further}
    packed = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    color = "primary" if act == ANSWER and not further else "secondary"
    return {"action": {"type": "callback", "label": label[:40], "payload": packed}, "color": color}


def _about(question: Question, time_zone: str) -> str:
    lines = [f"{quoted(question.text, 600)}\n", f"Дом: {question.address}"]
    if question.subject:
        lines.append(f"Тема: {question.subject.in_russian}")
    if question.addressees:
        lines.append(f"Кого касается: {question.concerns}")
    if question.ballot is not None and question.ballot.counts:
        ballot = question.ballot
        votes = ", ".join(f"{choice} — {number}" for choice, number in zip(ballot.choices, ballot.counts, strict=True))
        of = f" (в чате {counted(ballot.members, 'человек', 'человека', 'человек')})" if ballot.members else ""
        lines.append(f"Опрос в чате: {votes}{of}")
    if question.due_at:
        lines.append(f"Ответить до: {when(question.due_at, time_zone)}")
    return "\n".join(lines)
