"""Tags: a municipality's own marks of houses, by which audiences are chosen."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from lib.audit.line import AuditAction, Change
from lib.audit.record import Doing, Planned, record_change
from lib.errors import DomainError
from lib.gateways.firestore.store import Put, Replace, Store
from lib.houses.assigning import load_houses
from lib.houses.changes import house_subject
from lib.people.permissions import Rights

MOST_TAGS = 20
_MOST_KINDS = 500


class Tag(Struct, frozen=True):
    """A tag that some house has or had."""

    name: str


def list_tags(municipality_id: str, *, store: Store) -> list[str]:
    """The municipality's tags, by name."""
    found = store.query(_tags_path(municipality_id), Tag, order_by=["name"], limit=_MOST_KINDS)
    return [stored.record.name for stored in found]


def tag_houses(
    rights: Rights, house_ids: Sequence[str], add: Sequence[str], remove: Sequence[str], doing: Doing, *, store: Store
) -> int:
    """Tags all of these houses or, where one of them is not there, none; returns how many changed.

    Raises:
        DomainError: `house_unknown`, `too_many_tags`.
    """
    added, removed = [_tag(each) for each in add], {_tag(each) for each in remove}
    changed = 0

    def plan() -> Planned:
        nonlocal changed
        planned = Planned()
        for stored in load_houses(rights, house_ids, store=store):
            before = stored.record.tags
            tags = tuple(each for each in dict.fromkeys((*before, *added)) if each and each not in removed)
            if len(tags) > MOST_TAGS:
                raise DomainError("too_many_tags")
            if tags == before:
                continue
            planned.writes.append(Replace(stored.path, replace(stored.record, tags=tags), stored.revision))
            differs = (Change("tags", "Метки", ", ".join(before), ", ".join(tags)),)
            part = f"-{stored.record.id}" if planned.lines else ""
            subject = house_subject(stored.record)
            planned.lines.append(doing.line(AuditAction.HOUSES_TAGGED, subject, differs, part=part))
        changed = len(planned.lines)
        if changed:
            planned.writes.extend(Put(_tag_path(rights.municipality_id, tag), Tag(tag)) for tag in added if tag)
        return planned

    record_change(doing, plan, store)
    return changed


def _tags_path(municipality_id: str) -> str:
    return f"municipalities/{municipality_id}/tags"


def _tag_path(municipality_id: str, tag: str) -> str:
    return f"{_tags_path(municipality_id)}/{hashlib.sha256(tag.encode()).hexdigest()[:20]}"


def _tag(text: str) -> str:
    return " ".join(text.split()).lower()
