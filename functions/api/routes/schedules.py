"""Regular broadcasts."""

from __future__ import annotations

from functions.api.calls import Call
from functions.api.cursors import Listing
from functions.api.models.base import PageQuery, Removed
from functions.api.models.broadcasts import Recurrence, RecurrenceAsk, Schedule, ScheduleAsk, SchedulePage
from functions.api.models.problems import FieldError
from functions.api.routing import Resource
from functions.api.shown.broadcasts import read_audience, read_content, show_audience, show_content
from functions.api.validation import RequestInvalid
from lib.audit.line import AuditAction
from lib.broadcasts import recurrence as rules
from lib.broadcasts import schedules as use_cases
from lib.broadcasts.naming import title_of
from lib.people.permissions import Action

schedules = Resource("Регулярные рассылки")

_SCHEDULES = "/municipalities/<id:municipality_id>/broadcast-schedules"
_SCHEDULE = f"{_SCHEDULES}/<id:schedule_id>"


@schedules.get(_SCHEDULES, may=Action.BROADCAST)
def list_schedules(call: Call, query: PageQuery) -> SchedulePage:
    """Regular broadcasts, the newest first; a representative sees their own."""
    listing = Listing(call, query.cursor, "schedules", call.vk_id)
    page = use_cases.list_schedules(call.rights, listing.after, query.limit, store=call.store)
    return SchedulePage(items=[_shown(call, each) for each in page.items], next_cursor=listing.next_cursor(page.after))


@schedules.post(_SCHEDULES, may=Action.BROADCAST, audits=AuditAction.SCHEDULE_CREATED, creates=True)
def create_schedule(call: Call, body: ScheduleAsk) -> Schedule:
    """Makes a regular broadcast."""
    made = use_cases.create_schedule(
        read_content(call, body.content),
        read_audience(call, body.audience),
        _recurrence(body.recurrence),
        call.municipality,
        call.rights,
        call.doing(),
        call.outside.broadcasting,
    )
    return _shown(call, made)


@schedules.get(_SCHEDULE, may=Action.BROADCAST)
def get_schedule(call: Call, schedule_id: str) -> Schedule:
    """A regular broadcast."""
    return _shown(call, use_cases.schedule_for(call.rights, schedule_id, store=call.store).record)


@schedules.put(_SCHEDULE, may=Action.BROADCAST, audits=AuditAction.SCHEDULE_CHANGED)
def change_schedule(call: Call, schedule_id: str, body: ScheduleAsk) -> Schedule:
    """Changes a regular broadcast, or lets it rest."""
    changed = use_cases.change_schedule(
        schedule_id,
        read_content(call, body.content),
        read_audience(call, body.audience),
        _recurrence(body.recurrence),
        call.rights,
        call.doing(),
        call.outside.broadcasting,
        is_active=body.is_active,
    )
    return _shown(call, changed)


@schedules.delete(_SCHEDULE, may=Action.BROADCAST, audits=AuditAction.SCHEDULE_DELETED)
def delete_schedule(call: Call, schedule_id: str) -> Removed:
    """Ends a regular broadcast; what has been sent stays."""
    use_cases.delete_schedule(schedule_id, call.rights, call.doing(), call.outside.broadcasting)
    return Removed(id=schedule_id)


def _recurrence(asked: RecurrenceAsk) -> rules.Recurrence:
    if not rules.is_time_zone(asked.time_zone):
        raise RequestInvalid([FieldError(field="recurrence.time_zone", message="Такого часового пояса нет.")])
    return rules.Recurrence(
        asked.frequency, asked.hour, asked.minute, asked.time_zone, weekday=asked.weekday, day=asked.day
    )


def _shown(call: Call, schedule: use_cases.Schedule) -> Schedule:
    recurrence = schedule.recurrence
    return Schedule(
        id=schedule.id,
        title=title_of(schedule.content.text),
        content=show_content(schedule.content),
        audience=show_audience(schedule.audience.parts),
        recurrence=Recurrence(
            frequency=recurrence.frequency,
            hour=recurrence.hour,
            minute=recurrence.minute,
            time_zone=recurrence.time_zone,
            weekday=recurrence.weekday,
            day=recurrence.day,
            title=recurrence.in_russian,
        ),
        is_active=schedule.is_active,
        next_at=recurrence.following(call.clock.now()) if schedule.is_active else None,
        created_at=schedule.created_at,
        created_by=schedule.created_by_name,
    )
