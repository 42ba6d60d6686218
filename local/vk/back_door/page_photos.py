"""`POST /sim/users/<id>/photos`: a person sends a picture, as the paper clip of the page does."""

from __future__ import annotations

from aiohttp import web

from local.vk.back_door.page_views import conversation_for
from local.vk.back_door.views import user_of
from local.vk.http import VK, Refusal, json_answer
from local.vk.membership import is_muted
from local.vk.methods.photos import MESSAGES_ALBUM
from local.vk.posting import dialog_with, post
from local.vk.state import Chat, Conversation, Json, User
from local.vk.uploads import UploadedFile, UploadRefused
from local.vk.world import Vk

routes = web.RouteTableDef()


@routes.post("/sim/users/{user_id:\\d+}/photos")
async def send_photo(request: web.Request) -> web.Response:
    """Sends the multipart `photo` with `text` into `group_id`'s conversation `peer_id`.

    Raises:
        Refusal: 400 no picture or not one that VK takes, 403 not a member or muted, 404 no such chat.
    """
    vk, user = request.app[VK], user_of(request)
    form = await request.post()
    photo, text = form.get("photo"), form.get("text", "")
    if not isinstance(photo, web.FileField) or not isinstance(text, str):
        raise Refusal(400, "no_photo", "Приложите картинку.")
    conversation = _writable(vk, user, _number(form.get("group_id")), _number(form.get("peer_id")))
    attachment = _attachment(vk, user, _take(vk, conversation.group_id, photo))
    message = post(vk, conversation, user.id, text, attachments=[attachment])
    return json_answer({"peer_id": message.peer_id, "conversation_message_id": message.cmid, "message_id": message.id})


def _writable(vk: Vk, user: User, group_id: int, peer_id: int) -> Conversation:
    community = vk.communities.get(group_id)
    if community is None:
        raise Refusal(404, "no_such_community", "Такого сообщества нет.")
    if peer_id == user.id:
        dialog = dialog_with(vk, community, user.id)
        # Whoever writes to a community lets it answer.
        dialog.allowed = True
        return dialog
    conversation = conversation_for(community, user, peer_id)
    if not isinstance(conversation, Chat) or user.id not in conversation.members:
        raise Refusal(403, "not_a_member", "Вы не состоите в этом чате.")
    if is_muted(vk, conversation, user.id):
        raise Refusal(403, "muted", "Вам временно запрещено писать в этот чат.")
    return conversation


def _take(vk: Vk, group_id: int, photo: web.FileField) -> UploadedFile:
    slot = vk.uploads.open_slot("photo", group_id)
    try:
        return vk.uploads.take(slot, photo.filename, photo.file.read())
    except UploadRefused:
        raise Refusal(400, "bad_photo", "Это не картинка, или она слишком большая: нужен JPG, PNG или GIF.") from None


def _attachment(vk: Vk, user: User, file: UploadedFile) -> Json:
    size = {"height": file.height, "width": file.width, "url": vk.file_url(file.path)}
    photo: Json = {
        "album_id": MESSAGES_ALBUM,
        "date": vk.clock.now(),
        "id": vk.uploads.next_object_id(),
        "owner_id": user.id,
        "access_key": f"{vk.dice.getrandbits(72):018x}",
        "has_tags": False,
        "text": "",
        "sizes": [size | {"type": kind} for kind in ("s", "m", "x", "base")],
    }
    attachment: Json = {"type": "photo", "photo": photo}
    # Whoever got it with its access key may send it on.
    vk.uploads.saved[f"photo{user.id}_{photo['id']}"] = attachment
    return attachment


def _number(value: object) -> int:
    if not isinstance(value, str) or not value.isdecimal():
        raise Refusal(400, "bad_request", "group_id и peer_id — числа")
    return int(value)
