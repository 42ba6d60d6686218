"""How a route is declared: what it does, who may, what it takes and answers, what it writes into the audit log.

A route that does not say who may cannot be declared, and one that lies in a municipality must name an action of
lib/people/permissions.py. The same declaration makes Flask's rule, the checks before the use case, and the OpenAPI
document.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import cache, partial, wraps
from typing import Any, get_type_hints

import spectree
from flask import g, request
from msgspec import Struct
from spectree.model_adapter import get_msgspec_model_adapter

from functions.api.files import File
from functions.api.idempotency import answer_once
from functions.api.validation import ValidatingPlugin
from lib.audit.line import AuditAction
from lib.people.permissions import Action

# A request in JSON is small; only sheets are not.
LARGEST_JSON = 64 * 1024
# The largest sheet (lib/houses/sheet_reader.py) and the form around it.
LARGEST_UPLOAD = 10 * 1024 * 1024 + LARGEST_JSON

_IN_MUNICIPALITY = "<id:municipality_id>"


class Audience(StrEnum):
    """Who may call a route that lies in no municipality."""

    EVERYBODY = "everybody"
    SIGNED_IN = "signed_in"


class Route(Struct, frozen=True):
    """A declared route. `audits` is None where nothing is changed; `files` are the media types of a file's answer."""

    method: str
    path: str
    name: str
    tag: str
    may: Action | Audience
    audits: AuditAction | None
    creates: bool
    files: tuple[str, ...]
    largest_body: int
    do: Callable[..., Any]
    query: type | None
    body: type | None
    form: type | None
    answer: type | None

    @property
    def is_in_municipality(self) -> bool:
        """Whether it works with one municipality."""
        return _IN_MUNICIPALITY in self.path

    @property
    def operation_id(self) -> str:
        """Its name for generated clients: `listHouses`."""
        first, *rest = self.name.split("_")
        return first + "".join(word.capitalize() for word in rest)

    @property
    def status(self) -> int:
        """The status of success."""
        return 201 if self.creates else 200


class Resource:
    """The routes of one resource; the app is made of all resources."""

    def __init__(self, tag: str) -> None:
        self._tag = tag
        self.routes: list[Route] = []

    def get(
        self, path: str, *, may: Action | Audience, files: tuple[str, ...] = ()
    ) -> Callable[[Callable[..., Any]], Any]:
        """Declares a route that changes nothing."""
        return self._declare("GET", path, may, None, files=files)

    def post(
        self,
        path: str,
        *,
        may: Action | Audience,
        audits: AuditAction | None,
        creates: bool = False,
        largest_body: int = LARGEST_JSON,
    ) -> Callable[[Callable[..., Any]], Any]:
        """Declares a route that does something; one that creates takes an `Idempotency-Key` and answers with 201."""
        return self._declare("POST", path, may, audits, creates=creates, largest_body=largest_body)

    def put(self, path: str, *, may: Action | Audience, audits: AuditAction) -> Callable[[Callable[..., Any]], Any]:
        """Declares a route that makes something as it is told."""
        return self._declare("PUT", path, may, audits)

    def patch(self, path: str, *, may: Action | Audience, audits: AuditAction) -> Callable[[Callable[..., Any]], Any]:
        """Declares a route that changes some fields."""
        return self._declare("PATCH", path, may, audits)

    def delete(self, path: str, *, may: Action | Audience, audits: AuditAction) -> Callable[[Callable[..., Any]], Any]:
        """Declares a route that removes something."""
        return self._declare("DELETE", path, may, audits)

    def _declare(
        self,
        method: str,
        path: str,
        may: Action | Audience,
        audits: AuditAction | None,
        *,
        creates: bool = False,
        files: tuple[str, ...] = (),
        largest_body: int = LARGEST_JSON,
    ) -> Callable[[Callable[..., Any]], Any]:
        if (_IN_MUNICIPALITY in path) != isinstance(may, Action):
            raise TypeError(f"{method} {path}: an action is for a municipality, and a municipality needs an action")

        def declare(do: Callable[..., Any]) -> Callable[..., Any]:
            hints = get_type_hints(do, include_extras=True)
            answer = hints["return"]
            self.routes.append(
                Route(
                    method,
                    f"/api/v1{path}",
                    do.__name__,
                    self._tag,
                    may,
                    audits,
                    creates,
                    files,
                    largest_body,
                    do,
                    hints.get("query"),
                    hints.get("body"),
                    hints.get("form"),
                    None if files else answer,
                )
            )
            return do

        return declare


SPEC = spectree.SpecTree(
    "flask",
    backend=ValidatingPlugin,
    model_adapter=get_msgspec_model_adapter(),
    naming_strategy=lambda model: str(getattr(model, "__name__", model)),
    nested_naming_strategy=lambda _, child: child,
    annotations=False,
    mode="strict",
    title="Домовые чаты",
    version="1",
)


def view_of(route: Route, open_call: Callable[[Route, str], None]) -> Callable[..., Any]:
    """The function that Flask calls: `open_call` decides who calls and whether they may, and leaves the call in
    `flask.g.call`; then the request is validated; then the use case runs.
    """
    # Describing the models of all routes takes a quarter of a second, which would be the first request's.
    validated = cache(partial(validated_view_of, route))

    @wraps(route.do)
    def view(municipality_id: str = "", **path: Any) -> Any:
        open_call(route, municipality_id)
        return validated()(**path)

    return view


def validated_view_of(route: Route) -> Callable[..., Any]:
    """The use case behind the validation of what was sent; what spectree describes in the contract."""

    @wraps(route.do)
    def called(**path: Any) -> Any:
        context = request.context  # type: ignore[attr-defined]
        sent = {"query": context.query, "body": context.json, "form": context.form}
        arguments = path | {name: value for name, value in sent.items() if value is not None}
        if route.creates:
            return answer_once(g.call, sent, lambda call: route.do(call, **arguments))
        answer = route.do(g.call, **arguments)
        return answer.response() if isinstance(answer, File) else answer

    decorated: Callable[..., Any] = SPEC.validate(
        query=route.query,
        json=route.body,
        form=route.form,
        resp=spectree.Response(**{f"HTTP_{route.status}": route.answer}),
        tags=(route.tag,),
        operation_id=route.operation_id,
    )(called)
    return decorated


def routes_of(resources: Sequence[Resource]) -> list[Route]:
    """All declared routes."""
    return [route for resource in resources for route in resource.routes]
