"""Bodies of the tasks that functions/answer does, by their paths."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OnboardingTask:
    """Body of a task for `/onboardings`."""

    municipality_id: str
    house_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoordinationTask:
    """Body of a task for `/coordination`."""

    municipality_id: str


@dataclass(frozen=True, slots=True)
class CommunityTask:
    """Body of a task for `/gatherings`, `/outbox` and `/boards`: whatever of the community is due."""

    group_id: int


@dataclass(frozen=True, slots=True)
class OfficialMarkTask:
    """Body of a task for `/official_marks`."""

    municipality_id: str
    mark_id: str


@dataclass(frozen=True, slots=True)
class DiscussionTask:
    """Body of a task for `/discussions`."""

    municipality_id: str
    discussion_id: str
