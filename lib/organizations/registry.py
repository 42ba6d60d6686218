"""Organisations of a municipality: how they come, change and go.

An organisation is there once, however its name is spelt, since its id follows from the name's key. Houses name their
company by that key, so changing the spelling changes nothing for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from lib.audit.line import AuditAction, AuditLine, Subject, SubjectKind, changes
from lib.audit.record import Doing, Planned, record_change
from lib.errors import DomainError
from lib.gateways.firestore.paging import Page, read_page
from lib.gateways.firestore.store import (
    WRITES_A_COMMIT,
    AlreadyExists,
    Condition,
    Create,
    Delete,
    Replace,
    Store,
    Stored,
)
from lib.houses.house import houses_path
from lib.houses.organizations import organization_key, organization_name
from lib.houses.search_words import query_words
from lib.organizations.organization import (
    Organization,
    OrganizationKind,
    organization_id,
    organization_path,
    organizations_path,
)
from lib.pages import pages
from lib.people.member import members_path
from lib.russian import folded
from lib.services.service_app import service_app_link

_TITLES = {"name": "Название", "kind": "Вид", "service_app": "Мини-приложение"}


def list_organizations(
    municipality_id: str, search: str, kind: OrganizationKind | None, after: str, limit: int, *, store: Store
) -> Page[Organization]:
    """A page of the organisations by name: of a kind, or with a word that begins so."""
    where: list[Condition] = [("kind", "==", kind)] if kind else []
    if words := query_words(search):
        where.append(("words", "array_contains", max(words, key=len)[:_LONGEST_BEGINNING]))
    elif search.strip():
        return Page((), None)
    path = organizations_path(municipality_id)
    return read_page(path, Organization, order="sort", after=after, limit=limit, store=store, where=where)


def load_organization(municipality_id: str, id_: str, *, store: Store) -> Stored[Organization]:
    """An organisation's record.

    Raises:
        DomainError: `organization_unknown`.
    """
    found = store.get(organization_path(municipality_id, id_), Organization)
    if found is None:
        raise DomainError("organization_unknown")
    return found


def create_organization(
    name: str, kind: OrganizationKind, doing: Doing, *, store: Store, service_app: str = ""
) -> Organization:
    """Adds an organisation.

    Raises:
        DomainError: `organization_exists`, `organization_name_invalid`, `service_app_invalid`.
    """
    new = replace(new_organization(name, kind, doing.now), service_app_url=service_app_link(service_app))
    path = organization_path(doing.municipality_id, new.id)

    def plan() -> Planned:
        if store.get(path, Organization):
            raise DomainError("organization_exists")
        return Planned([Create(path, new)], [_line(AuditAction.ORGANIZATION_CREATED, None, new, doing)])

    record_change(doing, plan, store)
    return load_organization(doing.municipality_id, new.id, store=store).record


def change_organization(
    id_: str, name: str, kind: OrganizationKind, doing: Doing, *, store: Store, service_app: str | None = None
) -> Organization:
    """Changes its kind, how its name is spelt, and its mini app; None leaves that as it is.

    Raises:
        DomainError: `organization_unknown`, `organization_name_differs`, `organization_name_invalid`,
            `service_app_invalid`.
    """
    spelt = new_organization(name, kind, doing.now)
    link = None if service_app is None else service_app_link(service_app)

    def plan() -> Planned:
        stored = load_organization(doing.municipality_id, id_, store=store)
        if spelt.key != stored.record.key:
            raise DomainError("organization_name_differs")
        url = stored.record.service_app_url if link is None else link
        after = replace(spelt, created_at=stored.record.created_at, service_app_url=url)
        if after == stored.record:
            return Planned()
        line = _line(AuditAction.ORGANIZATION_CHANGED, stored.record, after, doing)
        return Planned([Replace(stored.path, after, stored.revision)], [line])

    record_change(doing, plan, store)
    return load_organization(doing.municipality_id, id_, store=store).record


def delete_organization(id_: str, doing: Doing, *, store: Store) -> None:
    """Removes an organisation that nobody represents and that no house names.

    Raises:
        DomainError: `organization_unknown`, `organization_in_use`.
    """

    def plan() -> Planned:
        stored = load_organization(doing.municipality_id, id_, store=store)
        if count_houses_of(stored.record, doing.municipality_id, store=store) or count_representatives(
            id_, doing.municipality_id, store=store
        ):
            raise DomainError("organization_in_use")
        return Planned([Delete(stored.path)], [_line(AuditAction.ORGANIZATION_DELETED, stored.record, None, doing)])

    record_change(doing, plan, store)


def ensure_organizations(names: Iterable[str], municipality_id: str, now: datetime, *, store: Store) -> None:
    """Adds the companies that houses name and that are not there yet; of two who do so at once both are right."""
    wanted = {
        new.id: new for name in names if organization_key(name) for new in [new_organization(name, _FIRST_KIND, now)]
    }
    paths = {organization_path(municipality_id, id_): new for id_, new in wanted.items()}
    existing = store.get_many(paths, Organization)
    missing = [Create(path, new) for path, new in paths.items() if path not in existing]
    for page in pages(missing, WRITES_A_COMMIT):
        try:
            store.commit(page)
        except AlreadyExists:
            _add_one_by_one(page, store)


def new_organization(name: str, kind: OrganizationKind, now: datetime) -> Organization:
    """An organisation with that name, however it is spelt.

    Raises:
        DomainError: `organization_name_invalid`.
    """
    spelt, key = organization_name(name), organization_key(name)
    if not key:
        raise DomainError("organization_name_invalid")
    words = {word[:length] for word in query_words(spelt) for length in range(1, _LONGEST_BEGINNING + 1)}
    return Organization(
        id=organization_id(key),
        name=spelt,
        key=key,
        kind=kind,
        created_at=now,
        words=tuple(sorted(words)),
        sort=f"{folded(key)} {organization_id(key)}",
    )


def count_houses_of(organization: Organization, municipality_id: str, *, store: Store) -> int:
    """How many houses name the organisation as their company."""
    return store.totals(houses_path(municipality_id), [("company_key", "==", organization.key)])[0]


def count_representatives(id_: str, municipality_id: str, *, store: Store) -> int:
    """How many people represent it."""
    return store.totals(members_path(municipality_id), [("organization_ids", "array_contains", id_)])[0]


_LONGEST_BEGINNING = 10
# What a sheet names in the column of companies.
_FIRST_KIND = OrganizationKind.COMPANY


def _add_one_by_one(writes: Iterable[Create], store: Store) -> None:
    for write in writes:
        try:
            store.commit([write])
        except AlreadyExists:
            continue


def _line(action: AuditAction, before: Organization | None, after: Organization | None, doing: Doing) -> AuditLine:
    known = after or before
    assert known is not None
    subject = Subject(SubjectKind.ORGANIZATION, known.id, known.name)
    return doing.line(action, subject, changes(_TITLES, _in_words(before), _in_words(after)))


def _in_words(organization: Organization | None) -> dict[str, str]:
    if organization is None:
        return {}
    kind, app = organization.kind.in_russian, organization.service_app_url
    return {"name": organization.name, "kind": kind, "service_app": app}
