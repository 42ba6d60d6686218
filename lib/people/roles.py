"""The roles that people hold, and what the app calls them."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is in a municipality; one person can be several."""

    REGION_OFFICER = "region_officer"
    ADMINISTRATOR = "administrator"
    EMPLOYEE = "employee"
    REPRESENTATIVE = "representative"
    CHAT_ADMINISTRATOR = "chat_administrator"
    RESIDENT = "resident"

    @property
    def in_russian(self) -> str:
        """The role's name in Russian."""
        return _TITLES[self]


_TITLES = {
    Role.REGION_OFFICER: "ответственный региона",
    Role.ADMINISTRATOR: "администратор мини-приложения",
    Role.EMPLOYEE: "сотрудник",
    Role.REPRESENTATIVE: "официальный представитель",
    Role.CHAT_ADMINISTRATOR: "администратор чата",
    Role.RESIDENT: "житель",
}

# Who works for the municipality itself, and so with all of its houses.
STAFF = frozenset({Role.REGION_OFFICER, Role.ADMINISTRATOR, Role.EMPLOYEE})
