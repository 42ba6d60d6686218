"""Discussions as the API shows them."""

from __future__ import annotations

from functions.api.calls import Call
from functions.api.models import discussions as models
from lib.discussions.discussion import (
    EXPECTED,
    MOST_EXTENSIONS,
    OVER,
    UNDER_WAY,
    Discussion,
    DiscussionState,
    Ending,
    coming_path,
)
from lib.people.permissions import Action


def show_discussion(call: Call, discussion: Discussion) -> models.Discussion:
    """A discussion, and what the caller can do with it."""
    is_own = call.rights.works_with_all_houses or discussion.official.vk_id == call.vk_id
    leads = is_own and call.rights.may(Action.HOLD_DISCUSSIONS)
    state = discussion.state
    is_late_outcome = state in OVER and discussion.ending is Ending.TIME and not discussion.outcome
    return models.Discussion(
        id=discussion.id,
        question_id=discussion.question_id,
        topic=discussion.topic,
        title=discussion.title,
        state=state,
        state_title=state.in_russian,
        starts_at=discussion.starts_at,
        ends_at=discussion.ends_at,
        minutes=discussion.minutes,
        official=_official(discussion),
        houses=[
            models.DiscussionHouse(house_id=each.house_id, address=each.address, question_id=each.question_id or None)
            for each in discussion.places
        ],
        invite_link="" if state in OVER else discussion.invite_link,
        coming=call.store.totals(coming_path(discussion))[0],
        official_came_at=discussion.official_came_at,
        ending=discussion.ending,
        ending_title=discussion.ending.in_russian if discussion.ending else "",
        outcome=discussion.outcome,
        ended_at=discussion.ended_at,
        closed_at=discussion.closed_at,
        history=[
            models.DiscussionEvent(
                at=each.at, state=each.state, title=each.state.in_russian, by=each.by, reason=each.reason
            )
            for each in discussion.history
        ],
        may_move=leads and state in EXPECTED,
        may_cancel=leads and state in EXPECTED | UNDER_WAY,
        may_extend=leads
        and state in {DiscussionState.HELD, DiscussionState.MISSED}
        and discussion.extensions < MOST_EXTENSIONS,
        may_finish=leads and (state in UNDER_WAY or is_late_outcome),
    )


def show_item(discussion: Discussion) -> models.DiscussionItem:
    """A discussion in a list."""
    return models.DiscussionItem(
        id=discussion.id,
        topic=discussion.topic,
        state=discussion.state,
        state_title=discussion.state.in_russian,
        starts_at=discussion.starts_at,
        ends_at=discussion.ends_at,
        official=_official(discussion),
        address=discussion.places[0].address,
        houses_count=len(discussion.places),
        ending_title=discussion.ending.in_russian if discussion.ending else "",
    )


def _official(discussion: Discussion) -> models.DiscussionOfficial:
    official = discussion.official
    return models.DiscussionOfficial(
        vk_id=official.vk_id, name=official.name, post=official.post, organization=official.organization
    )
