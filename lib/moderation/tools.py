"""What can be done for the order of a house's chat, why, and how it is told: nothing is done without a reason, and
nothing in the dark. Whoever wrote what is removed is never named.
"""

from __future__ import annotations

import re
from enum import StrEnum

from lib.russian import counted


class Tool(StrEnum):
    """What a moderator can do."""

    PIN = "pin"
    UNPIN = "unpin"
    REMOVE = "remove"
    MUTE = "mute"
    UNMUTE = "unmute"
    EXCLUDE = "exclude"

    @property
    def is_against_somebody(self) -> bool:
        """Whether it takes something from a person, and so is told to the whole chat."""
        return self in {Tool.REMOVE, Tool.MUTE, Tool.EXCLUDE}

    @property
    def needs_message(self) -> bool:
        """Whether it is done to a message, or to who wrote one."""
        return self is not Tool.UNPIN


LABELS: dict[Tool, str] = {
    Tool.PIN: "Закрепить",
    Tool.UNPIN: "Открепить",
    Tool.REMOVE: "Удалить сообщение",
    Tool.MUTE: "Запретить писать",
    Tool.UNMUTE: "Вернуть голос",
    Tool.EXCLUDE: "Исключить из чата",
}

# What the log and the chat say was done.
_DONE: dict[Tool, str] = {
    Tool.PIN: "закреплено сообщение",
    Tool.UNPIN: "откреплено сообщение",
    Tool.REMOVE: "удалено сообщение",
    Tool.MUTE: "участнику запрещено писать",
    Tool.UNMUTE: "участнику снова можно писать",
    Tool.EXCLUDE: "участник исключён из чата",
}

_FOR_ALL = {
    "ads": "реклама",
    "insult": "оскорбления",
    "personal": "чужие личные данные",
    "fraud": "мошенничество",
    "flood": "флуд, не о делах дома",
}
# Offered as buttons, and understood as words: key in payloads → what everybody reads.
REASONS: dict[Tool, dict[str, str]] = {
    Tool.PIN: {"important": "важно для всех", "outage": "отключения и ремонт", "meeting": "собрание"},
    Tool.UNPIN: {"outdated": "потеряло актуальность", "mistake": "закреплено по ошибке"},
    Tool.REMOVE: _FOR_ALL,
    Tool.MUTE: _FOR_ALL,
    Tool.UNMUTE: {"sorted": "вопрос решён", "mistake": "ограничено по ошибке"},
    Tool.EXCLUDE: {**_FOR_ALL, "stranger": "не живёт в доме"},
}

# How long somebody can be muted, seconds → in words.
DURATIONS: dict[int, str] = {900: "15 минут", 3600: "1 час", 86400: "1 сутки", 604800: "1 неделя"}
LONGEST_MUTE_S = 30 * 86400

LONGEST_REASON = 100
_TRACES_OF_PEOPLE = re.compile(
    r"\[[^\]|\[]{0,100}\|([^\]\[]{0,200})\]|@\S+|(?:https?://)?(?:m\.)?vk\.(?:com|ru|me)/\S+|\bid\d{3,}\b"
)


def clean_reason(text: str) -> str:
    """A moderator's own reason as everybody may read it: one line, no mentions and links that name somebody."""
    without = _TRACES_OF_PEOPLE.sub("…", " ".join(text.split()))
    return without[:LONGEST_REASON].strip(" .,:;—-")


def done_in_words(tool: Tool, seconds: int = 0) -> str:
    """What was done, in words: `участнику запрещено писать на 1 час`."""
    return f"{_DONE[tool]} на {span_in_words(seconds)}" if tool is Tool.MUTE else _DONE[tool]


def span_in_words(seconds: int) -> str:
    """A span of a mute: in the largest unit that it is whole in."""
    if seconds % 604800 == 0:
        return counted(seconds // 604800, "неделю", "недели", "недель")
    if seconds % 86400 == 0:
        return counted(seconds // 86400, "сутки", "суток", "суток")
    if seconds % 3600 == 0:
        return counted(seconds // 3600, "час", "часа", "часов")
    return counted(max(seconds // 60, 1), "минуту", "минуты", "минут")
