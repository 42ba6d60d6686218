"""Notes what every test asks Firestore, and holds it against Terraform's indexes when the run is over."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from google.cloud.firestore_v1.services.firestore import FirestoreClient

from tests.firestore_indexes import (
    COLLECTION,
    EXPIRY,
    GROUP,
    INDEXES,
    RECORD,
    Shape,
    as_document,
    differences,
    read_record,
    shape_from,
    shape_of,
    terraforms,
)

shapes: set[Shape] = set()
expiring: set[str] = set()
_complaints: list[str] = []


def pytest_configure() -> None:
    """From here on the client that every store stands on tells us what it asks."""
    for name, note in (("run_query", _note_query), ("run_aggregation_query", _note_sums), ("commit", _note_writes)):
        setattr(FirestoreClient, name, _noting(getattr(FirestoreClient, name), note))


def pytest_testnodedown(node: Any) -> None:
    """A worker process ended: what it noted is ours."""
    document = getattr(node, "workeroutput", {}).get("firestore")
    if document:
        shapes.update(shape_from(each) for each in document["shapes"])
        expiring.update(document["expiring"])


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The run fails where an index is missing; a whole run also where one is not needed."""
    if hasattr(session.config, "workerinput"):
        session.config.workeroutput["firestore"] = json.loads(json.dumps(as_document(shapes, expiring)))  # type: ignore[attr-defined]
        return
    if not shapes:
        return
    is_whole = session.config.args_source is pytest.Config.ArgsSource.TESTPATHS and not session.testsfailed
    is_whole = is_whole and not (session.config.option.keyword or session.config.option.markexpr)
    there = json.loads(INDEXES.read_bytes())
    missing, unneeded = differences(terraforms(shapes, expiring), there)
    _complaints.extend(
        f"Terraform lacks an index that a query needs: {line}" for line in missing if _is_new(line, there)
    )
    if is_whole:
        _complaints.extend(f"Terraform has an index that no query needs: {line}" for line in unneeded)
    before: tuple[set[Shape], set[str]] = (set(), set()) if is_whole else read_record()
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text(json.dumps(as_document(shapes | before[0], expiring | before[1])), encoding="utf-8")
    if _complaints:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says why."""
    for complaint in _complaints:
        terminalreporter.write_line(complaint, red=True)
    if _complaints:
        terminalreporter.write_line("`python -m tests.firestore_indexes` writes the list anew after a whole run.")


def _is_new(line: str, there: dict[str, Any]) -> bool:
    """Whether Terraform lacks it; a field that has more modes than a part of the tests needs is no lack."""
    name, _, modes = line.partition(": ")
    for field in there["fields"]:
        if f"{field['collection']}.{field['field']}" == name:
            had = {f"{each['scope']} {each['mode']}" for each in field["indexes"]}
            had |= {"not indexed"} | ({"expires"} if field["expires"] else set())
            return not set(modes.split(", ")) <= had
    return True


def _noting(method: Callable[..., Any], note: Callable[[Any], None]) -> Callable[..., Any]:
    def noting(self: FirestoreClient, request: Any = None, *positional: Any, **named: Any) -> Any:
        note(request)
        return method(self, request, *positional, **named)

    return noting


def _note_query(request: Any) -> None:
    query = request["structured_query"]
    shapes.add(shape_of(*_source(query), query))


def _note_sums(request: Any) -> None:
    aggregation = request["structured_aggregation_query"]
    query = aggregation.structured_query
    summed = [each.sum.field.field_path for each in aggregation.aggregations if each.sum.field.field_path]
    shapes.add(shape_of(*_source(query), query, summed))


def _note_writes(request: Any) -> None:
    for write in request["writes"]:
        if EXPIRY in write.update.fields:
            expiring.add(write.update.name.split("/")[-2])


def _source(query: Any) -> tuple[str, str]:
    source = query.from_[0]
    return source.collection_id, GROUP if source.all_descendants else COLLECTION
