"""How many requests a token makes: the limit a second, and the counts that the back door shows."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field

WINDOW_S = 1.0


class SlidingSecond:
    """The moments within the last second; the window holds moments t with now - 1 s < t <= now."""

    def __init__(self) -> None:
        self._moments: deque[float] = deque()

    def count(self, now: float) -> int:
        """How many moments lie in the window that ends now."""
        while self._moments and self._moments[0] <= now - WINDOW_S:
            self._moments.popleft()
        return len(self._moments)

    def add(self, now: float) -> int:
        """Adds the present moment; returns how many the window now holds."""
        self._moments.append(now)
        return self.count(now)


@dataclass(slots=True)
class Counts:
    """What one token, or all of them, asked. A request is an HTTP request; `calls` are those inside `execute`."""

    requests: int = 0
    most_in_a_second: int = 0
    methods: Counter[str] = field(default_factory=Counter)
    errors: Counter[int] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    call_errors: Counter[int] = field(default_factory=Counter)

    def shown(self) -> dict[str, object]:
        """As JSON."""
        return {
            "requests": self.requests,
            "most_in_a_second": self.most_in_a_second,
            "methods": dict(self.methods),
            "errors": {str(code): count for code, count in self.errors.items()},
            "calls": dict(self.calls),
            "call_errors": {str(code): count for code, count in self.call_errors.items()},
        }


class Traffic:
    """Counts every request, and says which go over the limit.

    Only requests that were let through fill the limit's window, so a client that never waits still gets its 20 a
    second; `most_in_a_second` counts the refused ones as well.
    """

    def __init__(self, requests_a_second: int) -> None:
        self._limit = requests_a_second
        self.reset()

    def reset(self) -> None:
        """Forgets everything."""
        self._arrived: dict[int, SlidingSecond] = {}
        self._let_through: dict[int, SlidingSecond] = {}
        self._per_token: dict[int, Counts] = {}
        self._total = Counts()

    def came(self, method: str) -> None:
        """Counts a request of anybody, also of one whose token is nobody's."""
        self._total.requests += 1
        self._total.methods[method] += 1

    def arrived(self, group_id: int, method: str, now: float) -> bool:
        """Counts a request that came at `now` (seconds of a monotonic clock); whether it is within the limit."""
        mine = self._counts(group_id)
        mine.requests += 1
        mine.methods[method] += 1
        self.came(method)
        in_window = self._arrived.setdefault(group_id, SlidingSecond()).add(now)
        mine.most_in_a_second = max(mine.most_in_a_second, in_window)
        self._total.most_in_a_second = max(self._total.most_in_a_second, in_window)
        window = self._let_through.setdefault(group_id, SlidingSecond())
        if window.count(now) >= self._limit:
            return False
        window.add(now)
        return True

    def refused(self, group_id: int | None, code: int) -> None:
        """Counts a request that was answered with an error; None where the token is nobody's."""
        self._total.errors[code] += 1
        if group_id is not None:
            self._counts(group_id).errors[code] += 1

    def called(self, group_id: int, method: str, error: int | None) -> None:
        """Counts a call inside `execute`, and its error where there is one."""
        for counts in (self._counts(group_id), self._total):
            counts.calls[method] += 1
            if error is not None:
                counts.call_errors[error] += 1

    def shown(self) -> dict[str, object]:
        """`most_in_a_second` at the top is the highest of all tokens, since the limit is one token's."""
        return self._total.shown() | {
            "per_token": {str(group_id): counts.shown() for group_id, counts in sorted(self._per_token.items())}
        }

    def _counts(self, group_id: int) -> Counts:
        return self._per_token.setdefault(group_id, Counts())
