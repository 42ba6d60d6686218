"""The weekly digest: Monday morning, local time, in the coordination chat; once a week, whatever crashes.

The week's record is created in the commit that puts the message into the outbox, so there is one of both or none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from lib import log
from lib.activity.health.reading import count_mended, count_open
from lib.activity.health.texts import digest_text
from lib.coordination.chat import CoordinationChat
from lib.gateways.firestore.store import AlreadyExists, Create
from lib.houses.house import HealthTask, HouseState, peer_id
from lib.municipalities.registry import load_municipality
from lib.outbox.message import Letter, outgoing
from lib.outbox.posting import have_sent, posted
from lib.provisioning.outside import Provisioning
from lib.questions.settings import load_question_settings

_MONDAY, _TIME_OF_DAY = 0, time(9, 0)
# Rather late than never; on Wednesday it would be no news any more.
_LATEST = timedelta(days=1, hours=12)
_LOOKED_FOR_EVERY = timedelta(minutes=15)
_MOST_CHATS = 1_000
_KEPT_FOR = timedelta(days=400)


class Digest(Struct, frozen=True):
    """A week's digest as it was sent: the tasks that were open then, and what had been mended. Firestore deletes it
    some time after `expires_at` (TTL).
    """

    week: str
    at: datetime
    open: Mapping[HealthTask, int]
    mended: int
    expires_at: datetime


class Swept(Struct, frozen=True):
    """That a quarter of an hour has been looked at (Firestore deletes it some time after, TTL on `expires_at`)."""

    expires_at: datetime


def digest_path(municipality_id: str, week: str) -> str:
    """Where a week's digest lies."""
    return f"municipalities/{municipality_id}/digests/{week}"


def due_week(now: datetime, time_zone: str) -> str:
    """The week (`2026-W48`) whose digest is due now where the municipality is; empty where none is."""
    local = now.astimezone(ZoneInfo(time_zone))
    monday = datetime.combine(local.date() - timedelta(days=local.weekday()), _TIME_OF_DAY, local.tzinfo)
    return _week_of(local) if monday <= local < monday + _LATEST else ""


def sweep_digests(outside: Provisioning) -> int:
    """Sends the digests that are due; returns how many. Looks once a quarter of an hour."""
    now = outside.clock.now()
    number = int(now.timestamp() // _LOOKED_FOR_EVERY.total_seconds())
    try:
        outside.store.commit([Create(f"sweeps/digests-{number}", Swept(now + timedelta(days=1)))])
    except AlreadyExists:
        return 0
    # Anywhere on Earth: the days on which it can be Monday or Tuesday somewhere.
    if now.weekday() not in (6, 0, 1, 2):
        return 0
    live = [("state", "==", HouseState.LIVE)]
    chats = outside.store.query_group("coordination", CoordinationChat, live, limit=_MOST_CHATS)
    return sum(send_digest(stored.record, outside) for stored in chats)


def send_digest(chat: CoordinationChat, outside: Provisioning) -> bool:
    """Sends the chat's digest of this week, if it is due and was not sent; whether it was sent now."""
    store, now, municipality_id = outside.store, outside.clock.now(), chat.municipality_id
    time_zone = load_question_settings(municipality_id, store=store).time_zone
    week = due_week(now, time_zone)
    if not week or store.get(digest_path(municipality_id, week), Digest):
        return False
    municipality = load_municipality(municipality_id, store=store)
    if not municipality.sends_digest:
        return False
    opened = count_open(municipality_id, store=store)
    fixed = sum(count_mended(municipality_id, task, now - timedelta(days=7), now, store=store) for task in opened)
    week_before = _week_of((now - timedelta(days=7)).astimezone(ZoneInfo(time_zone)))
    last = store.get(digest_path(municipality_id, week_before), Digest)
    text = digest_text(municipality.name, opened, last.record.open if last else None, fixed)
    letter = Letter((peer_id(chat.chat_id),), text)
    message = outgoing(f"digest-{week}", municipality_id, chat.group_id, letter, now)
    record = Digest(week, now, opened, fixed, now + _KEPT_FOR)
    try:
        store.commit([Create(digest_path(municipality_id, week), record), *posted([message])])
    except AlreadyExists:
        return False
    have_sent([message], outside.queue)
    log.info("digest_sent", municipality_id=municipality_id, week=week, open=sum(opened.values()), mended=fixed)
    return True


def _week_of(moment: datetime) -> str:
    year, week, _ = moment.isocalendar()
    return f"{year}-W{week:02}"
