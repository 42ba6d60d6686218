"""An eye on whatever a request changes: records that are written and tasks that are enqueued."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from functions.api.routing import Route
from lib.gateways.firestore.store import Create, Delete, Write
from lib.people.permissions import WHO_MAY, Action
from tests.functions.api.city import BEARERS, City, Town

# Where a key is claimed before anything is done, and given back where nothing was: functions/api/idempotency.py.
_CLAIMS = "requests/"
# Whoever VK was asked about is remembered, with what VK shows to everybody: lib/people/directory.py.
_PEOPLE = "people/"


@dataclass
class Changes:
    """What a request has changed."""

    writes: list[Write] = field(default_factory=list)
    tasks: int = 0

    @property
    def paths(self) -> list[str]:
        """The records that were written, without the claims of keys."""
        return [write.path for write in self.writes if not write.path.startswith((_CLAIMS, _PEOPLE))]

    @property
    def is_nothing(self) -> bool:
        """Whether all is as it was: no record, no task, and no key that is still taken."""
        claims = [write for write in self.writes if write.path.startswith(_CLAIMS)]
        claimed = {write.path for write in claims if isinstance(write, Create)}
        freed = {write.path for write in claims if isinstance(write, Delete)}
        return not self.paths and not self.tasks and claimed == freed


class Watched:
    """The city whose store is watched."""

    def __init__(self, city: City) -> None:
        self.city = city
        self._changes = Changes()
        commit = city.store.commit

        def watching(writes: Sequence[Write]) -> list[datetime]:
            done = commit(writes)
            self._changes.writes.extend(writes)
            return done

        city.store.commit = watching  # type: ignore[method-assign]

    @contextmanager
    def changes(self) -> Iterator[Changes]:
        """What is changed inside."""
        self._changes = seen = Changes()
        before = len(self.city.queue.tasks)
        yield seen
        seen.tasks = len(self.city.queue.tasks) - before


# The officer of the region last: theirs is a look at everything, and little more.
_FROM_THE_TOWN_FIRST = (*BEARERS[1:], BEARERS[0])


def able(town: Town, route: Route) -> int:
    """Somebody of the town whom a route is for: the most powerful of them."""
    return town.people[
        next(role for role in _FROM_THE_TOWN_FIRST if isinstance(route.may, Action) and role in WHO_MAY[route.may])
    ]
