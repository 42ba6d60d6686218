"""That nobody is ever told an id of a municipality in which they are nothing: every answer that the app gives is heard,
whoever asks and by whatever client, and held at the end against all records of all municipalities.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from flask import Flask, Response, request

from functions.api.files import read_ticket
from lib.clock import Clock
from lib.errors import DomainError
from lib.gateways.firestore.store import Store
from lib.people.session import read_session

# Ids are hexadecimal or random letters and digits (functions/api/rules.py); what is nothing but digits is VK's, and
# what is nothing but letters a word.
_ID = re.compile(r"[0-9a-z]{8,40}")
_TEXTS = ("json", "csv", "text/")
_SHEET = "spreadsheetml"
_MUNICIPALITIES = "municipalities"


class HeardIds:
    """The ids in all answers of an app, by who was told them (0 is whoever showed no session) and where."""

    def __init__(self, app: Flask, key: bytes, clock: Clock) -> None:
        self._key, self._clock = key, clock
        self._told: dict[int, dict[str, str]] = defaultdict(dict)
        app.after_request(self._hear)

    def foreign(self, store: Store, works_in: Callable[[int, str], bool]) -> list[tuple[int, str, str]]:
        """Who was told which id of a municipality in which they are nothing, by which request."""
        ids = _ids_by_municipality(store)
        found: list[tuple[int, str, str]] = []
        for vk_id, told in self._told.items():
            own = {each for town, theirs in ids.items() if works_in(vk_id, town) for each in theirs}
            foreign = {each for town, theirs in ids.items() if not works_in(vk_id, town) for each in theirs}
            found += [(vk_id, each, told[each]) for each in told.keys() & (foreign - own)]
        return found

    def forget(self) -> None:
        """Forgets all that was heard."""
        self._told.clear()

    def _hear(self, response: Response) -> Response:
        if response.location:
            # It repeats the path that was asked for, and says nothing of what is there.
            return response
        told = self._told[self._caller()]
        told |= dict.fromkeys(_ID.findall(_text_of(response)), f"{request.method} {request.path}")
        return response

    def _caller(self) -> int:
        try:
            if ticket := request.args.get("ticket"):
                return read_ticket(ticket, request.path, self._clock.now(), self._key)
            token = request.headers.get("Authorization", "").removeprefix("Bearer ")
            return read_session(token, key=self._key, now=self._clock.now()).vk_id
        except DomainError:
            return 0


def _ids_by_municipality(store: Store) -> Mapping[str, set[str]]:
    """The ids of each municipality's records, its own among them."""
    ids: dict[str, set[str]] = defaultdict(set)
    for record in store.everything():
        first, town, *rest = record.path.split("/")
        if first == _MUNICIPALITIES:
            ids[town] |= {town, *(each for each in rest[1::2] if _is_id(each))}
    return ids


def _is_id(part: str) -> bool:
    return bool(_ID.fullmatch(part)) and not part.isdigit() and not part.isalpha()


def _text_of(response: Response) -> str:
    """What people can read of an answer; pictures and PDFs hold no ids but in what is drawn."""
    if any(kind in (response.mimetype or "") for kind in _TEXTS):
        return response.get_data(as_text=True)
    if _SHEET in (response.mimetype or ""):
        return "".join(_parts_of(response.get_data()))
    return ""


def _parts_of(sheet: bytes) -> Iterable[str]:
    with zipfile.ZipFile(io.BytesIO(sheet)) as book:
        yield from (book.read(name).decode(errors="ignore") for name in book.namelist())
