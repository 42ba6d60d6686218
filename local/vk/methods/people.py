"""People, whose a screen name is, and other small services of VK."""

from __future__ import annotations

import base64
import hashlib
from urllib.parse import urlsplit

from local.vk.errors import ApiError, invalid
from local.vk.method import Call, method
from local.vk.state import Community, Json, User
from local.vk.views.owners import user_view


@method("users.get")
def get_users(call: Call) -> list[Json]:
    """People by ids and screen names; whoever does not exist is left out. Names stand in the nominative whatever
    `name_case` asks for.
    """
    fields = set(call.parameters.texts("fields"))
    found = (_user(call, each) for each in call.parameters.texts("user_ids"))
    return [user_view(call.vk, user, fields) for user in found if user is not None]


@method("utils.resolveScreenName")
def resolve_screen_name(call: Call) -> Json:
    """Whose screen name it is; error 104 where nobody's, as VK's schema has it (older versions gave an empty list)."""
    name = call.parameters.text("screen_name")
    owner: User | Community | None = call.vk.user_of_screen_name(name) or call.vk.screen_names.get(name.lower())
    if owner is None:
        raise ApiError(104)
    return {"object_id": owner.id, "type": "user" if isinstance(owner, User) else "group"}


@method("utils.getShortLink")
def get_short_link(call: Call) -> Json:
    """A link shortened by vk.cc: the same for the same address."""
    url = call.parameters.text("url")
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        raise invalid("url is invalid")
    digest = hashlib.sha256(url.encode()).digest()
    key = "c" + base64.b32encode(digest).decode()[:5].lower()
    return {"short_url": f"https://vk.cc/{key}", "access_key": digest.hex()[:20], "key": key, "url": url}


@method("utils.getServerTime")
def get_server_time(call: Call) -> int:
    """VK's clock."""
    return call.vk.clock.now()


def _user(call: Call, text: str) -> User | None:
    if text.isdecimal():
        return call.vk.users.get(int(text))
    return call.vk.user_of_screen_name(text)
