"""What officials are told in private, and the buttons under it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from lib.questions.question import Addressee, Question
from lib.questions.texts import quoted, when
from lib.russian import counted

DO = "official"
ANSWER, TALK, TAKE, PASS_ON, NOT_OURS = "answer", "talk", "take", "pass", "not_ours"
SEND, SEND_TO_ALL, DROP = "send", "send_all", "drop"
WRITE_ANSWER = (
    "Напишите ответ одним сообщением, можно с картинками и документами. Я покажу, как он будет выглядеть в чате дома, "
    "и ничего не отправлю без вас."
)
WRITE_REASON = "Напишите причину одним сообщением: её увидят жители."
NOTHING_SENT = "Черновик удалён, ничего не отправлено."
_SHOWN_FIRST = "Так ответ увидят жители. Чтобы исправить, просто напишите его ещё раз.\n\n"
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


def named(question: Question) -> str:
    """A question in a line or two, so that an official knows which one is spoken of."""
    return f"{quoted(question.text)} — {question.address}"


def draft_text(shown: str) -> str:
    """An answer, as it will look, to its author."""
    return f"{_SHOWN_FIRST}{shown}"


def draft_keyboard(question: Question, others: int) -> dict[str, object]:
    """What can be done with an answer that was shown; `others` are the same question of other houses."""
    rows = [[official_button(question, SEND, "Отправить в чат дома")]]
    if others:
        houses = counted(others + 1, "дом", "дома", "домов")
        rows.append([official_button(question, SEND_TO_ALL, f"Отправить в {houses}: вопрос тот же")])
    rows.append([official_button(question, DROP, "Не отправлять")])
    return {"inline": True, "one_time": False, "buttons": rows}


def pass_on_keyboard(question: Question, organizations: Sequence[Addressee]) -> dict[str, object]:
    """The organisations that a question can be handed to."""
    rows = [[official_button(question, PASS_ON, each.name, o=each.organization_id)] for each in organizations[:6]]
    return {"inline": True, "one_time": False, "buttons": rows}


def official_button(question: Question, act: str, label: str, **further: object) -> dict[str, object]:
    """A button about a question; the payload says which, and what."""
    payload = {"do": DO, "m": question.municipality_id, "q": question.id, "a": act, **further}
    packed = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    color = "primary" if act in {ANSWER, SEND} else "secondary"
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
