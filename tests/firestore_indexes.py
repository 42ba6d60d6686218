"""Which indexes queries need, told from the queries themselves: `python -m tests.firestore_indexes` writes the list.

The emulator answers every query, the service only those for which it has an index. tests/firestore_record.py notes
each query that any test asks and every expiry that is written; a run fails where Terraform lacks an index for one of
them, and a whole run where it has one that none of them needs.

https://firebase.google.com/docs/firestore/query-data/index-overview: equalities alone are answered by merging
single-field indexes; equalities with an order or a range by merging composite ones that end alike, so one for each
equality is enough for all their combinations; sums need one index with everything. Single fields are indexed by
themselves within a collection, but not across all collections of a name.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
INDEXES = ROOT / "infra" / "terraform" / "modules" / "database" / "indexes.json"
# What the last runs asked; a whole run writes it anew, others add to it.
RECORD = ROOT / ".cache" / "firestore_record.json"

COLLECTION, GROUP = "COLLECTION", "COLLECTION_GROUP"
ASCENDING, CONTAINS = "ASCENDING", "CONTAINS"
# What Firestore makes by itself for every field.
_AUTOMATIC = ((COLLECTION, ASCENDING), (COLLECTION, "DESCENDING"), (COLLECTION, CONTAINS))

# Fields that are never searched and would cost an index entry for each of their many values.
NOT_SEARCHED = frozenset(
    {("files", "house_ids"), ("chunks", "house_ids"), ("pictures", "content")}
    | {("activity_now", "houses"), ("activity_days", "days"), ("activity_sums", "groups"), ("activity_boards", "rows")}
)
# Collections that are only in tests of the store itself.
_TESTS_OWN = frozenset({"things"})
# What begins its time with this name is deleted by Firestore when it is over.
EXPIRY = "expires_at"

Part = tuple[str, str]  # a field's path, and ASCENDING, DESCENDING or CONTAINS


@dataclass(frozen=True, slots=True, order=True)
class Shape:
    """A query without its values: what it compares for equality (`CONTAINS` for members of lists), what it sorts by or
    ranges over, what it sums.
    """

    collection: str
    scope: str
    equal: tuple[Part, ...]
    sorted_by: tuple[Part, ...]
    summed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Index:
    """A composite index; or, with one part, a single field's index."""

    collection: str
    scope: str
    parts: tuple[Part, ...]


def shape_of(collection: str, scope: str, query: Any, summed: Iterable[str] = ()) -> Shape:
    """The shape of a query as it goes to Firestore (a StructuredQuery)."""
    equal, ranged = [], []
    for path, operator in _conditions(query):
        if operator in {"EQUAL", "IN", "IS_NULL", "IS_NAN"}:
            equal.append((path, ASCENDING))
        elif operator.startswith("ARRAY_CONTAINS"):
            equal.append((path, CONTAINS))
        else:
            ranged.append(path)
    fixed = {path for path, mode in equal if mode == ASCENDING}
    order = [(_plain(each.field.field_path), each.direction.name) for each in query.order_by]
    order = [
        (path, mode if mode != "DIRECTION_UNSPECIFIED" else ASCENDING) for path, mode in order if path not in fixed
    ]
    order += [(path, ASCENDING) for path in dict.fromkeys(ranged) if path not in dict(order)]
    return Shape(collection, scope, tuple(sorted(set(equal))), tuple(order), tuple(sorted(summed)))


def whole_index(shape: Shape) -> Index:
    """The one index that answers a query all by itself, as Firestore suggests it."""
    named = {path for path, _ in (*shape.equal, *shape.sorted_by)}
    sums = [(path, ASCENDING) for path in shape.summed if path not in named]
    return Index(shape.collection, shape.scope, (*shape.equal, *_without_name(shape.sorted_by), *sums))


def needed(shape: Shape) -> set[Index]:
    """The indexes that a query needs and Firestore does not make by itself."""
    tail = _without_name(shape.sorted_by)
    if shape.summed:
        wanted = {whole_index(shape)}
    elif tail:
        wanted = {Index(shape.collection, shape.scope, (each, *tail)) for each in shape.equal}
        wanted = wanted or {Index(shape.collection, shape.scope, tail)}
    else:
        wanted = {Index(shape.collection, shape.scope, (each,)) for each in shape.equal}
    return {index for index in wanted if len(index.parts) > 1 or (index.scope == GROUP and index.parts)}


def terraforms(all_shapes: Iterable[Shape], expiring: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """What Terraform reads: composite indexes, and the fields that are not as Firestore makes them by itself."""
    shapes = [shape for shape in all_shapes if shape.collection not in _TESTS_OWN]
    indexes = {index for shape in shapes for index in needed(shape)}
    composite = sorted(index for index in indexes if len(index.parts) > 1)
    searched = {(shape.collection, path) for shape in shapes for path, _ in (*shape.equal, *shape.sorted_by)}
    expiries = {(collection, EXPIRY) for collection in expiring}
    across = {(index.collection, index.parts[0][0]): set[Part]() for index in indexes if len(index.parts) == 1}
    for index in indexes:
        if len(index.parts) == 1:
            across[index.collection, index.parts[0][0]].add((GROUP, index.parts[0][1]))
    fields = []
    for collection, field in sorted({*across, *expiries, *NOT_SEARCHED}):
        # A moment that only rises would put all writes of a collection on one end of an index.
        is_searched = (collection, field) in searched
        modes = [*(_AUTOMATIC if is_searched else ()), *sorted(across.get((collection, field), ()))]
        fields.append(
            {
                "collection": collection,
                "field": field,
                "indexes": [{"scope": scope, "mode": mode} for scope, mode in modes],
                "expires": (collection, field) in expiries,
            }
        )
    return {
        "composite": [
            {
                "collection": index.collection,
                "scope": index.scope,
                "fields": [{"path": path, "mode": mode} for path, mode in index.parts],
            }
            for index in composite
        ],
        "fields": fields,
    }


def differences(found: dict[str, Any], there: dict[str, Any]) -> tuple[list[str], list[str]]:
    """What a run needed and Terraform lacks, and what Terraform has and the run did not need; a line each."""
    wanted, had = set(_lines(found)), set(_lines(there))
    return sorted(wanted - had), sorted(had - wanted)


def read_record(path: Path = RECORD) -> tuple[set[Shape], set[str]]:
    """The shapes and the expiring collections that were recorded; none where there is no record."""
    if not path.exists():
        return set(), set()
    document = json.loads(path.read_bytes())
    return {shape_from(each) for each in document["shapes"]}, set(document["expiring"])


def as_document(shapes: Iterable[Shape], expiring: Iterable[str]) -> dict[str, Any]:
    """The record as JSON knows it."""
    rows = [
        [shape.collection, shape.scope, shape.equal, shape.sorted_by, shape.summed] for shape in sorted(set(shapes))
    ]
    return {"shapes": rows, "expiring": sorted(set(expiring))}


def shape_from(row: Any) -> Shape:
    """A shape from its row."""
    collection, scope, equal, sorted_by, summed = row
    return Shape(collection, scope, _parts(equal), _parts(sorted_by), tuple(summed))


def _parts(rows: Any) -> tuple[Part, ...]:
    return tuple((str(path), str(mode)) for path, mode in rows)


def _lines(document: dict[str, Any]) -> Iterator[str]:
    for index in document["composite"]:
        yield f"{index['collection']} {index['scope']}: " + ", ".join(
            f"{f['path']} {f['mode']}" for f in index["fields"]
        )
    for field in document["fields"]:
        modes = ", ".join(f"{each['scope']} {each['mode']}" for each in field["indexes"]) or "not indexed"
        yield f"{field['collection']}.{field['field']}: {modes}" + (", expires" if field["expires"] else "")


def _conditions(query: Any) -> Iterator[tuple[str, str]]:
    pending = [query.where]
    while pending:
        condition = pending.pop()
        if condition.field_filter.field.field_path:
            yield _plain(condition.field_filter.field.field_path), condition.field_filter.op.name
        elif condition.unary_filter.field.field_path:
            yield _plain(condition.unary_filter.field.field_path), condition.unary_filter.op.name
        else:
            pending += condition.composite_filter.filters


def _plain(path: str) -> str:
    return path.replace("`", "")


def _without_name(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    # Every index ends with the documents' names, in the direction of what stands before.
    return tuple(part for part in parts if part[0] != "__name__")


def main() -> int:
    """Writes Terraform's list from the record of the last runs."""
    shapes, expiring = read_record()
    if not shapes:
        sys.stderr.write("There is no record: run the tests first.\n")
        return 1
    INDEXES.write_text(json.dumps(terraforms(shapes, expiring), indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{INDEXES.relative_to(ROOT)}: from {len(shapes)} kinds of queries\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
