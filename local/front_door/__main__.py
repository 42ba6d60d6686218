"""The front door of a local cloud: a page of links for whoever tries the system by hand.

`python -m local.front_door --port 8000 --vk http://127.0.0.1:8001 --demo .local/demo.json`
"""

from __future__ import annotations

import argparse
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


def main() -> None:
    """Serves until it is told to stop."""
    parser = argparse.ArgumentParser(prog="python -m local.front_door", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--vk", required=True, help="address of VK's stand-in")
    parser.add_argument("--demo", type=Path, required=True, help="what the demo wrote about its region")
    arguments = parser.parse_args()
    web.run_app(_app(arguments.vk, arguments.demo), host="127.0.0.1", port=arguments.port, print=None)


def _app(vk: str, demo: Path) -> web.Application:
    async def page(_: web.Request) -> web.Response:
        template = Template((_HERE / "page.html").read_text(encoding="utf-8"))
        return web.Response(text=template.substitute(vk=escape(vk), body=_body(vk, demo)), content_type="text/html")

    async def style(_: web.Request) -> web.Response:
        return web.Response(text=(_HERE / "page.css").read_text(encoding="utf-8"), content_type="text/css")

    app = web.Application()
    app.add_routes([web.get("/", page), web.get("/page.css", style)])
    return app


def _body(vk: str, demo: Path) -> str:
    if not demo.exists():
        return _NO_DEMO
    region = msgspec.json.decode(demo.read_bytes(), type=DemoRegion)
    return "\n".join(_municipality(vk, municipality) for municipality in region.municipalities)


def _municipality(vk: str, municipality: DemoMunicipality) -> str:
    people = "\n".join(_person(vk, person) for person in municipality.people)
    return (
        f"<section><h2>{escape(municipality.name)}</h2>"
        f'<p class="counts">Живых чатов: {municipality.live} из {municipality.houses}</p><ul>{people}</ul></section>'
    )


def _person(vk: str, person: DemoPerson) -> str:
    link = f"{vk}/?{urlencode({'user': person.user_id})}"
    return f'<li><a href="{escape(link)}">{escape(person.name)}</a><span>{escape(person.role)}</span></li>'


if __name__ == "__main__":
    main()
