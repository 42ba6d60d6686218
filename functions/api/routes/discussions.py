"""Discussions: an official's calendar, times, and what becomes of a discussion."""

from __future__ import annotations

from functions.api.calls import Call
from functions.api.cursors import Listing
from functions.api.models.discussions import (
    CancelDiscussionAsk,
    CheckTime,
    CheckTimeAsk,
    Discussion,
    DiscussionPage,
    DiscussionsQuery,
    FinishDiscussionAsk,
    MoveDiscussionAsk,
    ScheduleDiscussionAsk,
)
from functions.api.own_houses import own_houses
from functions.api.routing import Resource
from functions.api.shown.discussions import show_discussion, show_item
from functions.api.spans import span_of
from lib.audit.line import AuditAction
from lib.discussions import holding, scheduling
from lib.discussions.registry import DiscussionFilter, discussion_for
from lib.discussions.registry import list_discussions as read_discussions
from lib.errors import DomainError
from lib.people.permissions import Action

discussions = Resource("Обсуждения")

_DISCUSSIONS = "/municipalities/<id:municipality_id>/discussions"
_DISCUSSION = f"{_DISCUSSIONS}/<id:discussion_id>"


@discussions.get(_DISCUSSIONS, may=Action.SEE_DISCUSSIONS)
def list_discussions(call: Call, query: DiscussionsQuery) -> DiscussionPage:
    """Discussions, the next ones first, or those of some days in their order: an official's own, a chat administrator's
    houses', for employees all.
    """
    # A calendar shows what was beside what is ahead.
    span = span_of(query.since, query.until)
    wanted = DiscussionFilter(None if span else query.is_open, query.house_id, query.official_vk_id, span)
    listing = Listing(call, query.cursor, "discussions", wanted, call.vk_id)
    page = read_discussions(
        call.rights, wanted, listing.after, query.limit, store=call.store, house_ids=own_houses(call)
    )
    return DiscussionPage(items=[show_item(each) for each in page.items], next_cursor=listing.next_cursor(page.after))


@discussions.get(_DISCUSSION, may=Action.SEE_DISCUSSIONS)
def get_discussion(call: Call, discussion_id: str) -> Discussion:
    """A discussion, and what can be done."""
    return show_discussion(call, discussion_for(call.rights, discussion_id, store=call.store))


@discussions.post(f"{_DISCUSSIONS}/check", may=Action.HOLD_DISCUSSIONS, audits=None)
def check_discussion_time(call: Call, body: CheckTimeAsk) -> CheckTime:
    """Whether the caller could hold a discussion then, and which times are free."""
    leading, without = _leading(call), body.discussion_id or ""
    try:
        scheduling.check_time(body.starts_at, body.minutes, leading, without)
        error = ""
    except DomainError as refused:
        error = f"{refused.explanation.title} {refused.explanation.action}"
    return CheckTime(is_free=not error, error=error, offered=scheduling.free_times(leading, without))


@discussions.post(_DISCUSSIONS, may=Action.HOLD_DISCUSSIONS, audits=AuditAction.DISCUSSION_SCHEDULED, creates=True)
def schedule_discussion(call: Call, body: ScheduleDiscussionAsk) -> Discussion:
    """Schedules a discussion; its chat is created, and the houses are told as soon as it is there."""
    asked = scheduling.Asked(body.question_id, body.starts_at, body.minutes, tuple(body.also_question_ids))
    return show_discussion(call, scheduling.schedule_discussion(asked, _leading(call, body.post)))


@discussions.post(f"{_DISCUSSION}/move", may=Action.HOLD_DISCUSSIONS, audits=AuditAction.DISCUSSION_MOVED)
def move_discussion(call: Call, discussion_id: str, body: MoveDiscussionAsk) -> Discussion:
    """Moves a discussion to another time; everybody is told."""
    moved = scheduling.move_discussion(discussion_id, body.starts_at, body.minutes, body.reason, _leading(call))
    return show_discussion(call, moved)


@discussions.post(f"{_DISCUSSION}/cancel", may=Action.HOLD_DISCUSSIONS, audits=AuditAction.DISCUSSION_CANCELLED)
def cancel_discussion(call: Call, discussion_id: str, body: CancelDiscussionAsk) -> Discussion:
    """Calls a discussion off; everybody is told, and its chat is closed."""
    return show_discussion(call, scheduling.cancel_discussion(discussion_id, body.reason, _leading(call)))


@discussions.post(f"{_DISCUSSION}/extend", may=Action.HOLD_DISCUSSIONS, audits=AuditAction.DISCUSSION_EXTENDED)
def extend_discussion(call: Call, discussion_id: str) -> Discussion:
    """A quarter of an hour more."""
    return show_discussion(call, holding.extend_discussion(discussion_id, _leading(call)))


@discussions.post(f"{_DISCUSSION}/finish", may=Action.HOLD_DISCUSSIONS, audits=AuditAction.DISCUSSION_ENDED)
def finish_discussion(call: Call, discussion_id: str, body: FinishDiscussionAsk) -> Discussion:
    """Ends a discussion; the outcome goes to the houses as the official answer, and its chat is closed."""
    return show_discussion(call, holding.finish_discussion(discussion_id, body.outcome, _leading(call)))


def _leading(call: Call, post: str = "") -> scheduling.Leading:
    return scheduling.Leading(call.rights, call.doing(), call.outside.provisioning, post)
