"""Organisations' own systems, by Open311 GeoReport v2: those that complaints go to, and keys for those that come."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from functions.api.models.base import Answer, Ask
from functions.api.models.complaints import SubjectId
from lib.complaints.settings import MOST_SUBJECTS

Url = Annotated[str, Meta(min_length=1, max_length=300, description="Адрес: https://311.example.ru/open311/v2")]
Jurisdiction = Annotated[str, Meta(max_length=100, description="jurisdiction_id системы; пусто, если не нужен")]
Secret = Annotated[str, Meta(max_length=200, description="Ключ, под которым система знает нас")]
ServiceCode = Annotated[str, Meta(min_length=1, max_length=100)]


class Open311Service(Answer, frozen=True, kw_only=True):
    """A kind of request that a system takes; one that `needs_more` than we can give is not to be chosen."""

    code: str
    name: str
    needs_more: bool


class Open311Services(Answer, frozen=True, kw_only=True):
    """What a system takes."""

    items: list[Open311Service]


class Open311Code(Answer, frozen=True, kw_only=True):
    """What a system calls a subject."""

    subject_id: str
    service_code: str


class Open311Server(Answer, frozen=True, kw_only=True):
    """A system that complaints go to. Its key is never shown. `waiting` complaints it has not taken yet."""

    url: str
    jurisdiction_id: str
    has_api_key: bool
    format: str
    other_code: str
    codes: list[Open311Code]
    is_on: bool
    set_at: datetime
    waiting: int
    handed: int
    failed: int


class Open311Key(Answer, frozen=True, kw_only=True):
    """A key by which a system comes here; `ending` tells it from others."""

    id: str
    ending: str
    made_at: datetime
    made_by: str
    revoked_at: datetime | None


class Open311(Answer, frozen=True, kw_only=True):
    """An organisation's exchange: where complaints go, who comes here, and where they come to."""

    server: Open311Server | None
    keys: list[Open311Key]
    endpoint: str
    jurisdiction_id: str


class NewOpen311Key(Answer, frozen=True, kw_only=True):
    """A new key with its text, which is not to be had again."""

    key: Open311Key
    text: str


class Open311ServicesAsk(Ask, frozen=True, kw_only=True):
    """A system that is to be looked at; a key that is left out is the one that is kept for this address."""

    url: Url
    jurisdiction_id: Jurisdiction = ""
    api_key: Secret | None = None


class Open311CodeAsk(Ask, frozen=True, kw_only=True):
    """What a system calls a subject."""

    subject_id: SubjectId
    service_code: ServiceCode


class Open311ServerAsk(Ask, frozen=True, kw_only=True):
    """A system as it is to be; a key that is left out stays as it is, for the same address only."""

    url: Url
    jurisdiction_id: Jurisdiction = ""
    api_key: Secret | None = None
    other_code: ServiceCode
    codes: Annotated[tuple[Open311CodeAsk, ...], Meta(max_length=MOST_SUBJECTS)] = ()
