"""The file for the official's calendar."""

from __future__ import annotations

from msgspec.structs import replace

from lib.discussions.calendar_file import calendar_file
from tests.lib.discussions.test_rules import NOW, new


def unfolded(file: str) -> list[str]:
    """The lines as a calendar reads them: RFC 5545, 3.1."""
    return file.replace("\r\n ", "").split("\r\n")


def test_the_file_says_when_where_and_what_about() -> None:
    discussion = replace(new(), invite_link="https://vk.me/join/abc", moves=2)
    lines = unfolded(calendar_file(discussion, NOW))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "DTSTART:20261123T150000Z" in lines
    assert "DTEND:20261123T160000Z" in lines
    assert "SEQUENCE:2" in lines
    assert "UID:d1@domovye-chaty" in lines


def test_texts_are_escaped_and_lines_are_folded_between_letters() -> None:
    discussion = replace(new(), topic="Лифт; крыша, подвал\nи \\ двор " * 10)
    file = calendar_file(discussion, NOW)
    assert all(len(line.encode()) <= 75 for line in file.split("\r\n"))
    (description,) = [line for line in unfolded(file) if line.startswith("DESCRIPTION:Л")]
    assert "Лифт\\; крыша\\, подвал\\nи \\\\ двор" in description
