"""Quoting what an official wrote, under a heading that shows who they are: each message once."""

from __future__ import annotations

import json
from datetime import timedelta

from msgspec.structs import replace

from lib import log
from lib.communities.breaks import communities_that_may_send, load_community, pause_community, stop_community
from lib.gateways.firestore.store import Condition, Replace, StaleRecord, Stored
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown, WhatToDo
from lib.gateways.vk.pace import SHARES, Pace, Purpose
from lib.houses.house import peer_id
from lib.lease import note_as_enqueued
from lib.officials.mark import GIVES_UP_AFTER, OfficialMark, frozen, heading, marks_path, quoted
from lib.officials.noticing import mark_task
from lib.provisioning.outside import Provisioning

_TRIES = 5
_OVERDUE_AFTER = timedelta(minutes=2)
_MOST_AT_ONCE = 200
_COMES_AGAIN_AFTER = timedelta(seconds=10)


def mark_messages(municipality_id: str, mark: str, outside: Provisioning) -> None:
    """Quotes what was gathered, once its time has come; may be called any number of times. What VK does not take now is
    quoted later, under the same `random_id`.
    """
    stored = outside.store.get(f"{marks_path(municipality_id)}/{mark}", OfficialMark)
    if stored is None or not (stored.record.cmids or stored.record.sending):
        return
    now = outside.clock.now()
    if now < stored.record.due_at and not stored.record.sending:
        outside.queue.enqueue(mark_task(stored.record))
        return
    if not load_community(stored.record.group_id, store=outside.store).may_send(now):
        # The sweep finds it when the community may send again.
        return
    try:
        held = _replaced(stored, frozen(stored.record, now), outside)
    except StaleRecord:
        outside.queue.enqueue(mark_task(stored.record))
        return
    if held.sending_since is None or now - held.sending_since < GIVES_UP_AFTER:
        try:
            _quote(held, outside)
        except (VkError, VkOutcomeUnknown) as error:
            log.warning("official_mark_put_off", group_id=held.group_id, why=type(error).__name__)
            outside.queue.enqueue(replace(mark_task(held), at=now + _COMES_AGAIN_AFTER))
            return
    after = _record_quoted(stored.path, held, outside)
    if after.cmids:
        outside.queue.enqueue(mark_task(after))


def sweep_marks(outside: Provisioning) -> int:
    """Enqueues again what should have been quoted; returns how many."""
    now = outside.clock.now()
    overdue: list[Condition] = [("is_open", "==", True), ("due_at", "<", now - _OVERDUE_AFTER)]
    found = outside.store.query_group("official_marks", OfficialMark, overdue, ["due_at"], _MOST_AT_ONCE)
    may_send = communities_that_may_send({each.record.group_id for each in found}, now, store=outside.store)
    moved = 0
    for stored in found:
        if stored.record.group_id in may_send and note_as_enqueued(stored, now, outside.store):
            outside.queue.enqueue(mark_task(stored.record))
            moved += 1
    return moved


def _quote(mark: OfficialMark, outside: Provisioning) -> None:
    peer, text = peer_id(mark.chat_id), heading(mark.author)
    forward: dict[str, object] = {"peer_id": peer, "conversation_message_ids": list(mark.sending)}
    if len(mark.sending) == 1:
        forward["is_reply"] = 1
    with Pace(SHARES[Purpose.ANSWER], outside.clock).turn():
        try:
            answer = outside.vk.of(mark.group_id).call(
                "messages.send",
                peer_ids=[peer],
                random_id=mark.random_id,
                message=text.text,
                format_data=json.dumps(text.format_data),
                forward=json.dumps(forward),
                disable_mentions=1,
            )
        except VkError as error:
            _refused(mark, error, outside)
            return
    if refusal := answer[0].get("error"):
        _refused(mark, VkError(int(refusal["code"]), "messages.send"), outside)


def _refused(mark: OfficialMark, error: VkError, outside: Provisioning) -> None:
    """A message that is gone, or a chat that is closed, is not marked; whatever passes comes again."""
    match error.what_to_do:
        case WhatToDo.GIVE_UP_ON_PEER | WhatToDo.OUR_MISTAKE | WhatToDo.UNKNOWN:
            log.warning("official_not_marked", group_id=mark.group_id, code=error.code)
            return
        case WhatToDo.PAUSE_COMMUNITY:
            pause_community(mark.group_id, error.code, store=outside.store, clock=outside.clock)
        case WhatToDo.STOP_COMMUNITY:
            stop_community(mark.group_id, error.code, store=outside.store)
    raise error


def _record_quoted(path: str, held: OfficialMark, outside: Provisioning) -> OfficialMark:
    """Records that the quote was made; messages that were gathered meanwhile stay gathered."""
    for _ in range(_TRIES):
        stored = outside.store.get(path, OfficialMark)
        if stored is None or stored.record.sending != held.sending:
            return stored.record if stored else held
        try:
            return _replaced(stored, quoted(stored.record), outside)
        except StaleRecord:
            continue
    raise StaleRecord(path)


def _replaced(stored: Stored[OfficialMark], after: OfficialMark, outside: Provisioning) -> OfficialMark:
    if after != stored.record:
        outside.store.commit([Replace(stored.path, after, stored.revision)])
    return after
