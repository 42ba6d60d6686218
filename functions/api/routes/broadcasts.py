"""Broadcasts: written, looked at, sent, watched, mended."""

from __future__ import annotations

import math

from functions.api.calls import Call
from functions.api.cursors import Listing
from functions.api.models.broadcasts import (
    Broadcast,
    BroadcastAsk,
    BroadcastPage,
    BroadcastsQuery,
    DeliveriesQuery,
    DeliveryItem,
    DeliveryPage,
    EditAsk,
    Missed,
    MissedHouse,
    PreviewBroadcast,
    PreviewBroadcastAsk,
    SendAsk,
)
from functions.api.routing import Resource
from functions.api.shown.broadcasts import read_audience, read_content, show_broadcast, show_item
from functions.api.shown.houses import show_failure
from functions.api.spans import span_of
from lib.audit.line import AuditAction
from lib.broadcasts import sending as use_cases
from lib.broadcasts.batch import Does
from lib.broadcasts.broadcast import Broadcast as BroadcastRecord
from lib.broadcasts.deliveries import STATE_TITLES, count_acknowledgements
from lib.broadcasts.deliveries import list_deliveries as read_deliveries
from lib.broadcasts.delivery import BatchHouse, Delivery
from lib.broadcasts.message_text import LONGEST_MESSAGE, text_errors, vk_length
from lib.broadcasts.preview import preview
from lib.broadcasts.regions import other_municipalities
from lib.broadcasts.registry import broadcast_for
from lib.broadcasts.registry import list_broadcasts as read_broadcasts
from lib.broadcasts.registry import list_broadcasts_that_left as read_left
from lib.people.permissions import Action

broadcasts = Resource("Рассылки")

_BROADCASTS = "/municipalities/<id:municipality_id>/broadcasts"
_BROADCAST = f"{_BROADCASTS}/<id:broadcast_id>"


@broadcasts.get(_BROADCASTS, may=Action.BROADCAST)
def list_broadcasts(call: Call, query: BroadcastsQuery) -> BroadcastPage:
    """Broadcasts, the newest first; a representative sees their own."""
    state, span = query.state or None, span_of(query.since, query.until)
    listing = Listing(call, query.cursor, "broadcasts", state, query.mine, call.vk_id, span)
    if span is not None:
        page = read_left(call.rights, span, listing.after, query.limit, store=call.store)
    else:
        page = read_broadcasts(call.rights, state, listing.after, query.limit, store=call.store, only_own=query.mine)
    items = [show_item(call, each) for each in page.items]
    return BroadcastPage(items=items, next_cursor=listing.next_cursor(page.after))


@broadcasts.post(_BROADCASTS, may=Action.BROADCAST, audits=AuditAction.BROADCAST_DRAFTED, creates=True)
def draft_broadcast(call: Call, body: BroadcastAsk) -> Broadcast:
    """Keeps a draft; nothing is sent."""
    content, audience = read_content(call, body.content), read_audience(call, body.audience)
    drafted = use_cases.draft_broadcast(
        content,
        audience,
        call.municipality,
        call.rights,
        call.doing(),
        store=call.store,
        municipality_ids=_others(call, body),
    )
    return show_broadcast(call, drafted)


@broadcasts.post(f"{_BROADCASTS}/preview", may=Action.BROADCAST, audits=None)
def preview_broadcast(call: Call, body: PreviewBroadcastAsk) -> PreviewBroadcast:
    """How it will look, how many will get it, who will not and why, who got the same text today."""
    content, audience = read_content(call, body.content), read_audience(call, body.audience)
    seen = preview(content, audience, call.rights, call.clock.now(), store=call.store, without=body.broadcast_id)
    return PreviewBroadcast(
        message=seen.message.text,
        bold=seen.message.bold,
        length=vk_length(seen.message.text),
        longest=LONGEST_MESSAGE,
        errors=text_errors(content.text, content.kind, content.author),
        houses=seen.houses,
        chats=seen.chats,
        residents=seen.residents,
        missed=[
            Missed(
                failure=show_failure(missed.reason),
                count=missed.count,
                houses=[MissedHouse(house_id=house.id, address=house.address) for house in missed.houses],
            )
            for missed in seen.missed
        ],
        got_it_today=seen.got_it_today,
        seconds=math.ceil(seen.seconds),
        is_rough=seen.is_rough,
    )


@broadcasts.get(_BROADCAST, may=Action.BROADCAST)
def get_broadcast(call: Call, broadcast_id: str) -> Broadcast:
    """A broadcast: how far it is, what holds it up, what can be done."""
    return show_broadcast(call, _found(call, broadcast_id))


@broadcasts.put(_BROADCAST, may=Action.BROADCAST, audits=AuditAction.BROADCAST_CHANGED)
def change_broadcast(call: Call, broadcast_id: str, body: BroadcastAsk) -> Broadcast:
    """Changes a draft."""
    content, audience = read_content(call, body.content), read_audience(call, body.audience)
    changed = use_cases.change_draft(
        broadcast_id,
        content,
        audience,
        call.rights,
        call.doing(),
        store=call.store,
        municipality_ids=_others(call, body),
    )
    return show_broadcast(call, changed)


@broadcasts.post(f"{_BROADCAST}/send", may=Action.BROADCAST, audits=AuditAction.BROADCAST_SENT)
def send_broadcast(call: Call, broadcast_id: str, body: SendAsk) -> Broadcast:
    """Sends a draft: now, with 15 seconds to take it back, or at a time."""
    outside = call.outside.broadcasting
    sent = use_cases.send_broadcast(
        broadcast_id, body.at, call.rights, call.doing(), outside, is_confirmed=body.confirmed
    )
    return show_broadcast(call, sent)


@broadcasts.post(f"{_BROADCAST}/cancel", may=Action.BROADCAST, audits=AuditAction.BROADCAST_CANCELLED)
def cancel_broadcast(call: Call, broadcast_id: str) -> Broadcast:
    """Takes back what has not left."""
    done = use_cases.cancel_broadcast(broadcast_id, call.rights, call.doing(), call.outside.broadcasting)
    return show_broadcast(call, done)


@broadcasts.post(f"{_BROADCAST}/resume", may=Action.BROADCAST, audits=AuditAction.BROADCAST_RESUMED)
def resume_broadcast(call: Call, broadcast_id: str) -> Broadcast:
    """Goes on after an automatic pause."""
    done = use_cases.resume_broadcast(broadcast_id, call.rights, call.doing(), call.outside.broadcasting)
    return show_broadcast(call, done)


@broadcasts.post(f"{_BROADCAST}/retry", may=Action.BROADCAST, audits=AuditAction.BROADCAST_RETRIED)
def retry_broadcast(call: Call, broadcast_id: str) -> Broadcast:
    """Sends once more to the houses that the message did not reach, and to no others."""
    done = use_cases.retry_failed(broadcast_id, call.rights, call.doing(), call.outside.broadcasting)
    return show_broadcast(call, done)


@broadcasts.post(f"{_BROADCAST}/edit", may=Action.BROADCAST, audits=AuditAction.BROADCAST_EDITED)
def edit_broadcast(call: Call, broadcast_id: str, body: EditAsk) -> Broadcast:
    """Corrects the text in every chat that has the message, within 24 hours."""
    done = use_cases.edit_broadcast(broadcast_id, body.text, call.rights, call.doing(), call.outside.broadcasting)
    return show_broadcast(call, done)


@broadcasts.post(f"{_BROADCAST}/withdraw", may=Action.BROADCAST, audits=AuditAction.BROADCAST_WITHDRAWN)
def withdraw_broadcast(call: Call, broadcast_id: str) -> Broadcast:
    """Deletes the message from every chat that has it, within 24 hours."""
    done = use_cases.withdraw_broadcast(broadcast_id, call.rights, call.doing(), call.outside.broadcasting)
    return show_broadcast(call, done)


@broadcasts.get(f"{_BROADCAST}/deliveries", may=Action.BROADCAST)
def list_deliveries(call: Call, broadcast_id: str, query: DeliveriesQuery) -> DeliveryPage:
    """House by house: what became of the message, why not, and what mends it."""
    found = _found(call, broadcast_id)
    listing = Listing(call, query.cursor, "deliveries", broadcast_id, query.state, query.of)
    state = Delivery(query.state) if query.state else None
    page = read_deliveries(found, Does(query.of), state, listing.after, query.limit, store=call.store)
    items = [_delivery(call, found, house) for house in page.items]
    return DeliveryPage(items=items, next_cursor=listing.next_cursor(page.after))


def _found(call: Call, broadcast_id: str) -> BroadcastRecord:
    return broadcast_for(call.rights, broadcast_id, store=call.store).record


def _others(call: Call, body: BroadcastAsk) -> tuple[str, ...]:
    if not body.whole_region and not body.municipality_ids:
        return ()
    wanted = None if body.whole_region else list(body.municipality_ids)
    return other_municipalities(call.municipality.region, call.municipality_id, wanted, call.vk_id, store=call.store)


def _delivery(call: Call, broadcast: BroadcastRecord, house: BatchHouse) -> DeliveryItem:
    code = "broadcast_outcome_unknown" if house.state is Delivery.UNKNOWN else house.failure
    is_missed = house.state in (Delivery.FAILED, Delivery.UNKNOWN)
    asks = broadcast.content.asks_acknowledgement
    return DeliveryItem(
        house_id=house.house_id,
        address=house.address,
        state=house.state,
        state_title=STATE_TITLES[house.state],
        at=house.at,
        failure=show_failure(code) if is_missed else None,
        acknowledged=count_acknowledgements(broadcast, house.house_id, store=call.store) if asks else None,
    )
