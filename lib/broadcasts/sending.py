"""What a person does with a broadcast: writes it, sends it, takes it back, goes on, tries again, corrects, withdraws.

Each is one commit of the broadcast's record, the walk that carries it out and the line of the audit log; the walk's
task is enqueued after it, and again by a repeated request or by the sweep.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from lib.audit.line import AuditAction, Change
from lib.audit.record import Doing, Planned, record_change
from lib.broadcasts.audience import Audience
from lib.broadcasts.batch import Does
from lib.broadcasts.broadcast import (
    PLANNED_BEFORE,
    UNDO_WINDOW,
    Broadcast,
    BroadcastState,
    Content,
    content_errors,
    in_state,
    is_changeable,
)
from lib.broadcasts.house_groups import expanded
from lib.broadcasts.message_text import BroadcastKind, text_errors, text_fingerprint
from lib.broadcasts.naming import broadcast_subject
from lib.broadcasts.outside import Broadcasting, begin_walk, walk_task
from lib.broadcasts.progress import count_open, count_progress
from lib.broadcasts.registry import broadcast_for
from lib.broadcasts.walk import Walk, WalkKind
from lib.errors import DomainError
from lib.gateways.firestore.store import Create, Replace, Store, Stored
from lib.municipalities.local_time import day_in
from lib.municipalities.municipality import Municipality
from lib.people.permissions import Rights
from lib.people.rights import load_workplace

# Cloud Tasks takes a task at most 30 days ahead.
FURTHEST_AHEAD = timedelta(days=28)


class BroadcastInvalid(DomainError):
    """A broadcast that cannot be sent as it is: what is wrong with it, in words."""

    def __init__(self, errors: Sequence[str]) -> None:
        super().__init__("broadcast_text_invalid")
        self.errors = tuple(errors)


def check_content(content: Content) -> None:
    """Raises BroadcastInvalid where the content cannot be sent."""
    if errors := [*text_errors(content.text, content.kind, content.author), *content_errors(content)]:
        raise BroadcastInvalid(errors)


def draft_broadcast(
    content: Content,
    audience: Audience,
    municipality: Municipality,
    rights: Rights,
    doing: Doing,
    *,
    store: Store,
    municipality_ids: tuple[str, ...] = (),
) -> Broadcast:
    """Keeps a draft; nothing is sent.

    Raises:
        DomainError: `house_group_unknown`, `audience_too_complex`.
    """
    expanded(audience.parts, municipality.id, store=store)
    new = Broadcast(
        id=doing.request_id,
        municipality_id=municipality.id,
        group_id=municipality.group_id,
        content=content,
        audience=audience,
        created_at=doing.now,
        created_by_vk_id=rights.vk_id,
        created_by_name=doing.actor.name,
        sort=f"{doing.now.isoformat()} {doing.request_id}",
        municipality_ids=municipality_ids,
    )
    line = doing.line(AuditAction.BROADCAST_DRAFTED, broadcast_subject(new))
    record_change(doing, lambda: Planned([Create(new.path, new)], [line]), store)
    return new


def change_draft(
    broadcast_id: str,
    content: Content,
    audience: Audience,
    rights: Rights,
    doing: Doing,
    *,
    store: Store,
    municipality_ids: tuple[str, ...] = (),
) -> Broadcast:
    """Changes a draft.

    Raises:
        DomainError: `broadcast_unknown`, `broadcast_state`, `house_group_unknown`, `audience_too_complex`.
    """
    expanded(audience.parts, rights.municipality_id, store=store)

    def plan() -> Planned:
        stored = broadcast_for(rights, broadcast_id, store=store)
        if stored.record.state is not BroadcastState.DRAFT:
            raise DomainError("broadcast_state")
        after = replace(stored.record, content=content, audience=audience, municipality_ids=municipality_ids)
        line = doing.line(AuditAction.BROADCAST_CHANGED, broadcast_subject(after))
        return Planned([Replace(stored.path, after, stored.revision)], [line])

    record_change(doing, plan, store)
    return broadcast_for(rights, broadcast_id, store=store).record


def send_broadcast(
    broadcast_id: str,
    at: datetime | None,
    rights: Rights,
    doing: Doing,
    outside: Broadcasting,
    *,
    is_confirmed: bool = False,
) -> Broadcast:
    """Sends a draft: now, after the undo window, or at a time; the audience is frozen at once, or shortly before.

    Raises:
        BroadcastInvalid: the text cannot be sent.
        DomainError: `broadcast_unknown`, `broadcast_state`, `emergency_unconfirmed`, `send_at_past`,
            `send_at_too_far`.
    """
    soonest = doing.now + UNDO_WINDOW
    if at is not None and at < doing.now:
        raise DomainError("send_at_past")
    if at is not None and at > doing.now + FURTHEST_AHEAD:
        raise DomainError("send_at_too_far")
    send_at = max(at or soonest, soonest)

    def change(broadcast: Broadcast) -> Broadcast:
        content = broadcast.content
        check_content(content)
        if content.kind is BroadcastKind.EMERGENCY and not is_confirmed:
            raise DomainError("emergency_unconfirmed")
        return replace(
            in_state(broadcast, BroadcastState.SCHEDULED),
            send_at=send_at,
            fingerprint=text_fingerprint(content.text),
            sent_on=day_in(broadcast.municipality_id, send_at, store=outside.store).isoformat(),
        )

    due_at = max(doing.now, send_at - PLANNED_BEFORE)
    return _do(broadcast_id, AuditAction.BROADCAST_SENT, change, [WalkKind.PLAN], rights, doing, outside, due_at)


def cancel_broadcast(broadcast_id: str, rights: Rights, doing: Doing, outside: Broadcasting) -> Broadcast:
    """Takes back what has not left: all of it within the undo window, the rest afterwards.

    Raises:
        DomainError: `broadcast_unknown`, `broadcast_state`.
    """

    def change(broadcast: Broadcast) -> Broadcast:
        return replace(in_state(broadcast, BroadcastState.CANCELLED), cancelled_by=doing.actor.name)

    return _do_everywhere(
        broadcast_id, AuditAction.BROADCAST_CANCELLED, change, [WalkKind.CANCEL], rights, doing, outside
    )


def resume_broadcast(broadcast_id: str, rights: Rights, doing: Doing, outside: Broadcasting) -> Broadcast:
    """Goes on after a pause, in spite of its reason.

    Raises:
        DomainError: `broadcast_unknown`, `broadcast_state`.
    """

    def change(broadcast: Broadcast) -> Broadcast:
        accepted = (*broadcast.accepted_failures, broadcast.paused_by)
        if broadcast.state is not BroadcastState.PAUSED:
            raise DomainError("broadcast_state")
        return replace(in_state(broadcast, BroadcastState.SENDING), paused_by="", accepted_failures=accepted)

    return _do_everywhere(
        broadcast_id, AuditAction.BROADCAST_RESUMED, change, [WalkKind.RESUME], rights, doing, outside
    )


def retry_failed(broadcast_id: str, rights: Rights, doing: Doing, outside: Broadcasting) -> Broadcast:
    """Sends once more to the houses that the message did not reach, and to no others.

    Raises:
        DomainError: `broadcast_unknown`, `broadcast_state`, `nothing_to_retry`.
    """

    def change(broadcast: Broadcast) -> Broadcast:
        counted = count_progress(broadcast.municipality_id, broadcast.id, Does.SEND, store=outside.store)
        if broadcast.withdrawn_at is not None:
            raise DomainError("broadcast_state")
        if not counted.failed and not counted.unknown:
            raise DomainError("nothing_to_retry")
        if broadcast.state is BroadcastState.SENDING:
            return broadcast
        return in_state(broadcast, BroadcastState.SENDING)

    return _do_everywhere(broadcast_id, AuditAction.BROADCAST_RETRIED, change, [WalkKind.RETRY], rights, doing, outside)


def edit_broadcast(broadcast_id: str, text: str, rights: Rights, doing: Doing, outside: Broadcasting) -> Broadcast:
    """Corrects the text in every chat that has the message.

    Raises:
        BroadcastInvalid: the text cannot be sent.
        DomainError: `broadcast_unknown`, `broadcast_state`, `broadcast_still_sending`, `broadcast_too_old_to_change`.
    """

    def change(broadcast: Broadcast) -> Broadcast:
        content = broadcast.content
        if errors := text_errors(text, content.kind, content.author):
            raise BroadcastInvalid(errors)
        _check_changeable(broadcast, doing.now)
        if count_open(broadcast.municipality_id, broadcast.id, store=outside.store) or not broadcast.is_planned:
            raise DomainError("broadcast_still_sending")
        return replace(
            broadcast,
            content=replace(content, text=text),
            fingerprint=text_fingerprint(text),
            edited_at=doing.now,
        )

    return _do_everywhere(broadcast_id, AuditAction.BROADCAST_EDITED, change, [WalkKind.EDIT], rights, doing, outside)


def withdraw_broadcast(broadcast_id: str, rights: Rights, doing: Doing, outside: Broadcasting) -> Broadcast:
    """Deletes the message from every chat that has it; what has not left does not leave any more.

    Raises:
        DomainError: `broadcast_unknown`, `broadcast_state`, `broadcast_too_old_to_change`.
    """

    def change(broadcast: Broadcast) -> Broadcast:
        _check_changeable(broadcast, doing.now)
        if broadcast.state in (BroadcastState.SENDING, BroadcastState.PAUSED):
            broadcast = replace(in_state(broadcast, BroadcastState.CANCELLED), cancelled_by=doing.actor.name)
        return replace(broadcast, withdrawn_at=doing.now)

    kinds = [WalkKind.CANCEL, WalkKind.WITHDRAW]
    return _do_everywhere(broadcast_id, AuditAction.BROADCAST_WITHDRAWN, change, kinds, rights, doing, outside)


def _check_changeable(broadcast: Broadcast, now: datetime) -> None:
    if broadcast.state in (BroadcastState.DRAFT, BroadcastState.SCHEDULED) or broadcast.withdrawn_at is not None:
        raise DomainError("broadcast_state")
    if not is_changeable(broadcast, now):
        raise DomainError("broadcast_too_old_to_change")


def _do_everywhere(
    broadcast_id: str,
    action: AuditAction,
    change: Callable[[Broadcast], Broadcast],
    kinds: Sequence[WalkKind],
    rights: Rights,
    doing: Doing,
    outside: Broadcasting,
) -> Broadcast:
    """Does it in all municipalities to which the broadcast goes; what is not possible anywhere is the outcome."""
    first = broadcast_for(rights, broadcast_id, store=outside.store).record
    refused: list[DomainError] = []
    for municipality_id in (first.municipality_id, *first.municipality_ids):
        place = load_workplace(municipality_id, rights.vk_id, store=outside.store)
        if place is None:
            continue
        try:
            _do(
                broadcast_id,
                action,
                change,
                kinds,
                place.rights,
                replace(doing, municipality_id=municipality_id),
                outside,
            )
        except DomainError as error:
            refused.append(error)
    if len(refused) == 1 + len(first.municipality_ids):
        raise refused[0]
    return broadcast_for(rights, broadcast_id, store=outside.store).record


def _do(
    broadcast_id: str,
    action: AuditAction,
    change: Callable[[Broadcast], Broadcast],
    kinds: Sequence[WalkKind],
    rights: Rights,
    doing: Doing,
    outside: Broadcasting,
    due_at: datetime | None = None,
) -> Broadcast:
    """Changes the record, begins the walks, and enqueues them; a repeated request enqueues them again."""
    first = broadcast_for(rights, broadcast_id, store=outside.store).record
    walks = [_walk(kind, first, due_at or doing.now, rights, doing, outside) for kind in kinds]

    def plan() -> Planned:
        stored: Stored[Broadcast] = broadcast_for(rights, broadcast_id, store=outside.store)
        after = change(stored.record)
        line = doing.line(action, broadcast_subject(after), _details(after))
        return Planned([Replace(stored.path, after, stored.revision), *map(begin_walk, walks)], [line])

    record_change(doing, plan, outside.store)
    for walk in walks:
        outside.queue.enqueue(walk_task(walk, walk.due_at))
    return broadcast_for(rights, broadcast_id, store=outside.store).record


def _walk(
    kind: WalkKind, broadcast: Broadcast, due_at: datetime, rights: Rights, doing: Doing, outside: Broadcasting
) -> Walk:
    return Walk(
        # The request's own id: a repeated request does not begin a second walk.
        id=f"{kind}-{doing.request_id}",
        municipality_id=broadcast.municipality_id,
        broadcast_id=broadcast.id,
        group_id=broadcast.group_id,
        kind=kind,
        due_at=due_at,
        first_random_id=outside.ids.random_id(),
        vk_id=rights.vk_id,
    )


def _details(broadcast: Broadcast) -> tuple[Change, ...]:
    return (
        Change("kind", "Вид", "", broadcast.content.kind.in_russian),
        Change("state", "Состояние", "", broadcast.state.in_russian),
    )
