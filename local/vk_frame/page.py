"""VK's page around the Mini App: a frame as wide as VK's own on a phone or a computer, and the script that answers the
app's VK Bridge.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from typing import Final

from aiohttp import ClientSession, web

from local.vk_frame.launch import PLATFORMS, Launches

_HERE: Final = Path(__file__).parent
_PLATFORM_TITLES: Final = ("Телефон Android", "iPhone", "Браузер телефона", "Компьютер")
_THEME_TITLES: Final = {"light": "Светлая", "dark": "Тёмная"}


@dataclass(frozen=True, slots=True)
class FramePage:
    """The page for the app at `app_url`, which ends with a slash, as VK requires; `vk_url` is VK's stand-in."""

    app_url: str
    launches: Launches
    vk_url: str

    def application(self) -> web.Application:
        """The page and its files."""
        app = web.Application()
        app.add_routes([web.get("/", self._page), web.static("/static", _HERE / "static")])
        app.add_routes([web.post("/allow", self._allow)])
        return app

    async def _allow(self, request: web.Request) -> web.Response:
        """The person lets a community write to them."""
        user, group_id = request.query.get("user", ""), request.query.get("group_id", "")
        if not (user.isdecimal() and group_id.isdecimal()):
            raise web.HTTPBadRequest
        async with (
            ClientSession() as session,
            session.post(f"{self.vk_url}/sim/users/{user}/allow", json={"group_id": int(group_id)}) as answer,
        ):
            return web.Response(status=answer.status)

    async def _page(self, request: web.Request) -> web.Response:
        user = request.query.get("user", "")
        platform, theme = request.query.get("platform", "desktop_web"), request.query.get("theme", "light")
        if not user.isdecimal() or platform not in PLATFORMS or theme not in _THEME_TITLES:
            raise web.HTTPBadRequest(text="?user=<id>&platform=" + "|".join(PLATFORMS) + "&theme=light|dark")
        template = Template((_HERE / "page.html").read_text(encoding="utf-8"))
        text = template.substitute(
            src=escape(f"{self.app_url}?{self.launches.query(int(user), platform)}"),
            user=user,
            theme=theme,
            app_id=self.launches.app_id,
            kind="desktop" if platform.startswith("desktop") else "phone",
            platforms=_options(dict(zip(PLATFORMS, _PLATFORM_TITLES, strict=True)), platform),
            themes=_options(_THEME_TITLES, theme),
        )
        return web.Response(text=text, content_type="text/html", headers={"Cache-Control": "no-store"})


def _options(titles: dict[str, str], chosen: str) -> str:
    return "".join(
        f'<option value="{value}"{" selected" if value == chosen else ""}>{escape(title)}</option>'
        for value, title in titles.items()
    )
