"""Reading back how far complaints are in an organisation's own system; residents hear of what is new."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import timedelta

from lib.complaints.complaint import CLOSED, LONGEST_TEXT, Complaint
from lib.complaints.letters import to_residents
from lib.complaints.registry import Turn
from lib.complaints.rules import answered, noted
from lib.complaints.settings import load_complaint_settings
from lib.complaints.texts import outside_text, step_text
from lib.gateways.open311.answers import SeenRequest
from lib.open311 import delivery as rules
from lib.open311.talk import FAILS, Held, Talk, in_short
from lib.pages import pages

_IDS_A_REQUEST = 25
# Servers that do not know several ids at once are asked one by one, a few a run.
_ONE_BY_ONE = 10
_NOTHING_SAID = "Заявка закрыта."


def read_back(due: Iterable[Held], talk: Talk) -> int:
    """Reads the states of requests, several at once; returns how many were read."""
    read = 0
    for page in pages([each for each in due if _is_open(each, talk)], _IDS_A_REQUEST):
        try:
            seen = _seen(page, talk)
        except FAILS as error:
            for each in page:
                talk.record(each, rules.not_read(each.record, in_short(error), talk.now))
            continue
        for each in page:
            found = seen.get(each.record.request_id)
            if found is None:
                talk.record(each, rules.not_read(each.record, "unknown_there", talk.now))
            else:
                _learn(each, found, talk)
                read += 1
    return read


def _seen(page: Sequence[Held], talk: Talk) -> dict[str, SeenRequest]:
    ids = [each.record.request_id for each in page]
    seen = {each.request_id: each for each in talk.client.requests(talk.server.address, ids)}
    if len(ids) > 1:
        for request_id in [each for each in ids if each not in seen][:_ONE_BY_ONE]:
            alone = talk.client.requests(talk.server.address, [request_id])
            seen |= {each.request_id: each for each in alone}
    return seen


def _learn(stored: Held, seen: SeenRequest, talk: Talk) -> None:
    said = hashlib.sha256(f"{seen.is_closed} {seen.notes}".encode()).hexdigest()[:16]
    after = rules.looked_at(stored.record, said, talk.now, is_closed=seen.is_closed)
    if said == stored.record.seen or not (seen.is_closed or seen.notes):
        talk.record(stored, after)
        return
    days = load_complaint_settings(after.municipality_id, store=talk.desk.store).verdict_days

    def step(current: Complaint) -> Turn:
        system = talk.system_of(current)
        if not seen.is_closed:
            moved = noted(current, system.in_words, seen.notes, talk.now)
            return Turn(moved, to_residents(moved, outside_text(moved)))
        words = (seen.notes or _NOTHING_SAID)[:LONGEST_TEXT]
        moved = answered(current, system, words, (), talk.now + timedelta(days=days), talk.now)
        return Turn(moved, to_residents(moved, step_text(moved)))

    talk.settle(stored, after, step)


def _is_open(stored: Held, talk: Talk) -> bool:
    complaint = talk.complaint_of(stored.record)
    if complaint is not None and complaint.record.state not in CLOSED and talk.is_responsible(complaint.record):
        return True
    talk.drop(stored, "not_wanted")
    return False
