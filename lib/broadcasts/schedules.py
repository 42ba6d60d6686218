"""Regular broadcasts: a record says what, to whom and when; a job of Cloud Scheduler says that the time has come.

The record comes first and says whether its job is as it should be; whoever dies in between leaves that to the sweep.
The job only wakes us: which occurrence it is follows from the time alone, so a run that comes twice makes one
broadcast.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from lib import log
from lib.audit.line import AuditAction, Subject, SubjectKind
from lib.audit.record import Doing, Planned, record_change
from lib.broadcasts.audience import Audience
from lib.broadcasts.broadcast import Broadcast, BroadcastState, Content
from lib.broadcasts.house_groups import expanded
from lib.broadcasts.message_text import text_fingerprint
from lib.broadcasts.outside import Broadcasting, begin_walk, walk_task
from lib.broadcasts.recurrence import Recurrence
from lib.broadcasts.sending import check_content
from lib.broadcasts.walk import Walk, WalkKind
from lib.errors import DomainError
from lib.gateways.firestore.paging import Page, read_page
from lib.gateways.firestore.store import (
    AlreadyExists,
    Condition,
    Create,
    Delete,
    Replace,
    StaleRecord,
    Store,
    Stored,
    Update,
)
from lib.gateways.scheduler.jobs import Job
from lib.municipalities.local_time import day_in
from lib.municipalities.municipality import Municipality
from lib.municipalities.registry import load_municipality
from lib.people.permissions import Rights

# A run that comes later than this is not the occurrence that it was for.
_LATE_AT_MOST = timedelta(hours=6)
_MOST_AT_ONCE = 100


class Schedule(Struct, frozen=True):
    """A regular broadcast. `job_is_set` says whether Cloud Scheduler knows of the last change; `is_removed`, that the
    job is to go and the record after it.
    """

    id: str
    municipality_id: str
    content: Content
    audience: Audience
    recurrence: Recurrence
    created_at: datetime
    created_by_vk_id: int
    created_by_name: str
    sort: str
    is_active: bool = True
    is_removed: bool = False
    job_is_set: bool = False

    @property
    def job_name(self) -> str:
        """The name of its job."""
        return f"broadcast-{self.municipality_id}-{self.id}"


def schedules_path(municipality_id: str) -> str:
    """The collection of a municipality's schedules."""
    return f"municipalities/{municipality_id}/broadcast_schedules"


def schedule_path(municipality_id: str, schedule_id: str) -> str:
    """Where a schedule lies."""
    return f"{schedules_path(municipality_id)}/{schedule_id}"


def schedule_for(rights: Rights, schedule_id: str, *, store: Store) -> Stored[Schedule]:
    """A schedule that a person may look at and change: staff every one, a representative their own.

    Raises:
        DomainError: `schedule_unknown`.
    """
    found = store.get(schedule_path(rights.municipality_id, schedule_id), Schedule)
    if found is None or found.record.is_removed:
        raise DomainError("schedule_unknown")
    if not rights.works_with_all_houses and found.record.created_by_vk_id != rights.vk_id:
        raise DomainError("schedule_unknown")
    return found


def list_schedules(rights: Rights, after: str, limit: int, *, store: Store) -> Page[Schedule]:
    """A page of the schedules that a person may look at, the newest first."""
    where: list[Condition] = [("is_removed", "==", False)]
    if not rights.works_with_all_houses:
        where.append(("created_by_vk_id", "==", rights.vk_id))
    path = schedules_path(rights.municipality_id)
    return read_page(path, Schedule, order="-sort", after=after, limit=limit, store=store, where=where)


def create_schedule(
    content: Content,
    audience: Audience,
    recurrence: Recurrence,
    municipality: Municipality,
    rights: Rights,
    doing: Doing,
    outside: Broadcasting,
) -> Schedule:
    """Makes a regular broadcast and its job.

    Raises:
        BroadcastInvalid: the text cannot be sent.
        DomainError: `house_group_unknown`, `audience_too_complex`.
    """
    check_content(content)
    expanded(audience.parts, municipality.id, store=outside.store)
    new = Schedule(
        id=doing.request_id,
        municipality_id=municipality.id,
        content=content,
        audience=audience,
        recurrence=recurrence,
        created_at=doing.now,
        created_by_vk_id=rights.vk_id,
        created_by_name=doing.actor.name,
        sort=f"{doing.now.isoformat()} {doing.request_id}",
    )
    path = schedule_path(municipality.id, new.id)
    line = doing.line(AuditAction.SCHEDULE_CREATED, _subject(new))
    record_change(doing, lambda: Planned([Create(path, new)], [line]), outside.store)
    return _with_job_set(schedule_for(rights, new.id, store=outside.store), outside)


def change_schedule(
    schedule_id: str,
    content: Content,
    audience: Audience,
    recurrence: Recurrence,
    rights: Rights,
    doing: Doing,
    outside: Broadcasting,
    *,
    is_active: bool = True,
) -> Schedule:
    """Changes a regular broadcast, or lets it rest; what has been sent stays.

    Raises:
        BroadcastInvalid: the text cannot be sent.
        DomainError: `schedule_unknown`, `house_group_unknown`, `audience_too_complex`.
    """
    check_content(content)
    expanded(audience.parts, rights.municipality_id, store=outside.store)

    def changed(schedule: Schedule) -> Schedule:
        return replace(
            schedule,
            content=content,
            audience=audience,
            recurrence=recurrence,
            is_active=is_active,
            job_is_set=False,
        )

    _change(schedule_id, AuditAction.SCHEDULE_CHANGED, changed, rights, doing, outside.store)
    return _with_job_set(schedule_for(rights, schedule_id, store=outside.store), outside)


def delete_schedule(schedule_id: str, rights: Rights, doing: Doing, outside: Broadcasting) -> None:
    """Ends a regular broadcast; what has been sent stays.

    Raises:
        DomainError: `schedule_unknown`.
    """

    def removed(schedule: Schedule) -> Schedule:
        return replace(schedule, is_removed=True, is_active=False, job_is_set=False)

    _change(schedule_id, AuditAction.SCHEDULE_DELETED, removed, rights, doing, outside.store)
    stored = outside.store.get(schedule_path(rights.municipality_id, schedule_id), Schedule)
    if stored is not None:
        _with_job_set(stored, outside)


def begin_occurrence(municipality_id: str, schedule_id: str, outside: Broadcasting) -> None:
    """Makes the broadcast that is due now, once however often this is called, and lets it be planned.

    Raises:
        DomainError: `municipality_unknown`.
    """
    stored = outside.store.get(schedule_path(municipality_id, schedule_id), Schedule)
    now = outside.clock.now()
    if stored is None or not stored.record.is_active:
        log.info("occurrence_of_nothing", municipality_id=municipality_id, schedule_id=schedule_id)
        return
    schedule = stored.record
    due = schedule.recurrence.latest(now)
    if now - due > _LATE_AT_MOST:
        log.warning("occurrence_too_late", municipality_id=municipality_id, schedule_id=schedule_id)
        return
    group_id = load_municipality(municipality_id, store=outside.store).group_id
    sent_on = day_in(municipality_id, now, store=outside.store).isoformat()
    broadcast = _occurrence(schedule, group_id, due, now, sent_on)
    walk = Walk(
        id=f"plan-{broadcast.id}",
        municipality_id=municipality_id,
        broadcast_id=broadcast.id,
        group_id=group_id,
        kind=WalkKind.PLAN,
        due_at=now,
        first_random_id=outside.ids.random_id(),
        vk_id=schedule.created_by_vk_id,
    )
    try:
        outside.store.commit([Create(broadcast.path, broadcast), begin_walk(walk)])
    except AlreadyExists:
        log.info("occurrence_again", municipality_id=municipality_id, broadcast_id=broadcast.id)
    outside.queue.enqueue(walk_task(walk))


def set_missing_jobs(outside: Broadcasting) -> int:
    """Tells Cloud Scheduler of changes that it was not told of; returns how many."""
    where: list[Condition] = [("job_is_set", "==", False)]
    found = outside.store.query_group("broadcast_schedules", Schedule, where, limit=_MOST_AT_ONCE)
    for stored in found:
        _with_job_set(stored, outside)
    return len(found)


def _occurrence(schedule: Schedule, group_id: int, due: datetime, now: datetime, sent_on: str) -> Broadcast:
    id_ = hashlib.sha256(f"{schedule.id} {due.isoformat()}".encode()).hexdigest()[:20]
    return Broadcast(
        id=id_,
        municipality_id=schedule.municipality_id,
        group_id=group_id,
        content=schedule.content,
        audience=schedule.audience,
        created_at=now,
        created_by_vk_id=schedule.created_by_vk_id,
        created_by_name=schedule.created_by_name,
        sort=f"{now.isoformat()} {id_}",
        state=BroadcastState.SCHEDULED,
        send_at=now,
        fingerprint=text_fingerprint(schedule.content.text),
        sent_on=sent_on,
        schedule_id=schedule.id,
    )


def _change(
    schedule_id: str,
    action: AuditAction,
    change: Callable[[Schedule], Schedule],
    rights: Rights,
    doing: Doing,
    store: Store,
) -> None:
    def plan() -> Planned:
        stored = schedule_for(rights, schedule_id, store=store)
        after = change(stored.record)
        return Planned([Replace(stored.path, after, stored.revision)], [doing.line(action, _subject(after))])

    record_change(doing, plan, store)


def _with_job_set(stored: Stored[Schedule], outside: Broadcasting) -> Schedule:
    """Tells Cloud Scheduler of a schedule as it is; whoever changed it meanwhile tells it themselves."""
    schedule = stored.record
    if schedule.is_active:
        body = {"municipality_id": schedule.municipality_id, "schedule_id": schedule.id}
        recurrence = schedule.recurrence
        outside.scheduler.put(Job(schedule.job_name, recurrence.cron, recurrence.time_zone, "occurrences", body))
    else:
        outside.scheduler.remove(schedule.job_name)
    try:
        if schedule.is_removed:
            outside.store.commit([Delete(stored.path)])
        else:
            outside.store.commit([Update(stored.path, {"job_is_set": True}, stored.revision)])
    except StaleRecord:
        log.info("schedule_changed_meanwhile", municipality_id=schedule.municipality_id, schedule_id=schedule.id)
    return replace(schedule, job_is_set=True)


def _subject(schedule: Schedule) -> Subject:
    return Subject(SubjectKind.SCHEDULE, schedule.id, schedule.recurrence.in_russian)
