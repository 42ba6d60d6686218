"""Imports: a sheet is uploaded and checked, its errors shown in their cells, the good rows go ahead."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from functions.api.models.base import Answer, PageQuery
from functions.api.models.houses import Failure
from functions.api.models.municipalities import Progress

UploadedFile = Annotated[
    Any,
    Meta(description=".xlsx, .xls, .ods или .csv, до 10 МБ", extra_json_schema={"type": "string", "format": "binary"}),
]


class ImportForm(msgspec.Struct, frozen=True, kw_only=True):
    """The sheet, as `multipart/form-data`."""

    file: UploadedFile


class ImportCounts(Answer, frozen=True, kw_only=True):
    """Rows of the sheet by what the check said of them."""

    rows: int
    good: int
    bad: int
    repeats: int


class Import(Answer, frozen=True, kw_only=True):
    """An import. `summary` says in words what to mend before it goes ahead; `progress` is null until it is started."""

    id: str
    filename: str
    state: Literal["checked", "running", "finished"]
    state_title: str
    created_at: datetime
    created_by: str
    started_at: datetime | None
    counts: ImportCounts
    summary: list[str]
    unknown_columns: list[str]
    progress: Progress | None
    can_start: bool


class ImportItem(Answer, frozen=True, kw_only=True):
    """An import in the list of imports."""

    id: str
    filename: str
    state: Literal["checked", "running", "finished"]
    state_title: str
    created_at: datetime
    created_by: str
    counts: ImportCounts


class ImportPage(Answer, frozen=True, kw_only=True):
    """Imports, the newest first."""

    items: list[ImportItem]
    next_cursor: str | None


class ImportRowsQuery(PageQuery, frozen=True, kw_only=True):
    """Which rows to show."""

    kind: Literal["bad", "repeat"] = "bad"


class Cell(Answer, frozen=True, kw_only=True):
    """A cell of the user's sheet; `error` is empty where nothing is wrong with it."""

    column: str
    text: str
    error: str


class ImportRow(Answer, frozen=True, kw_only=True):
    """A row by its number in the user's own sheet. `errors` are those that belong to no one cell."""

    row: int
    cells: list[Cell]
    errors: list[str]


class ImportRows(Answer, frozen=True, kw_only=True):
    """A page of rows, in the sheet's order."""

    columns: list[str]
    items: list[ImportRow]
    next_cursor: str | None


class FailureCount(Answer, frozen=True, kw_only=True):
    """Houses that failed for one reason."""

    failure: Failure
    count: int


class ImportReport(Answer, frozen=True, kw_only=True):
    """How an import ended, or stands now."""

    import_id: str
    progress: Progress
    counts: ImportCounts
    already_there: int
    failures: list[FailureCount]
