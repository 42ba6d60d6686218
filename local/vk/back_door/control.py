"""Running VK: communities, faults, capabilities, the clock, counts, the journal, SMS."""

from __future__ import annotations

import msgspec
from aiohttp import web

from local.vk.capabilities import Capabilities
from local.vk.faults import FaultOrder
from local.vk.http import VK, Refusal, json_answer, read_body
from local.vk.settings import CommunitySettings
from local.vk.sms import SmsSettings

routes = web.RouteTableDef()


class _Clock(msgspec.Struct, forbid_unknown_fields=True):
    offset_s: float


class _Reset(msgspec.Struct, forbid_unknown_fields=True):
    communities: bool = False


@routes.post("/sim/communities")
async def add_community(request: web.Request) -> web.Response:
    """A new community: `{name, screen_name?, group_id?, token?, secret?, confirmation?, rights?}`."""
    given = await read_body(request, CommunitySettings)
    try:
        community = request.app[VK].add_community(given)
    except ValueError as error:
        raise Refusal(409, "already_exists", str(error)) from None
    shown = {"group_id": community.id, "token": community.token, "secret": community.secret}
    return json_answer(shown | {"confirmation": community.confirmation, "screen_name": community.screen_name})


@routes.post("/sim/communities/{group_id:\\d+}/callback_servers/{server_id:\\d+}/confirm")
async def confirm_callback_server(request: web.Request) -> web.Response:
    """The button «Подтвердить» of the community's settings."""
    vk = request.app[VK]
    community = vk.communities.get(int(request.match_info["group_id"]))
    server = community.callback_servers.get(int(request.match_info["server_id"])) if community else None
    if community is None or server is None:
        raise Refusal(404, "no_such_server", "Такого сервера нет.")
    vk.callbacks.confirm(community, server)
    return json_answer({"status": server.status})


@routes.post("/sim/faults")
async def add_fault(request: web.Request) -> web.Response:
    """Puts a fault in force."""
    order = await read_body(request, FaultOrder)
    return json_answer(request.app[VK].faults.add(order).shown())


@routes.get("/sim/faults")
async def get_faults(request: web.Request) -> web.Response:
    """The faults in force, and how often each struck."""
    return json_answer(request.app[VK].faults.shown())


@routes.delete("/sim/faults")
async def clear_faults(request: web.Request) -> web.Response:
    """Ends all faults."""
    request.app[VK].faults.clear()
    return json_answer({"ok": True})


@routes.get("/sim/capabilities")
async def get_capabilities(request: web.Request) -> web.Response:
    """The switches."""
    return json_answer(request.app[VK].capabilities)


@routes.post("/sim/capabilities")
async def set_capabilities(request: web.Request) -> web.Response:
    """Turns some of the switches; the others stay."""
    vk = request.app[VK]
    given = await read_body(request, dict[str, object])
    try:
        vk.capabilities = msgspec.convert(msgspec.structs.asdict(vk.capabilities) | given, Capabilities)
    except msgspec.ValidationError as error:
        raise Refusal(400, "bad_request", f"Запрос не разобрать: {error}") from None
    return json_answer(vk.capabilities)


@routes.post("/sim/clock")
async def set_clock(request: web.Request) -> web.Response:
    """Moves VK's clock by `offset_s` from the machine's."""
    vk = request.app[VK]
    vk.clock.offset_s = (await read_body(request, _Clock)).offset_s
    return json_answer({"now": vk.clock.now()})


@routes.post("/sim/reset")
async def reset(request: web.Request) -> web.Response:
    """Forgets everything but the communities; with `{"communities": true}` those that were added later too."""
    request.app[VK].reset(communities=(await read_body(request, _Reset)).communities)
    return json_answer({"ok": True})


@routes.get("/sim/requests")
async def requests(request: web.Request) -> web.Response:
    """Counts of requests."""
    return json_answer(request.app[VK].traffic.shown())


@routes.get("/sim/journal")
async def journal(request: web.Request) -> web.Response:
    """Every call and callback above `?since=`, one JSON a line."""
    since = request.query.get("since", "0")
    if not since.isdecimal():
        raise Refusal(400, "bad_request", "since — номер строки журнала")
    lines = b"".join(request.app[VK].journal.since(int(since)))
    return web.Response(body=lines, content_type="application/x-ndjson", charset="utf-8")


@routes.get("/sim/sms")
async def get_sms(request: web.Request) -> web.Response:
    """The messages that were sent."""
    return json_answer(request.app[VK].sms.messages)


@routes.post("/sim/sms")
async def set_sms(request: web.Request) -> web.Response:
    """How the gateway behaves: `{api_id?, callback_url?, delivery_ms?, numbers?, request_code?}`."""
    vk = request.app[VK]
    vk.sms.set(await read_body(request, SmsSettings))
    return json_answer(vk.sms.settings)
