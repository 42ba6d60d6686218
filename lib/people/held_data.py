"""What is held on a person, found by the shape of records and not by a list of them: a new kind of record is found too.

A field speaks of a person where its name says so (`vk_id`, `administrator_vk_id`, `user_id`, `official_vk_ids`, …) and
its value is the person's id; the fields beside it with the same beginning (`administrator_name`,
`administrator_phone`), or in the same map as a plain `vk_id`, are the person's too. So are attachments, whose name
holds their owner's id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

# https://dev.vk.com: people's ids are whole numbers above zero.
_OF_A_PERSON = re.compile(r"^(?P<who>|.*_)(?:vk_ids?|user_ids?|member_ids?|person_ids?|from_ids?|author_ids?|used_by)$")
# Lists of people; the same names stand for counts elsewhere.
_LISTS_OF_PEOPLE = frozenset({"joined", "invited"})
# https://dev.vk.com: `<type><owner_id>_<media_id>`; a community is an owner below zero.
_ATTACHMENT = re.compile(r"^[a-z]+(?P<owner>\d+)_\d+(_\w+)?$")
_ABOUT_THEM = ("name", "phone", "photo_url", "screen_name", "ref")
_MARKS = re.compile(r"(?<!\d)\d+_\d+:(\d+)")
# What stands where a person was.
NOBODY = 0
FORGOTTEN = "удалено"


def speaks_of(path: str, fields: Mapping[str, Any], vk_id: int) -> bool:
    """Whether a record says anything of the person: in its fields, or by its name."""
    return is_about(path, vk_id) or without(fields, vk_id, frozenset()) != fields


def is_about(path: str, vk_id: int) -> bool:
    """Whether a record is the person's own, by its name: it goes as a whole."""
    return re.split(r"[_-]", path.rpartition("/")[2])[-1] == str(vk_id)


def names_in(fields: Any, vk_id: int) -> set[str]:
    """What the person is called in a record."""
    if isinstance(fields, Mapping):
        own = {str(fields[name]) for name in _beside(fields, vk_id) if name.endswith("name") and fields.get(name)}
        return own.union(*(names_in(value, vk_id) for value in fields.values()))
    if isinstance(fields, Sequence) and not isinstance(fields, str | bytes):
        return set[str]().union(*(names_in(value, vk_id) for value in fields))
    return set()


def without(value: Any, vk_id: int, names: frozenset[str]) -> Any:
    """A record without the person; `names` are taken out of all its texts too."""
    if isinstance(value, Mapping):
        theirs = _beside(value, vk_id)
        return {name: _field(name, inner, vk_id, names, is_theirs=name in theirs) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [without(inner, vk_id, names) for inner in value if not _is_attachment_of(inner, vk_id)]
    if isinstance(value, str):
        if str(vk_id) in value and _MARKS.search(value):
            value = " ".join(mark for mark in value.split(" ") if mark.rpartition(":")[2] != str(vk_id))
        for name in names:
            value = value.replace(name, FORGOTTEN)
    return value


def _field(name: str, value: Any, vk_id: int, names: frozenset[str], *, is_theirs: bool) -> Any:
    if is_theirs:
        return "" if isinstance(value, str) else None
    is_list = isinstance(value, list | tuple)
    if _OF_A_PERSON.match(name) or (is_list and name in _LISTS_OF_PEOPLE):
        if is_list:
            return [each for each in value if each != vk_id]
        return NOBODY if value == vk_id else value
    if name == "id" and value == str(vk_id):
        return FORGOTTEN
    return without(value, vk_id, names)


def _is_attachment_of(value: Any, vk_id: int) -> bool:
    match = _ATTACHMENT.match(value) if isinstance(value, str) else None
    return match is not None and int(match["owner"]) == vk_id


def _beside(fields: Mapping[str, Any], vk_id: int) -> set[str]:
    """The fields of a map that are about the person: those that begin like a field with the person's id."""
    beginnings = {
        match["who"] for name, value in fields.items() if value == vk_id and (match := _OF_A_PERSON.match(name))
    }
    return {f"{who}{what}" for who in beginnings for what in _ABOUT_THEM} & set(fields)
