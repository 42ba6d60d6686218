"""What a GeoReport v2 server says, in XML or in JSON: https://wiki.open311.org/GeoReport_v2.

Servers differ in what they leave out and in whether a single thing is a list of one; what is there is read, what cannot
be is refused as a whole. The XML is a stranger's: entities and documents that refer elsewhere are not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct


class Format(StrEnum):
    """How a server answers; XML is what the specification asks of every one."""

    JSON = "json"
    XML = "xml"


class NotGeoReport(Exception):
    """The answer is not one of GeoReport v2; its words are left out, they can quote what was sent."""


class OfferedService(Struct, frozen=True):
    """A kind of request that the server takes. `needs_more`: it asks for attributes that nobody here can give."""

    code: str
    name: str
    needs_more: bool = False


class Created(Struct, frozen=True):
    """What became of a request that was posted: its id, or a token for which the id can be had later, or neither."""

    request_id: str = ""
    token: str = ""


class SeenRequest(Struct, frozen=True):
    """A request as the server shows it."""

    request_id: str
    is_closed: bool
    notes: str
    description: str
    requested_at: datetime | None


def read_services(content: bytes, form: Format) -> list[OfferedService]:
    """The services of a server.

    Raises:
        NotGeoReport: it is no such list.
    """
    rows = _rows(content, form, "service")
    found = [
        OfferedService(_text(row, "service_code"), _text(row, "service_name"), _text(row, "metadata").lower() == "true")
        for row in rows
    ]
    if not all(each.code for each in found):
        raise NotGeoReport("a service without a code")
    return found


def read_created(content: bytes, form: Format) -> Created:
    """What became of a request.

    Raises:
        NotGeoReport: it does not say.
    """
    rows = _rows(content, form, "request")
    if len(rows) != 1:
        raise NotGeoReport("not one request")
    return Created(_text(rows[0], "service_request_id"), _text(rows[0], "token"))


def read_requests(content: bytes, form: Format) -> list[SeenRequest]:
    """Requests and how far they are.

    Raises:
        NotGeoReport: it is no such list.
    """
    return [
        SeenRequest(
            request_id=_text(row, "service_request_id"),
            is_closed=_text(row, "status").lower() == "closed",
            notes=_text(row, "status_notes"),
            description=_text(row, "description"),
            requested_at=_moment(_text(row, "requested_datetime")),
        )
        for row in _rows(content, form, "request")
        if _text(row, "service_request_id")
    ]


def _rows(content: bytes, form: Format, name: str) -> list[Mapping[str, Any]]:
    rows: list[Any] = _from_json(content) if form is Format.JSON else list(_from_xml(content, name))
    if not all(isinstance(row, Mapping) for row in rows):
        raise NotGeoReport("not a list of things")
    return rows


def _from_json(content: bytes) -> list[Any]:
    try:
        said = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise NotGeoReport("not JSON") from None
    # The specification's list; some put it under the name that it has in XML, some answer with the thing alone.
    if isinstance(said, Mapping):
        named = next((said[name] for name in ("service_requests", "services") if name in said), None)
        said = named if isinstance(named, list) else [said]
    if not isinstance(said, list):
        raise NotGeoReport("not a list")
    return said


def _from_xml(content: bytes, name: str) -> list[dict[str, str]]:

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise NotGeoReport("not XML") from None
    if root.tag not in {"services", "service_requests", name}:
        raise NotGeoReport("another document")
    things = [root] if root.tag == name else root.findall(name)
    return [{part.tag: (part.text or "").strip() for part in thing} for thing in things]


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None or isinstance(value, list | dict):
        return ""
    return str(value).strip()


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
