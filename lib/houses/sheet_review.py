"""What the check said of a sheet, kept beside its import: the rows that do not go ahead, each error in its cell.

The rows lie in chunks under the import, in the sheet's order; a page of them costs a chunk or two. They are kept long
enough to be mended, and no longer: there are phones in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from lib.gateways.firestore.paging import Page
from lib.gateways.firestore.store import Put, Store
from lib.houses.checked_row import CheckedRow
from lib.houses.sheet_check import CheckedSheet
from lib.houses.sheet_errors import CellError
from lib.provisioning.imports import ROWS_ARE_KEPT_FOR, import_path

_ROWS_A_CHUNK = 100
# A document takes 1 MiB, and a letter up to four bytes.
_LETTERS_A_CHUNK = 200_000
_LONGEST_CELL = 500
_MOST_CELLS = 100


class ReviewKind(StrEnum):
    """Why a row does not go ahead."""

    BAD = "bad"
    REPEAT = "repeat"


class ReviewRow(Struct, frozen=True):
    """A row by its number in the user's own sheet; `words` is what is wrong with it as a whole."""

    number: int
    cells: tuple[str, ...]
    errors: tuple[CellError, ...] = ()
    words: str = ""


class ReviewChunk(Struct, frozen=True):
    """Rows that are kept together."""

    kind: ReviewKind
    first: int
    rows: tuple[ReviewRow, ...]
    expires_at: datetime


def review_rows(checked: CheckedSheet) -> dict[ReviewKind, list[ReviewRow]]:
    """The rows of a checked sheet that do not go ahead."""
    return {
        ReviewKind.BAD: [ReviewRow(row.number, _short(row.cells), row.errors) for row in checked.bad],
        ReviewKind.REPEAT: [
            ReviewRow(repeat.number, _short(repeat.cells), words=repeat.text) for repeat in checked.repeats
        ],
    }


def keep_review(
    rows: dict[ReviewKind, list[ReviewRow]], municipality_id: str, import_id: str, now: datetime, *, store: Store
) -> None:
    """Keeps the rows; what an interrupted upload has kept already is written over."""
    for kind, kept in rows.items():
        for number, rows_together in enumerate(_packed(kept)):
            chunk = ReviewChunk(kind, rows_together[0].number, tuple(rows_together), now + ROWS_ARE_KEPT_FOR)
            store.commit([Put(f"{_review_path(municipality_id, import_id)}/{kind}-{number:05}", chunk)])


def list_review(
    municipality_id: str, import_id: str, kind: ReviewKind, after: str, limit: int, *, store: Store
) -> Page[ReviewRow]:
    """A page of the rows of one kind, after the row with the number `after`."""
    rows: list[ReviewRow] = []
    for chunk in _chunks(municipality_id, import_id, kind, int(after or 0), store):
        rows += [row for row in chunk.rows if row.number > int(after or 0)]
        if len(rows) > limit:
            return Page(tuple(rows[:limit]), str(rows[limit - 1].number))
    return Page(tuple(rows), None)


def all_bad_rows(municipality_id: str, import_id: str, header: Sequence[str], *, store: Store) -> CheckedSheet:
    """The rows with errors as a checked sheet that has nothing else."""
    chunks = _chunks(municipality_id, import_id, ReviewKind.BAD, 0, store)
    bad = tuple(CheckedRow(row.number, row.cells, errors=row.errors) for chunk in chunks for row in chunk.rows)
    return CheckedSheet(tuple(header), (), bad, (), (), "")


def _chunks(municipality_id: str, import_id: str, kind: ReviewKind, after: int, store: Store) -> Iterator[ReviewChunk]:
    path = _review_path(municipality_id, import_id)
    first = 0
    if after:
        # The chunk in which the row stands is the last one that begins at it or before.
        before = store.query(path, ReviewChunk, [("kind", "==", kind), ("first", "<=", after)], ["-first"], limit=1)
        first = before[0].record.first if before else 0
    where = [("kind", "==", kind), ("first", ">=", first)]
    while found := store.query(path, ReviewChunk, where, ["first"], limit=2):
        yield from (stored.record for stored in found)
        where = [("kind", "==", kind), ("first", ">", found[-1].record.first)]


def _packed(rows: Sequence[ReviewRow]) -> Iterator[list[ReviewRow]]:
    packed: list[ReviewRow] = []
    letters = 0
    for row in rows:
        size = sum(map(len, row.cells)) + sum(len(error.column) + len(error.text) for error in row.errors)
        if packed and (len(packed) == _ROWS_A_CHUNK or letters + size > _LETTERS_A_CHUNK):
            yield packed
            packed, letters = [], 0
        packed.append(row)
        letters += size
    if packed:
        yield packed


def _review_path(municipality_id: str, import_id: str) -> str:
    return f"{import_path(municipality_id, import_id)}/review"


def _short(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(cell[:_LONGEST_CELL] for cell in cells[:_MOST_CELLS])
