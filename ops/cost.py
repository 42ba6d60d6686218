"""What a month costs: from houses and messages a day to operations and dollars.

Operations are those that `python -m benchmarks.operations` counted on a local run (ops/measured.json); prices are
Google's list prices in a European region, without the free parts: check them before quoting.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MEASURED = Path(__file__).with_name("measured.json")

# USD. cloud.google.com/firestore/pricing, /tasks/pricing, /run/pricing, /scheduler/pricing, /secret-manager/pricing,
# /vpc/network-pricing; November 2026.
_A_MILLION = {"reads": 0.30, "writes": 0.90, "deletes": 0.10, "task operations": 0.40, "requests": 0.40}
_VCPU_S, _GIB_S = 0.000024, 0.0000025
_GIB_STORED, _JOB, _SECRET_VERSION, _LOAD_BALANCER = 0.15, 0.10, 0.06, 18.25

_DAYS, _MINUTES = 30, 30 * 24 * 60
# Seconds of an instance that a request takes: a task waits for its turns at VK's pace, its instance serves eight; a
# sweep asks VK once for each community, at the pace of answers.
_TASK_S, _EVENT_S, _SWEEP_S, _SWEEP_S_A_COMMUNITY, _API_S = 2.0 / 8, 0.02, 2.0, 2.0, 0.1
# So many chats of a community a sweep looks at (lib/upkeep/sweep.py), whether or not that is sooner than in an hour.
_CHATS_A_SWEEP = 200
# Each of the two instances of functions/vk_callback notes so often that a community was heard (lib/events/heard.py).
_NOTES_HEARD = _MINUTES / 10 * 2
_VCPUS, _GIB = 1.0, 0.5
# A house with its chat, its index entries, and a year of its audit, movements and broadcasts.
_KIB_A_HOUSE = 12
# So many houses a community: a broadcast to all of them takes half a minute.
_HOUSES_A_COMMUNITY = 25_000
_ALWAYS_SECRETS, _SECRETS_A_COMMUNITY, _JOBS = 3, 2, 4


@dataclass(frozen=True, slots=True)
class Usage:
    """A month: houses in all, messages a house and day, broadcasts to every house, share of houses that are new,
    people who join a house, and calls of the API for each 100 houses and day.
    """

    houses: int
    messages_a_day: float = 20
    broadcasts: float = 4
    new_houses: float = 0.05
    joins: float = 2
    api_calls_a_day: float = 10


@dataclass(frozen=True, slots=True)
class Month:
    """What it comes to: operations by kind, and dollars by kind."""

    operations: Mapping[str, float]
    dollars: Mapping[str, float]

    @property
    def total(self) -> float:
        """All of it, USD."""
        return sum(self.dollars.values())


def month_of(usage: Usage, measured: Mapping[str, Mapping[str, float]]) -> Month:
    """A month's operations and dollars."""
    messages = usage.houses * usage.messages_a_day * _DAYS
    joins = usage.houses * usage.joins
    communities = max(1, math.ceil(usage.houses / _HOUSES_A_COMMUNITY))
    times = {
        "message": messages,
        "join": joins,
        "broadcast_to_a_house": usage.houses * usage.broadcasts,
        "house_created": usage.houses * usage.new_houses,
        "idle_sweep": _MINUTES,
        "night_of_a_house": usage.houses * _DAYS,
        "idle_expiry": _MINUTES,
        "chat_looked_at": _MINUTES * communities * min(_CHATS_A_SWEEP, usage.houses / communities),
    }
    counted = {
        kind: sum(measured[flow][kind] * count for flow, count in times.items())
        for kind in ("reads", "writes", "deletes", "tasks")
    }
    api_calls = usage.houses / 100 * usage.api_calls_a_day * _DAYS
    # What a page of the app reads, by its lists: thirty houses and a few counts.
    counted["reads"] += api_calls * 40
    counted["writes"] += communities * _NOTES_HEARD
    requests = messages + joins + counted["tasks"] + 2 * _MINUTES + api_calls
    sweeping = _MINUTES * (_SWEEP_S + _SWEEP_S_A_COMMUNITY * communities)
    seconds = counted["tasks"] * _TASK_S + (messages + joins) * _EVENT_S + sweeping + api_calls * _API_S
    operations = {
        "reads": counted["reads"],
        "writes": counted["writes"],
        "deletes": counted["deletes"],
        # Enqueued and delivered.
        "task operations": counted["tasks"] * 2,
        "requests": requests,
    }
    dollars = {kind: count / 1e6 * _A_MILLION[kind] for kind, count in operations.items()}
    dollars["instances"] = seconds * (_VCPUS * _VCPU_S + _GIB * _GIB_S)
    dollars["storage"] = usage.houses * _KIB_A_HOUSE / 2**20 * _GIB_STORED
    secrets = _ALWAYS_SECRETS + _SECRETS_A_COMMUNITY * communities
    dollars["always"] = _LOAD_BALANCER + _JOBS * _JOB + secrets * _SECRET_VERSION
    return Month(operations, dollars)


def read_measured() -> dict[str, dict[str, float]]:
    """Operations of one of each flow, as they were counted last."""
    measured: dict[str, dict[str, float]] = json.loads(MEASURED.read_bytes())
    return measured


def table(usages: list[Usage]) -> str:
    """Months side by side."""
    months = [month_of(usage, read_measured()) for usage in usages]
    rows = [["a month, for houses", *(f"{usage.houses:,}" for usage in usages)]]
    rows += [
        [f"{kind}, million", *(f"{month.operations[kind] / 1e6:,.2f}" for month in months)]
        for kind in months[0].operations
    ]
    rows += [[f"{kind}, USD", *(f"{month.dollars[kind]:,.2f}" for month in months)] for kind in months[0].dollars]
    rows += [["together, USD", *(f"{month.total:,.2f}" for month in months)]]
    rows += [
        [
            "a house, US cents",
            *(f"{month.total / usage.houses * 100:,.2f}" for month, usage in zip(months, usages, strict=True)),
        ]
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    )
