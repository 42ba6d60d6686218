"""The link to an organisation's own mini app in VK."""

from __future__ import annotations

import re

from lib.errors import DomainError

LONGEST_LINK = 300
# https://dev.vk.com/ru/mini-apps/overview: an app is opened by vk.com/app<id>; what follows # is the app's own.
_LINK = re.compile(
    r"(?:https?://)?(?:m\.|www\.)?vk\.(?:com|ru)/(?P<app>app\d{1,12}(?:_-?\d{1,12})?)(?P<rest>[?#][^\s<>\"]*)?",
    re.IGNORECASE,
)


def service_app_link(text: str) -> str:
    """The link in the one way in which the system writes it; empty for no link.

    Raises:
        DomainError: `service_app_invalid`: not a link to a mini app of VK.
    """
    if not text.strip():
        return ""
    found = _LINK.fullmatch(text.strip())
    if found is None or len(text) > LONGEST_LINK:
        raise DomainError("service_app_invalid")
    return f"https://vk.com/{found['app'].lower()}{found['rest'] or ''}"
