"""What the bot says on the way to a complaint, and the buttons under it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from msgspec import Struct

from lib.complaints.complaint import MOST_PHOTOS, Complaint
from lib.complaints.dialog import At, Dialog
from lib.complaints.settings import MOST_SUBJECTS, ComplaintSettings
from lib.questions.texts import day, quoted
from lib.russian import counted

DO = "complain"
START, SUBJECT, JOIN, OTHER, NEXT, SEND, CANCEL = "start", "subject", "join", "other", "next", "send", "cancel"

CANCELLED = "Хорошо, жалоба не отправлена. Чтобы начать снова, напишите «Жалоба»."
NO_HOUSE = "Такого дома среди официальных чатов нет. Проверьте адрес и напишите ещё раз: улица и номер дома."
NOT_HERE = "Здесь жалобы через бота пока не принимают."
_SPEAKING = {
    At.REPLYING: "Напишите ответ одним сообщением, можно с фотографиями.",
    At.ASKING: "Напишите, что уточнить у жителя, одним сообщением.",
    At.ANSWERING: "Напишите жителю, что сделано, одним сообщением; можно приложить до пяти фотографий.",
    At.REJECTING: "Напишите причину одним сообщением: её увидит житель.",
}


class Prompt(Struct, frozen=True):
    """What is said; `keyboard` None where there is nothing to press."""

    text: str
    keyboard: dict[str, object] | None = None
    photos: tuple[str, ...] = ()


def prompt(dialog: Dialog, settings: ComplaintSettings, similar: Sequence[Complaint] = ()) -> Prompt:
    """What the bot waits for now."""
    where = f"Дом: {dialog.address}.\n\n" if dialog.address else ""
    match dialog.at:
        case At.SUBJECT:
            buttons = [_button(dialog, SUBJECT, each.title, each.id) for each in settings.subjects[:MOST_SUBJECTS]]
            rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
            shown = Prompt(f"{where}О чём жалоба?", _keyboard([*rows, [_cancel(dialog)]]))
        case At.SIMILAR:
            shown = _similar(dialog, settings, similar)
        case At.WHAT:
            words = "Напишите, что случилось и где именно: подъезд, этаж, место. Можно сразу с фотографиями."
            shown = Prompt(words, _keyboard([[_cancel(dialog)]]))
        case At.PHOTOS:
            shown = _photos(dialog)
        case At.CHECK:
            shown = _check(dialog, settings)
        case At.HOUSE:
            shown = Prompt("Напишите адрес дома: улица и номер.", _keyboard([[_cancel(dialog)]]))
        case _:
            shown = Prompt(_SPEAKING.get(dialog.at, CANCELLED))
    return shown


def start_button() -> dict[str, object]:
    """The button of the house chat's menu."""
    return {"action": {"type": "callback", "label": "Жалоба", "payload": json.dumps({"do": DO, "a": START})}}


def _similar(dialog: Dialog, settings: ComplaintSettings, similar: Sequence[Complaint]) -> Prompt:
    lines = "\n".join(
        f"• № {each.number} от {day(each.created_at, settings.time_zone)} — {each.shown_state}, "
        f"с этим {counted(len(each.people), 'житель', 'жителя', 'жителей')}"
        for each in similar
    )
    buttons = [[_button(dialog, JOIN, f"+1 к № {each.number}", each.id)] for each in similar[:4]]
    rows = [*buttons, [_button(dialog, OTHER, "Моя проблема другая")], [_cancel(dialog)]]
    return Prompt(
        f"В вашем доме об этом уже сообщили:\n{lines}\n\nТо же самое? Присоединяйтесь: вы узнаете о каждом шаге.",
        _keyboard(rows),
    )


def _photos(dialog: Dialog) -> Prompt:
    have = len(dialog.photos)
    if have >= MOST_PHOTOS:
        words = f"Есть {MOST_PHOTOS} фотографий, больше не нужно."
    elif have:
        words = f"Фотографий: {have}. Можно прислать ещё {MOST_PHOTOS - have}."
    else:
        words = f"Пришлите до {MOST_PHOTOS} фотографий или нажмите «Без фото»."
    return Prompt(words, _keyboard([[_button(dialog, NEXT, "Дальше" if have else "Без фото")], [_cancel(dialog)]]))


def _check(dialog: Dialog, settings: ComplaintSettings) -> Prompt:
    subject = settings.subject(dialog.subject_id)
    lines = [
        "Проверьте, что будет отправлено:\n",
        f"Тема: {subject.title if subject else ''}",
        f"Дом: {dialog.address}",
    ]
    lines += [quoted(dialog.text, 1500)] if dialog.text else []
    lines += [f"Фотографий: {len(dialog.photos)}"] if dialog.photos else []
    return Prompt("\n".join(lines), _keyboard([[_button(dialog, SEND, "Отправить")], [_cancel(dialog)]]), dialog.photos)


def _keyboard(rows: Sequence[Sequence[dict[str, object]]]) -> dict[str, object]:
    return {"inline": True, "one_time": False, "buttons": [list(row) for row in rows]}


def _cancel(dialog: Dialog) -> dict[str, object]:
    return _button(dialog, CANCEL, "Отменить")


def _button(dialog: Dialog, act: str, label: str, value: str = "") -> dict[str, object]:
    payload = {"do": DO, "a": act, "b": dialog.begun, **({"v": value} if value else {})}
    return {"action": {"type": "callback", "label": label[:40], "payload": json.dumps(payload, separators=(",", ":"))}}
