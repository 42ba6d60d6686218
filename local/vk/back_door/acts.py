"""Being a person: `POST /sim/users/<id>/<act>`."""

from __future__ import annotations

import msgspec
from aiohttp import web

from local.vk.back_door import residents
from local.vk.back_door.views import user_of
from local.vk.http import VK, Refusal, json_answer, read_body
from local.vk.pressed import PressedButton
from local.vk.state import User

routes = web.RouteTableDef()


class _NewUser(msgspec.Struct, forbid_unknown_fields=True):
    first_name: str
    last_name: str
    screen_name: str | None = None
    phone: str | None = None
    user_id: int | None = None
    deactivated: str | None = None


class _Link(msgspec.Struct, forbid_unknown_fields=True):
    link: str


class _Peer(msgspec.Struct, forbid_unknown_fields=True):
    group_id: int
    peer_id: int | None = None


class _Bot(_Peer, forbid_unknown_fields=True, kw_only=True):
    bot_group_id: int


class _Text(_Peer, forbid_unknown_fields=True, kw_only=True):
    text: str
    payload: object = None
    ref: str | None = None
    reply_to: int | None = None


class _Edit(_Peer, forbid_unknown_fields=True, kw_only=True):
    cmid: int
    text: str


class _Press(_Peer, forbid_unknown_fields=True, kw_only=True):
    cmid: int
    label: str
    wait_s: float = 5


class _Reaction(_Peer, forbid_unknown_fields=True, kw_only=True):
    cmid: int
    reaction_id: int | None = None


class _Community(msgspec.Struct, forbid_unknown_fields=True):
    group_id: int


@routes.post("/sim/users")
async def add_user(request: web.Request) -> web.Response:
    """A new person."""
    vk, given = request.app[VK], await read_body(request, _NewUser)
    user_id = given.user_id or vk.next_user_id()
    screen_name = given.screen_name or f"id{user_id}"
    user = User(user_id, given.first_name, given.last_name, screen_name, given.phone, given.deactivated)
    try:
        vk.add_user(user)
    except ValueError as error:
        raise Refusal(409, "already_exists", str(error)) from None
    return json_answer({"user_id": user.id, "screen_name": user.screen_name})


@routes.post("/sim/users/{user_id:\\d+}/join")
async def join(request: web.Request) -> web.Response:
    """Joins a chat by its invite link."""
    chat = residents.join(request.app[VK], user_of(request), (await read_body(request, _Link)).link)
    return json_answer({"group_id": chat.group_id, "peer_id": chat.peer_id, "title": chat.title})


@routes.post("/sim/users/{user_id:\\d+}/leave")
async def leave(request: web.Request) -> web.Response:
    """Leaves a chat."""
    peer = await read_body(request, _Peer)
    residents.leave(request.app[VK], user_of(request), peer.group_id, peer.peer_id)
    return json_answer({"ok": True})


@routes.post("/sim/users/{user_id:\\d+}/add_bot")
async def add_bot(request: web.Request) -> web.Response:
    """Adds another community's bot to a chat."""
    given = await read_body(request, _Bot)
    residents.add_bot(request.app[VK], user_of(request), given.group_id, given.peer_id, given.bot_group_id)
    return json_answer({"ok": True})


@routes.post("/sim/users/{user_id:\\d+}/remove_bot")
async def remove_bot(request: web.Request) -> web.Response:
    """Removes a bot from a chat."""
    given = await read_body(request, _Bot)
    residents.remove_bot(request.app[VK], user_of(request), given.group_id, given.peer_id, given.bot_group_id)
    return json_answer({"ok": True})


@routes.post("/sim/users/{user_id:\\d+}/write")
async def write(request: web.Request) -> web.Response:
    """Writes into a chat, or, without `peer_id`, to the community itself, which is consent too."""
    given = await read_body(request, _Text)
    message = residents.write(
        request.app[VK],
        user_of(request),
        residents.Words(given.text, given.payload, given.ref, given.reply_to),
        given.group_id,
        given.peer_id,
    )
    shown = {"peer_id": message.peer_id, "conversation_message_id": message.cmid, "message_id": message.id}
    return json_answer(shown)


@routes.post("/sim/users/{user_id:\\d+}/edit")
async def edit(request: web.Request) -> web.Response:
    """Edits an own message."""
    given = await read_body(request, _Edit)
    residents.edit(request.app[VK], user_of(request), given.group_id, given.peer_id, given.cmid, given.text)
    return json_answer({"ok": True})


@routes.post("/sim/users/{user_id:\\d+}/press")
async def press(request: web.Request) -> web.Response:
    """Presses a button; of a callback button it waits some seconds for the community's answer.

    The answer is `{"sent": …}` for a text button, `{"link": …}` for a link, `{"event_id", "answer"}` for a callback.
    """
    given = await read_body(request, _Press)
    outcome = residents.press(request.app[VK], user_of(request), given.group_id, given.peer_id, given.cmid, given.label)
    if not isinstance(outcome, PressedButton):
        return json_answer(outcome)
    answer = await residents.answer_to(outcome, given.wait_s)
    return json_answer({"event_id": outcome.event_id, "answer": answer})


@routes.post("/sim/users/{user_id:\\d+}/react")
async def react(request: web.Request) -> web.Response:
    """Puts a reaction under a message, or takes it away with null."""
    given = await read_body(request, _Reaction)
    user = user_of(request)
    residents.react(request.app[VK], user, given.group_id, given.peer_id, given.cmid, given.reaction_id)
    return json_answer({"ok": True})


@routes.post("/sim/users/{user_id:\\d+}/read")
async def read(request: web.Request) -> web.Response:
    """Reads everything in a conversation."""
    given = await read_body(request, _Peer)
    residents.read(request.app[VK], user_of(request), given.group_id, given.peer_id)
    return json_answer({"ok": True})


@routes.post("/sim/users/{user_id:\\d+}/allow")
async def allow(request: web.Request) -> web.Response:
    """«Разрешить сообщения» of a community."""
    residents.allow(request.app[VK], user_of(request), (await read_body(request, _Community)).group_id)
    return json_answer({"ok": True})


@routes.post("/sim/users/{user_id:\\d+}/deny")
async def deny(request: web.Request) -> web.Response:
    """«Запретить сообщения» of a community."""
    residents.deny(request.app[VK], user_of(request), (await read_body(request, _Community)).group_id)
    return json_answer({"ok": True})


@routes.post("/sim/users/{user_id:\\d+}/subscribe")
async def subscribe(request: web.Request) -> web.Response:
    """«Подписаться» on a community."""
    residents.subscribe(request.app[VK], user_of(request), (await read_body(request, _Community)).group_id)
    return json_answer({"ok": True})


@routes.post("/sim/users/{user_id:\\d+}/unsubscribe")
async def unsubscribe(request: web.Request) -> web.Response:
    """«Отписаться» from a community."""
    residents.unsubscribe(request.app[VK], user_of(request), (await read_body(request, _Community)).group_id)
    return json_answer({"ok": True})
