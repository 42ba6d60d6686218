"""What must hold, as the guarantees say it: whatever crashes, no house gets two chats, none is forgotten, nothing is
said twice and nothing is lost; whatever comes twice or late, the outcome is the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from fire.sights import Sight, Sights
from fire.world import World


class Finding(Struct, frozen=True):
    """Something that must not be."""

    guarantee: str
    what: str

    def __str__(self) -> str:
        return f"{self.guarantee}: {self.what}"


def compare(seen: Sights, expected: Sights) -> list[Finding]:
    """People see what they see in a quiet run: nothing is lost, nothing doubled, nothing unexpected."""
    return [
        *(Finding("lost", _times(sight, count)) for sight, count in sorted((expected - seen).items())),
        *(
            Finding("doubled" if sight in expected else "unexpected", _times(sight, count))
            for sight, count in sorted((seen - expected).items())
        ),
    ]


def _times(sight: Sight, count: int) -> str:
    return f"{sight}" if count == 1 else f"{sight} ×{count}"


def nothing_broke(world: World) -> Iterator[Finding]:
    """No function of ours raised what nobody had thought of."""
    for bug, count in Counter(world.cloud.bugs).items():
        yield Finding("a bug", _times_of(bug, count))


def _times_of(what: str, count: int) -> str:
    return what if count == 1 else f"{what} ×{count}"


def nothing_waits(world: World) -> Iterator[Finding]:
    """Nothing is held by a worker that is no more: all that is due was done."""
    now = world.timeline.now
    for record in world.store.everything():
        due = record.fields.get("due_at")
        if due is not None and due < now and record.fields.get("is_open", True):
            yield Finding("forgotten", f"{_shape(record.path)} has been due since {now - due}")


def _shape(path: str) -> str:
    return "/".join(path.split("/")[::2])
