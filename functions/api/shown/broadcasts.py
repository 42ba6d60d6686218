"""Broadcasts as the API shows them, and as it takes them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from functions.api.calls import Call
from functions.api.models import broadcasts as models
from functions.api.shown.houses import show_failure
from functions.api.shown.progress import show_community
from lib.broadcasts import audience as audiences
from lib.broadcasts import broadcast as records
from lib.broadcasts.attachments import attached_files
from lib.broadcasts.authors import author_of
from lib.broadcasts.batch import Does
from lib.broadcasts.broadcast import BroadcastState, is_changeable
from lib.broadcasts.deliveries import count_acknowledgements
from lib.broadcasts.house_lists import ids_of_list_after
from lib.broadcasts.message_text import official, text_for_house
from lib.broadcasts.naming import title_of
from lib.broadcasts.preview import sending_seconds
from lib.broadcasts.progress import Progress, count_failures, count_progress, shown_state
from lib.errors import DomainError
from lib.houses.house import House, house_path
from lib.municipalities.registry import load_municipality
from lib.organizations.organization import Organization, organization_id, organization_path


def read_content(call: Call, asked: models.ContentAsk) -> records.Content:
    """What is said, as it is kept; raises DomainError `organization_unknown`, `broadcast_author_foreign`,
    `attachment_unknown`.
    """
    author = asked.author
    return records.Content(
        text=asked.text,
        kind=asked.kind,
        author=author_of(
            call.rights, call.municipality, author.organization_id, author.name, author.post, store=call.store
        ),
        attachments=attached_files(call.municipality_id, asked.attachment_ids, store=call.store),
        asks_acknowledgement=asked.asks_acknowledgement,
        pin_minutes=asked.pin_minutes,
    )


def read_audience(call: Call, asked: Sequence[models.AudiencePartAsk]) -> audiences.Audience:
    """The audience as it is kept; raises DomainError `organization_unknown`, `house_unknown`,
    `house_list_unknown`.
    """
    named = {house_path(call.municipality_id, id_) for part in asked for id_ in part.house_ids}
    if len(call.store.get_many(sorted(named), House)) < len(named):
        raise DomainError("house_unknown")
    for list_id in {part.list_id for part in asked if part.list_id}:
        if not ids_of_list_after(call.municipality_id, list_id, "", 1, store=call.store):
            raise DomainError("house_list_unknown")
    return audiences.Audience(tuple(_read_part(call, part) for part in asked))


def show_content(content: records.Content) -> models.Content:
    """What is said."""
    author = content.author
    return models.Content(
        text=content.text,
        kind=content.kind,
        kind_title=content.kind.in_russian,
        author=models.Author(
            organization_id=author.organization_id,
            organization=author.organization,
            name=author.name,
            post=author.post,
        ),
        attachments=[models.Attachment(id=file.id, filename=file.filename) for file in content.attachments],
        asks_acknowledgement=content.asks_acknowledgement,
        pin_minutes=content.pin_minutes,
    )


def show_audience(parts: Sequence[audiences.AudiencePart]) -> list[models.AudiencePart]:
    """The parts of an audience."""
    return [
        models.AudiencePart(
            settlement=part.settlement,
            street=part.street,
            organization_id=organization_id(part.company_key) if part.company_key else "",
            tag=part.tag,
            state=part.state,
            administrator=part.administrator,
            nobody_joined=part.nobody_joined,
            house_ids=list(part.house_ids),
            list_id=part.list_id,
            group_id=part.group_id,
        )
        for part in parts
    ]


def show_counts(progress: Progress) -> models.DeliveryCounts:
    """Houses by what became of them."""
    ended = progress.houses - progress.waiting
    return models.DeliveryCounts(
        houses=progress.houses,
        waiting=progress.waiting,
        done=progress.done,
        failed=progress.failed,
        unknown=progress.unknown,
        cancelled=progress.cancelled,
        percent=ended * 100 // progress.houses if progress.houses else 0,
    )


def show_item(call: Call, broadcast: records.Broadcast) -> models.BroadcastItem:
    """A broadcast in a list."""
    progress = _progress_everywhere(call, broadcast)
    state = shown_state(broadcast, progress)
    return models.BroadcastItem(
        id=broadcast.id,
        state=state,
        state_title=state.in_russian,
        kind=broadcast.content.kind,
        kind_title=broadcast.content.kind.in_russian,
        title=title_of(broadcast.content.text),
        created_at=broadcast.created_at,
        created_by=broadcast.created_by_name,
        send_at=broadcast.send_at,
        counts=show_counts(progress),
    )


def show_broadcast(call: Call, broadcast: records.Broadcast) -> models.Broadcast:
    """A broadcast on its own screen."""
    content, store = broadcast.content, call.store
    progress = _progress_everywhere(call, broadcast)
    state = shown_state(broadcast, progress)
    community = show_community(call)
    text = text_for_house(content.text, address="{адрес}", company="{ук}")
    message = official(text, content.kind, content.author)
    reasons = count_failures(broadcast.municipality_id, broadcast.id, Does.SEND, store=store) if progress.failed else {}
    moves = community.state == "active" and state is BroadcastState.SENDING
    return models.Broadcast(
        id=broadcast.id,
        state=state,
        state_title=state.in_russian,
        title=title_of(content.text),
        content=show_content(content),
        audience=show_audience(broadcast.audience.parts),
        message=message.text,
        bold=message.bold,
        created_at=broadcast.created_at,
        created_by=broadcast.created_by_name,
        send_at=broadcast.send_at,
        leaves_in=_leaves_in(call, broadcast) if state is BroadcastState.SCHEDULED else None,
        is_planned=broadcast.is_planned,
        counts=show_counts(progress),
        reasons=[
            models.ReasonCount(failure=show_failure(reason), count=count)
            for reason, count in sorted(reasons.items(), key=lambda each: -each[1])
        ],
        paused_by=show_failure(broadcast.paused_by) if broadcast.paused_by else None,
        cancelled_by=broadcast.cancelled_by,
        acknowledged=count_acknowledgements(broadcast, store=store) if content.asks_acknowledgement else None,
        edits=_changes(call, broadcast, Does.EDIT) if broadcast.edited_at else None,
        withdrawals=_changes(call, broadcast, Does.WITHDRAW) if broadcast.withdrawn_at else None,
        pins=_changes(call, broadcast, Does.PIN) if content.pin_minutes else None,
        edited_at=broadcast.edited_at,
        withdrawn_at=broadcast.withdrawn_at,
        schedule_id=broadcast.schedule_id or None,
        municipalities=_municipalities(call, broadcast),
        seconds_left=math.ceil(sending_seconds(content, progress.waiting)) if moves else None,
        community=community,
        may=_possible(call, broadcast, state, progress),
    )


def _possible(
    call: Call, broadcast: records.Broadcast, state: BroadcastState, progress: Progress
) -> models.BroadcastPossible:
    is_draft = state is BroadcastState.DRAFT
    has_left = state in (BroadcastState.SENDING, BroadcastState.PAUSED, BroadcastState.DONE, BroadcastState.CANCELLED)
    is_fresh = has_left and is_changeable(broadcast, call.clock.now()) and broadcast.withdrawn_at is None
    misses = bool(progress.failed or progress.unknown)
    return models.BroadcastPossible(
        change=is_draft,
        send=is_draft,
        cancel=state in (BroadcastState.SCHEDULED, BroadcastState.SENDING, BroadcastState.PAUSED),
        undo=state is BroadcastState.SCHEDULED,
        resume=state is BroadcastState.PAUSED,
        retry=misses and broadcast.withdrawn_at is None and state in (BroadcastState.SENDING, BroadcastState.DONE),
        edit=is_fresh and bool(progress.done) and not progress.waiting,
        withdraw=is_fresh and bool(progress.done or progress.waiting),
    )


def _leaves_in(call: Call, broadcast: records.Broadcast) -> int | None:
    """Told in seconds, since the clocks of people's devices are wrong."""
    if broadcast.send_at is None:
        return None
    return max(0, math.ceil((broadcast.send_at - call.clock.now()).total_seconds()))


def _progress_everywhere(call: Call, broadcast: records.Broadcast) -> Progress:
    counted = [
        count_progress(municipality_id, broadcast.id, Does.SEND, store=call.store)
        for municipality_id in (broadcast.municipality_id, *broadcast.municipality_ids)
    ]
    return Progress(
        waiting=sum(each.waiting for each in counted),
        done=sum(each.done for each in counted),
        failed=sum(each.failed for each in counted),
        unknown=sum(each.unknown for each in counted),
        cancelled=sum(each.cancelled for each in counted),
    )


def _municipalities(call: Call, broadcast: records.Broadcast) -> list[models.MunicipalityProgress]:
    if not broadcast.municipality_ids:
        return []
    return [
        models.MunicipalityProgress(
            municipality_id=municipality_id,
            name=load_municipality(municipality_id, store=call.store).name,
            counts=show_counts(count_progress(municipality_id, broadcast.id, Does.SEND, store=call.store)),
        )
        for municipality_id in (broadcast.municipality_id, *broadcast.municipality_ids)
    ]


def _changes(call: Call, broadcast: records.Broadcast, does: Does) -> models.ChangeCounts:
    counted = count_progress(broadcast.municipality_id, broadcast.id, does, store=call.store)
    return models.ChangeCounts(waiting=counted.waiting, done=counted.done, failed=counted.failed + counted.unknown)


def _read_part(call: Call, part: models.AudiencePartAsk) -> audiences.AudiencePart:
    company_key = ""
    if part.organization_id:
        found = call.store.get(organization_path(call.municipality_id, part.organization_id), Organization)
        if found is None:
            raise DomainError("organization_unknown")
        company_key = found.record.key
    return audiences.AudiencePart(
        settlement=part.settlement,
        street=part.street,
        company_key=company_key,
        tag=" ".join(part.tag.split()).lower(),
        state=part.state,
        administrator=part.administrator,
        nobody_joined=part.nobody_joined,
        house_ids=part.house_ids,
        list_id=part.list_id,
        group_id=part.group_id,
    )
