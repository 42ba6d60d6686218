"""Making the files of posters: of one house, or of a set, house by house, with little in memory."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import timedelta

from msgspec import Struct

from lib.clock import Clock
from lib.errors import DomainError
from lib.gateways.firestore.store import Store, Update
from lib.gateways.vk.client import VkClient
from lib.houses.house import House, house_path
from lib.municipalities.logo import load_logo
from lib.municipalities.municipality import Municipality
from lib.pages import pages
from lib.posters.pdf import poster_pdf, posters_pdf
from lib.posters.poster import Poster, PosterFormat, file_name, poster_of
from lib.posters.sets import Package, PosterFile, PosterSet, file_name_of, file_path
from lib.posters.short_links import with_short_links

_READ_AT_ONCE = 100
# Firestore wants no document written more than about once a second.
_TOLD_EVERY = timedelta(seconds=1)
# The same houses make the same bytes; zip knows no time before this one.
_MADE_AT = (1980, 1, 1, 0, 0, 0)


class MadeFile(Struct, frozen=True):
    """A file to be saved under a name: whole, or in pieces as they are made."""

    name: str
    content: bytes | Iterator[bytes]


def make_poster(
    house: House, municipality: Municipality, poster_format: PosterFormat, *, each_entrance: bool, store: Store
) -> MadeFile:
    """The poster of one house.

    Raises:
        DomainError: `chat_not_ready`.
    """
    if not house.invite_link:
        raise DomainError("chat_not_ready")
    poster = poster_of(house, municipality, each_entrance=each_entrance)
    logo = load_logo(municipality.id, store=store)
    return MadeFile(file_name(house.title, poster_format), poster_pdf(poster, poster_format, logo))


def make_file(
    found: PosterSet, file: PosterFile, municipality: Municipality, *, store: Store, vk: VkClient, clock: Clock
) -> MadeFile:
    """A file of a set. How far it is stands in its record while it is being made."""
    name = file_name_of(found, file.number)
    logo = load_logo(municipality.id, store=store)
    posters = _posters(found, file, municipality, store, vk, clock)
    if found.package is Package.ZIP:
        return MadeFile(name, _zipped(posters, found.poster_format, logo))
    return MadeFile(name, posters_pdf((poster for _, poster in posters), found.poster_format, logo))


def _posters(
    found: PosterSet, file: PosterFile, municipality: Municipality, store: Store, vk: VkClient, clock: Clock
) -> Iterator[tuple[House, Poster]]:
    """The posters of a file's houses; a house that went since, or whose chat did, is left out."""
    path, told_at, made = file_path(municipality.id, found.id, file.number), clock.now(), 0
    for ids in pages(file.house_ids, _READ_AT_ONCE):
        paths = [house_path(municipality.id, id_) for id_ in ids]
        stored = store.get_many(paths, House)
        houses = with_short_links([stored[each] for each in paths if each in stored], vk=vk, store=store, clock=clock)
        for each in paths:
            if each in houses and houses[each].invite_link:
                house = houses[each]
                yield house, poster_of(house, municipality, each_entrance=found.each_entrance)
            made += 1
            if (now := clock.now()) - told_at >= _TOLD_EVERY:
                store.commit([Update(path, {"made": made})])
                told_at = now
    store.commit([Update(path, {"made": made})])


def _zipped(posters: Iterator[tuple[House, Poster]], poster_format: PosterFormat, logo: bytes) -> Iterator[bytes]:
    pieces = _Pieces()
    names: set[str] = set()
    # PDFs are compressed already.
    with zipfile.ZipFile(pieces, "w", zipfile.ZIP_STORED) as archive:
        for house, poster in posters:
            entry = zipfile.ZipInfo(_free_name(file_name(house.title, poster_format), names), _MADE_AT)
            archive.writestr(entry, poster_pdf(poster, poster_format, logo))
            yield pieces.taken()
    yield pieces.taken()


def _free_name(name: str, names: set[str]) -> str:
    """The name, numbered where it is taken: file systems tell no `А` from `а`."""
    stem, number, free = name.removesuffix(".pdf"), 1, name
    while free.casefold() in names:
        number += 1
        free = f"{stem} ({number}).pdf"
    names.add(free.casefold())
    return free


class _Pieces:
    """What zipfile writes, until it is taken. It cannot be sought in, so zipfile writes sizes behind the contents."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def write(self, content: bytes) -> int:
        """Keeps it."""
        self._kept += content
        return len(content)

    def flush(self) -> None:
        """Nothing is anywhere else."""

    def close(self) -> None:
        """Nothing is to be closed."""

    def taken(self) -> bytes:
        """All that was written since the last time."""
        content = bytes(self._kept)
        self._kept.clear()
        return content
