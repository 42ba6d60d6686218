"""Organisations of a municipality as they are kept, and what somebody who represents one looks after."""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class OrganizationKind(StrEnum):
    """What an organisation is to the houses."""

    COMPANY = "company"
    ADMINISTRATION = "administration"
    UTILITY = "utility"
    OTHER = "other"

    @property
    def in_russian(self) -> str:
        """The kind's name in Russian."""
        return _KIND_TITLES[self]


class LooksAfter(StrEnum):
    """Which houses a representative looks after."""

    ALL = "all"
    CHOSEN = "chosen"

    @property
    def in_russian(self) -> str:
        """The scope's name in Russian."""
        return _LOOKS_AFTER_TITLES[self]


_KIND_TITLES = {
    OrganizationKind.COMPANY: "управляющая компания",
    OrganizationKind.ADMINISTRATION: "администрация",
    OrganizationKind.UTILITY: "ресурсная организация",
    OrganizationKind.OTHER: "другая организация",
}
_LOOKS_AFTER_TITLES = {LooksAfter.ALL: "все дома организации", LooksAfter.CHOSEN: "выбранные дома"}


class Organization(Struct, frozen=True):
    """An organisation. `key` is equal for equal names however they are spelt; `words` and `sort` are for lists.
    `service_app_url` leads to its own mini app, empty where it has none.
    """

    id: str
    name: str
    key: str
    kind: OrganizationKind
    created_at: datetime
    words: tuple[str, ...]
    sort: str
    service_app_url: str = ""


def organization_id(key: str) -> str:
    """The id that follows from a name's key, so that an organisation cannot be there twice; empty for no name."""
    return hashlib.sha256(key.encode()).hexdigest()[:16] if key else ""


def organizations_path(municipality_id: str) -> str:
    """The collection of a municipality's organisations."""
    return f"municipalities/{municipality_id}/organizations"


def organization_path(municipality_id: str, organization: str) -> str:
    """Where an organisation's record lies."""
    return f"{organizations_path(municipality_id)}/{organization}"
