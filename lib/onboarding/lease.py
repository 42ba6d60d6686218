"""Holding a case: one worker at a time does a house's errands, while people go on pressing buttons.

The lease is `held_until` with the number of the attempt. What people do changes the record under the worker's hands, so
what a worker learnt is applied to the record as it is by then; a worker whose attempt is no longer the record's own
records nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from lib.clock import Clock
from lib.gateways.firestore.store import AlreadyExists, StaleRecord, Store, Write
from lib.houses.house import House
from lib.onboarding.onboarding import Onboarding
from lib.onboarding.outside import Leading
from lib.onboarding.records import Case, Change, load_case, save, save_all

_TRIES = 8


class LeaseLost(Exception):
    """Somebody else has the case, or somebody else is administrator by now; either way this attempt ends here."""


class Held:
    """A case that this attempt holds; obtained from `take`."""

    def __init__(self, case: Case, outside: Leading) -> None:
        self._case = case
        self._store: Store = outside.store
        self._clock: Clock = outside.clock
        self._lease = outside.lease
        self._attempt = self.onboarding.attempt

    @property
    def house(self) -> House:
        """The house as last read."""
        return self._case.house.record

    @property
    def onboarding(self) -> Onboarding:
        """The onboarding as last read."""
        assert self._case.onboarding is not None
        return self._case.onboarding.record

    def record(self, change: Change, *, house: Mapping[str, object] | None = None, also: Sequence[Write] = ()) -> None:
        """Records what was learnt, on whatever the record has become meanwhile, and renews the lease.

        Raises:
            LeaseLost: nothing was recorded.
            AlreadyExists: one of `also` is there; nothing was recorded.
        """
        until = self._clock.now() + self._lease
        self._write(lambda at, seen: replace(change(at, seen), held_until=until), house, also)

    def hand_back(self) -> datetime | None:
        """Gives the case up; returns when it is due again. Raises like `record`."""
        self._write(lambda _, seen: replace(seen, held_until=None), None, ())
        return self.onboarding.due_at

    def _write(self, change: Change, house: Mapping[str, object] | None, also: Sequence[Write]) -> None:
        for _ in range(_TRIES):
            after = change(self.house, self.onboarding)
            try:
                self._case = save(self._case, after, store=self._store, house=house, also=also)
            except StaleRecord:
                self._read_again()
                continue
            return
        raise LeaseLost(self.house.id)

    def _read_again(self) -> None:
        seen = self.onboarding
        case = load_case(seen.municipality_id, seen.house_id, store=self._store)
        if case is None or case.onboarding is None or not case.is_current:
            raise LeaseLost(seen.house_id)
        if case.onboarding.record.attempt != self._attempt:
            raise LeaseLost(seen.house_id)
        self._case = case


def take(changes: Sequence[tuple[Case, Onboarding]], outside: Leading) -> list[Held]:
    """The cases under a fresh lease, each with its onboarding as it is to be then; those for which somebody was quicker
    are left out.
    """
    until = outside.clock.now() + outside.lease
    claimed = [(case, replace(after, held_until=until, attempt=after.attempt + 1)) for case, after in changes]
    if not claimed:
        return []
    try:
        return [Held(case, outside) for case in save_all(claimed, store=outside.store)]
    except (AlreadyExists, StaleRecord):
        # One of them changed meanwhile: alone each is taken or left, the others don't suffer.
        return [held for each in changes for held in take([each], outside)] if len(changes) > 1 else []
