"""What people do, taken into the record: they write, press, join, leave. Nothing is sent from here: what is to be said
becomes an errand, and a task does it. So whatever is said twice, late or out of order is said once.

The caller knows what VK said: which community, who, and a key that is the same whenever the same event comes again.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from lib.gateways.firestore.store import AlreadyExists, StaleRecord, Store
from lib.houses.house import Chat, House
from lib.onboarding.buttons import Button, Pressed, read_payload, read_words
from lib.onboarding.links import token_of
from lib.onboarding.onboarding import Invitation, Onboarding, invitation_path
from lib.onboarding.outside import Hearing
from lib.onboarding.pressing import after_press, can_be_pressed, snackbar
from lib.onboarding.records import Case, change_case, load_case, load_cases, save
from lib.onboarding.rules import (
    JOINS_SETTLE,
    begun,
    came,
    came_by_link,
    can_begin,
    joined,
    left,
    somebody_joined,
)
from lib.onboarding.tasks import onboarding_task

# Somebody who is administrator of more houses than this is no neighbour.
_MOST_HOUSES = 30

LINK_IS_STALE = (
    "Эта ссылка больше не действует: ею уже воспользовались, или она устарела. Попросите в администрации новую."
)
STALE_BUTTON = "Эта кнопка уже не действует."
_NOT_YOURS = "Эта кнопка не для вас."


class Message(Struct, frozen=True):
    """A private message to a community. `payload` is that of a text button, `ref` that of a link."""

    group_id: int
    vk_id: int
    text: str
    key: str
    payload: object = None
    ref: str = ""


class Heard(Struct, frozen=True):
    """Whether a message was for this conversation, and what is to be said at once; empty where a task says it."""

    is_ours: bool
    reply: str = ""


def somebody_wrote(message: Message, outside: Hearing) -> Heard:
    """A private message: the first one by a personal link, a word, or anything else, which at least is consent."""
    if token := token_of(message.ref):
        return _opened_by(token, message, outside)
    if pressed := read_payload(message.payload):
        somebody_pressed(message.group_id, message.vk_id, pressed, message.key, outside)
        return Heard(is_ours=True)
    cases = _cases_of(message.group_id, message.vk_id, outside.store)
    button = read_words(message.text)
    waited = [case for case in cases if _waits(case)]
    for case in waited:
        _change(case, lambda _, seen: came(seen, message.key, outside.clock.now()), outside)
    if button is None or not cases:
        return Heard(is_ours=bool(waited))
    latest = max((case for case in cases), key=_moved_at)
    return Heard(is_ours=_press(latest, button, f"{message.key}-word", outside))


def somebody_pressed(group_id: int, vk_id: int, pressed: Pressed, key: str, outside: Hearing) -> str:
    """A button of the conversation; what the snackbar says."""
    case = load_case(pressed.municipality_id, pressed.house_id, store=outside.store)
    if case is None or case.onboarding is None or case.house.record.group_id != group_id:
        return STALE_BUTTON
    if case.house.record.administrator_vk_id != vk_id:
        return _NOT_YOURS
    if not case.is_current or case.onboarding.record.generation != pressed.generation:
        return STALE_BUTTON
    return snackbar(pressed.button) if _press(case, pressed.button, key, outside) else STALE_BUTTON


def somebody_allowed(group_id: int, vk_id: int, key: str, outside: Hearing) -> None:
    """«Разрешить сообщения»: what waited for it goes out."""
    for case in _cases_of(group_id, vk_id, outside.store):
        if _waits(case):
            _change(case, lambda _, seen: came(seen, key, outside.clock.now()), outside)


def somebody_entered(chat: Chat, vk_id: int, cmid: int, outside: Hearing) -> None:
    """Somebody joined a house's chat, `cmid` being the chat's message about it: its administrator, or a resident."""
    case = _case_of(chat, outside.store)
    if case is None:
        return
    if case.house.record.administrator_vk_id == vk_id:
        _entered(case, cmid, outside)
    elif case.is_current:
        _resident_entered(case, outside)


def somebody_went(chat: Chat, vk_id: int, cmid: int, outside: Hearing) -> None:
    """Somebody left a chat or was removed from it."""
    case = _case_of(chat, outside.store)
    if case is not None and case.is_current and case.house.record.administrator_vk_id == vk_id:
        _change(case, lambda _, seen: left(seen, cmid, outside.clock.now()), outside)


def _opened_by(token: str, message: Message, outside: Hearing) -> Heard:
    now = outside.clock.now()
    found = outside.store.get(invitation_path(token), Invitation)
    if found is None or found.record.expires_at <= now:
        return _opened_again(message, outside)
    changed = change_case(
        found.record.municipality_id,
        found.record.house_id,
        lambda house, seen: _bound(house, seen, token, message, now),
        store=outside.store,
    )
    if changed is None or changed.onboarding is None:
        return _opened_again(message, outside)
    if changed.onboarding.record.token_used_by != message.vk_id:
        return _opened_again(message, outside)
    _enqueue(changed, outside)
    return Heard(is_ours=True)


def _bound(house: House, seen: Onboarding, token: str, message: Message, now: datetime) -> Onboarding:
    is_it = hmac.compare_digest(seen.token.encode(), token.encode())
    is_free = seen.token_used_by in {0, message.vk_id}
    if not (is_it and is_free and house.group_id == message.group_id):
        return seen
    return came_by_link(seen, message.vk_id, message.key, now)


def _opened_again(message: Message, outside: Hearing) -> Heard:
    """A link that has served: its own person goes on, everybody else is told so."""
    cases = _cases_of(message.group_id, message.vk_id, outside.store)
    if not cases:
        return Heard(is_ours=True, reply=LINK_IS_STALE)
    latest = max(cases, key=_moved_at)
    _change(latest, lambda _, seen: came(seen, message.key, outside.clock.now()), outside)
    _press(latest, Button.HELP, f"{message.key}-again", outside)
    return Heard(is_ours=True)


def _entered(case: Case, cmid: int, outside: Hearing) -> None:
    now = outside.clock.now()
    if case.is_current:
        _change(case, lambda _, seen: joined(seen, cmid, now), outside)
        return
    if not can_begin(case.house.record):
        return
    # The administrator was quicker than the task that would have begun.
    before = case.onboarding.record if case.onboarding else None
    house = case.house.record
    begins = begun(house, before, case.house.path.split("/")[1], outside.ids.document_id(), now)
    try:
        _enqueue(save(case, joined(begins, cmid, now), store=outside.store), outside)
    except (AlreadyExists, StaleRecord):
        again = load_case(begins.municipality_id, house.id, store=outside.store)
        if again is not None and again.is_current:
            _change(again, lambda _, seen: joined(seen, cmid, now), outside)


def _resident_entered(case: Case, outside: Hearing) -> None:
    """Has the house counted soon; the second of a heap of joins finds that planned, and costs no write."""
    assert case.onboarding is not None
    seen, now = case.onboarding.record, outside.clock.now()
    if somebody_joined(seen, now) == seen:
        return
    change_case(seen.municipality_id, seen.house_id, lambda _, each: somebody_joined(each, now), store=outside.store)
    outside.queue.enqueue(onboarding_task(seen.group_id, seen.municipality_id, [seen.house_id], now + JOINS_SETTLE))


def _press(case: Case, button: Button, key: str, outside: Hearing) -> bool:
    """Does what a button asks for; False where it has no meaning any more."""
    now = outside.clock.now()
    assert case.onboarding is not None
    state = case.onboarding.record.state
    if button is Button.BROUGHT and case.onboarding.record.has_covering and not case.onboarding.record.has_posters:
        # «Дальше», written as a word.
        button = Button.HUNG if key.endswith("-word") else button
    is_possible = can_be_pressed(button, state)
    if is_possible:
        _change(case, lambda _, seen: after_press(button, seen, key, now), outside)
    return is_possible


def _change(case: Case, change: Callable[[House, Onboarding], Onboarding], outside: Hearing) -> None:
    assert case.onboarding is not None
    seen = case.onboarding.record
    changed = change_case(seen.municipality_id, seen.house_id, change, store=outside.store)
    if changed is not None:
        _enqueue(changed, outside)


def _enqueue(case: Case, outside: Hearing) -> None:
    """The task that does what is due now; for an event that came again too, since the first one may have died here."""
    assert case.onboarding is not None
    seen = case.onboarding.record
    if seen.due_at is not None and seen.due_at <= outside.clock.now():
        outside.queue.enqueue(onboarding_task(seen.group_id, seen.municipality_id, [seen.house_id]))


def _cases_of(group_id: int, vk_id: int, store: Store) -> list[Case]:
    """The cases of the community whose administrator somebody is, and with which something has begun."""
    found = store.query_group("houses", House, [("administrator_vk_id", "==", vk_id)], limit=_MOST_HOUSES)
    by_municipality: dict[str, list[str]] = {}
    for stored in found:
        if stored.record.group_id == group_id:
            by_municipality.setdefault(stored.path.split("/")[1], []).append(stored.record.id)
    cases = [case for m, house_ids in by_municipality.items() for case in load_cases(m, house_ids, store=store)]
    return [case for case in cases if case.is_current]


def _case_of(chat: Chat, store: Store) -> Case | None:
    return load_case(chat.municipality_id, chat.house_id, store=store)


def _waits(case: Case) -> bool:
    return case.onboarding is not None and case.onboarding.record.waits_for_consent


def _moved_at(case: Case) -> datetime:
    assert case.onboarding is not None
    return case.onboarding.record.since
