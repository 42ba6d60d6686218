"""What Terraform deploys, as far as the local cloud plays it: queues, jobs, and how each function runs.

local/deployed.json is taken out of a plan of production with the local cloud's communities; tests/infra holds it equal
to the plan and writes it anew (`python -m tests.infra.local_deployed`). So what is local is what is deployed, on
machines without terraform too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

DEPLOYED = Path(__file__).with_name("deployed.json")


class DeployedFunction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a function runs: requests at once in an instance, and instances at most."""

    name: str
    concurrency: int
    instances: int

    @property
    def threads(self) -> int:
        """Threads of the one process that stands for all instances here."""
        return min(self.concurrency * self.instances, _MOST_THREADS)


class DeployedJob(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A job: the function that it calls, when, and how patiently."""

    name: str
    function: str
    schedule: str
    time_zone: str
    retry_count: int
    attempt_deadline_s: int


class Deployed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of it; queues have the form of local/tasks."""

    functions: tuple[DeployedFunction, ...]
    jobs: tuple[DeployedJob, ...]
    queues: tuple[dict[str, Any], ...]


# More threads than this only take memory on one machine.
_MOST_THREADS = 32


def read_deployed() -> Deployed:
    """What the file says."""
    return msgspec.json.decode(DEPLOYED.read_bytes(), type=Deployed)


def deployed_by(
    functions: Mapping[str, Mapping[str, Any]],
    jobs: Mapping[str, Mapping[str, Any]],
    queues: Sequence[Mapping[str, Any]],
) -> Deployed:
    """The same out of a plan: its functions by folder, its jobs by name, its queues, as the provider's resources."""
    return Deployed(
        functions=tuple(
            DeployedFunction(
                name,
                function["service_config"][0]["max_instance_request_concurrency"],
                function["service_config"][0]["max_instance_count"],
            )
            for name, function in sorted(functions.items())
        ),
        jobs=tuple(
            DeployedJob(
                name,
                name.replace("-", "_"),
                job["schedule"],
                job["time_zone"],
                job["retry_config"][0]["retry_count"],
                int(_seconds(job["attempt_deadline"])),
            )
            for name, job in sorted(jobs.items())
        ),
        queues=tuple(_queue(queue) for queue in sorted(queues, key=lambda each: str(each["name"]))),
    )


def _queue(queue: Mapping[str, Any]) -> dict[str, Any]:
    limits, retry = queue["rate_limits"][0], queue["retry_config"][0]
    return {
        "name": queue["name"],
        "max_dispatches_per_second": limits["max_dispatches_per_second"],
        "max_concurrent_dispatches": limits["max_concurrent_dispatches"],
        "max_attempts": retry["max_attempts"],
        "min_backoff_s": _seconds(retry["min_backoff"]),
        "max_backoff_s": _seconds(retry["max_backoff"]),
        "max_doublings": retry["max_doublings"],
        "max_retry_duration_s": _seconds(retry["max_retry_duration"]),
    }


def _seconds(duration: str) -> float:
    return float(duration.removesuffix("s"))
