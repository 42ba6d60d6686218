"""Leading a chat administrator to add service bots by hand: no API adds a community to a chat."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from lib.houses.house import House
from lib.services.service_bot import ServiceBot

CHECK_SERVICE_BOTS = "check_service_bots"
_CHECK_LABEL = "Проверить"
# Ten buttons in six rows, and one of them checks.
_MOST_LINKS = 5
# With the rest of the text it fits into a snackbar.
_LONGEST_NAME = 25


def leading_text(house: House, bots: Sequence[ServiceBot]) -> str:
    """What the chat administrator is asked to do, step by step."""
    told = "\n".join(f"• {bot.name}{f': {bot.does}' if bot.does else ''}\n  {bot.page_url}" for bot in bots)
    one = len(bots) == 1
    attached = "подключён сервисный бот" if one else "подключены сервисные боты"
    return (
        f"К чату дома «{house.title}» {attached}:\n\n{told}\n\n"
        f"Добавить {'его' if one else 'их'} в чат может только человек. Сделайте это, пожалуйста:\n"
        f"1. Откройте страницу {'бота' if one else 'каждого бота'} по ссылке.\n"
        "2. Нажмите «Добавить в чат». На телефоне эта кнопка может быть в меню «…».\n"
        f"3. Выберите чат «{house.title}».\n\n"
        f"Когда {'бот появится' if one else 'боты появятся'} в чате, я увижу это сам. "
        f"Чтобы не ждать, нажмите «{_CHECK_LABEL}»."
    )


def leading_keyboard(municipality_id: str, house: House, bots: Sequence[ServiceBot]) -> dict[str, object]:
    """A link to each bot's page, and a button that has the chat looked at now."""
    payload = json.dumps({"do": CHECK_SERVICE_BOTS, "town": municipality_id, "house": house.id})
    rows: list[list[dict[str, object]]] = [
        [{"action": {"type": "open_link", "label": bot.name[:40], "link": bot.page_url}}] for bot in bots[:_MOST_LINKS]
    ]
    rows.append([{"action": {"type": "callback", "label": _CHECK_LABEL, "payload": payload}}])
    return {"inline": True, "buttons": rows}


def leading_random_id(house: House, bots: Sequence[ServiceBot]) -> int:
    """The same for the same request, so that VK takes a repeat for what it is; a positive int32."""
    named = f"{house.id} {sorted(bot.group_id for bot in bots)}"
    return int.from_bytes(hashlib.sha256(named.encode()).digest()[:4]) % (2**31 - 1) + 1


def checked_text(awaited: Sequence[ServiceBot]) -> str:
    """What the administrator's button answers after the chat was looked at: a snackbar of 90 characters."""
    if not awaited:
        return "Все сервисные боты уже в чате. Спасибо!"
    first = awaited[0].name if len(awaited[0].name) <= _LONGEST_NAME else f"{awaited[0].name[:_LONGEST_NAME]}…"
    others = f" и ещё {len(awaited) - 1}" if len(awaited) > 1 else ""
    return f"Пока не вижу в чате: «{first}»{others}. Добавьте и проверьте ещё раз."
