"""What our GeoReport v2 answers, in XML and in JSON: https://wiki.open311.org/GeoReport_v2. No I/O.

JSON follows from the XML by the specification's own convention: a list is a list of things without the names of their
elements, and what is empty is null.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from lib.complaints.complaint import CLOSED, Complaint, ComplaintState
from lib.complaints.settings import ComplaintSubject

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
MEDIA_TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}

# Asked back and passed on is said in words that may tell of the author.
_SPOKEN = frozenset({ComplaintState.ANSWERED, ComplaintState.REJECTED})
# XML 1.0, section 2.2: what no document may hold, not even escaped.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Value = str | int | bool | None | Mapping[str, "Value"] | Sequence["Value"]
Thing = Mapping[str, Value]


def listed(form: str, root: str, name: str, things: Iterable[Thing]) -> bytes:
    """A list of things."""
    rows = list(things)
    if form == "json":
        return _json(rows)
    return _document(f"<{root}>{''.join(_element(name, row) for row in rows)}</{root}>")


def single(form: str, root: str, thing: Thing) -> bytes:
    """One thing."""
    return _json(thing) if form == "json" else _document(_element(root, thing))


def service(subject: ComplaintSubject) -> Thing:
    """A subject as a service."""
    return {
        "service_code": subject.id,
        "service_name": subject.title,
        "description": f"{subject.title}: срок — {subject.working_days} рабочих дней",
        "metadata": False,
        "type": "realtime",
        "keywords": "",
        "group": "",
    }


def definition(subject: ComplaintSubject) -> Thing:
    """A service's own attributes: none has any."""
    return {"service_code": subject.id, "attributes": []}


def created(complaint: Complaint) -> Thing:
    """A request that was taken."""
    due = complaint.due_at
    return {
        "service_request_id": str(complaint.number),
        "service_notice": f"Ответственный: {complaint.concerns}. Срок — до {due:%d.%m.%Y}." if due else "",
        "account_id": None,
    }


def request(complaint: Complaint) -> Thing:
    """A complaint for an organisation that has to deal with it or that sent it: its words, and nothing of who wrote
    them; of what was said about it only the organisation's last answer.
    """
    steps = complaint.history
    said = next((step for step in reversed(steps) if step.state in _SPOKEN), None)
    notes = f"{complaint.shown_state}: {said.text}" if said is not None and said.text else complaint.shown_state
    return {
        "service_request_id": str(complaint.number),
        "status": "closed" if complaint.state in CLOSED else "open",
        "status_notes": notes,
        "service_name": complaint.subject,
        "service_code": complaint.subject_id,
        "description": complaint.text,
        "agency_responsible": complaint.concerns,
        "service_notice": "",
        "requested_datetime": _w3(complaint.created_at),
        "updated_datetime": _w3(steps[-1].at if steps else complaint.created_at),
        "expected_datetime": _w3(complaint.due_at) if complaint.due_at else None,
        "address": complaint.address,
        "address_id": complaint.house_id,
        "zipcode": "",
        "lat": None,
        "long": None,
        "media_url": "",
    }


def error(code: int, description: str) -> Thing:
    """What went wrong."""
    return {"code": code, "description": description}


def discovery(url: str, contact: str) -> Thing:
    """Where the API is: https://wiki.open311.org/Service_Discovery."""
    endpoint = {
        "specification": SPECIFICATION,
        "url": url,
        "changeset": "2026-11-27T00:00:00Z",
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    return {
        "changeset": "2026-11-27T00:00:00Z",
        "contact": contact,
        "key_service": contact,
        "endpoints": [endpoint],
    }


# In XML a list's things have names.
_NAMES = {"endpoints": "endpoint", "formats": "format", "attributes": "attribute"}


def _w3(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _json(value: Any) -> bytes:
    return json.dumps(_emptied(value), ensure_ascii=False).encode()


def _emptied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _emptied(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_emptied(inner) for inner in value]
    return None if value == "" else value


def _document(body: str) -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}'.encode()


def _element(name: str, value: Value) -> str:
    if value is None or value == "":
        return f"<{name}/>"
    if isinstance(value, bool):
        return f"<{name}>{str(value).lower()}</{name}>"
    if isinstance(value, Mapping):
        return f"<{name}>{''.join(_element(inner, each) for inner, each in value.items())}</{name}>"
    if isinstance(value, list):
        return f"<{name}>{''.join(_element(_NAMES[name], each) for each in value)}</{name}>"
    return f"<{name}>{escape(_NOT_IN_XML.sub('', str(value)))}</{name}>"
