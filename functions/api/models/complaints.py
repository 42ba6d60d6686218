"""Complaints of residents: the author is there for those who represent the responsible organisation, nobody else."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from functions.api.models.base import Answer, Ask, AskedQuery, HouseId
from functions.api.models.broadcasts import RecordId as FileId
from functions.api.models.discussions import RecordId
from lib.complaints.complaint import LONGEST_TEXT, MOST_PHOTOS, ComplaintState
from lib.complaints.settings import LONGEST_TITLE, MOST_DAYS, MOST_SUBJECTS

SubjectId = Annotated[str, Meta(pattern="^[0-9a-z_]{1,40}$")]
Days = Annotated[int, Meta(ge=1, le=MOST_DAYS)]
Words = Annotated[str, Meta(max_length=LONGEST_TEXT, description="Слова для жителя")]
Photos = Annotated[tuple[FileId, ...], Meta(max_length=MOST_PHOTOS, description="Загруженные фотографии")]


class ComplaintQuery(AskedQuery, frozen=True, kw_only=True):
    """A page of complaints, the late ones first."""

    state: ComplaintState | UnsetType = UNSET
    house_id: HouseId | UnsetType = UNSET
    subject_id: SubjectId | UnsetType = UNSET
    organization_id: RecordId | UnsetType = UNSET
    is_awaited: bool | UnsetType = UNSET
    is_overdue: bool | UnsetType = UNSET


class ComplaintOrganization(Answer, frozen=True, kw_only=True):
    """An organisation that has to deal with a complaint."""

    id: str
    name: str


class ComplaintItem(Answer, frozen=True, kw_only=True):
    """A complaint. `text` and `author_vk_id` are null for whoever does not represent the responsible organisation."""

    id: str
    number: int
    house_id: str
    address: str
    subject: str
    state: ComplaintState
    state_title: str
    text: str | None
    author_vk_id: int | None
    neighbours: int
    photos: int
    organizations: list[ComplaintOrganization]
    taken_by: str | None
    created_at: datetime
    due_at: datetime | None
    is_overdue: bool


class ComplaintPage(Answer, frozen=True, kw_only=True):
    """Complaints, the late ones first."""

    items: list[ComplaintItem]
    next_cursor: str | None


class ComplaintStep(Answer, frozen=True, kw_only=True):
    """A line of a complaint's history. `text` is null for whoever does not represent the responsible organisation."""

    at: datetime
    state: ComplaintState
    title: str
    by: str
    text: str | None
    photos: int


class Complaint(Answer, frozen=True, kw_only=True):
    """A complaint with everything that happened to it; the `may_…` say what the caller can do now.

    `source` is the organisation whose own system registered it here, `outside_number` what the responsible
    organisation's own system calls it.
    """

    item: ComplaintItem
    history: list[ComplaintStep]
    verdict_until: datetime | None
    source: str | None
    outside_number: str | None
    may_take: bool
    may_ask: bool
    may_answer: bool
    may_reject: bool
    may_pass_on: bool
    may_see_photos: bool


class ComplaintAddressees(Answer, frozen=True, kw_only=True):
    """The organisations that a complaint can be handed to."""

    items: list[ComplaintOrganization]


class ComplaintQuestionAsk(Ask, frozen=True, kw_only=True):
    """A question to the author."""

    text: Words
    attachment_ids: Photos = ()


class ComplaintAnswerAsk(Ask, frozen=True, kw_only=True):
    """What was done about it."""

    text: Words
    attachment_ids: Photos = ()


class ComplaintRejectAsk(Ask, frozen=True, kw_only=True):
    """Why nothing is done about it."""

    reason: Words


class ComplaintPassOnAsk(Ask, frozen=True, kw_only=True):
    """Whom it is handed to, and why."""

    organization_id: RecordId
    reason: Words = ""


class ComplaintSubject(Answer, frozen=True, kw_only=True):
    """A subject. `organization_id` is null where the company that manages the house is responsible."""

    id: str
    title: str
    working_days: int
    organization_id: str | None
    organization_name: str | None


class ComplaintSettings(Answer, frozen=True, kw_only=True):
    """What residents can complain about, each subject with who is responsible and how soon; then working days for the
    head after the deadline and again where nothing changed, and how many days the author has to object.
    """

    is_on: bool
    time_zone: str
    subjects: list[ComplaintSubject]
    head_days: int
    again_days: int
    verdict_days: int
    most_subjects: int


class ComplaintSubjectAsk(Ask, frozen=True, kw_only=True):
    """A subject as it is to be; a new one has no id."""

    id: SubjectId | None = None
    title: Annotated[str, Meta(min_length=1, max_length=LONGEST_TITLE, pattern=r"\S")]
    working_days: Days
    organization_id: RecordId | None = None


class ComplaintSettingsAsk(Ask, frozen=True, kw_only=True):
    """The settings as they are to be."""

    is_on: bool
    time_zone: Annotated[str, Meta(min_length=1, max_length=60)]
    subjects: Annotated[list[ComplaintSubjectAsk], Meta(min_length=1, max_length=MOST_SUBJECTS)]
    head_days: Days
    again_days: Days
    verdict_days: Days
