"""Bodies of the tasks that functions/answer does, by their paths."""

from __future__ import annotations

from msgspec import Struct


class OnboardingTask(Struct, frozen=True):
    """Body of a task for `/onboardings`."""

    municipality_id: str
    house_ids: tuple[str, ...]


class CoordinationTask(Struct, frozen=True):
    """Body of a task for `/coordination`."""

    municipality_id: str


class CommunityTask(Struct, frozen=True):
    """Body of a task for `/gatherings`, `/outbox` and `/boards`: whatever of the community is due."""

    group_id: int


class OfficialMarkTask(Struct, frozen=True):
    """Body of a task for `/official_marks`."""

    municipality_id: str
    mark_id: str


class DiscussionTask(Struct, frozen=True):
    """Body of a task for `/discussions`."""

    municipality_id: str
    discussion_id: str
