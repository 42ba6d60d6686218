"""Imports: uploaded, looked at row by row, started, watched."""

from __future__ import annotations

from functions.api.calls import Call
from functions.api.cursors import Listing
from functions.api.models.base import PageQuery
from functions.api.models.imports import (
    Cell,
    FailureCount,
    Import,
    ImportCounts,
    ImportForm,
    ImportItem,
    ImportPage,
    ImportReport,
    ImportRow,
    ImportRows,
    ImportRowsQuery,
)
from functions.api.routing import LARGEST_UPLOAD, Resource
from functions.api.shown.houses import show_failure
from functions.api.shown.progress import show_progress
from lib.audit.line import AuditAction
from lib.errors import ERRORS
from lib.gateways.firestore.paging import Page
from lib.houses import uploading as use_cases
from lib.houses.sheet_review import ReviewKind, ReviewRow, list_review
from lib.people.permissions import Action
from lib.provisioning import imports as records

imports = Resource("Загрузки")

# What a file is called where its sender does not say.
_UNNAMED = "таблица"
_LONGEST_NAME = 200
_NO_ROWS = Page[ReviewRow]((), None)


@imports.get("/municipalities/<id:municipality_id>/imports", may=Action.IMPORT_HOUSES)
def list_imports(call: Call, query: PageQuery) -> ImportPage:
    """Imports, the newest first."""
    listing = Listing(call, query.cursor, "imports")
    page = use_cases.list_imports(call.municipality_id, listing.after, query.limit, store=call.store)
    return ImportPage(items=[_item(call, each) for each in page.items], next_cursor=listing.next_cursor(page.after))


@imports.post(
    "/municipalities/<id:municipality_id>/imports",
    may=Action.IMPORT_HOUSES,
    audits=AuditAction.IMPORT_UPLOADED,
    creates=True,
    largest_body=LARGEST_UPLOAD,
)
def upload_import(call: Call, form: ImportForm) -> Import:
    """Reads and checks a sheet; nothing is created yet."""
    name = (form.file.filename or _UNNAMED)[:_LONGEST_NAME]
    outside = call.outside.provisioning
    return _shown(call, use_cases.upload_sheet(form.file.read(), name, call.municipality, call.doing(), outside))


@imports.get("/municipalities/<id:municipality_id>/imports/<id:import_id>", may=Action.IMPORT_HOUSES)
def get_import(call: Call, import_id: str) -> Import:
    """An import: what the check said, how far it is."""
    return _shown(call, use_cases.load_import(call.municipality_id, import_id, store=call.store))


@imports.get("/municipalities/<id:municipality_id>/imports/<id:import_id>/rows", may=Action.IMPORT_HOUSES)
def list_import_rows(call: Call, import_id: str, query: ImportRowsQuery) -> ImportRows:
    """Rows with errors, each in its cell, or rows that repeat a house."""
    found = use_cases.load_import(call.municipality_id, import_id, store=call.store)
    listing = Listing(call, query.cursor, "rows", import_id, query.kind)
    kind = ReviewKind(query.kind)
    page = _NO_ROWS
    if found.has_rows(call.clock.now()):
        page = list_review(call.municipality_id, import_id, kind, listing.after, query.limit, store=call.store)
    return ImportRows(
        columns=list(found.columns),
        items=[_row(row, found.columns) for row in page.items],
        next_cursor=listing.next_cursor(page.after),
    )


@imports.post(
    "/municipalities/<id:municipality_id>/imports/<id:import_id>/start",
    may=Action.IMPORT_HOUSES,
    audits=AuditAction.IMPORT_STARTED,
)
def start_import(call: Call, import_id: str) -> Import:
    """Lets the good rows go ahead; bad ones and repeats are left out. Starting again changes nothing."""
    outside = call.outside.provisioning
    return _shown(call, use_cases.start_import(call.municipality_id, import_id, call.doing(), outside))


@imports.get("/municipalities/<id:municipality_id>/imports/<id:import_id>/report", may=Action.IMPORT_HOUSES)
def get_import_report(call: Call, import_id: str) -> ImportReport:
    """How the import ended, or stands now."""
    found = use_cases.load_import(call.municipality_id, import_id, store=call.store)
    status = use_cases.import_status(found, store=call.store)
    failures = use_cases.count_failures(found, store=call.store) if status.progress.failed else {}
    return ImportReport(
        import_id=found.id,
        progress=show_progress(call, status.progress),
        counts=_counts(found),
        already_there=status.already_there,
        failures=[FailureCount(failure=show_failure(code), count=count) for code, count in failures.items()],
    )


def _shown(call: Call, record: records.Import) -> Import:
    status = use_cases.import_status(record, store=call.store)
    has_rows = record.has_rows(call.clock.now())
    return Import(
        id=record.id,
        filename=record.filename,
        state=status.state.value,
        state_title=status.state.in_russian,
        created_at=record.created_at,
        created_by=record.created_by,
        started_at=record.started_at,
        counts=_counts(record),
        summary=_summary(record, has_rows=has_rows),
        unknown_columns=list(record.unknown_columns),
        progress=show_progress(call, status.progress) if record.is_started else None,
        can_start=not record.is_started and record.rows > 0 and has_rows,
    )


def _summary(record: records.Import, *, has_rows: bool) -> list[str]:
    """What the check said, and whether its rows are gone since."""
    gone = ERRORS["import_too_old"]
    told = [] if has_rows or record.is_started else [f"{gone.title} {gone.action}"]
    return [*([record.totals] if record.totals else []), *told]


def _item(call: Call, record: records.Import) -> ImportItem:
    status = use_cases.import_status(record, store=call.store)
    return ImportItem(
        id=record.id,
        filename=record.filename,
        state=status.state.value,
        state_title=status.state.in_russian,
        created_at=record.created_at,
        created_by=record.created_by,
        counts=_counts(record),
    )


def _counts(record: records.Import) -> ImportCounts:
    return ImportCounts(
        rows=record.rows + record.bad_rows + record.repeated_rows,
        good=record.rows,
        bad=record.bad_rows,
        repeats=record.repeated_rows,
    )


def _row(row: ReviewRow, columns: tuple[str, ...]) -> ImportRow:
    errors: dict[str, str] = {}
    for error in row.errors:
        errors[error.column] = f"{errors[error.column]}; {error.text}" if error.column in errors else error.text
    texts = [*row.cells, *[""] * (len(columns) - len(row.cells))]
    cells = [
        Cell(column=column, text=text, error=errors.pop(column, ""))
        for column, text in zip(columns, texts, strict=False)
    ]
    rest = [f"{column}: {text}" for column, text in errors.items()]
    return ImportRow(row=row.number, cells=cells, errors=[*rest, *([row.words] if row.words else [])])
