"""What the bot has asked an official for in private, so that their next message is understood as the answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from lib.gateways.firestore.store import Delete, Put, Store

# Whoever answers later is shown the menu again.
_WAITS_FOR = {"outcome": timedelta(days=2), "time": timedelta(hours=1), "reason": timedelta(hours=1)}


class Wanted(StrEnum):
    """What is asked for."""

    OUTCOME = "outcome"
    TIME = "time"
    REASON = "reason"


class Ask(Struct, frozen=True):
    """That something is asked of somebody: about a discussion, or about a question that is to get one. Firestore
    deletes it some time after `expires_at` (TTL).
    """

    wanted: Wanted
    municipality_id: str
    discussion_id: str
    question_id: str
    expires_at: datetime


def ask_path(group_id: int, vk_id: int) -> str:
    """Where it lies: one a conversation, the last one counts."""
    return f"discussion_asks/{group_id}_{vk_id}"


def ask_for(
    wanted: Wanted,
    group_id: int,
    vk_id: int,
    municipality_id: str,
    now: datetime,
    *,
    store: Store,
    discussion_id: str = "",
    question_id: str = "",
) -> None:
    """Remembers what is asked for."""
    ask = Ask(wanted, municipality_id, discussion_id, question_id, now + _WAITS_FOR[wanted])
    store.commit([Put(ask_path(group_id, vk_id), ask)])


def asked_of(group_id: int, vk_id: int, now: datetime, *, store: Store) -> Ask | None:
    """What is asked of somebody."""
    found = store.get(ask_path(group_id, vk_id), Ask)
    return found.record if found is not None and now < found.record.expires_at else None


def answered(group_id: int, vk_id: int, *, store: Store) -> None:
    """Nothing is asked of somebody any more."""
    store.commit([Delete(ask_path(group_id, vk_id))])
