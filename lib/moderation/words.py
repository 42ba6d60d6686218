"""Moderation by words: `закрепить`, `удалить реклама`, `заглушить на 2 часа оскорбления`, as an answer to a message.

Ordinary talk begins with such words too. So unless the bot is spoken to (`!удалить …`, or a mention of the community),
a message is a command only if nothing but a known reason and a time follow the word.
"""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct

from lib.moderation.tools import LONGEST_MUTE_S, REASONS, Tool, clean_reason
from lib.russian import folded


class Request(StrEnum):
    """What is asked for that is no tool."""

    MENU = "menu"
    LOG = "log"


_TOOLS: dict[str, Tool] = {
    "закрепить": Tool.PIN,
    "закрепи": Tool.PIN,
    "открепить": Tool.UNPIN,
    "открепи": Tool.UNPIN,
    "удалить": Tool.REMOVE,
    "удали": Tool.REMOVE,
    "заглушить": Tool.MUTE,
    "заглуши": Tool.MUTE,
    "мут": Tool.MUTE,
    "размут": Tool.UNMUTE,
    "исключить": Tool.EXCLUDE,
    "исключи": Tool.EXCLUDE,
}
_PHRASES: dict[str, Tool | Request] = {
    "вернуть голос": Tool.UNMUTE,
    "верни голос": Tool.UNMUTE,
    "модерация": Request.MENU,
    "журнал модерации": Request.LOG,
}
# Every message of every chat is asked about: nearly all are told from commands by their first letters.
_BEGINNINGS = frozenset(words[:3] for words in (*_TOOLS, *_PHRASES))
_ADDRESSED = re.compile(r"\s*(?:\[club\d+\|[^\]]*\][\s,:]*)?(?P<mark>[!/])?\s*")
_UNITS = {
    "мин": 60,
    "минут": 60,
    "минуту": 60,
    "минуты": 60,
    "ч": 3600,
    "час": 3600,
    "часа": 3600,
    "часов": 3600,
    "день": 86400,
    "дня": 86400,
    "дней": 86400,
    "сутки": 86400,
    "суток": 86400,
    "неделю": 604800,
    "недели": 604800,
    "недель": 604800,
}
_SPAN = re.compile(
    rf"^(?:на\s+)?(?:(?P<number>\d{{1,4}})\s*)?(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})\b",
    re.IGNORECASE,
)
_LONGEST = 400


class Command(Struct, frozen=True):
    """What was said: a tool with its time and reason, as far as they were, or another request. `is_addressed` says that
    the bot was spoken to, and so expects an answer.
    """

    what: Tool | Request
    seconds: int = 0
    reason: str = ""
    is_addressed: bool = False


def read_command(text: str) -> Command | None:
    """The command that a message is; None where it is ordinary talk."""
    if len(text) > _LONGEST:
        return None
    start = _ADDRESSED.match(text)
    assert start is not None
    is_addressed = bool(text[: start.end()].strip())
    said = " ".join(text[start.end() :].split()).strip(" .!")
    if said[:3].lower() not in _BEGINNINGS:
        return None
    for phrase, what in _PHRASES.items():
        if folded(said) == phrase:
            return Command(what, is_addressed=is_addressed)
        if isinstance(what, Tool) and folded(said).startswith(phrase + " "):
            return _tool(what, said[len(phrase) :], is_addressed)
    first, _, rest = said.partition(" ")
    tool = _TOOLS.get(folded(first).strip(" :,!"))
    return _tool(tool, rest, is_addressed) if tool else None


def _tool(tool: Tool, rest: str, is_addressed: bool) -> Command | None:
    rest, seconds = rest.strip(" :,"), 0
    if tool is Tool.MUTE and (span := _SPAN.match(rest)):
        seconds = min(int(span["number"] or 1) * _UNITS[span["unit"].lower()], LONGEST_MUTE_S)
        rest = rest[span.end() :]
    rest = rest.strip(" :,—-").removeprefix("за ").strip()
    known = next((reason for reason in REASONS[tool].values() if rest and folded(reason).startswith(folded(rest))), "")
    if known or not rest:
        return Command(tool, seconds, known, is_addressed)
    # A reason of the moderator's own: only where it is sure that the bot is meant.
    return Command(tool, seconds, clean_reason(rest), is_addressed) if is_addressed else None
