"""GeoReport v2 as a Flask app: https://wiki.open311.org/GeoReport_v2, below `/open311`.

What the specification leaves to servers is decided in docs/decisions/open311.md: every municipality is a jurisdiction,
whoever reads requests shows a key, since complaints are private.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from lib import log
from lib.buckets import Buckets, TooManyRequests
from lib.complaints.settings import ComplaintSubject
from lib.errors import DomainError
from lib.municipalities.municipality import Municipality
from lib.open311 import georeport
from lib.open311.keys import Key, find_key
from lib.open311.serving import (
    NewRequest,
    RequestInvalid,
    Search,
    find_request,
    find_requests,
    load_jurisdiction,
    open_services,
    register_request,
)
from lib.provisioning.outside import Provisioning

LARGEST_FORM = 64 * 1024
# A system asks for many at once, and so seldom; one that tries keys is slowed down by its address.
A_KEY_A_SECOND, A_KEY_AT_ONCE = 5.0, 50.0
AN_ADDRESS_A_SECOND, AN_ADDRESS_AT_ONCE = 5.0, 50.0
_FORMATS = ("json", "xml")
_V2 = "/open311/v2"


@dataclass(frozen=True)
class Outside:
    """The world as GeoReport sees it; built once an instance."""

    provisioning: Provisioning

    @cached_property
    def buckets(self) -> Buckets:
        """How often systems may ask this instance."""
        return Buckets(self.provisioning.clock)


def make_app(outside: Outside) -> Flask:
    """The app on this outside."""
    app = Flask("open311", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM
    _answer_errors(app)
    app.before_request(lambda: _begin(outside))
    served = _Served(outside)
    rules: list[tuple[str, str, Callable[..., Response]]] = [
        ("GET", "/open311/discovery.<form>", served.discovery),
        ("GET", f"{_V2}/services.<form>", served.services),
        ("GET", f"{_V2}/services/<code>.<form>", served.definition),
        ("POST", f"{_V2}/requests.<form>", served.create),
        ("GET", f"{_V2}/requests.<form>", served.search),
        ("GET", f"{_V2}/requests/<request_id>.<form>", served.one),
        ("GET", f"{_V2}/tokens/<token>.<form>", served.token),
    ]
    for method, path, view in rules:
        name = f"{method} {view.__name__}"
        app.add_url_rule(path, name, view, methods=[method], provide_automatic_options=False)
    app.add_url_rule("/", "health", lambda: "ok")
    app.add_url_rule("/open311", "also_health", lambda: "ok")
    return app


class _Served:
    """The methods of the specification."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside
        self._desk = outside.provisioning

    def discovery(self, form: str) -> Response:
        """Where the API is."""
        # The load balancer speaks HTTPS with the world, and plain HTTP to nobody but itself.
        url = f"{request.headers.get('X-Forwarded-Proto', request.scheme)}://{request.host}{_V2}"
        contact = "Ключи выдают администраторы муниципалитетов в мини-приложении «Домовые чаты»."
        return _answer(form, georeport.single(form, "discovery", georeport.discovery(url, contact)))

    def services(self, form: str) -> Response:
        """GET Service List."""
        settings = open_services(self._town().id, store=self._desk.store)
        services = [georeport.service(each) for each in settings.subjects]
        return _answer(form, georeport.listed(form, "services", "service", services))

    def definition(self, code: str, form: str) -> Response:
        """GET Service Definition."""
        definition = georeport.definition(self._subject(code))
        return _answer(form, georeport.single(form, "service_definition", definition))

    def create(self, form: str) -> Response:
        """POST Service Request."""
        town = self._town()
        new = NewRequest(
            service_code=_given("service_code"),
            address=_given("address_string"),
            address_id=_given("address_id"),
            description=_given("description"),
            media_url=_given("media_url"),
        )
        complaint = register_request(new, town, self._key(town), self._desk)
        return _requests(form, [georeport.created(complaint)])

    def search(self, form: str) -> Response:
        """GET Service Requests."""
        town = self._town()
        search = Search(
            request_ids=_several("service_request_id"),
            service_codes=_several("service_code"),
            since=_moment("start_date"),
            until=_moment("end_date"),
            statuses=_several("status"),
        )
        now = self._desk.clock.now()
        found = find_requests(town.id, search, self._key(town), now, store=self._desk.store)
        return _requests(form, [georeport.request(each) for each in found])

    def one(self, request_id: str, form: str) -> Response:
        """GET Service Request."""
        town = self._town()
        found = find_request(town.id, request_id, self._key(town), store=self._desk.store)
        return _requests(form, [georeport.request(found)])

    def token(self, token: str, form: str) -> Response:  # noqa: ARG002 — none was ever given
        """GET service_request_id from a token: every request has its id at once."""
        self._town()
        raise RequestInvalid(404, "token was not found")

    def _town(self) -> Municipality:
        return load_jurisdiction(_given("jurisdiction_id"), store=self._desk.store)

    def _subject(self, code: str) -> ComplaintSubject:
        subject = open_services(self._town().id, store=self._desk.store).subject(code)
        if subject is None:
            raise RequestInvalid(404, "service_code was not found")
        return subject

    def _key(self, town: Municipality) -> Key:
        key = find_key(town.id, _given("api_key"), store=self._desk.store)
        self._outside.buckets.take(f"key {key.id}", A_KEY_A_SECOND, A_KEY_AT_ONCE)
        return key


def _begin(outside: Outside) -> None:
    log.carry_trace(outside.provisioning.ids.document_id())
    # The last entry is Google's own, the ones before it are whatever the client says.
    address = request.headers.get("X-Forwarded-For", request.remote_addr or "").rpartition(",")[2].strip()
    outside.buckets.take(f"address {address}", AN_ADDRESS_A_SECOND, AN_ADDRESS_AT_ONCE)


def _given(name: str) -> str:
    """An argument, of the form or behind the question mark; the key of a request that changes nothing may be either."""
    return str(request.form.get(name) or request.args.get(name) or "").strip()


def _several(name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in ",".join(request.args.getlist(name)).split(",") if part.strip())


def _moment(name: str) -> datetime | None:
    given = _given(name)
    if not given:
        return None
    try:
        # A plus that was not escaped comes as a blank.
        moment = datetime.fromisoformat(given.replace(" ", "+"))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise RequestInvalid(400, f"{name} is no moment such as 2010-01-01T00:00:00Z")
    return moment


def _requests(form: str, things: list[georeport.Thing]) -> Response:
    return _answer(form, georeport.listed(form, "service_requests", "request", things))


def _answer(form: str, content: bytes, status: int = 200) -> Response:
    if form not in _FORMATS:
        raise RequestInvalid(404, "formats are xml and json")
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return Response(content, status, headers=headers, content_type=georeport.MEDIA_TYPES[form])


def _answer_errors(app: Flask) -> None:
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _bug)


def _error(status: int, description: str) -> Response:
    form = "json" if request.path.endswith(".json") else "xml"
    return _answer(form, georeport.listed(form, "errors", "error", [georeport.error(status, description)]), status)


def _domain_error(error: DomainError) -> Response:
    log.info("open311_refused", code=error.code, **error.fields)
    match error:
        case RequestInvalid():
            return _error(error.status, error.description)
        case TooManyRequests():
            answer = _error(429, "too many requests")
            answer.headers["Retry-After"] = str(error.seconds)
            return answer
        case _ if error.code == "open311_key_invalid":
            return _error(403, "api_key is missing or invalid")
        case _:
            # 400 is the specification's own for whatever else fails.
            return _error(400, error.explanation.title)


def _http_error(error: HTTPException) -> Response:
    status = error.code or 400
    return _error(status if status in {404, 413} else 400, error.name)


def _bug(error: Exception) -> Response:
    log.alert("request_broke", error=type(error).__name__)
    return _error(500, "the service is not available")
