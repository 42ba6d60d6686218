"""The store in memory answers as Google's emulator does: both are asked the same at random, and both say the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from msgspec import Struct

from fire.memory_store import Database, MemoryStore
from fire.memory_values import Refused
from lib.gateways.firestore.store import (
    AlreadyExists,
    Condition,
    Create,
    Delete,
    Put,
    Replace,
    StaleRecord,
    Store,
    Update,
    Write,
)

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
PLACES = ("towns/a/things", "towns/b/things")
STREETS = ("Ленина", "ленина", "Ёлочная", "Zorge", "")


class House(Struct, frozen=True):
    """Something with a field of each kind that our records have."""

    street: str
    number: int
    due_at: datetime | None = None
    is_open: bool = False
    tags: tuple[str, ...] = ()
    votes: dict[str, int] = {}
    title: str = ""


def any_house(dice: Random) -> House:
    return House(
        dice.choice(STREETS),
        dice.randrange(6),
        dice.choice([None, MONDAY + timedelta(minutes=dice.randrange(4))]),
        dice.random() < 0.5,
        tuple(dice.sample(["лифт", "двор", "крыша"], dice.randrange(3))),
        {"a": dice.randrange(3)},
    )


class Pair:
    """Both stores, and the revisions that each gave."""

    def __init__(self, real: Store, large: int) -> None:
        self.stores = (real, MemoryStore(Database(large)))

    def commit(self, writes: list[tuple[str, Any]]) -> None:
        """The same writes; both take them, or refuse for the same reason."""
        outcomes = [self._commit(store, writes) for store in self.stores]
        assert outcomes[0] == outcomes[1], writes

    def _commit(self, store: Store, writes: list[tuple[str, Any]]) -> str:
        made: list[Write] = []
        for path, given in writes:
            match given:
                case ("replace", record, is_stale):
                    found = store.get(path, House)
                    revision = MONDAY if is_stale or found is None else found.revision
                    made.append(Replace(path, record, revision))
                case ("create", record):
                    made.append(Create(path, record))
                case ("put", record):
                    made.append(Put(path, record))
                case ("update", fields):
                    made.append(Update(path, fields))
                case _:
                    made.append(Delete(path))
        try:
            revisions = store.commit(made)
        except (AlreadyExists, StaleRecord) as error:
            return type(error).__name__
        return f"{len(revisions)} written"

    def ask(self, *given: Any, **named: Any) -> None:
        """The same query: the same records in the same order."""
        answers = [[(found.path, found.record) for found in store.query(*given, **named)] for store in self.stores]
        assert answers[0] == answers[1], (given, named)

    def ask_group(self, where: list[Condition], order: list[str], limit: int) -> None:
        answers = [
            [(found.path, found.record) for found in store.query_group("things", House, where, order, limit)]
            for store in self.stores
        ]
        assert answers[0] == answers[1], (where, order)


def any_writes(dice: Random) -> list[tuple[str, Any]]:
    paths = [f"{dice.choice(PLACES)}/h{dice.randrange(12)}" for _ in range(dice.randrange(1, 4))]
    kinds: dict[str, Callable[[], Any]] = {
        "replace": lambda: ("replace", any_house(dice), dice.random() < 0.2),
        "create": lambda: ("create", any_house(dice)),
        "put": lambda: ("put", any_house(dice)),
        "update": lambda: ("update", {"number": dice.randrange(6), "due_at": None}),
        "delete": lambda: ("delete",),
    }
    return [(path, kinds[dice.choice([*kinds, "put", "put"])]()) for path in dict.fromkeys(paths)]


def any_conditions(dice: Random) -> list[Condition]:
    due = MONDAY + timedelta(minutes=dice.randrange(4))
    choices: list[list[Condition]] = [
        [],
        [("street", "==", dice.choice(STREETS))],
        [("is_open", "==", True), ("due_at", "<", due)],
        [("due_at", "<=", due)],
        [("due_at", ">=", due), ("is_open", "==", False)],
        [("number", ">", dice.randrange(6))],
        [("due_at", "==", None)],
        [("number", "in", [1, 3, 5])],
        [("tags", "array_contains", "лифт")],
        [("votes.a", "==", 1), ("is_open", "==", True)],
        [("tags", "array_contains_any", ["двор", "крыша"]), ("is_open", "==", True)],
    ]
    return list(dice.choice(choices))


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("large", [0, 1_000], ids=["by indexes", "looked through"])
def test_whatever_is_written_and_asked_the_answers_are_the_emulators(store: Store, seed: int, large: int) -> None:
    dice, pair = Random(seed), Pair(store, large)
    for _ in range(25):
        pair.commit(any_writes(dice))
        where = any_conditions(dice)
        unequal = [field for field, operator, _ in where if operator in "<=>=" and operator != "=="]
        orders = [[*unequal], [*dict.fromkeys([*unequal[:1], "number"])], [f"-{unequal[0]}" if unequal else "-number"]]
        pair.ask(dice.choice(PLACES), House, where, dice.choice(orders), dice.choice([None, 2, 5]))
        pair.ask_group(where, dice.choice(orders[:1]), 50)
    for after in ("h1", "h3", "h9"):
        pair.ask(PLACES[0], House, [("is_open", "==", True)], ["__name__"], 3, [after])
        pair.ask(PLACES[0], House, [], ["-number"], 3, [3])
        pair.ask(PLACES[0], House, [("is_open", "==", True)], ["-number", "-__name__"], 3, [3, after])
        pair.ask(PLACES[0], House, [], ["votes.a", "__name__"], 3)
        pair.ask(PLACES[0], House, [("number", ">=", 1), ("number", "<", 5)], ["number"], 4, [2])
        pair.ask(PLACES[0], House, [], ["number"], None, [3], ["street", "number"])
    for open_or_not in (True, False):
        asked: list[Condition] = [("is_open", "==", open_or_not)]
        totals = [each.totals(PLACES[0], asked, ["number"]) for each in pair.stores]
        sums = [each.sums(PLACES[0], asked, ["number"]) for each in pair.stores]
        assert totals[0] == totals[1]
        assert sums[0] == sums[1]


@pytest.mark.parametrize("tags", [[["a"]], [2**63]])
def test_what_firestore_never_takes_is_refused_here_too(tags: Any) -> None:
    with pytest.raises(Refused):
        MemoryStore(Database()).commit([Put("towns/a", {"tags": tags})])
