"""Planning: a chunk of an import becomes houses and the waves that will carry them, all of it in one commit.

A house's id follows from its address and a title is claimed by a record of its own, so whatever is planned twice, or
by two imports at once, exists once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import count

from msgspec import Struct
from msgspec.structs import replace

from lib import log
from lib.communities.emptiest import emptiest_for_each, titles_path
from lib.errors import DomainError
from lib.gateways.firestore.store import AlreadyExists, Create, Replace, StaleRecord, Store, Stored, Write
from lib.houses.house import AdministratorState, House, house_id, house_path
from lib.houses.search_words import findable
from lib.municipalities.registry import load_municipality
from lib.pages import pages
from lib.people.possible_officials import possible_official_writes
from lib.provisioning.imports import ImportChunk, ImportRow, chunk_path
from lib.provisioning.outside import Provisioning, wave_task
from lib.provisioning.wave import HOUSES_A_WAVE, Wave, WaveHouse, wave_path

# Each try begins from what is there now; a race is lost once or twice, not more.
_TRIES = 5


class ChatTitle(Struct, frozen=True):
    """A claim on a title among all chats of a community, so that a chat can be told by its title."""

    title: str
    municipality_id: str
    house_id: str


def title_path(group_id: int, title: str) -> str:
    """Where the claim on a title lies."""
    return f"{titles_path(group_id)}/{hashlib.sha256(title.encode()).hexdigest()[:32]}"


def plan_chunk(municipality_id: str, import_id: str, number: int, outside: Provisioning) -> None:
    """Makes houses and waves of a chunk's rows and enqueues the waves; a chunk that is planned has its waves enqueued
    again.

    Raises:
        DomainError: `import_unknown`, `municipality_unknown`.
        StaleRecord: others kept changing the same houses; the task comes again.
    """
    path = chunk_path(municipality_id, import_id, number)
    for _ in range(_TRIES):
        stored = outside.store.get(path, ImportChunk)
        if stored is None:
            raise DomainError("import_unknown", municipality_id=municipality_id, import_id=import_id)
        if not stored.record.is_open:
            _enqueue_again(stored.record, outside)
            return
        try:
            waves = _plan(stored, outside)
        except (AlreadyExists, StaleRecord):
            continue
        for wave in waves:
            outside.queue.enqueue(wave_task(wave))
        return
    raise StaleRecord(path)


class NewHouses(Struct, frozen=True):
    """Houses that are about to be there, the waves that will carry them, and the writes that make both."""

    houses: list[House]
    waves: list[Wave]
    writes: list[Write]


def new_houses(
    rows: Sequence[ImportRow],
    *,
    municipality_id: str,
    group_ids: Sequence[int],
    import_id: str,
    outside: Provisioning,
    named_by: str = "",
) -> NewHouses:
    """Houses for rows of which none is there yet; a commit of the writes fails if one appeared meanwhile.

    Each wave goes to the emptiest of the communities. `named_by` is who named the administrators, where that was one
    person.
    """
    now = outside.clock.now()
    by_wave = list(pages(rows, HOUSES_A_WAVE))
    communities = emptiest_for_each([len(page) for page in by_wave], group_ids, store=outside.store)
    titles: dict[int, str] = {}
    for group_id in dict.fromkeys(communities):
        own = [row for page, owner in zip(by_wave, communities, strict=True) if owner == group_id for row in page]
        titles |= _free_titles(own, group_id, outside.store)
    waves = [
        _wave(page, municipality_id, group_id, import_id, titles, outside)
        for page, group_id in zip(by_wave, communities, strict=True)
    ]
    houses = [
        _house(row, wave, titles[row.row], named_by, now)
        for wave, page in zip(waves, by_wave, strict=True)
        for row in page
    ]
    writes: list[Write] = []
    for house in houses:
        claim = ChatTitle(house.title, municipality_id, house.id)
        writes.append(Create(house_path(municipality_id, house.id), house))
        writes.append(Create(title_path(house.group_id, house.title), claim))
    writes.extend(Create(wave_path(municipality_id, wave.id), wave) for wave in waves)
    writes.extend(possible_official_writes({vk_id for house in houses for vk_id in house.official_vk_ids}, now))
    return NewHouses(houses, waves, writes)


def _plan(stored: Stored[ImportChunk], outside: Provisioning) -> list[Wave]:
    chunk = stored.record
    paths = {row.row: house_path(chunk.municipality_id, house_id(row.address_key)) for row in chunk.rows}
    existing = outside.store.get_many(paths.values(), House)
    new = new_houses(
        [row for row in chunk.rows if paths[row.row] not in existing],
        municipality_id=chunk.municipality_id,
        group_ids=load_municipality(chunk.municipality_id, store=outside.store).group_ids,
        import_id=chunk.import_id,
        outside=outside,
    )
    planned = replace(
        chunk,
        # The houses have the phones now, and give them up when they have served.
        rows=tuple(replace(row, administrator_phone="") for row in chunk.rows),
        is_open=False,
        wave_ids=tuple(wave.id for wave in new.waves),
        repeats=tuple(row.row for row in chunk.rows if paths[row.row] in existing),
    )
    outside.store.commit([Replace(stored.path, planned, stored.revision), *new.writes])
    log.info(
        "chunk_planned",
        municipality_id=chunk.municipality_id,
        import_id=chunk.import_id,
        chunk=chunk.number,
        houses=len(new.houses),
        waves=len(new.waves),
        repeats=len(planned.repeats),
    )
    return new.waves


def _free_titles(rows: Sequence[ImportRow], group_id: int, store: Store) -> dict[int, str]:
    """A title for each row (by its number) that no other chat of the community bears: its own, else a qualified one."""
    chosen: dict[int, str] = {}
    undecided = {row.row: _qualified(row) for row in rows}
    while undecided:
        wanted = {number: next(candidates) for number, candidates in undecided.items()}
        taken = store.get_many({title_path(group_id, title) for title in wanted.values()}, ChatTitle)
        for number, title in wanted.items():
            if title_path(group_id, title) not in taken and title not in chosen.values():
                chosen[number] = title
                del undecided[number]
    return chosen


def _qualified(row: ImportRow) -> Iterator[str]:
    yield row.title
    if row.settlement and row.settlement not in row.title:
        yield f"{row.title} ({row.settlement})"
    yield from (f"{row.title} ({number})" for number in count(2))


def _wave(
    rows: Sequence[ImportRow],
    municipality_id: str,
    group_id: int,
    import_id: str,
    titles: dict[int, str],
    outside: Provisioning,
) -> Wave:
    now = outside.clock.now()
    houses = tuple(
        WaveHouse(
            house_id=house_id(row.address_key),
            title=titles[row.row],
            address=row.address,
            company=row.company,
            random_id=outside.ids.random_id(),
            since=now,
            has_administrator=_names_administrator(row),
        )
        for row in rows
    )
    return Wave(outside.ids.document_id(), municipality_id, group_id, import_id, now, houses)


def _names_administrator(row: ImportRow) -> bool:
    return bool(row.administrator_vk_id or row.administrator_phone)


def _house(row: ImportRow, wave: Wave, title: str, named_by: str, now: datetime) -> House:
    is_named = _names_administrator(row)
    house = House(
        id=house_id(row.address_key),
        address=row.address,
        address_key=row.address_key,
        title=title,
        group_id=wave.group_id,
        import_id=wave.import_id,
        wave_id=wave.id,
        created_at=now,
        settlement=row.settlement,
        street=row.street,
        company=row.company,
        company_key=row.company_key,
        entrances=row.entrances,
        apartments=row.apartments,
        administrator_vk_id=row.administrator_vk_id,
        administrator_name=row.administrator_name,
        administrator_phone=row.administrator_phone,
        administrator_photo_url=row.administrator_photo_url,
        official_vk_ids=row.official_vk_ids,
        service_bot_group_ids=row.service_bot_group_ids,
        service_bots_awaited=row.service_bot_group_ids,
        service_bots_since=now if row.service_bot_group_ids else None,
        service_bots_due_at=now if row.service_bot_group_ids else None,
        administrator_state=AdministratorState.NAMED if is_named else AdministratorState.NONE,
        administrator_generation=1 if is_named else 0,
        administrator_named_at=now if is_named else None,
        administrator_named_by=named_by if is_named else "",
    )
    return findable(house)


def _enqueue_again(chunk: ImportChunk, outside: Provisioning) -> None:
    paths = [wave_path(chunk.municipality_id, wave_id) for wave_id in chunk.wave_ids]
    for stored in outside.store.get_many(paths, Wave).values():
        if stored.record.is_open:
            outside.queue.enqueue(wave_task(stored.record))
