"""The minute's exchange with organisations' own systems: complaints go out, their states come back.

It may run any number of times, at once and late, and may die between any two lines: a delivery is held while somebody
works on it, and what the other system says becomes the complaint's next step in one commit with the messages that tell
of it. docs/decisions/open311.md says what is promised and what cannot be.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

from msgspec import Struct

from lib.clock import SystemClock
from lib.config import Config
from lib.gateways.open311.client import GeoReportClient
from lib.open311.delivery import Delivery, Handing, ended, postponed
from lib.open311.handing import give_up, hand_over
from lib.open311.reading import read_back
from lib.open311.server import Server, server_path
from lib.open311.talk import Held, Talk
from lib.provisioning.connect import connect as connect_provisioning
from lib.questions.outside import Desk

_MOST_AT_ONCE = 200
# A server that is slow does not keep the others waiting for longer than a run may take.
_LONGEST_WITH_ONE = timedelta(seconds=60)
_SWITCHED_OFF = "switched_off"


class Exchanging(Struct, frozen=True):
    """The outside world as the exchange sees it."""

    desk: Desk
    client: GeoReportClient


def connect(config: Config) -> Exchanging:
    """The outside of one process; only a local cloud reaches servers on its own machine."""
    is_local = bool(config.cloud_tasks_emulator_host)
    return Exchanging(connect_provisioning(config), GeoReportClient(SystemClock(), is_local=is_local))


def exchange(outside: Exchanging) -> dict[str, int]:
    """Hands over and reads back whatever is due; how many deliveries were due and how many states were read."""
    store, now = outside.desk.store, outside.desk.clock.now()
    due = store.query_group("open311_deliveries", Delivery, [("due_at", "<=", now)], ["due_at"], _MOST_AT_ONCE)
    read = 0
    for (municipality_id, organization_id), group in groupby(sorted(due, key=_whose), key=_whose):
        found = store.get(server_path(municipality_id, organization_id), Server)
        if found is not None:
            read += _with_one(list(group), Talk(found.record, outside.desk, outside.client))
    return {"due": len(due), "read": read}


def _with_one(due: Sequence[Held], talk: Talk) -> int:
    if not talk.server.is_on:
        for each in due:
            _switch_off(each, talk)
        return 0
    ends = talk.now + _LONGEST_WITH_ONE
    waiting = [each for each in due if each.record.state is Handing.WAITING]
    handed = [each for each in due if each.record.state is Handing.HANDED]
    for number, each in enumerate(waiting, start=1):
        if talk.now >= ends or not hand_over(each, talk):
            for other in (*waiting[number:], *handed):
                talk.record(other, postponed(other.record, talk.now))
            return 0
    return read_back(handed, talk)


def _switch_off(stored: Held, talk: Talk) -> None:
    if stored.record.state is Handing.WAITING:
        failed = ended(stored.record, Handing.FAILED, _SWITCHED_OFF)
        talk.settle(stored, failed, lambda complaint: give_up(complaint, talk))
    else:
        talk.drop(stored, _SWITCHED_OFF)


def _whose(stored: Held) -> tuple[str, str]:
    return stored.record.municipality_id, stored.record.organization_id
