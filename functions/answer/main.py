"""Door of the worker that answers people where the answer can wait for its turn. Only Cloud Tasks may call it."""

from __future__ import annotations

from functools import cache
from typing import Any

from lib.cold_start import without_collecting

with without_collecting():
    import functions_framework

    from functions.answer.bodies import (
        CommunityTask,
        CoordinationTask,
        DiscussionTask,
        OfficialMarkTask,
        OnboardingTask,
    )
    from lib.config import read_config
    from lib.coordination.coordinate import coordinate
    from lib.discussions.advance import advance_discussion
    from lib.gateways.tasks.worker import Work, answer_task
    from lib.membership.welcoming import welcome_newcomers
    from lib.officials.marking import mark_messages
    from lib.onboarding.connect import connect
    from lib.onboarding.lead import lead_houses
    from lib.onboarding.outside import Leading
    from lib.outbox.outside import posting
    from lib.outbox.sending import send_due
    from lib.questions.counting import show_boards


@cache
def _outside() -> Leading:
    return connect(read_config())


# A path of a task → its body's type and its use case.
WORKS: dict[str, Work[Any]] = {
    "official_marks": Work(
        OfficialMarkTask, lambda task: mark_messages(task.municipality_id, task.mark_id, _outside().provisioning)
    ),
    "onboardings": Work(OnboardingTask, lambda task: lead_houses(task.municipality_id, task.house_ids, _outside())),
    "coordination": Work(CoordinationTask, lambda task: coordinate(task.municipality_id, _outside().provisioning)),
    "gatherings": Work(CommunityTask, lambda task: welcome_newcomers(task.group_id, _outside().provisioning)),
    "outbox": Work(CommunityTask, lambda task: send_due(task.group_id, posting(_outside().provisioning))),
    "discussions": Work(
        DiscussionTask,
        lambda task: advance_discussion(task.municipality_id, task.discussion_id, _outside().provisioning),
    ),
    "boards": Work(CommunityTask, lambda task: show_boards(task.group_id, posting(_outside().provisioning))),
}


@functions_framework.http
def answer(request: Any) -> tuple[str, int]:
    """Does one task."""
    return answer_task(request, WORKS)
