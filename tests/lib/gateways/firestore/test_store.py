from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

import pytest

from lib.gateways.firestore.store import AlreadyExists, Create, Delete, Put, Replace, StaleRecord, Store, Update


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    colour: Colour


@dataclass(frozen=True, slots=True)
class Thing:
    name: str
    number: int
    seen_at: datetime
    parts: tuple[Part, ...] = ()
    note: str | None = None


NOON = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)
THING = Thing("one", 1, NOON, (Part("a", Colour.RED), Part("b", Colour.BLUE)))


def test_a_record_comes_back_as_it_was_written(store: Store) -> None:
    store.commit([Create("things/1", THING)])
    stored = store.get("things/1", Thing)
    assert stored is not None
    assert stored.record == THING


def test_a_record_that_is_not_there_is_none(store: Store) -> None:
    assert store.get("things/1", Thing) is None


def test_of_two_who_claim_one_document_the_second_is_told(store: Store) -> None:
    store.commit([Create("things/1", THING)])
    with pytest.raises(AlreadyExists):
        store.commit([Create("things/1", replace(THING, number=2))])


def test_a_commit_that_fails_in_one_write_writes_nothing(store: Store) -> None:
    store.commit([Create("things/1", THING)])
    with pytest.raises(AlreadyExists):
        store.commit([Put("things/2", THING), Create("things/1", THING)])
    assert store.get("things/2", Thing) is None


def test_a_stale_revision_changes_nothing(store: Store) -> None:
    store.commit([Create("things/1", THING)])
    first = store.get("things/1", Thing)
    assert first is not None
    store.commit([Replace("things/1", replace(THING, number=2), first.revision)])
    for write in (Replace("things/1", THING, first.revision), Update("things/1", {"number": 9}, first.revision)):
        with pytest.raises(StaleRecord):
            store.commit([write])
    now = store.get("things/1", Thing)
    assert now is not None
    assert now.record.number == 2


def test_the_revision_that_a_commit_returns_is_good_for_the_next_one(store: Store) -> None:
    store.commit([Create("things/1", THING)])
    stored = store.get("things/1", Thing)
    assert stored is not None
    (revision,) = store.commit([Replace("things/1", replace(THING, number=2), stored.revision)])
    store.commit([Replace("things/1", replace(THING, number=3), revision)])


def test_an_update_of_something_that_is_gone_is_refused(store: Store) -> None:
    with pytest.raises(StaleRecord):
        store.commit([Update("things/1", {"number": 9})])


def test_many_records_are_read_at_once_and_the_missing_are_left_out(store: Store) -> None:
    store.commit([Create(f"things/{number}", replace(THING, number=number)) for number in range(5)])
    found = store.get_many([f"things/{number}" for number in range(7)], Thing)
    assert {path: stored.record.number for path, stored in found.items()} == {f"things/{n}": n for n in range(5)}


def test_a_query_pages_through_a_collection(store: Store) -> None:
    store.commit([Create(f"things/{number}", replace(THING, number=number)) for number in range(5)])
    first = store.query("things", Thing, order_by=["-number"], limit=2)
    rest = store.query("things", Thing, order_by=["-number"], start_after=[first[-1].record.number])
    assert [stored.record.number for stored in (*first, *rest)] == [4, 3, 2, 1, 0]


def test_totals_count_and_sum_what_meets_the_conditions(store: Store) -> None:
    store.commit([Create(f"things/{number}", replace(THING, number=number)) for number in range(5)])
    assert store.totals("things", [("number", ">=", 2)], sums=["number"]) == (3, {"number": 9})


def test_totals_of_nothing_are_zero(store: Store) -> None:
    assert store.totals("things", sums=["number"]) == (0, {"number": 0})


def test_a_group_query_finds_records_under_any_document(store: Store) -> None:
    store.commit([Create("a/1/things/1", THING), Create("b/1/things/2", THING)])
    found = store.query_group("things", Thing, [("name", "==", "one")])
    assert {stored.path for stored in found} == {"a/1/things/1", "b/1/things/2"}


def test_deleting_twice_is_no_error(store: Store) -> None:
    store.commit([Create("things/1", THING)])
    store.commit([Delete("things/1")])
    store.commit([Delete("things/1")])
    assert store.get("things/1", Thing) is None
