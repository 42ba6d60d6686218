"""Noticing that an official wrote in a house chat, at no cost for everybody else's messages: an instance knows who may
be an official anywhere, and looks up these alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from lib.broadcasts.message_text import Author
from lib.clock import Clock
from lib.gateways.firestore.store import AlreadyExists, Create, Replace, StaleRecord, Store
from lib.gateways.tasks.queue import Task, TaskQueue
from lib.gateways.vk.pace import Purpose
from lib.houses.house import Chat, ChatKind, House, chat_path, house_path
from lib.municipalities.registry import load_municipality
from lib.officials.mark import OfficialMark, mark_id, marks_path, with_message
from lib.people.directory import KnownPerson, person_path
from lib.people.member import Member, member_path
from lib.people.possible_officials import PossibleOfficials
from lib.remembered import Remembered

_MOST = 20_000
_KNOWN_FOR = timedelta(minutes=5)
_TRIES = 5
_REPRESENTATIVE, _EMPLOYEE = "официальный представитель", "сотрудник администрации"


class _Known(Struct, frozen=True):
    """What is remembered; None where there is nothing."""

    author: Author | None
    municipality_id: str = ""


def mark_task(mark: OfficialMark) -> Task:
    """The task that makes a worker quote what was gathered."""
    body = {"municipality_id": mark.municipality_id, "mark_id": mark.id}
    return Task(mark.group_id, Purpose.ANSWER, "official_marks", body, mark.due_at)


class Officials:
    """The officials of chats, as one instance knows them."""

    def __init__(self, store: Store, queue: TaskQueue, clock: Clock) -> None:
        self._store = store
        self._queue = queue
        self._clock = clock
        self._possible = PossibleOfficials(store, clock)
        self._known: Remembered[tuple[int, int, int], _Known] = Remembered(_MOST, _KNOWN_FOR, clock)

    def may_be(self, vk_id: int) -> bool:
        """Whether a person is an official anywhere, as far as was known some moments ago; costs no read by itself."""
        return vk_id in self._possible

    def note(self, group_id: int, chat_id: int, vk_id: int, cmid: int) -> None:
        """Gathers a message for marking where its author is an official of the house, and the municipality marks.

        Raises:
            GoogleAPICallError, StaleRecord: it is not gathered yet.
        """
        if not self.may_be(vk_id):
            return
        key = group_id, chat_id, vk_id
        known = self._known.get(key)
        if known is None:
            known = self._look_up(group_id, chat_id, vk_id)
            self._known.put(key, known)
        if known.author is None:
            return
        now = self._clock.now()
        begun = OfficialMark(known.municipality_id, group_id, chat_id, vk_id, known.author, now, now)
        if (mark := self._gather(begun, cmid, now)) is not None:
            self._queue.enqueue(mark_task(mark))

    def _gather(self, begun: OfficialMark, cmid: int, now: datetime) -> OfficialMark | None:
        """The mark with the message; None where it has been marked already. A message that is gathered already is
        enqueued again, since whoever gathered it may have died before they did.
        """
        path = f"{marks_path(begun.municipality_id)}/{mark_id(begun.group_id, begun.chat_id, begun.vk_id)}"
        for _ in range(_TRIES):
            stored = self._store.get(path, OfficialMark)
            before = stored.record if stored else begun
            after = with_message(before, cmid, now)
            if stored and after == before:
                return before if cmid not in before.marked else None
            try:
                self._store.commit([Replace(path, after, stored.revision) if stored else Create(path, after)])
            except (AlreadyExists, StaleRecord):
                continue
            return after
        raise StaleRecord(path)

    def _look_up(self, group_id: int, chat_id: int, vk_id: int) -> _Known:
        chat = self._store.get(chat_path(group_id, chat_id), Chat)
        if chat is None or chat.record.kind is not ChatKind.HOUSE:
            return _Known(None)
        municipality_id = chat.record.municipality_id
        house = self._store.get(house_path(municipality_id, chat.record.house_id), House)
        member = self._store.get(member_path(municipality_id, vk_id), Member)
        author = (
            self._author(house.record, member.record if member else None, vk_id, municipality_id) if house else None
        )
        if author is not None and not load_municipality(municipality_id, store=self._store).marks_officials:
            author = None
        return _Known(author, municipality_id)

    def _author(self, house: House, member: Member | None, vk_id: int, municipality_id: str) -> Author | None:
        represented = {each.company_key: each.organization_name for each in member.representations} if member else {}
        if vk_id in house.official_vk_ids or (member and house.company_key in member.company_keys):
            organization = represented.get(house.company_key) or next(iter(represented.values()), "")
            return Author(organization, member.name if member else self._name(vk_id), _REPRESENTATIVE)
        if member and member.staff_role:
            return Author(load_municipality(municipality_id, store=self._store).name, member.name, _EMPLOYEE)
        return None

    def _name(self, vk_id: int) -> str:
        person = self._store.get(person_path(vk_id), KnownPerson)
        return person.record.name if person else ""
