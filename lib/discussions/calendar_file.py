"""The invitation that an official puts into their calendar: a file in the form of RFC 5545.

Three kinds of lines of the standard are all that is needed, so no library comes in for it: text is escaped (3.3.11),
times are UTC (3.3.5), and a line is folded at 75 octets (3.1).
"""

from __future__ import annotations

from datetime import UTC, datetime

from lib.discussions.discussion import Discussion

FILENAME = "obsuzhdenie.ics"
_LONGEST_LINE = 75


def calendar_file(discussion: Discussion, now: datetime) -> str:
    """The file; the same `UID` with a higher `SEQUENCE` moves what is in the calendar already."""
    houses = ", ".join(place.address for place in discussion.places)
    description = f"{discussion.topic}\n\n{houses}\n\nВойти: {discussion.invite_link}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Домовые чаты//Обсуждения//RU",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{discussion.id}@domovye-chaty",
        f"SEQUENCE:{discussion.moves}",
        f"DTSTAMP:{_moment(now)}",
        f"DTSTART:{_moment(discussion.starts_at)}",
        f"DTEND:{_moment(discussion.ends_at)}",
        f"SUMMARY:{_text(discussion.title)}",
        f"DESCRIPTION:{_text(description)}",
        f"LOCATION:{_text('Чат ВКонтакте')}",
        f"URL:{discussion.invite_link}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:-PT15M",
        f"DESCRIPTION:{_text(discussion.title)}",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\n").replace("\n", "\\n").replace("\r", "")


def _folded(line: str) -> str:
    """The line in pieces of at most 75 octets, broken between characters."""
    pieces, piece, room = [], "", _LONGEST_LINE
    for character in line:
        size = len(character.encode())
        if size > room:
            pieces.append(piece)
            # The blank that begins a continued line counts too.
            piece, room = " ", _LONGEST_LINE - 1
        piece += character
        room -= size
    return "\r\n".join([*pieces, piece])
