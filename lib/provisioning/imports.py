"""An import: the rows of a sheet that passed the check, kept until each of them is a house.

The rows lie in chunks under the import, so that an import of any size is planned piece by piece and each piece in one
commit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from lib.gateways.firestore.store import WRITES_A_COMMIT, Create, Store, Update, Write
from lib.pages import pages
from lib.provisioning.outside import Provisioning, chunk_task

# A chunk is planned in one commit: a house and a title a row, a wave for 25 rows, the chunk itself: 409 writes of at
# most 500.
ROWS_A_CHUNK = 200

# The rows of a sheet hold phones. Whoever checks a sheet starts it within days or never; then its rows go (Firestore
# deletes them some time after, TTL on `expires_at`).
ROWS_ARE_KEPT_FOR = timedelta(days=7)


class ImportRow(Struct, frozen=True):
    """A row that is to become a house; `row` is its number in the user's own sheet."""

    row: int
    address: str
    address_key: str
    title: str
    settlement: str = ""
    street: str = ""
    company: str = ""
    company_key: str = ""
    entrances: int = 0
    apartments: int = 0
    administrator_vk_id: int = 0
    administrator_name: str = ""
    administrator_phone: str = ""
    official_vk_ids: tuple[int, ...] = ()
    service_bot_group_ids: tuple[int, ...] = ()
    administrator_photo_url: str = ""


class Import(Struct, frozen=True):
    """A checked sheet: how many rows go ahead, and whether somebody started it.

    `bad_rows` and `repeated_rows` do not go ahead (lib/houses/sheet_review.py keeps them), `totals` says in words what
    there is to mend, `columns` is the sheet's own header. `sort` rises with time, for lists.
    """

    id: str
    municipality_id: str
    group_id: int
    filename: str
    rows: int
    chunks: int
    created_at: datetime
    is_started: bool = False
    started_at: datetime | None = None
    created_by: str = ""
    sort: str = ""
    bad_rows: int = 0
    repeated_rows: int = 0
    totals: str = ""
    columns: tuple[str, ...] = ()
    unknown_columns: tuple[str, ...] = ()

    def has_rows(self, now: datetime) -> bool:
        """Whether the rows that wait to be started, and those that do not go ahead, are still kept."""
        return now < self.created_at + ROWS_ARE_KEPT_FOR


# Adds to a new import's record, and says what else is to be written in the commit that makes it seen.
Describe = Callable[[Import], tuple[Import, Sequence[Write]]]


class ImportChunk(Struct, frozen=True):
    """Rows that are planned together. `repeats` are rows whose house was there already when the chunk was planned;
    `expires_at` is None once somebody has started the import.
    """

    municipality_id: str
    group_id: int
    import_id: str
    number: int
    rows: tuple[ImportRow, ...]
    is_open: bool = False
    due_at: datetime | None = None
    wave_ids: tuple[str, ...] = ()
    repeats: tuple[int, ...] = ()
    expires_at: datetime | None = None


def import_path(municipality_id: str, import_id: str) -> str:
    """Where an import's record lies."""
    return f"municipalities/{municipality_id}/imports/{import_id}"


def chunks_path(municipality_id: str, import_id: str) -> str:
    """The collection of an import's chunks."""
    return f"{import_path(municipality_id, import_id)}/chunks"


def chunk_path(municipality_id: str, import_id: str, number: int) -> str:
    """Where a chunk lies."""
    return f"{chunks_path(municipality_id, import_id)}/{number:05}"


def save_import(
    rows: list[ImportRow],
    *,
    municipality_id: str,
    group_id: int,
    filename: str,
    outside: Provisioning,
    describe: Describe = lambda new: (new, ()),
) -> Import:
    """Keeps the rows as an import that nobody has started; nothing is created in VK yet.

    `describe` is asked before anything is written.
    """
    chunks = list(pages(rows, ROWS_A_CHUNK))
    now = outside.clock.now()
    id_ = outside.ids.document_id()
    new = Import(
        id=id_,
        municipality_id=municipality_id,
        group_id=group_id,
        filename=filename,
        rows=len(rows),
        chunks=len(chunks),
        created_at=now,
        sort=f"{now.isoformat()} {id_}",
    )
    new, also = describe(new)
    # The import comes last: one that can be seen is complete.
    for number, chunk in enumerate(chunks):
        record = ImportChunk(
            municipality_id, group_id, new.id, number, tuple(chunk), expires_at=now + ROWS_ARE_KEPT_FOR
        )
        outside.store.commit([Create(chunk_path(municipality_id, new.id, number), record)])
    outside.store.commit([Create(import_path(municipality_id, new.id), new), *also])
    return new


def start_import(started: Import, outside: Provisioning, also: Sequence[Write] = ()) -> None:
    """Lets the workers plan the import; called again, it does again only what is harmless to repeat.

    `also` is written in the commit that marks it as started.
    """
    now = outside.clock.now()
    numbers = [number for number in range(started.chunks) if _is_unplanned(started, number, outside.store)]
    for page in pages(numbers, WRITES_A_COMMIT - 1):
        opened = {"is_open": True, "due_at": now, "expires_at": None}
        outside.store.commit(
            [Update(chunk_path(started.municipality_id, started.id, number), opened) for number in page]
        )
    marked = {"is_started": True, "started_at": now}
    outside.store.commit([Update(import_path(started.municipality_id, started.id), marked), *also])
    for number in numbers:
        outside.queue.enqueue(chunk_task(started.group_id, started.municipality_id, started.id, number))


def _is_unplanned(started: Import, number: int, store: Store) -> bool:
    chunk = store.get(chunk_path(started.municipality_id, started.id, number), ImportChunk)
    return chunk is not None and not chunk.record.wave_ids and not chunk.record.repeats
