"""What is said about discussions, and the buttons under it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from lib.broadcasts.message_text import Author, OfficialText, marked
from lib.discussions.discussion import Discussion, Ending
from lib.membership.texts import mention
from lib.questions.texts import quoted, when
from lib.russian import counted

DO = "talk"
COME, HAND, NEXT, EXTEND, FINISH, CANCEL, HERE = "come", "hand", "next", "extend", "finish", "cancel", "here"
MOVE, TIME = "move", "time"


def time_in_words(discussion: Discussion, time_zone: str) -> str:
    """When it takes place: `25 ноября, 18:00–19:00`."""
    ends = when(discussion.ends_at, time_zone).split(", ")[1]
    return f"{when(discussion.starts_at, time_zone)}–{ends}"


def welcome_text(topic: str, official: str, time: str) -> str:
    """What is pinned in the temporary chat."""
    return f"""\
💬 Здесь обсуждаем: {quoted(topic, 600)}

Кто отвечает: {official}
Когда: {time}

Это временный чат. После обсуждения итог появится в чате дома, а этот чат закроется: всё, что здесь написано, система \
не сохраняет."""


def ready_text(discussion: Discussion, time_zone: str) -> str:
    """The first message of the temporary chat, with its buttons."""
    return (
        f"Начинаем {when(discussion.starts_at, time_zone)}. Кто хочет высказаться, нажимает «Поднять руку»: "
        f"слово дают по очереди.\n\nПредставителю: «Следующий» даёт слово, «Завершить» заканчивает обсуждение."
    )


def announcement_text(discussion: Discussion, time_zone: str) -> str:
    """To a house's chat: what is discussed, when, with whom, and the way in."""
    houses = len(discussion.places)
    shared = f"\nУчаствуют {counted(houses, 'дом', 'дома', 'домов')}." if houses > 1 else ""
    return (
        f"📅 Назначено обсуждение: {quoted(discussion.topic)}\n\n"
        f"Когда: {time_in_words(discussion, time_zone)}\n"
        f"Кто придёт: {discussion.official.in_words}{shared}\n"
        f"Войти: {discussion.invite_link}\n\n"
        f"Нажмите «Приду», и мы напомним. Чат временный: потом итог появится здесь."
    )


def moved_text(discussion: Discussion, time_zone: str, reason: str) -> str:
    """That the time is another one."""
    return (
        f"🔁 Обсуждение перенесено: {quoted(discussion.topic)}\n\n"
        f"Новое время: {time_in_words(discussion, time_zone)}\nПричина: {reason}.\nВойти: {discussion.invite_link}"
    )


def moved_official_text(discussion: Discussion, time_zone: str) -> str:
    """To the official: the new time, with a new file."""
    return f"🔁 Новое время обсуждения: {time_in_words(discussion, time_zone)}. {quoted(discussion.topic)}"


def official_text(discussion: Discussion, time_zone: str) -> str:
    """To the official: everything is ready."""
    houses = ", ".join(place.address for place in discussion.places[:5])
    more = len(discussion.places) - 5
    others = f" и ещё {counted(more, 'дом', 'дома', 'домов')}" if more > 0 else ""
    return (
        f"📅 Обсуждение назначено: {time_in_words(discussion, time_zone)}\n\n{quoted(discussion.topic, 600)}\n\n"
        f"Дома: {houses}{others}\nЧат: {discussion.invite_link}\n\n"
        "Файл с приглашением — для вашего календаря. Мы напомним за день, за 15 минут и в начале."
    )


def reminder_text(discussion: Discussion, time_zone: str, *, soon: bool) -> str:
    """A reminder, to the chats and to those who come."""
    begins = "через 15 минут" if soon else f"{when(discussion.starts_at, time_zone)}"
    return (
        f"⏳ Напоминаем: обсуждение {begins}.\n\n{quoted(discussion.topic)}\n"
        f"Кто отвечает: {discussion.official.in_words}\nВойти: {discussion.invite_link}"
    )


def start_text(discussion: Discussion) -> str:
    """In the temporary chat: it begins."""
    who = mention(discussion.official.vk_id, discussion.official.name)
    return f"▶️ Начинаем. На вопросы отвечает {who}. Поднимайте руку, чтобы получить слово."


def start_house_text(discussion: Discussion) -> str:
    """In a house's chat: it begins."""
    return f"▶️ Обсуждение началось: {quoted(discussion.topic)}\nВойти: {discussion.invite_link}"


def start_official_text(discussion: Discussion) -> str:
    """To the official: residents wait."""
    return f"▶️ Обсуждение началось, жители ждут вас: {discussion.invite_link}"


def early_text(discussion: Discussion, time_zone: str) -> str:
    """To somebody who came before the time."""
    return f"Вы рано: начнём {when(discussion.starts_at, time_zone)}. Мы напомним здесь за 15 минут."


def official_came_text(discussion: Discussion) -> OfficialText:
    """In the temporary chat: the official is there, marked as what they are."""
    official = discussion.official
    text = "Здравствуйте! Представитель с нами. Поднимайте руку, чтобы получить слово."
    return marked(text, "✅ Официальный представитель", Author(official.organization, official.name, official.post))


def missed_text(discussion: Discussion) -> str:
    """That nobody came, to the chats."""
    return (
        f"😔 {discussion.official.in_words} пока не пришёл на обсуждение. Мы сообщили руководителю и попросили "
        f"назначить новое время.\n\n{quoted(discussion.topic)}"
    )


def missed_official_text(discussion: Discussion, time_zone: str) -> str:
    """To the official: a new time is asked for."""
    return (
        f"❗ Жители ждут вас на обсуждении, оно началось {when(discussion.starts_at, time_zone)}. "
        f"Войдите сейчас ({discussion.invite_link}) или назначьте новое время.\n\n{quoted(discussion.topic)}"
    )


def missed_head_text(discussion: Discussion, time_zone: str) -> str:
    """To the head of the organisation."""
    return (
        f"❗ {discussion.official.in_words} не пришёл на обсуждение с жителями, назначенное на "
        f"{when(discussion.starts_at, time_zone)}. Помогите назначить новое время.\n\n{quoted(discussion.topic)}"
    )


def warning_text(discussion: Discussion, time_zone: str) -> str:
    """That the end is near."""
    ends = when(discussion.ends_at, time_zone).split(", ")[1]
    return f"⏱ Обсуждение закончится в {ends}, чат закроется. Представитель может продлить его на 15 минут."


def extended_text(discussion: Discussion, time_zone: str) -> str:
    """That there is more time."""
    return f"⏱ Обсуждение продлено до {when(discussion.ends_at, time_zone).split(', ')[1]}."


def ask_outcome_text(discussion: Discussion) -> str:
    """To the official: the houses wait for the outcome."""
    return (
        f"📝 Напишите итог обсуждения одним сообщением: он появится в чатах домов как официальный ответ.\n\n"
        f"{quoted(discussion.topic)}"
    )


def outcome_text(discussion: Discussion) -> OfficialText:
    """The outcome for a house that has no question of its own here."""
    official = discussion.official
    text = f"Обсуждали: {quoted(discussion.topic)}\n\n{discussion.outcome}"
    return marked(text, "✅ Итог обсуждения", Author(official.organization, official.name, official.post))


def farewell_text(discussion: Discussion) -> str:
    """The last words in the temporary chat."""
    match discussion.ending:
        case Ending.FINISHED:
            why = "Обсуждение закончено, спасибо всем! Итог уже в чате вашего дома."
        case Ending.CANCELLED:
            why = f"Обсуждение отменено. Причина: {discussion.history[-1].reason}."
        case Ending.NOBODY_CAME:
            why = "Обсуждение не состоялось. О новом времени напишем в чате дома."
        case _:
            why = "Время обсуждения вышло, спасибо всем! Итог появится в чате вашего дома."
    return f"🔒 {why}\nЭтот чат сейчас закроется, история останется только у вас."


def house_ending_text(discussion: Discussion) -> str:
    """To a house's chat, where an ending has no outcome to tell."""
    topic = quoted(discussion.topic)
    match discussion.ending:
        case Ending.CANCELLED:
            return f"Обсуждение отменено. Причина: {discussion.history[-1].reason}.\n\n{topic}"
        case Ending.NOBODY_CAME:
            return f"Обсуждение не состоялось: представитель не пришёл. Вопрос остаётся открытым.\n\n{topic}"
        case Ending.NO_CHAT:
            return f"Чат для обсуждения создать не удалось. Представитель назначит новое время.\n\n{topic}"
        case _:
            return f"Обсуждение закончилось. Итог представитель напишет здесь.\n\n{topic}"


def no_chat_official_text(discussion: Discussion) -> str:
    """To the official: VK made no chat."""
    return f"Чат для обсуждения создать не удалось. Назначьте, пожалуйста, другое время.\n\n{quoted(discussion.topic)}"


def house_keyboard(discussion: Discussion) -> dict[str, object]:
    """Under the announcement: to come, and the way in."""
    link: dict[str, object] = {
        "action": {"type": "open_link", "link": discussion.invite_link, "label": "Войти в обсуждение"}
    }
    return _keyboard([[button(discussion, COME, "Приду", "positive")], [link]])


def chat_keyboard(discussion: Discussion) -> dict[str, object]:
    """In the temporary chat: for residents the first, for the official the others."""
    rows = [
        [button(discussion, HAND, "Поднять руку", "primary")],
        [button(discussion, NEXT, "Следующий"), button(discussion, EXTEND, "Ещё 15 минут")],
        [button(discussion, FINISH, "Завершить")],
    ]
    return _keyboard(rows)


def official_keyboard(discussion: Discussion, *, is_begun: bool) -> dict[str, object]:
    """In the official's private messages."""
    if is_begun:
        row = [button(discussion, EXTEND, "Ещё 15 минут"), button(discussion, FINISH, "Завершить", "primary")]
        return _keyboard([row])
    return _keyboard([[button(discussion, MOVE, "Перенести"), button(discussion, CANCEL, "Отменить")]])


def missed_keyboard(discussion: Discussion) -> dict[str, object]:
    """To whoever did not come."""
    return _keyboard([[button(discussion, MOVE, "Назначить новое время", "primary")]])


def outcome_keyboard(discussion: Discussion) -> dict[str, object]:
    """To write the outcome after time has run out."""
    return _keyboard([[button(discussion, FINISH, "Написать итог", "primary")]])


def times_keyboard(
    times: Sequence[datetime], time_zone: str, municipality_id: str, about: Mapping[str, object]
) -> dict[str, object]:
    """Times to choose among; `about` is the discussion that is to be moved, or the question that is to get one."""
    payloads = [{"do": DO, "m": municipality_id, "a": TIME, **about, "t": int(each.timestamp())} for each in times]
    return _keyboard(
        [
            [
                {
                    "action": {"type": "callback", "label": when(each, time_zone), "payload": _packed(payload)},
                    "color": "secondary",
                }
            ]
            for each, payload in zip(times, payloads, strict=True)
        ]
    )


def button(discussion: Discussion, act: str, label: str, color: str = "secondary", **more: object) -> dict[str, object]:
    """A button about a discussion."""
    payload = {"do": DO, "m": discussion.municipality_id, "d": discussion.id, "a": act, **more}
    return {"action": {"type": "callback", "label": label, "payload": _packed(payload)}, "color": color}


def _packed(payload: Mapping[str, object]) -> str:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))


def _keyboard(rows: list[list[dict[str, object]]]) -> dict[str, object]:
    return {"inline": True, "one_time": False, "buttons": rows}
