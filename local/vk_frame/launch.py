"""Launch parameters as VK signs them when it opens the Mini App for a person.

https://dev.vk.com/ru/mini-apps/development/launch-params
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from lib.people.launch import launch_signature

PLATFORMS = ("mobile_android", "mobile_iphone", "mobile_web", "desktop_web")


@dataclass(slots=True)
class Launches:
    """Opens the app with this id and protected key; `now` gives seconds since 1970."""

    app_id: int
    secret: str = field(repr=False)
    now: Callable[[], float]
    _last: int = 0

    def query(self, user_id: int, platform: str) -> str:
        """A launch string, never the same twice."""
        # A second is all that tells two openings apart, and the API takes each launch string once.
        self._last = max(int(self.now()), self._last + 1)
        parameters = {
            "vk_access_token_settings": "",
            "vk_app_id": str(self.app_id),
            "vk_are_notifications_enabled": "0",
            "vk_is_app_user": "1",
            "vk_is_favorite": "0",
            "vk_language": "ru",
            "vk_platform": platform,
            "vk_ref": "other",
            "vk_ts": str(self._last),
            "vk_user_id": str(user_id),
        }
        return urlencode({**parameters, "sign": launch_signature(parameters, self.secret)})
