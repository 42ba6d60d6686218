"""What the bot has asked an official for in private, so that their next message is understood as the answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from lib.discreet import Discreet
from lib.gateways.firestore.store import Delete, Put, Store

# Whoever answers later is shown the menu again.
_WAITS_FOR = {
    "outcome": timedelta(days=2),
    "time": timedelta(hours=1),
    "reason": timedelta(hours=1),
    "answer": timedelta(hours=6),
    "not_ours": timedelta(hours=1),
    "handing_on": timedelta(hours=1),
}


class Wanted(StrEnum):
    """What is asked for."""

    OUTCOME = "outcome"
    TIME = "time"
    REASON = "reason"
    ANSWER = "answer"
    NOT_OURS = "not_ours"
    HANDING_ON = "handing_on"


# About a question itself, and not about a discussion.
ABOUT_QUESTIONS = frozenset({Wanted.ANSWER, Wanted.NOT_OURS, Wanted.HANDING_ON})


class Ask(Discreet, frozen=True):
    """That something is asked of somebody: about a discussion, or a question. `organization_id` is whom a question is
    to be passed on to; `draft` and `files` are an answer that its author has been shown and not sent yet. Firestore
    deletes it some time after `expires_at` (TTL).
    """

    wanted: Wanted
    municipality_id: str
    discussion_id: str
    question_id: str
    expires_at: datetime
    organization_id: str = ""
    draft: str = ""
    files: tuple[str, ...] = ()


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
    keep_ask(Ask(wanted, municipality_id, discussion_id, question_id, until(wanted, now)), group_id, vk_id, store=store)


def until(wanted: Wanted, now: datetime) -> datetime:
    """How long an answer is waited for that is asked for now."""
    return now + _WAITS_FOR[wanted]


def keep_ask(ask: Ask, group_id: int, vk_id: int, *, store: Store) -> None:
    """Remembers what is asked of somebody, in place of what was asked before."""
    store.commit([Put(ask_path(group_id, vk_id), ask)])


def asked_of(group_id: int, vk_id: int, now: datetime, *, store: Store) -> Ask | None:
    """What is asked of somebody."""
    found = store.get(ask_path(group_id, vk_id), Ask)
    return found.record if found is not None and now < found.record.expires_at else None


def answered(group_id: int, vk_id: int, *, store: Store) -> None:
    """Nothing is asked of somebody any more."""
    store.commit([Delete(ask_path(group_id, vk_id))])
