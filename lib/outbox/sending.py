"""Sending what is due of a community: up to 25 messages a request.

It may be called any number of times, at once and late, and may die between any two lines. A message is held while it
is sent (`due_at` is the lease), so two workers never send it at once; an attempt that died is repeated under the same
`random_id`, and where VK may have forgotten that, the conversation is read first.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeGuard

from msgspec.structs import replace

from lib import log
from lib.communities.breaks import load_community, pause_community, stop_community
from lib.events.consents import forget_consent
from lib.gateways.firestore.store import Replace, StaleRecord, Stored, Write
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown, WhatToDo
from lib.gateways.vk.execute import Call, execute
from lib.gateways.vk.limits import CALLS_AN_EXECUTE
from lib.gateways.vk.pace import SHARES, Pace, Purpose
from lib.gateways.vk.uploads import UploadRefused, upload_document
from lib.houses.house import FIRST_CHAT_PEER_ID
from lib.outbox.message import (
    OutgoingMessage,
    Sending,
    not_sent,
    outgoing,
    pinned,
    sent,
)
from lib.outbox.outside import Posting
from lib.outbox.posting import have_sent, outbox_task, posted
from lib.provisioning.adoption import RANDOM_ID_HOLDS

Answer = Any | VkError | VkOutcomeUnknown
Taken = Stored[OutgoingMessage]

# With the growing waits between them about a minute.
_MOST_TRIES_WITH_FILE = 5
_COMMUNITY_MUST_REST = frozenset({WhatToDo.PAUSE_COMMUNITY, WhatToDo.STOP_COMMUNITY})
# 901: the person does not let the community write.
_NO_CONSENT = 901
# https://dev.vk.com/ru/method/messages.getHistory: at most 200.
_READ_BACK = 200
_REST_AFTER = timedelta(seconds=1)
_STOPPED_LOOKS_AGAIN = timedelta(minutes=5)


def send_due(group_id: int, outside: Posting) -> None:
    """Sends the community's messages that are due, oldest first; what is left comes again as a task.

    Raises:
        DomainError: `community_unknown`, `community_token_missing`.
    """
    now = outside.clock.now()
    due = outside.store.query_group(
        "outbox", OutgoingMessage, [("group_id", "==", group_id), ("due_at", "<=", now)], ["due_at"], CALLS_AN_EXECUTE
    )
    if not due:
        return
    community = load_community(group_id, store=outside.store)
    if not community.may_send(now):
        paused = community.paused_until if community.is_paused(now) else None
        outside.queue.enqueue(outbox_task(group_id, paused or now + _STOPPED_LOOKS_AGAIN))
        return
    asked_before = {stored.path for stored in due if stored.record.asked}
    taken = [held for stored in due if (held := _take(stored, now, outside)) is not None]
    if taken:
        _Sending(group_id, outside).run(taken, asked_before)
    if len(due) == CALLS_AN_EXECUTE:
        outside.queue.enqueue(outbox_task(group_id, outside.clock.now() + _REST_AFTER))


def _take(stored: Taken, now: datetime, outside: Posting) -> Taken | None:
    held = replace(stored.record, due_at=now + outside.timing.lease, asked=True)
    try:
        (revision,) = outside.store.commit([Replace(stored.path, held, stored.revision)])
    except StaleRecord:
        return None
    return Stored(stored.path, held, revision)


class _Sending:
    """One attempt on messages that are held, at the pace of the share for answers."""

    def __init__(self, group_id: int, outside: Posting) -> None:
        self._group_id = group_id
        self._outside = outside
        self._vk: VkClient = outside.vk.of(group_id)
        self._pace = Pace(SHARES[Purpose.ANSWER], outside.clock)

    def run(self, taken: Sequence[Taken], asked_before: set[str]) -> None:
        """Sends and pins; `asked_before` are the paths of those of which an earlier attempt asked VK."""
        forgotten_before = self._outside.clock.now() - RANDOM_ID_HOLDS
        to_pin = [held for held in taken if held.record.state is Sending.SENT]
        to_send = [held for held in taken if held.record.state is Sending.WAITING]
        unsure = [held for held in to_send if held.path in asked_before and held.record.since < forgotten_before]
        found, absent = self._look(unsure)
        sure = [held for held in to_send if held not in unsure]
        ready = [full for held in (*sure, *absent) if (full := self._with_document(held)) is not None]
        to_pin += found + self._send(ready)
        self._pin([held for held in to_pin if held.record.letter.pins and not held.record.is_pinned])

    def _look(self, unsure: Sequence[Taken]) -> tuple[list[Taken], list[Taken]]:
        """Those that stand in their conversations already, recorded so, and those that surely do not."""
        if not unsure:
            return [], []
        calls = [
            Call("messages.getHistory", {"peer_id": held.record.letter.peer_ids[0], "count": _READ_BACK})
            for held in unsure
        ]
        found, absent = list[Taken](), list[Taken]()
        for held, history in zip(unsure, self._ask(calls), strict=True):
            if isinstance(history, VkError | VkOutcomeUnknown):
                self._record(held, not_sent(held.record, history, self._outside.clock.now()))
                continue
            own = (item for item in history["items"] if item["from_id"] == -self._group_id)
            there = next((item for item in own if item.get("random_id") == held.record.random_id), None)
            if there is None:
                absent.append(held)
            elif recorded := self._record(held, sent(held.record, int(there["conversation_message_id"]))):
                found.append(recorded)
        return found, absent

    def _send(self, messages: Sequence[Taken]) -> list[Taken]:
        if not messages:
            return []
        answers = self._ask([_send_call(held.record) for held in messages])
        recorded = [self._learn(held, _checked(answer)) for held, answer in zip(messages, answers, strict=True)]
        self._rest_if_asked([_checked(answer) for answer in answers])
        return [held for held in recorded if held is not None and held.record.state is Sending.SENT]

    def _learn(self, held: Taken, answer: Answer) -> Taken | None:
        if isinstance(answer, VkError | VkOutcomeUnknown):
            if isinstance(answer, VkError) and answer.code == _NO_CONSENT:
                person = held.record.letter.peer_ids[0]
                forget_consent(self._group_id, person, store=self._outside.store, clock=self._outside.clock)
            return self._record(held, not_sent(held.record, answer, self._outside.clock.now()))
        return self._record(held, sent(held.record, int(answer[0].get("conversation_message_id", 0))))

    def _pin(self, messages: Sequence[Taken]) -> None:
        if not messages:
            return
        calls = [
            Call("messages.pin", {"peer_id": held.record.letter.peer_ids[0], "cmid": held.record.cmid})
            for held in messages
        ]
        for held, answer in zip(messages, self._ask(calls), strict=True):
            lasting = isinstance(answer, VkError) and answer.what_to_do in {
                WhatToDo.GIVE_UP_ON_PEER,
                WhatToDo.OUR_MISTAKE,
            }
            if lasting or not isinstance(answer, VkError | VkOutcomeUnknown):
                self._record(held, pinned(held.record))
            else:
                again = not_sent(held.record, answer, self._outside.clock.now())
                self._record(held, pinned(again) if again.state is Sending.FAILED else again)

    def _ask(self, calls: Sequence[Call]) -> list[Answer]:
        with self._pace.turn():
            try:
                return execute(self._vk, calls)
            except (VkError, VkOutcomeUnknown) as error:
                return [error] * len(calls)

    def _record(self, held: Taken, after: OutgoingMessage) -> Taken | None:
        """Records what became of a message, and in the same commit what is said instead of one that failed."""
        writes, further = self._instead(held.record, after)
        try:
            revision, *_ = self._outside.store.commit([Replace(held.path, after, held.revision), *writes])
        except StaleRecord:
            log.warning("outbox_lease_lost", group_id=self._group_id, message_id=after.id)
            return None
        if after.state is Sending.FAILED and held.record.state is not Sending.FAILED:
            log.warning("message_failed", group_id=self._group_id, message_id=after.id, code=after.failure_vk_code)
            if self._outside.sms is not None and held.record.letter.sms is not None:
                self._outside.sms(after.municipality_id, after.id, held.record.letter.sms)
        elif after.due_at is not None and after.due_at != held.record.due_at:
            self._outside.queue.enqueue(outbox_task(self._group_id, after.due_at))
        have_sent(further, self._outside.queue)
        return Stored(held.path, after, revision)

    def _instead(self, before: OutgoingMessage, after: OutgoingMessage) -> tuple[list[Write], list[OutgoingMessage]]:
        if after.state is not Sending.FAILED or before.letter.instead is None:
            return [], []
        told = before.letter.instead
        letter = replace(after.letter, peer_ids=(told.peer_id,), text=told.text, keyboard="", quotes_cmid=0)
        letter = replace(letter, bold=0, document_name="", attachments=(), mentions=True)
        message = outgoing(
            f"{before.id}-instead", before.municipality_id, self._group_id, letter, self._outside.clock.now()
        )
        return posted([message]), [message]

    def _with_document(self, held: Taken) -> Taken | None:
        """The message with its file uploaded; None where VK may take the file later. An upload that came to nothing is
        one that nobody sees.
        """
        letter = held.record.letter
        if not letter.document:
            return held
        try:
            with self._pace.turn():
                name = upload_document(self._vk, letter.peer_ids[0], letter.document_name, letter.document.encode())
        except (UploadRefused, VkError, VkOutcomeUnknown) as error:
            if _may_pass(error) and held.record.tries < _MOST_TRIES_WITH_FILE:
                self._record(held, not_sent(held.record, error, self._outside.clock.now()))
                return None
            # The words matter more than the file, which the app has too: a limit on files must not make everybody rest.
            log.warning("document_not_uploaded", group_id=self._group_id, reason=type(error).__name__)
            return held
        with_file = replace(letter, attachments=(*letter.attachments, name), document="")
        return Stored(held.path, replace(held.record, letter=with_file), held.revision)

    def _rest_if_asked(self, answers: Sequence[Answer]) -> None:
        asks = (answer for answer in answers if isinstance(answer, VkError))
        error = next((each for each in asks if each.what_to_do in _COMMUNITY_MUST_REST), None)
        if error is None:
            return
        if error.what_to_do is WhatToDo.STOP_COMMUNITY:
            stop_community(self._group_id, error.code, store=self._outside.store)
        else:
            pause_community(self._group_id, error.code, store=self._outside.store, clock=self._outside.clock)


def _may_pass(error: Exception) -> TypeGuard[VkError | VkOutcomeUnknown]:
    is_lasting = isinstance(error, VkError) and error.what_to_do is not WhatToDo.TRY_AGAIN
    return isinstance(error, VkError | VkOutcomeUnknown) and not is_lasting


def _send_call(message: OutgoingMessage) -> Call:
    letter = message.letter
    params: dict[str, object] = {
        # Only with `peer_ids` VK tells the message's number, and errors tell whom they are about.
        "peer_ids": ",".join(map(str, letter.peer_ids)),
        "random_id": message.random_id,
        "message": letter.text,
        "dont_parse_links": 1,
        "disable_mentions": 0 if letter.mentions else 1,
    }
    if letter.bold:
        bold = {"version": 1, "items": [{"type": "bold", "offset": 0, "length": letter.bold}]}
        params["format_data"] = json.dumps(bold)
    if letter.keyboard:
        params["keyboard"] = letter.keyboard
    if letter.attachments:
        params["attachment"] = ",".join(letter.attachments)
    if letter.quotes_cmid and letter.peer_ids[0] >= FIRST_CHAT_PEER_ID:
        quoted = {"peer_id": letter.peer_ids[0], "conversation_message_ids": [letter.quotes_cmid], "is_reply": 1}
        params["forward"] = json.dumps(quoted)
    return Call("messages.send", params)


def _checked(answer: Answer) -> Answer:
    """The answer to a send; for one peer an error that stands inside of a good one is taken out."""
    if isinstance(answer, VkError | VkOutcomeUnknown) or len(answer) != 1:
        return answer
    error = answer[0].get("error")
    return VkError(int(error["code"]), "messages.send", str(error.get("description", ""))) if error else answer
