"""Organisations of a municipality."""

from __future__ import annotations

from functools import partial

from functions.api.calls import Call
from functions.api.cursors import Listing
from functions.api.models.base import Removed
from functions.api.models.organizations import (
    Organization,
    OrganizationAsk,
    OrganizationPage,
    OrganizationsQuery,
)
from functions.api.routing import Resource
from lib.audit.line import AuditAction
from lib.gateways.firestore.at_once import at_once
from lib.organizations import organization as records
from lib.organizations import registry
from lib.people.permissions import Action

organizations = Resource("Организации")


@organizations.get("/municipalities/<id:municipality_id>/organizations", may=Action.SEE_ORGANIZATIONS)
def list_organizations(call: Call, query: OrganizationsQuery) -> OrganizationPage:
    """Organisations by name."""
    kind = query.kind or None
    listing = Listing(call, query.cursor, "organizations", query.search, kind)
    page = registry.list_organizations(
        call.municipality_id, query.search, kind, listing.after, query.limit, store=call.store
    )
    return OrganizationPage(
        items=at_once([partial(_shown, call, each) for each in page.items]),
        next_cursor=listing.next_cursor(page.after),
    )


@organizations.post(
    "/municipalities/<id:municipality_id>/organizations",
    may=Action.EDIT_ORGANIZATIONS,
    audits=AuditAction.ORGANIZATION_CREATED,
    creates=True,
)
def create_organization(call: Call, body: OrganizationAsk) -> Organization:
    """Adds an organisation."""
    app = body.service_app_url or ""
    return _shown(
        call, registry.create_organization(body.name, body.kind, call.doing(), store=call.store, service_app=app)
    )


@organizations.get(
    "/municipalities/<id:municipality_id>/organizations/<id:organization_id>", may=Action.SEE_ORGANIZATIONS
)
def get_organization(call: Call, organization_id: str) -> Organization:
    """One organisation."""
    return _shown(call, registry.load_organization(call.municipality_id, organization_id, store=call.store).record)


@organizations.put(
    "/municipalities/<id:municipality_id>/organizations/<id:organization_id>",
    may=Action.EDIT_ORGANIZATIONS,
    audits=AuditAction.ORGANIZATION_CHANGED,
)
def change_organization(call: Call, organization_id: str, body: OrganizationAsk) -> Organization:
    """Changes its kind, or how its name is spelt."""
    return _shown(
        call,
        registry.change_organization(
            organization_id, body.name, body.kind, call.doing(), store=call.store, service_app=body.service_app_url
        ),
    )


@organizations.delete(
    "/municipalities/<id:municipality_id>/organizations/<id:organization_id>",
    may=Action.EDIT_ORGANIZATIONS,
    audits=AuditAction.ORGANIZATION_DELETED,
)
def delete_organization(call: Call, organization_id: str) -> Removed:
    """Removes an organisation that nobody represents and that manages no house."""
    registry.delete_organization(organization_id, call.doing(), store=call.store)
    return Removed(id=organization_id)


def _shown(call: Call, record: records.Organization) -> Organization:
    return Organization(
        id=record.id,
        name=record.name,
        kind=record.kind,
        kind_title=record.kind.in_russian,
        service_app_url=record.service_app_url,
        houses_count=registry.count_houses_of(record, call.municipality_id, store=call.store),
        representatives_count=registry.count_representatives(record.id, call.municipality_id, store=call.store),
    )
