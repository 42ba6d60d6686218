"""An organisation's own system for tests: a GeoReport v2 server over real HTTP, which can be made to misbehave.

Its answers are the specification's example documents (tests/data/georeport_v2) with other values in them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

from flask import Flask, Response, jsonify, request
from werkzeug.serving import make_server

EXAMPLES = Path(__file__).parent / "data" / "georeport_v2"
KEY = "xyz"


@dataclass
class Request:
    """A request that it was sent."""

    id: str
    form: dict[str, str]
    at: datetime
    status: str = "open"
    notes: str = ""


@dataclass
class GeoReportServer:
    """What it holds, and how it misbehaves: `down` answers 503, `loses_answers` does what it is asked and answers 500
    to this many, `hides` lets nobody read descriptions, `gives_tokens`, `knows_no_lists` finds one request a time.
    """

    url: str = ""
    requests: list[Request] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    down: bool = False
    loses_answers: int = 0
    hides: bool = False
    refuses_to_list: bool = False
    gives_tokens: bool = False
    knows_no_lists: bool = False
    speaks_json: bool = True
    refuses: int = 0
    redirects_to: str = ""
    says: bytes = b""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def one(self) -> Request:
        """The only request."""
        (only,) = self.requests
        return only

    def close(self, notes: str = "") -> None:
        """The organisation is done with it."""
        self.one().status, self.one().notes = "closed", notes


@contextmanager
def running_georeport() -> Iterator[GeoReportServer]:
    """A server that is up until the end of the block."""
    server = GeoReportServer()
    http = make_server("127.0.0.1", 0, _app(server), threaded=True)
    server.url = f"http://127.0.0.1:{http.server_port}/v2"
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        thread.join()


def _app(server: GeoReportServer) -> Flask:
    app, served = Flask("georeport", static_folder=None), _Served(server)
    app.before_request(served.misbehave)
    for method, path, view in (
        ("GET", "/v2/services.<form>", served.services),
        ("POST", "/v2/requests.<form>", served.create),
        ("GET", "/v2/requests.<form>", served.listed),
        ("GET", "/v2/requests/<request_id>.<form>", served.one),
        ("GET", "/v2/tokens/<token>.<form>", served.token),
    ):
        app.add_url_rule(path, view.__name__, view, methods=[method])
    return app


class _Served:
    def __init__(self, server: GeoReportServer) -> None:
        self._server = server

    def misbehave(self) -> Response | None:
        server = self._server
        server.asked.append((request.method, request.path))
        if server.down:
            return Response("away", 503)
        if server.redirects_to:
            return Response(status=302, headers={"Location": server.redirects_to})
        if server.says:
            return Response(server.says)
        if request.path.endswith(".json") and not server.speaks_json:
            return Response(status=404)
        return None

    def services(self, form: str) -> Response:
        codes = [("001", "Лифты", "false"), ("002", "Прочее", "false"), ("003", "Парковка", "true")]
        rows = [{"service_code": code, "service_name": name, "metadata": more} for code, name, more in codes]
        return _answer("services", rows, form)

    def create(self, form: str) -> Response:
        server = self._server
        if request.form.get("api_key") != KEY:
            return _errors(form)
        if server.refuses:
            return Response(status=server.refuses)
        made = Request(str(1000 + len(server.requests)), dict(request.form), server.now())
        server.requests.append(made)
        if server.loses_answers:
            server.loses_answers -= 1
            return Response("the answer is lost", 500)
        token = f"t{made.id}" if server.gives_tokens else ""
        shown = {"service_request_id": "" if token else made.id, "service_notice": "", "account_id": ""}
        return _answer("created", [shown | ({"token": token} if token else {})], form)

    def token(self, token: str, form: str) -> Response:
        known = "" if self._server.gives_tokens else token.removeprefix("t")
        return _answer("token", [{"service_request_id": known, "token": token}], form)

    def listed(self, form: str) -> Response:
        server = self._server
        if server.refuses_to_list:
            return Response(status=403)
        ids = request.args.get("service_request_id", "").split(",")
        if ids != [""]:
            found = [] if server.knows_no_lists else [each for each in server.requests if each.id in ids]
        else:
            since, until = (datetime.fromisoformat(request.args[name]) for name in ("start_date", "end_date"))
            code = request.args["service_code"]
            found = [
                each for each in server.requests if since <= each.at <= until and each.form["service_code"] == code
            ]
        return _answer("requests", [self._shown(each) for each in found], form)

    def one(self, request_id: str, form: str) -> Response:
        found = [each for each in self._server.requests if each.id == request_id]
        return _answer("requests", [self._shown(each) for each in found], form) if found else Response(status=404)

    def _shown(self, each: Request) -> dict[str, str]:
        return {
            "service_request_id": each.id,
            "status": each.status,
            "status_notes": each.notes,
            "service_code": each.form["service_code"],
            "description": "" if self._server.hides else each.form["description"],
            "requested_datetime": each.at.isoformat(),
        }


def _answer(example: str, rows: list[dict[str, str]], form: str) -> Response:
    """The specification's document with these rows: what a row does not name keeps the example's value."""
    root = ElementTree.parse(EXAMPLES / f"{example}.xml").getroot()
    first = root[0]
    template = [(part.tag, (part.text or "").strip()) for part in first]
    whole = [dict(template) | row for row in rows]
    if form == "json":
        return jsonify([{name: value or None for name, value in row.items()} for row in whole])
    for part in list(root):
        root.remove(part)
    for row in whole:
        thing = ElementTree.SubElement(root, first.tag)
        for name, value in row.items():
            ElementTree.SubElement(thing, name).text = value or None
    text = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(text, content_type="text/xml; charset=utf-8")


def _errors(form: str) -> Response:
    answer = _answer("errors", [{}], form)
    answer.status_code = 403
    return answer
