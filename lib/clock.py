"""Time and identifiers, handed to use cases as arguments so that tests decide both.

Nothing in `lib/<subject>` reads the machine's clock or its randomness by itself (ruff's banned-api holds it).
"""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What a use case may know and do about time."""

    def now(self) -> datetime:
        """The present moment, timezone-aware, UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Waits; zero and negative values return at once."""
        ...


class Ids(Protocol):
    """Where new identifiers come from."""

    def document_id(self) -> str:
        """A random id for a Firestore document: never rising, so that writes spread over the key range."""
        ...

    def random_id(self) -> int:
        """VK's `random_id`: a positive int32 that is never 0, since 0 switches VK's check for repeats off."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        if seconds > 0:
            time.sleep(seconds)


class SystemIds:
    """The operating system's randomness."""

    def document_id(self) -> str:
        return secrets.token_hex(10)

    def random_id(self) -> int:
        return secrets.randbelow(2**31 - 1) + 1
