"""The temporary chat of a discussion: created as a wave of one, so that it is created exactly once whatever crashes
(docs/decisions/waves.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import count

from msgspec import Struct

from lib.clock import Ids
from lib.gateways.firestore.store import Create, Store, Write
from lib.houses.address import LONGEST_TITLE
from lib.houses.house import ChatKind, HouseState
from lib.provisioning.plan import ChatTitle, title_path
from lib.provisioning.wave import Wave, WaveHouse, wave_path


class DiscussionChat(Struct, frozen=True):
    """The chat as far as it has come; all but the first three fields are told by the wave that creates it."""

    group_id: int
    discussion_id: str
    title: str
    state: HouseState = HouseState.WAITING
    chat_id: int = 0
    invite_link: str = ""
    welcome_cmid: int = 0
    failure: str = ""
    failure_vk_code: int = 0
    live_at: datetime | None = None


def chat_record_path(municipality_id: str, discussion_id: str) -> str:
    """Where the record of a discussion's chat lies."""
    return f"municipalities/{municipality_id}/discussion_chats/{discussion_id}"


def load_chat(municipality_id: str, discussion_id: str, *, store: Store) -> DiscussionChat | None:
    """The record."""
    found = store.get(chat_record_path(municipality_id, discussion_id), DiscussionChat)
    return found.record if found else None


class NewChat(Struct, frozen=True):
    """A chat that is about to be asked for: its wave, and the writes that begin it."""

    title: str
    wave: Wave
    writes: list[Write]


def new_chat(
    discussion_id: str,
    topic: str,
    welcome: str,
    municipality_id: str,
    group_id: int,
    now: datetime,
    ids: Ids,
    store: Store,
) -> NewChat:
    """A chat for a discussion, named after its question; a commit of the writes fails if the name was taken
    meanwhile.
    """
    title = _free_title(topic, group_id, store)
    record = chat_record_path(municipality_id, discussion_id)
    climber = WaveHouse(
        house_id=discussion_id,
        title=title,
        address="",
        company="",
        random_id=ids.random_id(),
        since=now,
        kind=ChatKind.DISCUSSION,
        record_path=record,
        welcome=welcome,
    )
    wave = Wave(ids.document_id(), municipality_id, group_id, "", now, (climber,))
    return NewChat(
        title,
        wave,
        [
            Create(record, DiscussionChat(group_id, discussion_id, title)),
            Create(title_path(group_id, title), ChatTitle(title, municipality_id, "")),
            Create(wave_path(municipality_id, wave.id), wave),
        ],
    )


def _free_title(topic: str, group_id: int, store: Store) -> str:
    """A title that no other chat of the community bears: chats are told by their titles."""
    return next(title for title in _titles(topic) if store.get(title_path(group_id, title), ChatTitle) is None)


def _titles(topic: str) -> Iterator[str]:
    begins = "Обсуждение: "
    room = LONGEST_TITLE - len(begins) - len(" (999)")
    named = topic if len(topic) <= room else topic[: room - 1].rstrip() + "…"
    yield f"{begins}{named}"
    yield from (f"{begins}{named} ({number})" for number in count(2))
