"""How long Google waits before it tries again (the references of `RetryConfig` of Cloud Tasks and Cloud Scheduler)."""

from __future__ import annotations


def backoff_s(attempts: int, shortest_s: float, longest_s: float, doublings: int) -> float:
    """Seconds to wait after the `attempts`-th attempt failed: doubled `doublings` times, then linear, capped."""
    waits = attempts - 1
    factor = 2**waits if waits <= doublings else 2**doublings * (waits - doublings + 1)
    return float(min(shortest_s * factor, longest_s))
