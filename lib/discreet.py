"""Records that show nothing of what they hold where they are printed."""

from __future__ import annotations

from msgspec import Struct


class Discreet(Struct, frozen=True):
    """A record of people's words, of who they are or of secrets: its `repr` tells its kind alone, so that no log, no
    traceback and no failed assertion repeats them.
    """

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"
