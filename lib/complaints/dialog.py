"""Where somebody is in the conversation with the bot: a resident on the way to a complaint, or whoever is about to
write a few words about one. Kept for a day, one a person.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec.structs import replace

from lib.discreet import Discreet
from lib.gateways.firestore.store import AlreadyExists, Create, Replace, StaleRecord, Store

KEPT_FOR = timedelta(days=1)
_TRIES = 10
_MOST_SEEN = 60


class At(StrEnum):
    """What the person is about to say. The first ones lead to a complaint; the later ones are words about one."""

    HOUSE = "house"
    SUBJECT = "subject"
    SIMILAR = "similar"
    WHAT = "what"
    PHOTOS = "photos"
    CHECK = "check"
    REPLYING = "replying"
    ASKING = "asking"
    ANSWERING = "answering"
    REJECTING = "rejecting"
    DONE = "done"


MAKING = frozenset({At.HOUSE, At.SUBJECT, At.SIMILAR, At.WHAT, At.PHOTOS, At.CHECK})
# Their next message is taken as it is.
SPEAKING = frozenset({At.REPLYING, At.ASKING, At.ANSWERING, At.REJECTING})


class Dialog(Discreet, frozen=True):
    """A conversation. `begun` names it, `seen` are the numbers of the messages that were taken in, so that an event
    that comes again changes nothing.
    """

    group_id: int
    user_id: int
    begun: str
    expires_at: datetime
    at: At
    municipality_id: str = ""
    house_id: str = ""
    address: str = ""
    subject_id: str = ""
    text: str = ""
    photos: tuple[str, ...] = ()
    complaint_id: str = ""
    seen: tuple[int, ...] = ()


def dialog_path(group_id: int, user_id: int) -> str:
    """Where somebody's conversation lies."""
    return f"communities/{group_id}/complaint_dialogs/{user_id}"


def load_dialog(group_id: int, user_id: int, now: datetime, *, store: Store) -> Dialog | None:
    """Somebody's conversation; None where there is none, or it is over a day old."""
    found = store.get(dialog_path(group_id, user_id), Dialog)
    return found.record if found and found.record.expires_at > now else None


def begin(dialog: Dialog, *, store: Store) -> Dialog:
    """Begins a conversation in place of whatever there was; one that was begun by the same event goes on as it is."""
    return change_dialog(
        dialog.group_id,
        dialog.user_id,
        lambda before: before if before is not None and before.begun == dialog.begun else dialog,
        store=store,
    )


def change_dialog(group_id: int, user_id: int, change: Callable[[Dialog | None], Dialog], *, store: Store) -> Dialog:
    """Changes somebody's conversation; several photos come as several messages at once, and none is lost.

    Raises:
        StaleRecord: too many at once.
    """
    path = dialog_path(group_id, user_id)
    for _ in range(_TRIES):
        found = store.get(path, Dialog)
        after = change(found.record if found else None)
        if found is not None and after == found.record:
            return after
        try:
            store.commit([Create(path, after) if found is None else Replace(path, after, found.revision)])
        except (AlreadyExists, StaleRecord):
            continue
        return after
    raise StaleRecord(path)


def heard(dialog: Dialog, cmid: int, now: datetime, **fields: object) -> Dialog:
    """The conversation after a message was taken in."""
    seen = (*dialog.seen, cmid)[-_MOST_SEEN:]
    changed: Dialog = replace(dialog, seen=seen, expires_at=now + KEPT_FOR, **fields)
    return changed
