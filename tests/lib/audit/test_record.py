from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from lib.audit.line import Actor, AuditAction, AuditLine, Subject, SubjectKind, audit_path
from lib.audit.record import Doing, Planned, record_change
from lib.errors import DomainError
from lib.gateways.firestore.store import Create, Replace, StaleRecord, Store, Write

TOWN = "town00000000"
SUBJECT = Subject(SubjectKind.SETTINGS, TOWN, "Город")


@dataclass(frozen=True)
class Counter:
    value: int


def doing(request: str = "request1") -> Doing:
    return Doing(TOWN, Actor(1, "Ольга", ""), request, datetime(2026, 11, 23, tzinfo=UTC))


def raise_by_one(store: Store, request: Doing, interfere: list[int] | None = None) -> None:
    def plan() -> Planned:
        stored = store.get("counters/one", Counter)
        assert stored is not None
        if interfere:
            interfere.pop()
            store.commit([Replace("counters/one", Counter(stored.record.value + 10), stored.revision)])
        write = Replace(stored.path, Counter(stored.record.value + 1), stored.revision)
        return Planned([write], [request.line(AuditAction.SETTINGS_CHANGED, SUBJECT)])

    record_change(request, plan, store)


@pytest.fixture
def counted(store: Store) -> Store:
    store.commit([Create("counters/one", Counter(0))])
    return store


def value(store: Store) -> int:
    stored = store.get("counters/one", Counter)
    assert stored is not None
    return stored.record.value


def lines(store: Store) -> list[str]:
    return [stored.record.id for stored in store.query(audit_path(TOWN), AuditLine)]


def test_a_change_and_its_line_come_together(counted: Store) -> None:
    raise_by_one(counted, doing())
    assert (value(counted), lines(counted)) == (1, ["request1"])


def test_whoever_loses_a_race_begins_again_from_what_is_there(counted: Store) -> None:
    raise_by_one(counted, doing(), interfere=[1, 1])
    assert (value(counted), lines(counted)) == (21, ["request1"])


def test_after_many_lost_races_the_person_is_told_and_nothing_is_done(counted: Store) -> None:
    with pytest.raises(DomainError, match="changed_meanwhile"):
        raise_by_one(counted, doing(), interfere=[1] * 10)
    assert (value(counted), lines(counted)) == (50, [])


def test_a_commit_whose_answer_is_lost_is_not_made_again(counted: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = counted.commit
    lost: list[int] = []

    def lose_the_first_answer(writes: list[Write]) -> list[datetime]:
        done = commit(writes)
        if not lost:
            lost.append(1)
            raise StaleRecord
        return done

    monkeypatch.setattr(counted, "commit", lose_the_first_answer)
    raise_by_one(counted, doing())
    assert (value(counted), lines(counted)) == (1, ["request1"])


def test_a_repeated_request_that_has_had_its_effect_does_nothing(counted: Store) -> None:
    raise_by_one(counted, doing())
    raise_by_one(counted, Doing(TOWN, doing().actor, "request1", doing().now, is_repeat=True))
    assert value(counted) == 1


def test_a_repeated_request_that_had_no_effect_is_done(counted: Store) -> None:
    raise_by_one(counted, Doing(TOWN, doing().actor, "request1", doing().now, is_repeat=True))
    assert (value(counted), lines(counted)) == (1, ["request1"])


def test_what_changes_nothing_writes_nothing(counted: Store) -> None:
    record_change(doing(), Planned, counted)
    assert lines(counted) == []
