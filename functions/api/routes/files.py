"""Files: the template, rows to mend, reports, the audit log, and links that open them on a phone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from msgspec import Struct, field

from functions.api.calls import Call
from functions.api.files import CSV, PDF, XLSX, File, make_ticket
from functions.api.models.activity import ActivityExportQuery, PeriodQuery
from functions.api.models.audit import AuditExportQuery
from functions.api.models.broadcasts import ReportQuery
from functions.api.models.files import TicketAnswer, TicketAsk
from functions.api.routes.audit import audit_filter
from functions.api.routing import Resource
from functions.api.shown.activity import last_day
from lib.activity.periods import Period, period_of
from lib.activity.records import load_collected
from lib.audit.export import audit_csv, audit_xlsx
from lib.audit.log import all_lines
from lib.broadcasts import deliveries as broadcast_report
from lib.broadcasts.registry import broadcast_for
from lib.errors import DomainError
from lib.houses.editing import load_house
from lib.houses.house_report import houses_of_import, report_xlsx
from lib.houses.sheet_review import all_bad_rows
from lib.houses.uploading import load_import
from lib.people.permissions import Action
from lib.posters.poster import file_name
from lib.posters.sets import file_name_of, load_set

files = Resource("Файлы")

_TEMPLATE_NAME = "Шаблон домов.xlsx"
_BAD_ROWS_NAME = "Строки с ошибками.xlsx"
_REPORT_NAME = "Чаты домов.xlsx"
_AUDIT_NAME = "Журнал"
_BROADCAST_NAME = "Рассылка"
_ACTIVITY_NAME = "Активность чатов"
_REPORT_OF_ACTIVITY = "Отчёт о домовых чатах"


@files.get("/municipalities/<id:municipality_id>/files/template", may=Action.IMPORT_HOUSES, files=(XLSX,))
def download_template(call: Call) -> File:  # noqa: ARG001 — every route takes its call
    """The sheet to fill in."""
    from lib.houses.sheet_writer import write_template

    return File(_TEMPLATE_NAME, write_template())


@files.get(
    "/municipalities/<id:municipality_id>/files/imports/<id:import_id>/bad-rows",
    may=Action.IMPORT_HOUSES,
    files=(XLSX,),
)
def download_bad_rows(call: Call, import_id: str) -> File:
    """The rows with errors as a sheet with a column for the errors."""
    from lib.houses.sheet_writer import write_bad_rows

    found = load_import(call.municipality_id, import_id, store=call.store)
    if not found.has_rows(call.clock.now()):
        raise DomainError("import_too_old")
    bad = all_bad_rows(call.municipality_id, import_id, found.columns, store=call.store)
    return File(_BAD_ROWS_NAME, write_bad_rows(bad))


@files.get(
    "/municipalities/<id:municipality_id>/files/imports/<id:import_id>/report", may=Action.IMPORT_HOUSES, files=(XLSX,)
)
def download_import_report(call: Call, import_id: str) -> File:
    """Every house of the import, its link, its state."""
    load_import(call.municipality_id, import_id, store=call.store)
    return File(_REPORT_NAME, report_xlsx(houses_of_import(call.municipality_id, import_id, store=call.store)))


@files.get("/municipalities/<id:municipality_id>/files/audit", may=Action.READ_AUDIT, files=(XLSX, CSV))
def download_audit(call: Call, query: AuditExportQuery) -> File:
    """The audit log as a sheet, or as .csv."""
    lines = all_lines(call.municipality_id, audit_filter(query), store=call.store)
    if query.format == "csv":
        return File(f"{_AUDIT_NAME}.csv", audit_csv(lines), CSV)
    return File(f"{_AUDIT_NAME}.xlsx", audit_xlsx(lines))


@files.get(
    "/municipalities/<id:municipality_id>/files/broadcasts/<id:broadcast_id>/report",
    may=Action.BROADCAST,
    files=(XLSX, CSV),
)
def download_broadcast_report(call: Call, broadcast_id: str, query: ReportQuery) -> File:
    """A broadcast house by house, as a sheet or as .csv."""
    found = broadcast_for(call.rights, broadcast_id, store=call.store).record
    if query.format == "csv":
        return File(f"{_BROADCAST_NAME}.csv", broadcast_report.report_csv(found, store=call.store), CSV)
    return File(f"{_BROADCAST_NAME}.xlsx", broadcast_report.report_xlsx(found, store=call.store))


@files.get("/municipalities/<id:municipality_id>/files/activity", may=Action.SEE_ACTIVITY, files=(XLSX, CSV))
def download_activity(call: Call, query: ActivityExportQuery) -> File:
    """The figures of a period and every house's, as sheets; as .csv the houses alone."""
    from lib.activity import export

    period = _period(call, query.period)
    name = f"{_ACTIVITY_NAME}, {period.title}.{query.format}"
    if query.format == "csv":
        return File(name, export.activity_csv(call.municipality_id, period, store=call.store), CSV)
    return File(name, export.activity_xlsx(call.municipality_id, period, store=call.store))


@files.get("/municipalities/<id:municipality_id>/files/activity-report", may=Action.SEE_ACTIVITY, files=(PDF,))
def download_activity_report(call: Call, query: PeriodQuery) -> File:
    """The printed report of a month, or of the last thirty days."""
    from lib.activity.making import make_report

    period = _period(call, query.period)
    content = make_report(call.municipality, period, call.clock.now(), store=call.store)
    return File(f"{_REPORT_OF_ACTIVITY}, {period.title}.pdf", content, PDF)


@files.post("/municipalities/<id:municipality_id>/files/tickets", may=Action.SEE_MUNICIPALITY, audits=None)
def create_ticket(call: Call, body: TicketAsk) -> TicketAnswer:
    """A link to a file that works without a session for a minute; it opens only what the person may open."""
    place = _place(call, body)
    full_path = f"/api/v1/municipalities/{call.municipality_id}/files/{place.path}"
    ticket, expires_at = make_ticket(call.vk_id, full_path, call.clock.now(), call.outside.config.session_key)
    url = f"{call.outside.config.api_url}{full_path}?{urlencode({'ticket': ticket, **place.query})}"
    return TicketAnswer(url=url, filename=place.name, expires_at=expires_at)


class _Place(Struct, frozen=True):
    """Where a file lies, what it is called, and what stands behind the question mark."""

    path: str
    name: str
    query: Mapping[str, str] = field(default_factory=dict)


def _place(call: Call, body: TicketAsk) -> _Place:
    return _PLACES.get(body.file, _import_place)(call, body)


def _activity_place(call: Call, body: TicketAsk) -> _Place:
    if not call.rights.may(Action.SEE_ACTIVITY):
        raise DomainError("forbidden")
    period = _period(call, body.period)
    if body.file == "activity_report":
        return _Place("activity-report", f"{_REPORT_OF_ACTIVITY}, {period.title}.pdf", {"period": period.name})
    query = {"period": period.name, "format": body.sheet}
    return _Place("activity", f"{_ACTIVITY_NAME}, {period.title}.{body.sheet}", query)


def _period(call: Call, name: str) -> Period:
    return period_of(name, last_day(call, load_collected(call.municipality_id, store=call.store)))


def _import_place(call: Call, body: TicketAsk) -> _Place:
    if not body.import_id.isalnum():
        raise DomainError("import_unknown")
    found = load_import(call.municipality_id, body.import_id, store=call.store)
    if body.file == "bad_rows":
        return _Place(f"imports/{found.id}/bad-rows", _BAD_ROWS_NAME)
    return _Place(f"imports/{found.id}/report", _REPORT_NAME)


def _broadcast_place(call: Call, body: TicketAsk) -> _Place:
    found = broadcast_for(call.rights, body.broadcast_id, store=call.store).record
    return _Place(f"broadcasts/{found.id}/report", f"{_BROADCAST_NAME}.xlsx")


def _poster_place(call: Call, body: TicketAsk) -> _Place:
    if not body.house_id.isalnum():
        raise DomainError("house_unknown")
    house = load_house(call.rights, body.house_id, Action.SEE_HOUSES, store=call.store).record
    query = {"format": body.format.value, "each_entrance": str(body.each_entrance).lower()}
    return _Place(f"houses/{house.id}/poster", file_name(house.title, body.format), query)


def _poster_set_place(call: Call, body: TicketAsk) -> _Place:
    if not body.set_id.isalnum():
        raise DomainError("poster_set_unknown")
    found = load_set(call.municipality_id, body.set_id, store=call.store)
    return _Place(f"poster-sets/{found.id}/{body.number}", file_name_of(found, body.number))


_PLACES: Mapping[str, Callable[[Call, TicketAsk], _Place]] = {
    "template": lambda _call, _body: _Place("template", _TEMPLATE_NAME),
    "audit": lambda _call, _body: _Place("audit", f"{_AUDIT_NAME}.xlsx"),
    "poster": _poster_place,
    "poster_set": _poster_set_place,
    "broadcast_report": _broadcast_place,
    "activity": _activity_place,
    "activity_report": _activity_place,
}
