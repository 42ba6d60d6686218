"""A queue's settings: as JSON at the start, as Google's own message afterwards."""

from __future__ import annotations

import math
from pathlib import Path

import msgspec
from google.cloud import tasks_v2
from google.protobuf import duration_pb2

from local.backoff import backoff_s

# https://cloud.google.com/tasks/docs/reference/rpc/google.cloud.tasks.v2: what is left out of a queue.
_DEFAULT_DISPATCHES_PER_SECOND = 500.0
_DEFAULT_CONCURRENT_DISPATCHES = 1000
_DEFAULT_ATTEMPTS = 100
_DEFAULT_MIN_BACKOFF_S = 0.1
_DEFAULT_MAX_BACKOFF_S = 3600.0
_DEFAULT_DOUBLINGS = 16
_MOST_DISPATCHES_PER_SECOND = 500
_MOST_CONCURRENT_DISPATCHES = 5000


class QueueSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A queue of the settings file."""

    name: str
    max_dispatches_per_second: float = _DEFAULT_DISPATCHES_PER_SECOND
    max_concurrent_dispatches: int = _DEFAULT_CONCURRENT_DISPATCHES
    max_attempts: int = _DEFAULT_ATTEMPTS
    min_backoff_s: float = _DEFAULT_MIN_BACKOFF_S
    max_backoff_s: float = _DEFAULT_MAX_BACKOFF_S
    max_doublings: int = _DEFAULT_DOUBLINGS
    max_retry_duration_s: float = 0

    def as_queue(self, path: str) -> tasks_v2.Queue:
        """Google's message, under the full name `path`."""
        return tasks_v2.Queue(
            name=path,
            rate_limits=tasks_v2.RateLimits(
                max_dispatches_per_second=self.max_dispatches_per_second,
                max_concurrent_dispatches=self.max_concurrent_dispatches,
            ),
            retry_config=tasks_v2.RetryConfig(
                max_attempts=self.max_attempts,
                max_retry_duration=_duration(self.max_retry_duration_s),
                min_backoff=_duration(self.min_backoff_s),
                max_backoff=_duration(self.max_backoff_s),
                max_doublings=self.max_doublings,
            ),
            state=tasks_v2.Queue.State.RUNNING,
        )


def read_queues(path: Path) -> list[QueueSettings]:
    """The queues of a settings file; raises msgspec.ValidationError."""
    return msgspec.json.decode(path.read_bytes(), type=list[QueueSettings])


def with_defaults(queue: tasks_v2.Queue) -> tasks_v2.Queue:
    """The queue with what was left out filled in, as the service does.

    Raises:
        ValueError: a setting is beyond the service's limits.
    """
    full = QueueSettings(name="").as_queue(queue.name)
    for part in ("rate_limits", "retry_config"):
        target, given = getattr(full, part), getattr(queue, part)
        for field in type(given).meta.fields:
            if field in given and (value := getattr(given, field)):
                setattr(target, field, value)
    # Output only; "generally at least equal to max_dispatches_per_second" (the reference of RateLimits).
    full.rate_limits.max_burst_size = max(1, math.ceil(full.rate_limits.max_dispatches_per_second))
    full.state = queue.state or tasks_v2.Queue.State.RUNNING
    _check_limits(full)
    return full


def _check_limits(queue: tasks_v2.Queue) -> None:
    if not 0 < queue.rate_limits.max_dispatches_per_second <= _MOST_DISPATCHES_PER_SECOND:
        raise ValueError("RateLimits.max_dispatches_per_second must be above 0 and at most 500.")
    if not 0 < queue.rate_limits.max_concurrent_dispatches <= _MOST_CONCURRENT_DISPATCHES:
        raise ValueError("RateLimits.max_concurrent_dispatches must be above 0 and at most 5000.")
    if queue.retry_config.max_attempts < -1:
        raise ValueError("RetryConfig.max_attempts must be -1 or more.")
    if queue.retry_config.min_backoff > queue.retry_config.max_backoff:
        raise ValueError("RetryConfig.min_backoff must not be longer than max_backoff.")


def wait_s(retry: tasks_v2.RetryConfig, attempts: int) -> float:
    """Seconds to wait after the `attempts`-th attempt failed."""
    shortest, longest = retry.min_backoff.total_seconds(), retry.max_backoff.total_seconds()
    return backoff_s(attempts, shortest, longest, retry.max_doublings)


def is_exhausted(retry: tasks_v2.RetryConfig, attempts: int, age_s: float) -> bool:
    """Whether a failed task is deleted: its attempts *and* its time are used up; -1 attempts and 0 seconds are no
    limit.
    """
    longest = retry.max_retry_duration.total_seconds()
    if retry.max_attempts < 0:
        return bool(0 < longest <= age_s)
    return bool(attempts >= retry.max_attempts and age_s >= longest)


def _duration(seconds: float) -> duration_pb2.Duration:
    duration = duration_pb2.Duration()
    duration.FromNanoseconds(int(seconds * 1e9))
    return duration
