"""The page of links: every person of the demo, as what they may open the Mini App and VK's messages."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlencode

import msgspec
from aiohttp import web

from local.demo.region import DemoMunicipality, DemoPerson, DemoRegion

_HERE = Path(__file__).parent
_NO_DEMO = (
    "<section><h2>Пока пусто</h2><p>Команда <code>make demo</code> создаёт показательную область с двумя "
    "муниципалитетами и двумястами чатов; <code>make provision SHEET=…</code> создаёт чаты по вашей таблице.</p>"
    "</section>"
)


@dataclass(frozen=True, slots=True)
class Links:
    """Where a person of VK reads messages and opens the Mini App."""

    vk: str
    vk_frame: str

    def messages(self, user_id: int) -> str:
        """VK's messages of a person."""
        return f"{self.vk}/?{urlencode({'user': user_id})}"

    def app(self, user_id: int, platform: str) -> str:
        """The Mini App as a person opens it on a device."""
        return f"{self.vk_frame}/?{urlencode({'user': user_id, 'platform': platform})}"


def mount_page(app: web.Application, links: Links, demo: Path) -> None:
    """Serves the page at `/`; `demo` is read anew each time, since the demo writes it when its region is ready."""

    async def page(_: web.Request) -> web.Response:
        template = Template((_HERE / "page.html").read_text(encoding="utf-8"))
        text = template.substitute(vk=escape(links.vk), body=_body(links, demo))
        return web.Response(text=text, content_type="text/html")

    async def style(_: web.Request) -> web.Response:
        return web.Response(text=(_HERE / "page.css").read_text(encoding="utf-8"), content_type="text/css")

    app.add_routes([web.get("/", page), web.get("/page.css", style)])


def _body(links: Links, demo: Path) -> str:
    if not demo.exists():
        return _NO_DEMO
    region = msgspec.json.decode(demo.read_bytes(), type=DemoRegion)
    return "\n".join(_municipality(links, municipality) for municipality in region.municipalities)


def _municipality(links: Links, municipality: DemoMunicipality) -> str:
    people = "\n".join(_person(links, person) for person in municipality.people)
    return (
        f"<section><h2>{escape(municipality.name)}</h2>"
        f'<p class="counts">Живых чатов: {municipality.live} из {municipality.houses}</p><ul>{people}</ul></section>'
    )


def _person(links: Links, person: DemoPerson) -> str:
    places = {"Сообщения": links.messages(person.user_id)}
    if person.opens_app:
        places = {
            "Мини-приложение": links.app(person.user_id, "desktop_web"),
            "на телефоне": links.app(person.user_id, "mobile_android"),
            **places,
        }
    anchors = "".join(f'<a href="{escape(link)}">{title}</a>' for title, link in places.items())
    return (
        f'<li><div><b>{escape(person.name)}</b><span class="role">{escape(person.role)}</span></div>'
        f"<nav>{anchors}</nav></li>"
    )
