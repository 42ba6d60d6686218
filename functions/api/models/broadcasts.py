"""Broadcasts: written, looked at beforehand, sent, watched house by house."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from functions.api.models.base import Answer, Ask, Day, HouseId, PageQuery
from functions.api.models.houses import Failure, FilterChoice
from functions.api.models.imports import UploadedFile
from functions.api.models.municipalities import CommunityStatus
from lib.broadcasts.broadcast import BroadcastState
from lib.broadcasts.delivery import Delivery
from lib.broadcasts.message_text import BroadcastKind
from lib.broadcasts.recurrence import Frequency
from lib.houses.house import AdministratorState, HouseState

RecordId = Annotated[str, Meta(pattern="^[A-Za-z0-9]{1,40}$")]
MaybeId = Annotated[str, Meta(pattern="^[A-Za-z0-9]{0,40}$")]
Text = Annotated[str, Meta(max_length=9000, description="Подстановки {адрес} и {ук}; пропуски [[что вписать]]")]
Tag = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"\S")]


class AuthorAsk(Ask, frozen=True, kw_only=True):
    """Who speaks. An empty organisation is the municipality; a representative speaks in their own name."""

    organization_id: MaybeId = ""
    name: Annotated[str, Meta(max_length=100)] = ""
    post: Annotated[str, Meta(max_length=100)] = ""


class ContentAsk(Ask, frozen=True, kw_only=True):
    """What is said."""

    text: Text
    kind: BroadcastKind = BroadcastKind.ORDINARY
    author: AuthorAsk = AuthorAsk()
    attachment_ids: Annotated[tuple[RecordId, ...], Meta(max_length=10)] = ()
    asks_acknowledgement: bool = False
    pin_minutes: Annotated[int, Meta(ge=0, le=14 * 24 * 60)] = 0


class AudiencePartAsk(Ask, frozen=True, kw_only=True):
    """Houses that meet all of it; fields that are left out do not narrow, so an empty part is all houses."""

    settlement: Annotated[str, Meta(max_length=100)] = ""
    street: Annotated[str, Meta(max_length=100)] = ""
    organization_id: MaybeId = ""
    tag: Annotated[str, Meta(max_length=40)] = ""
    state: HouseState | None = None
    administrator: AdministratorState | None = None
    nobody_joined: bool = False
    house_ids: Annotated[tuple[HouseId, ...], Meta(max_length=1000)] = ()
    list_id: MaybeId = ""
    group_id: MaybeId = ""


AudienceAsk = Annotated[tuple[AudiencePartAsk, ...], Meta(min_length=1, max_length=30)]


class BroadcastAsk(Ask, frozen=True, kw_only=True):
    """A broadcast as it is to be. The audience are the houses of at least one part.

    A region officer names other municipalities too, or says `whole_region`.
    """

    content: ContentAsk
    audience: AudienceAsk
    municipality_ids: Annotated[tuple[RecordId, ...], Meta(max_length=200)] = ()
    whole_region: bool = False


class PreviewBroadcastAsk(Ask, frozen=True, kw_only=True):
    """A broadcast to be looked at before it is sent."""

    content: ContentAsk
    audience: AudienceAsk
    broadcast_id: MaybeId = ""


class SendAsk(Ask, frozen=True, kw_only=True):
    """When to send: at a time, or now (null), which leaves 15 seconds to take it back.

    An emergency is confirmed once more: `confirmed`.
    """

    at: datetime | None = None
    confirmed: bool = False


class EditAsk(Ask, frozen=True, kw_only=True):
    """The corrected text."""

    text: Text


class Author(Answer, frozen=True, kw_only=True):
    """Who speaks, as the heading has it; `organization_id` is empty for the municipality itself."""

    organization_id: str
    organization: str
    name: str
    post: str


class Attachment(Answer, frozen=True, kw_only=True):
    """A file of a message."""

    id: str
    filename: str


class Content(Answer, frozen=True, kw_only=True):
    """What is said."""

    text: str
    kind: BroadcastKind
    kind_title: str
    author: Author
    attachments: list[Attachment]
    asks_acknowledgement: bool
    pin_minutes: int


class AudiencePart(Answer, frozen=True, kw_only=True):
    """A part of an audience as it was asked for."""

    settlement: str
    street: str
    organization_id: str
    tag: str
    state: HouseState | None
    administrator: AdministratorState | None
    nobody_joined: bool
    house_ids: list[str]
    list_id: str
    group_id: str


class DeliveryCounts(Answer, frozen=True, kw_only=True):
    """Houses by what became of them; together they are the audience as far as it is planned."""

    houses: int
    waiting: int
    done: int
    failed: int
    unknown: int
    cancelled: int
    percent: int


class ReasonCount(Answer, frozen=True, kw_only=True):
    """Houses that the message did not reach for one reason, and what mends it."""

    failure: Failure
    count: int


class ChangeCounts(Answer, frozen=True, kw_only=True):
    """How far a change of what was sent is."""

    waiting: int
    done: int
    failed: int


class MunicipalityProgress(Answer, frozen=True, kw_only=True):
    """One municipality of a broadcast to a region."""

    municipality_id: str
    name: str
    counts: DeliveryCounts


class BroadcastPossible(Answer, frozen=True, kw_only=True):
    """What can be done with the broadcast now."""

    change: bool
    send: bool
    cancel: bool
    undo: bool
    resume: bool
    retry: bool
    edit: bool
    withdraw: bool


class Broadcast(Answer, frozen=True, kw_only=True):
    """A broadcast with all that its screen shows. `leaves_in` are the seconds until it leaves, null where it
    does not wait; `seconds_left` estimates the sending, null when unknown.
    """

    id: str
    state: BroadcastState
    state_title: str
    title: str
    content: Content
    audience: list[AudiencePart]
    message: str
    bold: int
    created_at: datetime
    created_by: str
    send_at: datetime | None
    leaves_in: int | None
    is_planned: bool
    counts: DeliveryCounts
    reasons: list[ReasonCount]
    paused_by: Failure | None
    cancelled_by: str
    acknowledged: int | None
    edits: ChangeCounts | None
    withdrawals: ChangeCounts | None
    pins: ChangeCounts | None
    edited_at: datetime | None
    withdrawn_at: datetime | None
    schedule_id: str | None
    municipalities: list[MunicipalityProgress]
    seconds_left: int | None
    community: CommunityStatus
    may: BroadcastPossible


class BroadcastItem(Answer, frozen=True, kw_only=True):
    """A broadcast in a list."""

    id: str
    state: BroadcastState
    state_title: str
    kind: BroadcastKind
    kind_title: str
    title: str
    created_at: datetime
    created_by: str
    send_at: datetime | None
    counts: DeliveryCounts


class BroadcastPage(Answer, frozen=True, kw_only=True):
    """Broadcasts, the newest first."""

    items: list[BroadcastItem]
    next_cursor: str | None


class BroadcastsQuery(PageQuery, frozen=True, kw_only=True):
    """Which broadcasts to list: in a state, or written by whoever asks; with both days, those that left from the one to
    the other.
    """

    state: BroadcastState | UnsetType = UNSET
    mine: bool = False
    since: Day = ""
    until: Day = ""


class MissedHouse(Answer, frozen=True, kw_only=True):
    """A house that will not get it."""

    house_id: str
    address: str


class Missed(Answer, frozen=True, kw_only=True):
    """Houses that will not get it for one reason; the first of them by name."""

    failure: Failure
    count: int
    houses: list[MissedHouse]


class PreviewBroadcast(Answer, frozen=True, kw_only=True):
    """What will happen when it is sent. `errors` keep it from being sent; `is_rough` says that there are more houses
    than were looked at.
    """

    message: str
    bold: int
    length: int
    longest: int
    errors: list[str]
    houses: int
    chats: int
    residents: int
    missed: list[Missed]
    got_it_today: int
    seconds: int
    is_rough: bool


class DeliveriesQuery(PageQuery, frozen=True, kw_only=True):
    """Which houses to show: by what became of the message, or of a change of it."""

    state: Literal["waiting", "done", "failed", "unknown", "cancelled"] | UnsetType = UNSET
    of: Literal["send", "edit", "withdraw", "pin", "unpin"] = "send"


class DeliveryItem(Answer, frozen=True, kw_only=True):
    """What became of one house."""

    house_id: str
    address: str
    state: Delivery
    state_title: str
    at: datetime | None
    failure: Failure | None
    acknowledged: int | None


class DeliveryPage(Answer, frozen=True, kw_only=True):
    """Houses of a broadcast."""

    items: list[DeliveryItem]
    next_cursor: str | None


class BroadcastTemplate(Answer, frozen=True, kw_only=True):
    """A text to begin with; `[[…]]` are blanks that have to be filled."""

    id: str
    subject: str
    title: str
    kind: BroadcastKind
    text: str


class KindChoice(Answer, frozen=True, kw_only=True):
    """A kind of broadcasts, and the first line of its messages."""

    kind: BroadcastKind
    title: str
    sign: str


class BroadcastTemplates(Answer, frozen=True, kw_only=True):
    """All templates, by subject; what kinds and placeholders there are."""

    items: list[BroadcastTemplate]
    kinds: list[KindChoice]
    placeholders: list[str]
    longest: int


class AttachmentForm(msgspec.Struct, frozen=True, kw_only=True):
    """A picture or a document, as `multipart/form-data`."""

    file: UploadedFile


class HouseGroupAsk(Ask, frozen=True, kw_only=True):
    """Parts of an audience to be kept under a name."""

    name: Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]
    audience: AudienceAsk


class HouseGroup(Answer, frozen=True, kw_only=True):
    """A saved group."""

    id: str
    name: str
    audience: list[AudiencePart]


class HouseGroupPage(Answer, frozen=True, kw_only=True):
    """Saved groups by name."""

    items: list[HouseGroup]
    next_cursor: str | None


class HouseListAsk(Ask, frozen=True, kw_only=True):
    """Lines pasted from a sheet, a house each."""

    text: Annotated[str, Meta(min_length=1, max_length=2_000_000)]


class UnusableLine(Answer, frozen=True, kw_only=True):
    """A line that names no house."""

    number: int
    text: str
    reason: str


class HouseList(Answer, frozen=True, kw_only=True):
    """A pasted list as it was understood; the first lines that could not be are told."""

    id: str
    houses: int
    repeats: int
    unusable_count: int
    unusable: list[UnusableLine]


class TagsAsk(Ask, frozen=True, kw_only=True):
    """Tags that houses get and lose."""

    house_ids: Annotated[tuple[HouseId, ...], Meta(min_length=1, max_length=200)]
    add: Annotated[tuple[Tag, ...], Meta(max_length=10)] = ()
    remove: Annotated[tuple[Tag, ...], Meta(max_length=10)] = ()


class TagsAnswer(Answer, frozen=True, kw_only=True):
    """How many houses changed, and all tags of the municipality."""

    changed: int
    tags: list[str]


class AudienceChoices(Answer, frozen=True, kw_only=True):
    """What an audience can be narrowed by, and for which organisations the person may speak."""

    settlements: list[str]
    organizations: list[FilterChoice]
    tags: list[str]
    streets: list[str]


class AudienceChoicesQuery(msgspec.Struct, frozen=True, kw_only=True):
    """In which settlement to list the streets."""

    settlement: Annotated[str, Meta(max_length=100)] = ""


class RecurrenceAsk(Ask, frozen=True, kw_only=True):
    """When it is sent again and again; 1 is Monday."""

    frequency: Frequency
    hour: Annotated[int, Meta(ge=0, le=23)]
    minute: Annotated[int, Meta(ge=0, le=59)]
    time_zone: Annotated[str, Meta(max_length=50)] = "Europe/Moscow"
    weekday: Annotated[int, Meta(ge=1, le=7)] = 1
    day: Annotated[int, Meta(ge=1, le=28)] = 1


class ScheduleAsk(Ask, frozen=True, kw_only=True):
    """A regular broadcast as it is to be."""

    content: ContentAsk
    audience: AudienceAsk
    recurrence: RecurrenceAsk
    is_active: bool = True


class Recurrence(Answer, frozen=True, kw_only=True):
    """When it is sent again and again."""

    frequency: Frequency
    hour: int
    minute: int
    time_zone: str
    weekday: int
    day: int
    title: str


class Schedule(Answer, frozen=True, kw_only=True):
    """A regular broadcast; `next_at` is null while it rests."""

    id: str
    title: str
    content: Content
    audience: list[AudiencePart]
    recurrence: Recurrence
    is_active: bool
    next_at: datetime | None
    created_at: datetime
    created_by: str


class SchedulePage(Answer, frozen=True, kw_only=True):
    """Regular broadcasts, the newest first."""

    items: list[Schedule]
    next_cursor: str | None


class ReportQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The report's form."""

    format: Literal["xlsx", "csv"] = "xlsx"
