"""`/method/<name>`: from an HTTP request to VK's answer, which has status 200 whatever it says.

The order of checks is VK's as far as it shows: token, pace, version, and then the method's own.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence

import msgspec
from aiohttp import web

import local.vk.methods  # noqa: F401 — registers the methods
from local.vk.errors import ApiError, invalid
from local.vk.execute import EXECUTE, execute, methods_of_request
from local.vk.faults import FaultOrder
from local.vk.http import VK, form_of
from local.vk.method import perform
from local.vk.state import Community, Json
from local.vk.world import Vk

_VERSION = re.compile(r"5\.(\d{1,3})")
# https://dev.vk.com/ru/reference/versions: older ones are switched off; newer ones than the newest are not known.
_VERSIONS = range(81, 300)

routes = web.RouteTableDef()


@routes.route("*", "/method/{name}")
async def method(request: web.Request) -> web.StreamResponse:
    """One API request."""
    vk, name, fields = request.app[VK], request.match_info["name"], await form_of(request)
    community = vk.tokens.get(token := _token(request, fields))
    if community is None:
        vk.traffic.came(name)
        detail = "invalid access_token (4)." if token else "no access_token passed."
        return _answer(_refused(vk, None, name, fields, ApiError(5, detail), journal=True))
    in_pace = vk.traffic.arrived(community.id, name, asyncio.get_running_loop().time())
    strikes = vk.faults.of_request(methods_of_request(name, fields), community.id)
    latency_s = vk.settings.latency_ms / 1000
    await _pass(latency_s / 2)
    if (status := next((fault.http_status for fault in strikes if fault.http_status), None)) is not None:
        return web.Response(status=status, text="VK is having a bad day")
    # Encoded at once: what happens during the second half of the latency is not in the answer.
    answer = _answer(perform_request(vk, community, name, fields, in_pace=in_pace))
    await _pass(latency_s / 2 + _added_latency_s(strikes))
    if any(fault.drop_response for fault in strikes) and request.transport is not None:
        request.transport.abort()
    return answer


def perform_request(vk: Vk, community: Community, name: str, fields: Mapping[str, str], *, in_pace: bool) -> Json:
    """VK's answer to a request of a community, whose pace was looked at already."""
    try:
        _check_pace_and_version(in_pace, fields)
    except ApiError as error:
        return _refused(vk, community, name, fields, error, journal=True)
    try:
        if name == EXECUTE:
            return execute(vk, community, fields)
        return {"response": perform(vk, community, name, fields)}
    except ApiError as error:
        return _refused(vk, community, name, fields, error, journal=False)


def _refused(
    vk: Vk, community: Community | None, name: str, fields: Mapping[str, str], error: ApiError, *, journal: bool
) -> Json:
    group_id = community.id if community else None
    vk.traffic.refused(group_id, error.code)
    if journal:
        vk.journal.call(group_id, name, fields, error)
    return {"error": error.body(name, fields)}


def _check_pace_and_version(in_pace: bool, fields: Mapping[str, str]) -> None:
    if not in_pace:
        raise ApiError(6)
    if not (version := fields.get("v", "")):
        raise invalid("v is required")
    found = _VERSION.fullmatch(version)
    if found is None or int(found[1]) not in _VERSIONS:
        raise ApiError(8, f"version {version} is not supported")


def _token(request: web.Request, fields: Mapping[str, str]) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else fields.get("access_token", "")


def _added_latency_s(faults: Sequence[FaultOrder]) -> float:
    return sum(fault.latency_ms or 0 for fault in faults) / 1000


async def _pass(seconds: float) -> None:
    if seconds > 0:
        await asyncio.sleep(seconds)


def _answer(body: Json) -> web.Response:
    return web.Response(body=msgspec.json.encode(body), content_type="application/json", charset="utf-8")
