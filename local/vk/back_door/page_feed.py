"""`/sim/page/…`: what the page for people reads, by pages and for one person, so that 10,000 chats stay cheap.

The rest of the back door shows everything at once; a browser wants the forty rows that are on the screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from aiohttp import web

from local.vk.back_door import page_views as shapes
from local.vk.back_door.views import community_of, user_of
from local.vk.http import VK, Refusal, json_answer
from local.vk.state import Chat, Conversation, Json, Message, User
from local.vk.views.message import message_view
from local.vk.world import Vk

routes = web.RouteTableDef()

# A screen of a list, and a screen and a half of messages.
PAGE_ROWS = 40
PAGE_MESSAGES = 50
# A jump to a far quotation loads what lies between, up to this.
MOST_MESSAGES = 1_000

_CONVERSATION = "/sim/page/users/{user_id:\\d+}/conversations/{group_id:\\d+}/{peer_id:\\d+}"

T = TypeVar("T")


@routes.get("/sim/page/people")
async def get_people(request: web.Request) -> web.Response:
    """People by `?search=` in name, screen name or id, from `?offset=`; `{count, items}`."""
    search = request.query.get("search", "")
    people = request.app[VK].users.values()
    found = [each for each in people if shapes.matches(search, each.first_name, each.last_name, *_handles(each))]
    rows, offset = _page(found, request)
    return json_answer({"count": len(found), "offset": offset, "items": [shapes.person_entry(each) for each in rows]})


@routes.get("/sim/page/communities")
async def get_communities(request: web.Request) -> web.Response:
    """Communities by `?search=` in name, screen name or id, from `?offset=`; `{count, items}`."""
    vk, search = request.app[VK], request.query.get("search", "")
    communities = vk.communities.values()
    found = [each for each in communities if shapes.matches(search, each.name, each.screen_name, f"club{each.id}")]
    rows, offset = _page(found, request)
    return json_answer(
        {"count": len(found), "offset": offset, "items": [shapes.name_of(vk, -each.id) for each in rows]}
    )


@routes.get("/sim/page/names")
async def get_names(request: web.Request) -> web.Response:
    """The names of `?ids=`, communities as negative ids."""
    ids = _numbers(request, "ids")
    return json_answer([shapes.name_of(request.app[VK], owner_id) for owner_id in ids])


@routes.get("/sim/page/invitation")
async def get_invitation(request: web.Request) -> web.Response:
    """The chat behind `?link=` before `?user_id=` joins it; `{is_dead: true}` where there is none.

    A mistyped link is nothing that has gone wrong: a browser would put an answer 404 among the page's errors.
    """
    vk = request.app[VK]
    chat = vk.chats_by_link.get(request.query.get("link", "").strip())
    if chat is None:
        return json_answer({"is_dead": True})
    user_id = next(iter(_numbers(request, "user_id")), 0)
    people = [member_id for member_id in chat.members if member_id > 0][:5]
    return json_answer(
        {
            "is_dead": False,
            "group_id": chat.group_id,
            "peer_id": chat.peer_id,
            "title": chat.title,
            "photo": chat.photo["photo_200"] if chat.photo else None,
            "community": vk.communities[chat.group_id].name,
            "members_count": len(chat.members),
            "members": [shapes.name_of(vk, member_id) for member_id in people],
            "is_member": user_id in chat.members,
            "is_removed": user_id in chat.kicked,
        }
    )


@routes.get("/sim/page/users/{user_id:\\d+}/conversations")
async def get_conversations(request: web.Request) -> web.Response:
    """The person's list by `?search=` in the title, newest first; `{count, items}`."""
    vk, user = request.app[VK], user_of(request)
    search = request.query.get("search", "")
    found = [each for each in _conversations(vk, user) if shapes.matches(search, _title(vk, each))]
    found.sort(key=lambda each: _last_date(user, each), reverse=True)
    rows, offset = _page(found, request)
    items = [shapes.list_entry(vk, user, each) for each in rows]
    return json_answer({"count": len(found), "offset": offset, "items": items})


@routes.get(_CONVERSATION)
async def get_conversation(request: web.Request) -> web.Response:
    """One conversation with its pinned message, keyboard and read marks."""
    user, conversation = _asked_for(request)
    return json_answer(shapes.whole_conversation(request.app[VK], user, conversation))


@routes.get(f"{_CONVERSATION}/messages")
async def get_messages(request: web.Request) -> web.Response:
    """Messages, oldest first, without the deleted: the newest, or those before `?before=`, or from `?from=` on up to
    there, or exactly `?cmids=`. `earlier` tells whether there are any before the first.
    """
    user, conversation = _asked_for(request)
    messages = shapes.messages_for(user, conversation)
    if cmids := _numbers(request, "cmids"):
        known = (messages[cmid - 1] for cmid in cmids if 1 <= cmid <= len(messages))
        return _messages_answer([each for each in known if not each.deleted], False, conversation)
    end = next(iter(_numbers(request, "before")), len(messages) + 1) - 1
    start = max(0, next(iter(_numbers(request, "from")), end - PAGE_MESSAGES + 1) - 1, end - MOST_MESSAGES)
    return _messages_answer([each for each in messages[start:end] if not each.deleted], start > 0, conversation)


@routes.get(f"{_CONVERSATION}/members")
async def get_members(request: web.Request) -> web.Response:
    """The members by `?search=` in the name, the owner and the administrators first; `{count, items}`."""
    vk, (user, conversation) = request.app[VK], _asked_for(request)
    if not isinstance(conversation, Chat):
        raise Refusal(400, "not_a_chat", "Участники есть только у чата.")
    if user.id not in conversation.members:
        raise Refusal(403, "not_a_member", "Вы не состоите в этом чате.")
    search = request.query.get("search", "")
    members = [shapes.member_entry(vk, conversation, member) for member in conversation.members.values()]
    found = [each for each in members if shapes.matches(search, each["name"], each["screen_name"])]
    found.sort(key=lambda each: ("owner", "admin", "member").index(each["role"]))
    rows, offset = _page(found, request)
    return json_answer({"count": len(found), "offset": offset, "items": rows})


def _asked_for(request: web.Request) -> tuple[User, Conversation]:
    user = user_of(request)
    return user, shapes.conversation_for(community_of(request), user, int(request.match_info["peer_id"]))


def _conversations(vk: Vk, user: User) -> Iterator[Conversation]:
    for community in vk.communities.values():
        if dialog := community.dialogs.get(user.id):
            yield from (dialog,) if dialog.messages else ()
        yield from (chat for chat in community.chats.values() if shapes.seen_by(user, chat))


def _title(vk: Vk, conversation: Conversation) -> str:
    return conversation.title if isinstance(conversation, Chat) else vk.communities[conversation.group_id].name


def _last_date(user: User, conversation: Conversation) -> int:
    last = shapes.last_message(user, conversation)
    return last.date if last else 0


def _messages_answer(messages: Sequence[Message], earlier: bool, conversation: Conversation) -> web.Response:
    items: list[Json] = [
        message_view(each, conversation.group_id) | {"reacted": {str(k): v for k, v in each.reactions.items()}}
        for each in messages
    ]
    return json_answer({"items": items, "earlier": earlier})


def _handles(user: User) -> tuple[str, str]:
    return user.screen_name, f"id{user.id}"


def _page(rows: Sequence[T], request: web.Request) -> tuple[Sequence[T], int]:
    offset = next(iter(_numbers(request, "offset")), 0)
    return rows[offset : offset + PAGE_ROWS], offset


def _numbers(request: web.Request, name: str) -> list[int]:
    try:
        return [int(each) for each in request.query.get(name, "").split(",") if each]
    except ValueError:
        raise Refusal(400, "bad_request", f"{name} — числа через запятую") from None
