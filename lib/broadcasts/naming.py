"""What the audit log calls a broadcast: rules, without any I/O."""

from __future__ import annotations

from lib.audit.line import Subject, SubjectKind
from lib.broadcasts.broadcast import Broadcast

_LONGEST = 60


def broadcast_subject(broadcast: Broadcast) -> Subject:
    """The broadcast as lines name it: by the beginning of its text."""
    return Subject(SubjectKind.BROADCAST, broadcast.id, title_of(broadcast.content.text))


def title_of(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return (line if len(line) <= _LONGEST else f"{line[:_LONGEST].rstrip()}…") or "Без текста"
