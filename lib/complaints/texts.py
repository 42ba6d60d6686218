"""What residents and officials are told about complaints, and the buttons under it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from lib.complaints.complaint import Complaint, ComplaintState
from lib.questions.texts import day, quoted, when
from lib.russian import counted

DO = "complaint"
TAKE, ASK, ANSWER, PASS_ON, REJECT, REPLY, SOLVED, NOT_SOLVED = (
    "take",
    "ask",
    "answer",
    "pass",
    "reject",
    "reply",
    "solved",
    "not_solved",
)
_LABELS = {
    TAKE: "Взять в работу",
    ASK: "Уточнить у жителя",
    ANSWER: "Ответить: сделано",
    PASS_ON: "Передать",
    REJECT: "Отклонить",
    REPLY: "Ответить",
    SOLVED: "Решено",
    NOT_SOLVED: "Не решено",
}


def named(complaint: Complaint) -> str:
    """What people call it: number and subject."""
    return f"Жалоба № {complaint.number} «{complaint.subject}»"


def registered_text(complaint: Complaint, time_zone: str) -> str:
    """To the author: the number, who deals with it, until when."""
    due = f" Срок — до {day(complaint.due_at, time_zone)}." if complaint.due_at else ""
    who = f"Ответственный: {complaint.concerns}." if complaint.addressees else "Ответственного определит администрация."
    return (
        f"✅ {named(complaint)} принята.\n\n{who}{due} Я сообщу о каждом шаге. "
        "Ваше имя видят только представители ответственной организации."
    )


def joined_text(complaint: Complaint) -> str:
    """To a neighbour who has the same trouble."""
    return f"➕ Вы присоединились: {named(complaint)}, {complaint.shown_state}. Я сообщу о каждом шаге."


def step_text(complaint: Complaint) -> str:
    """To everybody who has the trouble: the last step."""
    head, step = named(complaint), complaint.history[-1]
    by = complaint.taken_by.in_words if complaint.taken_by else step.by
    said = f"\n\n{quoted(step.text, 1500)}" if step.text else ""
    steps = {
        ComplaintState.TAKEN: f"🔧 {head} взята в работу. Занимается: {by}.",
        ComplaintState.ASKED: f"❓ {head}: вас просят уточнить. Спрашивает: {by}.{said}",
        ComplaintState.ANSWERED: f"📬 {head}: есть ответ. Отвечает: {by}.{said}\n\nПроблема решена?",
        ComplaintState.REJECTED: f"🚫 {head} отклонена. Отвечает: {by}. Причина:{said}",
        ComplaintState.SENT: f"↪ {head} передана: {complaint.concerns}. Срок прежний.",
        ComplaintState.RETURNED: f"↪ {head}: ищем, кто отвечает. Администрация уже знает.",
        ComplaintState.REOPENED: f"🔁 {head} возвращена в работу: житель сообщил, что она не решена.",
        ComplaintState.SOLVED: f"✅ {head} закрыта как решённая. Спасибо!",
    }
    return steps[complaint.state]


def outside_text(complaint: Complaint) -> str:
    """To those who have the trouble: what the organisation's own system says, the last step."""
    step = complaint.history[-1]
    return f"📋 {named(complaint)}. Сообщает {step.by}: {quoted(step.text, 1500)}"


def overdue_text(complaint: Complaint) -> str:
    """To those who have the trouble: it is late, and who knows."""
    return f"⏰ {named(complaint)}: срок прошёл. Об этом сообщено руководителю: {complaint.concerns}."


def escalated_text(complaint: Complaint) -> str:
    """To those who have the trouble: the head is late too."""
    return f"⏰ {named(complaint)}: об опоздании сообщено администрации."


def official_text(title: str, complaint: Complaint, author: str, time_zone: str) -> str:
    """To a representative of the responsible organisation; the only place where the author is named."""
    lines = [f"{title}\n", f"№ {complaint.number}: {complaint.subject}", f"Дом: {complaint.address}"]
    lines += [quoted(complaint.text, 1500)] if complaint.text else []
    lines += [f"Житель: {author}"] if author else []
    if complaint.joined:
        lines.append(f"Присоединились: {counted(len(complaint.joined), 'сосед', 'соседа', 'соседей')}")
    if complaint.due_at:
        lines.append(f"Срок: {when(complaint.due_at, time_zone)}")
    return "\n".join(lines)


def employees_text(complaint: Complaint, why: str) -> str:
    """To the municipality's employees, without the author and their words."""
    to = f" Ответственный: {complaint.concerns}." if complaint.addressees else ""
    return f"⏰ {named(complaint)}, {complaint.address}: {why}.{to}"


def unreached_text(complaint: Complaint, names: Sequence[str]) -> str:
    """To the coordination chat: representatives who do not let the bot write to them."""
    return f"Не удалось написать представителям: {', '.join(names)}. {named(complaint)} ждёт их в мини-приложении."


def official_keyboard(complaint: Complaint) -> dict[str, object]:
    """What a representative can do."""
    asks = [ASK] if complaint.author_id else []
    return _keyboard(complaint, [[TAKE, ANSWER], [*asks, PASS_ON], [REJECT]])


def pass_on_keyboard(complaint: Complaint, organizations: Sequence[tuple[str, str]]) -> dict[str, object]:
    """The organisations (id and name) that a complaint can be handed to."""
    rows = [[_button(complaint, PASS_ON, name, o=each)] for each, name in organizations[:6]]
    return {"inline": True, "one_time": False, "buttons": rows}


def author_keyboard(complaint: Complaint) -> dict[str, object] | None:
    """What the author can do about the last step."""
    match complaint.state:
        case ComplaintState.ASKED:
            return _keyboard(complaint, [[REPLY]])
        case ComplaintState.ANSWERED:
            return _keyboard(complaint, [[SOLVED, NOT_SOLVED]])
        case _:
            return None


def _keyboard(complaint: Complaint, rows: Sequence[Sequence[str]]) -> dict[str, object]:
    buttons = [[_button(complaint, act, _LABELS[act]) for act in row] for row in rows if row]
    return {"inline": True, "one_time": False, "buttons": buttons}


def _button(complaint: Complaint, act: str, label: str, **further: object) -> dict[str, object]:
    payload = {"do": DO, "m": complaint.municipality_id, "q": complaint.id, "a": act, **further}
    packed = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return {"action": {"type": "callback", "label": label[:40], "payload": packed}}
