"""Addresses that are not methods: upload servers, uploaded files, Bots Long Poll, pictures of people, SMS.ru."""

from __future__ import annotations

import json
from collections.abc import Sequence

from aiohttp import web

from local.vk.http import VK, form_of, json_answer
from local.vk.state import Json
from local.vk.uploads import MOST_PHOTOS_AT_ONCE, UploadRefused, Uploads, UploadSlot

routes = web.RouteTableDef()


@routes.post("/upload/{key}")
async def upload(request: web.Request) -> web.Response:
    """Takes multipart files; refuses with VK's `{"error": …}`, with status 200 as VK does.

    The fields' names are not looked at: `photo` and `file` are documented, working clients send `file0`, `file1` too.
    """
    sent = [part for part in (await request.post()).values() if isinstance(part, web.FileField)]
    files = [(part.filename, part.file.read()) for part in sent]
    return json_answer(take_files(request.app[VK].uploads, request.match_info["key"], files))


def take_files(uploads: Uploads, key: str, files: Sequence[tuple[str, bytes]]) -> Json:
    """The upload server's answer to files, each with its name, that were sent to an address."""
    slot = uploads.slot(key)
    if slot is None:
        return {"error": "ERR_UPLOAD_BAD_SERVER"}
    if not files:
        return {"error": "ERR_UPLOAD_FILE_NOT_UPLOADED"}
    try:
        taken = [uploads.take(slot, name, content) for name, content in files[: _most_files(slot)]]
    except UploadRefused as refusal:
        return {"error": str(refusal)}
    return _receipt(slot, [file.receipt for file in taken])


def _most_files(slot: UploadSlot) -> int:
    return MOST_PHOTOS_AT_ONCE if slot.kind == "photo" else 1


def _receipt(slot: UploadSlot, receipts: list[str]) -> Json:
    match slot.kind:
        case "photo":
            photos = json.dumps([{"photo": receipt} for receipt in receipts])
            return {"server": 1, "photo": photos, "hash": "-".join(receipts)}
        case "chat_photo":
            return {"response": receipts[0]}
        case "doc":
            return {"file": receipts[0]}


@routes.get("/files/{receipt}/{name}")
async def download(request: web.Request) -> web.Response:
    """An uploaded file."""
    file = request.app[VK].uploads.file(request.match_info["receipt"])
    if file is None:
        raise web.HTTPNotFound
    kind = "application/octet-stream" if file.slot.kind == "doc" else "image/*"
    if file.name.lower().endswith(".pdf"):
        kind = "application/pdf"
    return web.Response(body=file.content, content_type=kind)


@routes.route("*", "/long_poll/{group_id:\\d+}")
async def long_poll(request: web.Request) -> web.Response:
    """Bots Long Poll."""
    queue = request.app[VK].long_polls.find(int(request.match_info["group_id"]))
    return json_answer({"failed": 2} if queue is None else await queue.check(await form_of(request)))


@routes.get("/avatars/{owner_id:-?\\d+}.svg")
async def avatar(request: web.Request) -> web.Response:
    """A coloured disc with initials."""
    vk, owner_id = request.app[VK], int(request.match_info["owner_id"])
    user, community = vk.users.get(owner_id), vk.communities.get(-owner_id)
    name = f"{user.first_name} {user.last_name}" if user else community.name if community else "?"
    initials = "".join(word[0] for word in name.split()[:2] if word[0].isalnum()).upper()
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
        f'<circle cx="50" cy="50" r="50" fill="hsl({abs(owner_id) * 47 % 360} 45% 55%)"/>'
        '<text x="50" y="64" font-family="sans-serif" font-size="40" fill="#fff" text-anchor="middle">'
        f"{initials}</text></svg>"
    )
    return web.Response(text=svg, content_type="image/svg+xml")


@routes.route("*", "/sms/send")
async def send_sms(request: web.Request) -> web.Response:
    """SMS.ru: JSON with `json=1`, else lines of text as its old clients read."""
    form = await form_of(request)
    answer = request.app[VK].sms.send(form)
    if request.app[VK].sms.settings.drop_response and request.transport is not None:
        request.transport.close()
    if form.get("json") == "1":
        return json_answer(answer)
    return web.Response(text=f"{answer['status_code']}\n")
