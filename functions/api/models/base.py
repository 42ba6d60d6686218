"""What all models of the API share.

Answers have every field always, so that the types generated from them have no question marks that mean nothing; what
may be absent is null. Requests refuse fields that nobody knows, so that a misspelt one is told and not ignored.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from lib.questions.asked import AnswerFilter

# JavaScript keeps integers exactly up to here; VK's ids are far below.
_LARGEST_ID = 2**53 - 1

VkId = Annotated[int, Meta(ge=1, le=_LARGEST_ID, description="Идентификатор человека во ВКонтакте")]
GroupId = Annotated[int, Meta(ge=1, le=_LARGEST_ID, description="Идентификатор сообщества во ВКонтакте")]
Cursor = Annotated[str, Meta(max_length=1000, description="Курсор из поля `next_cursor` предыдущей страницы")]
Limit = Annotated[int, Meta(ge=1, le=100, description="Сколько записей на странице")]
Reference = Annotated[
    str, Meta(min_length=1, max_length=200, description="Ссылка на профиль ВКонтакте, @имя или идентификатор")
]
AdministratorReference = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=200,
        description="Ссылка на профиль ВКонтакте, @имя, идентификатор или мобильный телефон: на него придёт SMS",
    ),
]
# Of a record that may be left out; such ids as functions/api/rules.py takes in paths.
MaybeRecordId = Annotated[str, Meta(pattern="^([0-9a-z]{8,40})?$")]
Day = Annotated[
    str, Meta(pattern=r"^(20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))?$", description="День: `2026-11-23`")
]
HouseId = Annotated[str, Meta(pattern="^[0-9a-f]{20}$")]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what the API answers."""


class Removed(Answer, frozen=True, kw_only=True):
    """What was asked to go is gone."""

    id: str


class Ask(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what the API is sent as JSON."""


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what stands behind the question mark."""


class PageQuery(Query, frozen=True, kw_only=True):
    """A page of a list."""

    cursor: Cursor = ""
    limit: Limit = 25


class AskedQuery(PageQuery, frozen=True, kw_only=True):
    """A page of what was asked from one day to another (`2026-11-23`, Moscow's, both included), and how it was
    answered. Both days are needed for a list to be narrowed by them; it is in the order of the moment then, the
    newest first.
    """

    since: Day = ""
    until: Day = ""
    answer: AnswerFilter | UnsetType = UNSET
