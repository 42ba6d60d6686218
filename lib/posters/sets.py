"""Posters of many houses: which houses, frozen when they were asked for, in files that are made when they are fetched.

A file is not kept: the same houses make it again, byte for byte. What is kept is which houses, and how many of them are
in the file that is being made, for whoever watches (docs/decisions/posters.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from lib.audit.line import AuditAction, Subject, SubjectKind
from lib.audit.record import Doing, Planned, record_change
from lib.errors import DomainError
from lib.gateways.firestore.store import Create, Store, Write
from lib.houses.house import House, HouseState, house_path
from lib.houses.listing import HouseFilter, list_houses
from lib.municipalities.municipality import Municipality
from lib.pages import pages
from lib.people.permissions import Action, Rights
from lib.posters.poster import PosterFormat
from lib.russian import counted

# A zip of so many takes about 10 s, and a request may take 60.
HOUSES_A_FILE = 500
MOST_HOUSES = 20_000
# Firestore deletes a set some time after this (TTL on `expires_at`); what was frozen a week ago is stale.
_KEPT_FOR = timedelta(days=7)
_READ_AT_ONCE = 300


class Package(StrEnum):
    """How the posters of a set come."""

    PDF = "pdf"  # one file to print
    ZIP = "zip"  # a PDF for each house, to hand out


class PosterSet(Struct, frozen=True):
    """A set of posters. `without_chat` counts houses that were asked for and have no link yet."""

    id: str
    poster_format: PosterFormat
    package: Package
    each_entrance: bool
    houses: int
    without_chat: int
    files: int
    made_at: datetime
    expires_at: datetime


class PosterFile(Struct, frozen=True):
    """One file of a set: its houses, and of how many the posters are in it as it was last being made."""

    number: int
    house_ids: tuple[str, ...]
    expires_at: datetime
    made: int = 0


class Wanted(Struct, frozen=True):
    """Which posters somebody asks for: of these houses, or of all that meet the filter."""

    houses: Sequence[str] | HouseFilter
    poster_format: PosterFormat
    package: Package
    each_entrance: bool


def set_path(municipality_id: str, set_id: str) -> str:
    """Where a set's record lies."""
    return f"municipalities/{municipality_id}/poster_sets/{set_id}"


def file_path(municipality_id: str, set_id: str, number: int) -> str:
    """Where the record of a set's file lies."""
    return f"{set_path(municipality_id, set_id)}/files/{number}"


def file_name_of(found: PosterSet, number: int) -> str:
    """What a file of a set is called."""
    part = f", часть {number} из {found.files}" if found.files > 1 else ""
    return f"Плакаты {found.poster_format.in_russian}{part}.{found.package.value}"


def create_set(wanted: Wanted, rights: Rights, municipality: Municipality, doing: Doing, *, store: Store) -> PosterSet:
    """Freezes a set.

    Raises:
        DomainError: `house_unknown`, `posters_of_none`, `posters_of_too_many`.
    """

    def plan() -> Planned:
        chosen = list(_chosen(wanted.houses, rights, municipality, store))
        ready = [house.id for house in chosen if house.state is HouseState.LIVE and house.invite_link]
        if not ready:
            raise DomainError("posters_of_none")
        expires_at = doing.now + _KEPT_FOR
        files = [
            PosterFile(number, tuple(ids), expires_at)
            for number, ids in enumerate(pages(ready, HOUSES_A_FILE), start=1)
        ]
        new = PosterSet(
            doing.request_id,
            wanted.poster_format,
            wanted.package,
            wanted.each_entrance,
            len(ready),
            len(chosen) - len(ready),
            len(files),
            doing.now,
            expires_at,
        )
        writes: list[Write] = [Create(set_path(municipality.id, new.id), new)]
        writes += [Create(file_path(municipality.id, new.id, file.number), file) for file in files]
        title = f"Плакаты: {counted(len(ready), 'дом', 'дома', 'домов')}"
        subject = Subject(SubjectKind.HOUSES, new.id, title)
        return Planned(writes, [doing.line(AuditAction.POSTERS_MADE, subject)])

    record_change(doing, plan, store)
    return load_set(municipality.id, doing.request_id, store=store)


def load_set(municipality_id: str, set_id: str, *, store: Store) -> PosterSet:
    """A set's record.

    Raises:
        DomainError: `poster_set_unknown`.
    """
    found = store.get(set_path(municipality_id, set_id), PosterSet)
    if found is None:
        raise DomainError("poster_set_unknown")
    return found.record


def load_file(municipality_id: str, set_id: str, number: int, *, store: Store) -> PosterFile:
    """The record of a set's file.

    Raises:
        DomainError: `poster_set_unknown`.
    """
    found = store.get(file_path(municipality_id, set_id, number), PosterFile)
    if found is None:
        raise DomainError("poster_set_unknown")
    return found.record


def load_files(municipality_id: str, found: PosterSet, *, store: Store) -> list[PosterFile]:
    """The records of all files of a set, in order."""
    paths = [file_path(municipality_id, found.id, number) for number in range(1, found.files + 1)]
    files = store.get_many(paths, PosterFile)
    return [files[path].record for path in paths if path in files]


def _chosen(
    houses: Sequence[str] | HouseFilter, rights: Rights, municipality: Municipality, store: Store
) -> Iterator[House]:
    if not isinstance(houses, HouseFilter):
        yield from _named(houses, rights, store)
        return
    after, found = "", 0
    while True:
        page = list_houses(rights, municipality, houses, after, _READ_AT_ONCE, store=store)
        yield from page.items
        found += len(page.items)
        if found > MOST_HOUSES:
            raise DomainError("posters_of_too_many")
        if page.after is None:
            return
        after = page.after


def _named(house_ids: Sequence[str], rights: Rights, store: Store) -> list[House]:
    paths = list(dict.fromkeys(house_path(rights.municipality_id, id_) for id_ in house_ids))
    found = store.get_many(paths, House)
    if any(path not in found or not rights.may_with(found[path].record, Action.MAKE_POSTERS) for path in paths):
        raise DomainError("house_unknown")
    return [found[path].record for path in paths]
