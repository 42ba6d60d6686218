"""Who calls, and whether they may: decided before anything of the request but its path and its headers is looked at.

Without a session there is nothing but signing in. A municipality where somebody is nothing does not exist for them
(404); in one where they are something, what their roles do not allow is forbidden (403).
"""

from __future__ import annotations

from flask import g, request

from functions.api.calls import Call
from functions.api.files import read_ticket
from functions.api.outside import Outside
from functions.api.routing import Audience, Route
from lib.errors import DomainError
from lib.people.permissions import Action
from lib.people.session import read_session

_BEARER = "Bearer "


def open_call(route: Route, municipality_id: str, outside: Outside) -> None:
    """Leaves the call in `flask.g.call`.

    Raises:
        DomainError: `session_…`, `municipality_unknown`, `forbidden`, `too_many_requests`.
    """
    request.max_content_length = route.largest_body
    request_id = outside.provisioning.ids.document_id()
    if route.may is Audience.EVERYBODY:
        outside.limits.take_for_address(_address())
        g.call = Call(outside, request_id)
        return
    vk_id = _caller(route, outside)
    outside.limits.take_for_person(vk_id)
    if not isinstance(route.may, Action):
        g.call = Call(outside, request_id, vk_id)
        return
    workplace = outside.rights.workplace(municipality_id, vk_id)
    if workplace is None:
        raise DomainError("municipality_unknown")
    if not workplace.rights.may(route.may):
        raise DomainError("forbidden")
    g.call = Call(outside, request_id, vk_id, workplace)


def _caller(route: Route, outside: Outside) -> int:
    key, now = outside.config.session_key, outside.clock.now()
    if route.files and (ticket := request.args.get("ticket")):
        return read_ticket(ticket, request.path, now, key)
    authorization = request.headers.get("Authorization", "")
    if not authorization.startswith(_BEARER):
        raise DomainError("session_missing")
    return read_session(authorization.removeprefix(_BEARER), key=key, now=now).vk_id


def _address() -> str:
    """Where the request comes from: the last entry is Google's own, the ones before it are whatever the client says."""
    return request.headers.get("X-Forwarded-For", request.remote_addr or "").rpartition(",")[2].strip()
