"""Complaints of residents: the author is there for those who represent the responsible organisation, nobody else."""

from __future__ import annotations

from datetime import datetime

from msgspec import UNSET, UnsetType

from functions.api.models.base import Answer, AskedQuery, HouseId
from functions.api.models.discussions import RecordId
from lib.complaints.complaint import ComplaintState


class ComplaintQuery(AskedQuery, frozen=True, kw_only=True):
    """A page of complaints, the late ones first."""

    state: ComplaintState | UnsetType = UNSET
    house_id: HouseId | UnsetType = UNSET
    is_awaited: bool | UnsetType = UNSET
    is_overdue: bool | UnsetType = UNSET
    organization_id: RecordId | UnsetType = UNSET


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
