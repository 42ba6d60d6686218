"""Indexes are told from queries as Firestore itself would tell them."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass, field

import pytest

from lib.gateways.firestore.store import Condition, Put, Store
from tests import firestore_record
from tests.firestore_indexes import (
    ASCENDING,
    COLLECTION,
    CONTAINS,
    GROUP,
    Index,
    Shape,
    needed,
    terraforms,
    whole_index,
)


@dataclass(frozen=True)
class Thing:
    a: int = 0
    b: int = 0
    sort: str = ""
    counts: dict[str, int] = field(default_factory=dict)


QUERIES: list[tuple[list[Condition], list[str]]] = [
    ([("a", "==", 1), ("b", "==", 2)], ["sort"]),
    ([("a", "==", 1)], ["-sort"]),
    ([("a", "array_contains", 1)], ["sort"]),
    ([("a", "==", 1), ("sort", ">=", "x"), ("sort", "<", "y")], ["sort"]),
    ([("a", "in", [1, 2])], ["sort"]),
]


def reported(store: Store, host: str) -> set[Index]:
    """The composite indexes that the emulator says a project's queries needed."""
    project = store._client.project
    url = f"http://{host}/emulator/v1/projects/{project}:indexUsage?database=projects/{project}/databases/(default)"
    with urllib.request.urlopen(url, timeout=10) as answer:
        reports = json.load(answer).get("reports", [])
    found = set()
    for report in reports:
        fields = [(each["fieldPath"], each.get("order") or CONTAINS) for each in report["index"]["fields"]]
        parts = tuple(each for each in fields if each[0] != "__name__")
        collection = report["index"]["name"].split("/collectionGroups/")[1].split("/")[0]
        found.add(Index(collection, report["index"]["queryScope"], parts))
    return found


@pytest.mark.parametrize(("where", "order"), QUERIES, ids=str)
def test_the_whole_index_of_a_query_is_the_one_that_the_emulator_reports(
    store: Store, firestore_emulator_host: str, where: list[Condition], order: list[str]
) -> None:
    store.commit([Put("things/1", Thing())])
    before = set(firestore_record.shapes)
    firestore_record.shapes.clear()
    store.query("things", Thing, where, order)
    (shape,) = firestore_record.shapes
    firestore_record.shapes.update(before)
    assert {whole_index(shape)} == reported(store, firestore_emulator_host)


def test_sums_need_one_index_with_all_that_they_sum(store: Store, firestore_emulator_host: str) -> None:
    before = set(firestore_record.shapes)
    firestore_record.shapes.clear()
    store.sums("things", [("a", "==", 1)], ["counts.x", "b"])
    (shape,) = firestore_record.shapes
    firestore_record.shapes.update(before)
    assert needed(shape) == {whole_index(shape)} == reported(store, firestore_emulator_host)


def test_equalities_alone_need_nothing_and_with_an_order_one_index_each() -> None:
    equal = (("a", ASCENDING), ("b", ASCENDING))
    assert needed(Shape("things", COLLECTION, equal, ())) == set()
    assert needed(Shape("things", COLLECTION, equal, (("sort", "DESCENDING"),))) == {
        Index("things", COLLECTION, (("a", ASCENDING), ("sort", "DESCENDING"))),
        Index("things", COLLECTION, (("b", ASCENDING), ("sort", "DESCENDING"))),
    }


def test_single_fields_are_indexed_by_themselves_but_not_across_collections() -> None:
    assert needed(Shape("things", COLLECTION, (("a", ASCENDING),), ())) == set()
    assert needed(Shape("things", COLLECTION, (), (("a", ASCENDING),))) == set()
    assert needed(Shape("things", GROUP, (), (("a", ASCENDING),))) == {Index("things", GROUP, (("a", ASCENDING),))}


def test_what_expires_is_not_indexed_unless_it_is_searched() -> None:
    written = terraforms([Shape("kept", COLLECTION, (), (("expires_at", ASCENDING),))], ["marks", "kept"])
    fields = {each["collection"]: each for each in written["fields"] if each["field"] == "expires_at"}
    assert fields["marks"] == {"collection": "marks", "field": "expires_at", "indexes": [], "expires": True}
    assert fields["kept"]["expires"]
    assert fields["kept"]["indexes"]
