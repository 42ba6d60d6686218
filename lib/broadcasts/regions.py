"""A broadcast to several municipalities: one click of a region officer, a broadcast in each, all under the same id.

The one where it was written leads: whether any of them leaves is decided by the leading record alone, so taking it back
takes all of them back.
"""

from __future__ import annotations

from msgspec.structs import replace

from lib import log
from lib.audit.line import Actor, AuditAction
from lib.audit.record import Doing, line_writes
from lib.broadcasts.broadcast import Broadcast, BroadcastState
from lib.broadcasts.naming import broadcast_subject
from lib.broadcasts.outside import Broadcasting, begin_walk, walk_task
from lib.broadcasts.walk import Walk, WalkKind
from lib.errors import DomainError
from lib.gateways.firestore.store import AlreadyExists, Create, Store
from lib.municipalities.municipality import Municipality
from lib.people.rights import load_workplace
from lib.people.roles import Role

# A region has fewer.
_MOST_MUNICIPALITIES = 200


def other_municipalities(
    region: str, own_id: str, wanted: list[str] | None, vk_id: int, *, store: Store
) -> tuple[str, ...]:
    """The other municipalities of the region to which an officer sends: those named, or all (None).

    Raises:
        DomainError: `municipality_unknown`: one of them is none in which the person is a region officer.
    """
    found = store.query("municipalities", Municipality, [("region", "==", region)], limit=_MOST_MUNICIPALITIES)
    there = {stored.record.id for stored in found} - {own_id}
    chosen = sorted(there if wanted is None else set(wanted) - {own_id})
    if not set(chosen) <= there or any(not _is_officer(id_, vk_id, store) for id_ in chosen[:1]):
        raise DomainError("municipality_unknown")
    return tuple(chosen)


def spread(leading: Broadcast, outside: Broadcasting) -> None:
    """Makes the broadcast in the other municipalities and lets it be planned there; again, it only enqueues again."""
    for municipality_id in leading.municipality_ids:
        place = load_workplace(municipality_id, leading.created_by_vk_id, store=outside.store)
        if place is None or Role.REGION_OFFICER not in place.rights.roles:
            log.warning("broadcast_not_spread", municipality_id=municipality_id, broadcast_id=leading.id)
            continue
        now = outside.clock.now()
        sibling = replace(
            leading,
            municipality_id=municipality_id,
            group_id=place.municipality.group_id,
            state=BroadcastState.SCHEDULED,
            is_planned=False,
            leading_municipality_id=leading.municipality_id,
            municipality_ids=(),
        )
        walk = Walk(
            id=f"plan-{leading.id}",
            municipality_id=municipality_id,
            broadcast_id=leading.id,
            group_id=sibling.group_id,
            kind=WalkKind.PLAN,
            due_at=now,
            first_random_id=outside.ids.random_id(),
            vk_id=leading.created_by_vk_id,
        )
        actor = Actor(leading.created_by_vk_id, leading.created_by_name, Role.REGION_OFFICER.in_russian)
        doing = Doing(municipality_id, actor, leading.id, now)
        line = doing.line(AuditAction.BROADCAST_SENT, broadcast_subject(sibling))
        try:
            outside.store.commit([Create(sibling.path, sibling), begin_walk(walk), *line_writes(doing, [line])])
        except AlreadyExists:
            log.info("broadcast_spread_already", municipality_id=municipality_id, broadcast_id=leading.id)
        outside.queue.enqueue(walk_task(walk))


def _is_officer(municipality_id: str, vk_id: int, store: Store) -> bool:
    place = load_workplace(municipality_id, vk_id, store=store)
    return place is not None and Role.REGION_OFFICER in place.rights.roles
