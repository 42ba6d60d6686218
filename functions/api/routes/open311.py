"""Organisations' own systems: complaints go to them, and they come here with keys."""

from __future__ import annotations

from functions.api.calls import Call
from functions.api.models.open311 import (
    NewOpen311Key,
    Open311,
    Open311Code,
    Open311Key,
    Open311Server,
    Open311ServerAsk,
    Open311Service,
    Open311Services,
    Open311ServicesAsk,
)
from functions.api.routing import Resource
from lib.audit.line import AuditAction
from lib.open311 import connecting, keys
from lib.open311.delivery import Handing
from lib.open311.server import Server
from lib.organizations.registry import load_organization
from lib.people.permissions import Action

open311 = Resource("Open311")

_OPEN311 = "/municipalities/<id:municipality_id>/organizations/<id:organization_id>/open311"


@open311.get(_OPEN311, may=Action.SEE_SETTINGS)
def get_open311(call: Call, organization_id: str) -> Open311:
    """How an organisation exchanges complaints with us."""
    return _shown(call, organization_id)


@open311.post(f"{_OPEN311}/services", may=Action.EDIT_SETTINGS, audits=None)
def list_open311_services(call: Call, organization_id: str, body: Open311ServicesAsk) -> Open311Services:
    """What the system at an address takes."""
    load_organization(call.municipality_id, organization_id, store=call.store)
    asked = connecting.Connection(body.url, body.jurisdiction_id, body.api_key, "")
    api_key = connecting.key_for(asked, call.municipality_id, organization_id, store=call.store)
    client = call.outside.open311
    _, services = connecting.offered_services(body.url, body.jurisdiction_id, api_key, client)
    return Open311Services(
        items=[Open311Service(code=each.code, name=each.name, needs_more=each.needs_more) for each in services]
    )


@open311.put(f"{_OPEN311}/server", may=Action.EDIT_SETTINGS, audits=AuditAction.OPEN311_SERVER_SET)
def connect_open311_server(call: Call, organization_id: str, body: Open311ServerAsk) -> Open311:
    """Has an organisation's complaints go to its own system."""
    codes = {each.subject_id: each.service_code for each in body.codes}
    asked = connecting.Connection(body.url, body.jurisdiction_id, body.api_key, body.other_code, codes)
    client = call.outside.open311
    connecting.connect_server(organization_id, asked, call.doing(), store=call.store, client=client)
    return _shown(call, organization_id)


@open311.delete(f"{_OPEN311}/server", may=Action.EDIT_SETTINGS, audits=AuditAction.OPEN311_SERVER_SET)
def disconnect_open311_server(call: Call, organization_id: str) -> Open311:
    """Has no more complaints go there; those on their way come to the employees."""
    connecting.disconnect_server(organization_id, call.doing(), store=call.store)
    return _shown(call, organization_id)


@open311.post(f"{_OPEN311}/keys", may=Action.EDIT_SETTINGS, audits=AuditAction.OPEN311_KEY_MADE)
def make_open311_key(call: Call, organization_id: str) -> NewOpen311Key:
    """A new key; its text is shown this once. Asked for again it is another: no answer that holds one is kept."""
    ids = call.outside.provisioning.ids
    key, text = keys.make_key(organization_id, call.doing(), store=call.store, ids=ids)
    return NewOpen311Key(key=_show_key(key), text=text)


@open311.delete(f"{_OPEN311}/keys/<id:key_id>", may=Action.EDIT_SETTINGS, audits=AuditAction.OPEN311_KEY_REVOKED)
def revoke_open311_key(call: Call, organization_id: str, key_id: str) -> Open311:
    """Takes a key back at once."""
    keys.revoke_key(organization_id, key_id, call.doing(), store=call.store)
    return _shown(call, organization_id)


def _shown(call: Call, organization_id: str) -> Open311:
    load_organization(call.municipality_id, organization_id, store=call.store)
    server = connecting.load_server(call.municipality_id, organization_id, store=call.store)
    return Open311(
        server=_show_server(call, server) if server else None,
        keys=[_show_key(each) for each in keys.list_keys(call.municipality_id, organization_id, store=call.store)],
        endpoint=f"{call.outside.config.api_url}/open311/v2",
        jurisdiction_id=call.municipality_id,
    )


def _show_server(call: Call, server: Server) -> Open311Server:
    counts = connecting.count_deliveries(call.municipality_id, server.organization_id, store=call.store)
    return Open311Server(
        url=server.url,
        jurisdiction_id=server.jurisdiction_id,
        has_api_key=bool(server.api_key),
        format=server.format.value,
        other_code=server.other_code,
        codes=[Open311Code(subject_id=subject, service_code=code) for subject, code in sorted(server.codes.items())],
        is_on=server.is_on,
        set_at=server.set_at,
        waiting=counts[Handing.WAITING],
        handed=counts[Handing.HANDED],
        failed=counts[Handing.FAILED],
    )


def _show_key(key: keys.Key) -> Open311Key:
    return Open311Key(id=key.id, ending=key.ending, made_at=key.made_at, made_by=key.made_by, revoked_at=key.revoked_at)
