"""A sheet in the app: uploaded and checked, looked at, started, watched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from lib.audit.line import AuditAction, AuditLine, Change, Subject, SubjectKind
from lib.audit.record import Doing, find_line, has_happened, line_writes
from lib.errors import DomainError
from lib.gateways.firestore.paging import Page, read_page
from lib.gateways.firestore.store import AlreadyExists, Store, Write
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown
from lib.houses.house import House, HouseState, houses_path
from lib.houses.sheet_check import CheckedSheet
from lib.houses.sheet_errors import SheetError
from lib.houses.sheet_review import ReviewKind, keep_review, review_rows
from lib.municipalities.municipality import Municipality
from lib.organizations.registry import ensure_organizations
from lib.provisioning.accept import check_upload, keep_good_rows
from lib.provisioning.imports import Import, ImportChunk, chunks_path, import_path
from lib.provisioning.imports import start_import as let_workers_plan
from lib.provisioning.outside import Provisioning
from lib.provisioning.progress import Progress, count_progress


class SheetRefused(DomainError):
    """A sheet that cannot be used as a whole; `words` say why and what to do."""

    def __init__(self, error: SheetError) -> None:
        super().__init__("sheet_refused", sheet_error=error.code)
        self.words = error.text


class ImportState(StrEnum):
    """How far an import is."""

    CHECKED = "checked"
    RUNNING = "running"
    FINISHED = "finished"

    @property
    def in_russian(self) -> str:
        """The state in words."""
        return {
            ImportState.CHECKED: "проверена, не запущена",
            ImportState.RUNNING: "создаём чаты",
            ImportState.FINISHED: "готова",
        }[self]


class ImportStatus(Struct, frozen=True):
    """An import and how far its houses are. Good rows whose house appeared before they were planned are
    `already_there`.
    """

    record: Import
    progress: Progress
    already_there: int
    state: ImportState


def upload_sheet(
    content: bytes, filename: str, municipality: Municipality, doing: Doing, outside: Provisioning
) -> Import:
    """Checks a sheet and keeps what the check said; nothing is created.

    Raises:
        SheetRefused: the file or its columns cannot be used.
        DomainError: `vk_unavailable`.
    """
    if doing.is_repeat and (line := find_line(doing, outside.store)):
        return load_import(municipality.id, line.subject.id, store=outside.store)
    try:
        checked = check_upload(content, municipality, outside)
    except SheetError as error:
        raise SheetRefused(error) from None
    except (VkError, VkOutcomeUnknown) as error:
        raise DomainError("vk_unavailable", error=str(error)) from None
    return keep_good_rows(
        checked, municipality, filename, outside, partial(_describe, checked=checked, doing=doing, store=outside.store)
    )


def start_import(municipality_id: str, import_id: str, doing: Doing, outside: Provisioning) -> Import:
    """Lets the good rows of an import go ahead; one that is started already is left as it is.

    Raises:
        DomainError: `import_unknown`, `import_empty`, `import_too_old`.
    """
    found = load_import(municipality_id, import_id, store=outside.store)
    if found.is_started and not has_happened(doing, outside.store):
        return found
    if not found.is_started and not found.has_rows(doing.now):
        raise DomainError("import_too_old")
    if not found.rows:
        raise DomainError("import_empty")
    chunks = outside.store.query(chunks_path(municipality_id, import_id), ImportChunk)
    companies = {row.company for stored in chunks for row in stored.record.rows}
    ensure_organizations(companies, municipality_id, doing.now, store=outside.store)
    line = _line(AuditAction.IMPORT_STARTED, found, doing)
    try:
        let_workers_plan(found, outside, line_writes(doing, [line]))
    except AlreadyExists:
        # The line is there, so the import is marked; what may be missing are tasks, which are harmless twice.
        let_workers_plan(found, outside)
    return load_import(municipality_id, import_id, store=outside.store)


def load_import(municipality_id: str, import_id: str, *, store: Store) -> Import:
    """An import's record.

    Raises:
        DomainError: `import_unknown`.
    """
    found = store.get(import_path(municipality_id, import_id), Import)
    if found is None:
        raise DomainError("import_unknown")
    return found.record


def list_imports(municipality_id: str, after: str, limit: int, *, store: Store) -> Page[Import]:
    """A page of the imports, the newest first."""
    path = f"municipalities/{municipality_id}/imports"
    return read_page(path, Import, order="-sort", after=after, limit=limit, store=store)


def import_status(record: Import, *, store: Store) -> ImportStatus:
    """How far an import is, counted."""
    if not record.is_started:
        return ImportStatus(record, Progress(record.rows, 0, 0), 0, ImportState.CHECKED)
    counted = count_progress(record.municipality_id, store=store, import_id=record.id)
    missing = max(record.rows - counted.houses, 0)
    unplanned = store.totals(chunks_path(record.municipality_id, record.id), [("is_open", "==", True)])[0]
    if unplanned:
        # What is not planned yet waits; which of it is there already shows when it is planned.
        progress = Progress(counted.waiting + missing, counted.live, counted.failed)
        return ImportStatus(record, progress, 0, ImportState.RUNNING)
    state = ImportState.RUNNING if counted.waiting else ImportState.FINISHED
    return ImportStatus(record, counted, missing, state)


def count_failures(record: Import, *, store: Store) -> Counter[str]:
    """The failed houses of an import by the code of their reason."""
    where = [("import_id", "==", record.id), ("state", "==", HouseState.FAILED)]
    found = store.query(houses_path(record.municipality_id), House, where)
    return Counter(stored.record.failure for stored in found)


def _describe(new: Import, *, checked: CheckedSheet, doing: Doing, store: Store) -> tuple[Import, Sequence[Write]]:
    rows = review_rows(checked)
    keep_review(rows, new.municipality_id, new.id, new.created_at, store=store)
    described = replace(
        new,
        created_by=doing.actor.name,
        bad_rows=len(rows[ReviewKind.BAD]),
        repeated_rows=len(rows[ReviewKind.REPEAT]),
        totals=checked.totals,
        columns=checked.header,
        unknown_columns=checked.unknown_columns,
    )
    return described, line_writes(doing, [_line(AuditAction.IMPORT_UPLOADED, described, doing)])


def _line(action: AuditAction, record: Import, doing: Doing) -> AuditLine:
    counts = (
        Change("good", "Домов к созданию", "", str(record.rows)),
        Change("bad", "Строк с ошибками", "", str(record.bad_rows)),
        Change("repeats", "Повторов", "", str(record.repeated_rows)),
    )
    return doing.line(action, Subject(SubjectKind.IMPORT, record.id, record.filename), counts)
