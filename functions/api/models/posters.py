"""Posters: of one house, of a set of houses, and the municipality's logo on them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from functions.api.models.base import Answer, Ask, HouseId, MaybeRecordId, Query
from lib.houses.house import AdministratorState, HouseState
from lib.posters.poster import PosterFormat
from lib.posters.sets import Package

UploadedPicture = Annotated[
    Any, Meta(description="PNG или JPEG, до 5 МБ", extra_json_schema={"type": "string", "format": "binary"})
]


class PosterQuery(Query, frozen=True, kw_only=True):
    """How a poster is printed: a4 one a sheet, a5 two on a sheet of A4; a copy for each entrance if asked for."""

    format: PosterFormat = PosterFormat.A4
    each_entrance: bool = False


class PosterHouses(Ask, frozen=True, kw_only=True):
    """Houses by filters, as in the list of houses."""

    search: Annotated[str, Meta(max_length=200)] = ""
    state: HouseState | UnsetType = UNSET
    organization_id: MaybeRecordId = ""
    administrator: AdministratorState | UnsetType = UNSET
    nobody_joined: bool = False
    settlement: Annotated[str, Meta(max_length=100)] = ""
    import_id: MaybeRecordId = ""


class PosterSetAsk(Ask, frozen=True, kw_only=True):
    """Posters of the named houses, else of all that meet the filters. Houses whose chat is not ready are left out."""

    house_ids: Annotated[list[HouseId], Meta(min_length=1, max_length=1000)] | None = None
    filters: PosterHouses = PosterHouses()
    format: PosterFormat = PosterFormat.A4
    package: Package = Package.PDF
    each_entrance: bool = False


class PosterSetFile(Answer, frozen=True, kw_only=True):
    """A file of the set. `made` counts the houses that are in it while it is being made."""

    number: int
    filename: str
    houses: int
    made: int


class PosterSet(Answer, frozen=True, kw_only=True):
    """A set of posters; its files are made when they are fetched. `without_chat` counts houses that were left out."""

    id: str
    format: PosterFormat
    package: Package
    each_entrance: bool
    houses: int
    without_chat: int
    files: list[PosterSetFile]
    expires_at: datetime


class LogoForm(msgspec.Struct, frozen=True, kw_only=True):
    """The picture, as `multipart/form-data`."""

    file: UploadedPicture


class LogoAnswer(Answer, frozen=True, kw_only=True):
    """Whether a logo is set."""

    is_set: bool
