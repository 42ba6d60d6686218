"""Bugs of kinds that the state machines are there for, each planted in place of a part of the product, and the checks
of the machine that must find it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from lib.audit.line import AuditAction
from lib.audit.record import Doing, line_writes
from lib.discussions.discussion import Discussion, DiscussionState
from lib.discussions.rules import wakes_at
from lib.gateways.firestore.store import AlreadyExists, Put, Stored
from lib.gateways.vk.execute import Call
from lib.houses import uploading
from lib.lease import Held
from lib.outbox import sending
from lib.outbox.message import OutgoingMessage
from lib.people.session import Session, read_session
from lib.provisioning.imports import Import, ImportRow
from lib.provisioning.imports import start_import as let_workers_plan
from lib.provisioning.outside import Provisioning
from lib.provisioning.plan import NewHouses, new_houses
from lib.provisioning.wave import Step, WaveHouse
from lib.questions.ballot import Ballot
from lib.questions.question import Official, Question, QuestionState, consistent, moved, votes_path
from lib.questions.voting import Place, Press, Taken, cast_vote

Plant = Callable[[pytest.MonkeyPatch], None]


class Bug(Struct, frozen=True):
    """A bug by what is wrong; the machine that is to find it, by its module; which of its checks may say so; and
    whether that takes longer than CI has.
    """

    machine: str
    what: str
    plant: Plant
    found_by: frozenset[str]
    is_slow: bool


def _replace_anyway(self: Held[Any], record: Any, also: Sequence[Any] = ()) -> None:
    revision, *_ = self._store.commit([Put(self._stored.path, record), *also])
    self._stored = Stored(self._stored.path, record, revision)


def _another_key_each_time() -> Callable[..., int]:
    keys = count(1_000_000)
    return lambda *_: next(keys)


def _put(path: str, record: Any) -> Put:
    return Put(path, record)


def _all_but_the_last(rows: Sequence[ImportRow], **given: Any) -> NewHouses:
    return new_houses(rows[:-1], **given)


def _start_whatever_it_is(municipality_id: str, import_id: str, doing: Doing, outside: Provisioning) -> Import:
    found = uploading.load_import(municipality_id, import_id, store=outside.store)
    line = uploading._line(AuditAction.IMPORT_STARTED, found, doing)
    with suppress(AlreadyExists):
        let_workers_plan(found, outside, line_writes(doing, [line]))
    return found


def _vote_of_somebody_new() -> Callable[..., Taken]:
    people = count(1_000)

    def cast(press: Press, place: Place, now: datetime, store: Any) -> Taken:
        return cast_vote(replace(press, vk_id=next(people)), place, now, store)

    return cast


def _votes_whenever(path: str, _name: str, ballot: Ballot, press: Press, _now: datetime) -> Place:
    return Place(votes_path(path), path, ballot.choices[press.choice % len(ballot.choices)])


def _taken_again(question: Question, official: Official, now: datetime) -> Question:
    return consistent(moved(replace(question, taken_by=official), QuestionState.TAKEN, now, official.in_words))


def _send_under_another_key() -> Callable[[OutgoingMessage], Call]:
    keys, send_call = count(1_000_000), sending._send_call
    return lambda message: send_call(replace(message, random_id=next(keys)))


def _wakes_no_more_once_held(discussion: Discussion) -> datetime | None:
    return None if discussion.state is DiscussionState.HELD else wakes_at(discussion)


def _all_waiting(houses: Sequence[WaveHouse], *_: object) -> list[WaveHouse]:
    return [replace(house, step=Step.WAITING) for house in houses]


def _read_whatever_its_time(token: str, *, key: bytes, now: datetime) -> Session:
    return read_session(token, key=key, now=min(now, datetime(2000, 1, 1, tzinfo=UTC)))


def _instead(path: str, broken: Callable[[], object]) -> Plant:
    """Plants what `broken` makes, afresh for each planting, in place of what lies there."""
    return lambda patch: patch.setattr(path, broken())


def _bug(
    machine: str, what: str, path: str, broken: Callable[[], object], *found_by: str, is_slow: bool = False
) -> Bug:
    return Bug(machine, what, _instead(path, broken), frozenset(found_by), is_slow)


_BATCHES, _IMPORTS = "tests.lib.broadcasts.test_batches_machine", "tests.lib.houses.test_imports_machine"
_QUESTIONS, _DISCUSSIONS = "tests.lib.questions.test_machine", "tests.lib.discussions.test_rules"
_WAVES, _SESSIONS = "tests.lib.provisioning.test_waves_machine", "tests.lib.people.test_sessions_machine"

BUGS = (
    _bug(
        _BATCHES,
        "a batch without a lease",
        "lib.lease.Held.replace",
        lambda: _replace_anyway,
        "what_is_final_stays_so",
        "every_house_is_told_of_by_one_batch_and_the_sums_add_up",
        is_slow=True,
    ),
    _bug(
        _BATCHES,
        "what is sent again has another key",
        "lib.broadcasts.batch.Batch.random_id_of",
        _another_key_each_time,
        "_assert_people_saw_what_is_recorded",
    ),
    _bug(
        _IMPORTS,
        "houses are written without a claim",
        "lib.provisioning.plan.Create",
        lambda: _put,
        "a_house_is_there_once",
        is_slow=True,
    ),
    _bug(
        _IMPORTS,
        "a row is forgotten",
        "lib.provisioning.plan.new_houses",
        lambda: _all_but_the_last,
        "_assert_its_houses_are_there",
    ),
    _bug(
        _IMPORTS,
        "an import is started again",
        f"{_IMPORTS}.start_import",
        lambda: _start_whatever_it_is,
        "an_import_is_started_in_the_log_once",
        "rows_add_up_and_an_import_never_goes_back",
        is_slow=True,
    ),
    _bug(
        _QUESTIONS,
        "a person votes twice",
        "tests.lib.questions.pressing.cast_vote",
        _vote_of_somebody_new,
        "a_person_has_one_vote",
        is_slow=True,
    ),
    _bug(
        _QUESTIONS,
        "a vote after the end",
        "lib.questions.voting._open_votes",
        lambda: _votes_whenever,
        "vote",
        "people_vote_and_somebody_comes_too_late",
    ),
    _bug(
        _QUESTIONS,
        "a state goes back",
        "lib.questions.inviting.taken",
        lambda: _taken_again,
        "the_rules_hold",
        is_slow=True,
    ),
    _bug(
        _QUESTIONS,
        "an answer is said twice",
        "lib.outbox.sending._send_call",
        _send_under_another_key,
        "everything_decided_was_said_once",
        is_slow=True,
    ),
    _bug(
        _DISCUSSIONS,
        "an unguarded step",
        "lib.discussions.rules._only_in",
        lambda: lambda *_: None,
        "what_is_over_never_begins_again",
        "somebody_looks_after_whatever_is_open",
        "time_alone_ends_it",
    ),
    _bug(
        _DISCUSSIONS,
        "nobody looks after it",
        "lib.discussions.rules.wakes_at",
        lambda: _wakes_no_more_once_held,
        "somebody_looks_after_whatever_is_open",
        "time_alone_ends_it",
    ),
    _bug(
        _WAVES,
        "chats are not looked for",
        "lib.provisioning.attempt.find_chats",
        lambda: _all_waiting,
        "a_title_has_one_chat",
        "every_house_has_its_chat_and_one_welcome",
        is_slow=True,
    ),
    _bug(
        _WAVES,
        "a wave without a lease",
        "lib.lease.Held.replace",
        lambda: _replace_anyway,
        "a_live_house_stays_what_it_is",
        "the_sums_of_a_wave_are_those_of_its_houses",
        "a_title_has_one_chat",
        "every_house_has_its_chat_and_one_welcome",
    ),
    _bug(
        _SESSIONS,
        "a launch string is not claimed",
        "lib.people.sign_in.Create",
        lambda: _put,
        "a_launch_is_exchanged",
    ),
    _bug(
        _SESSIONS,
        "a nonce is not compared",
        "lib.people.sign_in.hmac",
        lambda: SimpleNamespace(compare_digest=lambda *_: True),
        "a_launch_is_exchanged",
    ),
    _bug(
        _SESSIONS,
        "a session that never ends",
        f"{_SESSIONS}.read_session",
        lambda: _read_whatever_its_time,
        "a_token_is_shown",
    ),
)
