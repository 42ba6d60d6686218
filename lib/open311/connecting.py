"""Connecting an organisation's own system: its address and codes are tried before they are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from msgspec import field
from msgspec.structs import replace

from lib.audit.line import AuditAction, Subject, SubjectKind, changes
from lib.audit.record import Doing, Planned, record_change
from lib.complaints.settings import load_complaint_settings
from lib.discreet import Discreet
from lib.errors import DomainError
from lib.gateways.firestore.at_once import at_once
from lib.gateways.firestore.store import Put, Store
from lib.gateways.open311.answers import Format, NotGeoReport, OfferedService
from lib.gateways.open311.client import Address, GeoReportClient, NotSent, OutcomeUnknown, ServerRefused
from lib.open311.delivery import Handing, deliveries_path
from lib.open311.server import Server, server_path
from lib.organizations.registry import load_organization

_TITLES = {
    "is_on": "Передача жалоб",
    "url": "Адрес системы",
    "jurisdiction_id": "Территория",
    "api_key": "Ключ системы",
    "codes": "Коды тем",
}


class Connection(Discreet, frozen=True):
    """A system as it is to be; `api_key` None leaves the one that is there."""

    url: str
    jurisdiction_id: str
    api_key: str | None
    other_code: str
    codes: Mapping[str, str] = field(default_factory=dict)
    is_on: bool = True


def load_server(municipality_id: str, organization_id: str, *, store: Store) -> Server | None:
    """An organisation's system."""
    found = store.get(server_path(municipality_id, organization_id), Server)
    return found.record if found else None


def offered_services(
    url: str, jurisdiction_id: str, api_key: str, client: GeoReportClient
) -> tuple[Format, Sequence[OfferedService]]:
    """What the system at an address takes, and in which format it answers.

    Raises:
        DomainError: `open311_address_invalid`, `open311_server_silent`.
    """
    if not client.allows(url):
        raise DomainError("open311_address_invalid")
    why = ""
    # JSON is what a server can have, XML what every one must.
    for form in (Format.JSON, Format.XML):
        try:
            services = client.services(Address(url.strip().rstrip("/"), jurisdiction_id, api_key, form))
        except (NotSent, OutcomeUnknown) as error:
            raise DomainError("open311_server_silent", why=type(error).__name__) from None
        except (ServerRefused, NotGeoReport) as error:
            why = type(error).__name__
            continue
        return form, services
    raise DomainError("open311_server_silent", why=why)


def key_for(asked: Connection, municipality_id: str, organization_id: str, *, store: Store) -> str:
    """The key that goes to an address: the one given with it, else the one that was given for it before. A key is for
    the server that it was given for, and goes to no other.
    """
    if asked.api_key is not None:
        return asked.api_key.strip()
    before = load_server(municipality_id, organization_id, store=store)
    return before.api_key if before is not None and before.url == asked.url.strip().rstrip("/") else ""


def count_deliveries(municipality_id: str, organization_id: str, *, store: Store) -> dict[Handing, int]:
    """How many complaints wait for a system, are with it, and were not taken by it."""
    path, states = deliveries_path(municipality_id), (Handing.WAITING, Handing.HANDED, Handing.FAILED)

    def count(state: Handing) -> int:
        return store.totals(path, [("organization_id", "==", organization_id), ("state", "==", state)])[0]

    return dict(zip(states, at_once([partial(count, state) for state in states]), strict=True))


def connect_server(
    organization_id: str, asked: Connection, doing: Doing, *, store: Store, client: GeoReportClient
) -> Server:
    """Keeps a system to which an organisation's complaints go from now on, if it answers and takes them.

    Raises:
        DomainError: `organization_unknown`, `open311_address_invalid`, `open311_server_silent`, `open311_code_unknown`.
    """
    organization = load_organization(doing.municipality_id, organization_id, store=store).record
    api_key = key_for(asked, doing.municipality_id, organization_id, store=store)
    form, services = offered_services(asked.url, asked.jurisdiction_id.strip(), api_key, client)
    known = load_complaint_settings(doing.municipality_id, store=store)
    codes = {each.id: code for each in known.subjects if (code := asked.codes.get(each.id, ""))}
    if not {asked.other_code, *codes.values()} <= {each.code for each in services if not each.needs_more}:
        raise DomainError("open311_code_unknown")
    server = Server(
        organization_id,
        asked.url.strip().rstrip("/"),
        asked.jurisdiction_id.strip(),
        api_key,
        form,
        asked.other_code,
        doing.now,
        codes,
        asked.is_on,
    )
    return _kept(server, organization.name, doing, store)


def disconnect_server(organization_id: str, doing: Doing, *, store: Store) -> Server:
    """Has no more complaints go to an organisation's system, and forgets its key.

    Raises:
        DomainError: `organization_unknown`, `open311_server_unknown`.
    """
    organization = load_organization(doing.municipality_id, organization_id, store=store).record
    server = load_server(doing.municipality_id, organization_id, store=store)
    if server is None:
        raise DomainError("open311_server_unknown")
    return _kept(replace(server, is_on=False, api_key="", set_at=doing.now), organization.name, doing, store)


def _kept(server: Server, name: str, doing: Doing, store: Store) -> Server:
    def plan() -> Planned:
        before = load_server(doing.municipality_id, server.organization_id, store=store)
        if before is not None and replace(before, set_at=server.set_at) == server:
            return Planned()
        differs = changes(_TITLES, _in_words(before), _in_words(server))
        subject = Subject(SubjectKind.ORGANIZATION, server.organization_id, name)
        line = doing.line(AuditAction.OPEN311_SERVER_SET, subject, differs)
        return Planned([Put(server_path(doing.municipality_id, server.organization_id), server)], [line])

    record_change(doing, plan, store)
    return server


def _in_words(server: Server | None) -> dict[str, str]:
    if server is None:
        return {}
    codes = ", ".join(f"{subject}: {code}" for subject, code in sorted(server.codes.items()))
    return {
        "is_on": "включена" if server.is_on else "выключена",
        "url": server.url,
        "jurisdiction_id": server.jurisdiction_id,
        "api_key": "указан" if server.api_key else "",
        "codes": f"{codes}; остальное: {server.other_code}".lstrip("; "),
    }
