"""Two chats of one house made one: the residents of the other are called over, and it gets no more broadcasts. Nothing
is removed, so a mistake is undone by opening it again.
"""

from __future__ import annotations

from msgspec.structs import replace

from lib.activity.health.mended import mended_writes
from lib.activity.health.rules import judged
from lib.activity.health.texts import REOPENING_TEXT, closing_text
from lib.audit.line import AuditAction, Change
from lib.audit.record import Doing, Planned, record_change
from lib.errors import DomainError
from lib.gateways.firestore.store import Replace, Store, Stored
from lib.houses.changes import house_subject
from lib.houses.editing import load_house
from lib.houses.house import House, HouseState, house_path, peer_id
from lib.outbox.message import Letter, OutgoingMessage, outgoing
from lib.outbox.posting import have_sent, posted
from lib.people.permissions import Action, Rights
from lib.provisioning.outside import Provisioning


def close_chat(rights: Rights, house_id: str, doing: Doing, outside: Provisioning) -> House:
    """Closes a house's chat in favour of its twin's, which the residents are told in it.

    Raises:
        DomainError: `house_unknown`, `forbidden`, `house_has_no_twin`.
    """
    messages: list[OutgoingMessage] = []

    def plan() -> Planned:
        nonlocal messages
        stored = load_house(rights, house_id, Action.MEND_HEALTH, store=outside.store)
        before = stored.record
        twin = _twin(rights, before, outside.store)
        if before.state is not HouseState.LIVE or twin is None or twin.record.state is not HouseState.LIVE:
            raise DomainError("house_has_no_twin")
        # Which of the two is named by the other does not matter: with the third of a key the next round says.
        after = judged(replace(before, state=HouseState.CLOSED), doing.now)
        stays = judged(replace(twin.record, twin_id=""), doing.now)
        messages = [_message(after, closing_text(stays), "closed", doing)]
        noted = mended_writes(doing.municipality_id, [(before, after), (twin.record, stays)], doing.now, doing.actor)
        said = Change("state", "Чат", "работает", f"закрыт, жители приглашены в «{stays.title}»")
        line = doing.line(AuditAction.HOUSE_CHAT_CLOSED, house_subject(before), (said,))
        writes = [Replace(stored.path, after, stored.revision), Replace(twin.path, stays, twin.revision)]
        return Planned([*writes, *noted, *posted(messages)], [line])

    record_change(doing, plan, outside.store)
    have_sent(messages, outside.queue)
    return load_house(rights, house_id, Action.MEND_HEALTH, store=outside.store).record


def reopen_chat(rights: Rights, house_id: str, doing: Doing, outside: Provisioning) -> House:
    """Opens a chat again that was closed in favour of its twin's.

    Raises:
        DomainError: `house_unknown`, `forbidden`, `house_not_closed`.
    """
    messages: list[OutgoingMessage] = []

    def plan() -> Planned:
        nonlocal messages
        stored = load_house(rights, house_id, Action.MEND_HEALTH, store=outside.store)
        before = stored.record
        if before.state is not HouseState.CLOSED:
            raise DomainError("house_not_closed")
        twin = _twin(rights, before, outside.store)
        opened = judged(replace(before, state=HouseState.LIVE), doing.now)
        messages = [_message(opened, REOPENING_TEXT, "reopened", doing)]
        line = doing.line(
            AuditAction.HOUSE_CHAT_REOPENED, house_subject(before), (Change("state", "Чат", "закрыт", "работает"),)
        )
        planned = Planned([Replace(stored.path, opened, stored.revision), *posted(messages)], [line])
        if twin is not None:
            again = judged(replace(twin.record, twin_id=before.id), doing.now)
            planned.writes.append(Replace(twin.path, again, twin.revision))
        return planned

    record_change(doing, plan, outside.store)
    have_sent(messages, outside.queue)
    return load_house(rights, house_id, Action.MEND_HEALTH, store=outside.store).record


def _twin(rights: Rights, house: House, store: Store) -> Stored[House] | None:
    return store.get(house_path(rights.municipality_id, house.twin_id), House) if house.twin_id else None


def _message(house: House, text: str, what: str, doing: Doing) -> OutgoingMessage:
    letter = Letter((peer_id(house.chat_id),), text, pins=what == "closed")
    id_ = f"chat-{what}-{house.id}-{doing.request_id}"
    return outgoing(id_, doing.municipality_id, house.group_id, letter, doing.now)
