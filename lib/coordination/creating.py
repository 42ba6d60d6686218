"""Creating the coordination chat: as a wave of one, so that it is created exactly once whatever crashes
(docs/decisions/waves.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from msgspec.structs import replace

from lib.coordination.chat import WELCOME, CoordinationChat, coordination_path
from lib.gateways.firestore.store import AlreadyExists, Create, Replace, StaleRecord, Store, Stored
from lib.houses.house import ChatKind
from lib.municipalities.municipality import Municipality
from lib.provisioning.outside import Provisioning, wave_task
from lib.provisioning.plan import ChatTitle, title_path
from lib.provisioning.retry import where_it_stopped
from lib.provisioning.wave import Wave, WaveHouse, wave_path

# A wave of one is through in seconds.
LOOKS_AGAIN_AFTER = timedelta(minutes=1)
_TRIES = 5


def ensure_coordination(municipality: Municipality, outside: Provisioning) -> None:
    """Sets the chat on its way unless it is; may be called any number of times and at once."""
    path = coordination_path(municipality.id)
    for _ in range(_TRIES):
        if outside.store.get(path, CoordinationChat):
            return
        now, title = outside.clock.now(), _free_title(municipality, outside.store)
        new = CoordinationChat(
            municipality.id, municipality.group_id, title, outside.ids.document_id(), now + LOOKS_AGAIN_AFTER
        )
        wave = _wave(new, outside)
        try:
            outside.store.commit(
                [
                    Create(path, new),
                    Create(title_path(new.group_id, title), ChatTitle(title, municipality.id, "")),
                    Create(wave_path(municipality.id, wave.id), wave),
                ]
            )
        except AlreadyExists:
            continue
        # A wave that nobody enqueues, since this process died here, is found by the sweep.
        outside.queue.enqueue(wave_task(wave))
        return


def create_again(stored: Stored[CoordinationChat], outside: Provisioning) -> None:
    """A second try for a chat that failed, from where it stopped."""
    again = replace(stored.record, wave_id=outside.ids.document_id(), failure="", failure_vk_code=0)
    again = replace(again, state=type(again.state).WAITING, due_at=outside.clock.now() + LOOKS_AGAIN_AFTER)
    wave = _wave(again, outside)
    try:
        outside.store.commit(
            [Replace(stored.path, again, stored.revision), Create(wave_path(again.municipality_id, wave.id), wave)]
        )
    except (AlreadyExists, StaleRecord):
        return
    outside.queue.enqueue(wave_task(wave))


def _wave(chat: CoordinationChat, outside: Provisioning) -> Wave:
    now = outside.clock.now()
    step, since = where_it_stopped(chat.chat_id, chat.invite_link, chat.welcome_cmid, now)
    climber = WaveHouse(
        house_id="",
        title=chat.title,
        address="",
        company="",
        random_id=outside.ids.random_id(),
        since=since,
        step=step,
        chat_id=chat.chat_id,
        invite_link=chat.invite_link,
        welcome_cmid=chat.welcome_cmid,
        kind=ChatKind.COORDINATION,
        record_path=coordination_path(chat.municipality_id),
        welcome=WELCOME,
    )
    return Wave(chat.wave_id, chat.municipality_id, chat.group_id, "", now, (climber,))


def _free_title(municipality: Municipality, store: Store) -> str:
    """A title that no other chat of the community bears: chats are told by their titles."""
    return next(
        title
        for title in _titles(municipality)
        if store.get(title_path(municipality.group_id, title), ChatTitle) is None
    )


def _titles(municipality: Municipality) -> Iterator[str]:
    title = f"Координационный чат: {municipality.name}"
    yield title
    yield f"{title} ({municipality.region})"
    yield from (f"{title} ({number})" for number in count(2))
