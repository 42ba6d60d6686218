"""A line of the audit log: who changed what, when, before and after. It never holds a phone or a token.

The line is written in the commit that makes the change, so that neither is there without the other; its id is that of
the request, which makes it the proof that the request has had its effect.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class AuditAction(StrEnum):
    """Everything that is written down."""

    MEMBER_ADDED = "member_added"
    MEMBER_CHANGED = "member_changed"
    MEMBER_REMOVED = "member_removed"
    ORGANIZATION_CREATED = "organization_created"
    ORGANIZATION_CHANGED = "organization_changed"
    ORGANIZATION_DELETED = "organization_deleted"
    REPRESENTATIVE_ADDED = "representative_added"
    REPRESENTATIVE_CHANGED = "representative_changed"
    REPRESENTATIVE_REMOVED = "representative_removed"
    HOUSE_CREATED = "house_created"
    HOUSE_CHANGED = "house_changed"
    HOUSE_ASSIGNED = "house_assigned"
    HOUSES_RETRIED = "houses_retried"
    IMPORT_UPLOADED = "import_uploaded"
    IMPORT_STARTED = "import_started"
    SETTINGS_CHANGED = "settings_changed"
    ONBOARDING_SENT_AGAIN = "onboarding_sent_again"
    POSTERS_MADE = "posters_made"
    SERVICE_BOT_ADDED = "service_bot_added"
    SERVICE_BOT_CHANGED = "service_bot_changed"
    SERVICE_BOT_DELETED = "service_bot_deleted"
    HOUSES_TAGGED = "houses_tagged"
    HOUSE_GROUP_SAVED = "house_group_saved"
    HOUSE_GROUP_DELETED = "house_group_deleted"
    HOUSE_LIST_PASTED = "house_list_pasted"
    ATTACHMENT_UPLOADED = "attachment_uploaded"
    BROADCAST_DRAFTED = "broadcast_drafted"
    BROADCAST_CHANGED = "broadcast_changed"
    BROADCAST_SENT = "broadcast_sent"
    BROADCAST_CANCELLED = "broadcast_cancelled"
    BROADCAST_RESUMED = "broadcast_resumed"
    BROADCAST_RETRIED = "broadcast_retried"
    BROADCAST_EDITED = "broadcast_edited"
    BROADCAST_WITHDRAWN = "broadcast_withdrawn"
    SCHEDULE_CREATED = "schedule_created"
    SCHEDULE_CHANGED = "schedule_changed"
    SCHEDULE_DELETED = "schedule_deleted"

    @property
    def in_russian(self) -> str:
        """The change in Russian, as a sentence without a subject."""
        return _TITLES[self]


_TITLES = {
    AuditAction.MEMBER_ADDED: "Добавлен сотрудник",
    AuditAction.MEMBER_CHANGED: "Изменена роль сотрудника",
    AuditAction.MEMBER_REMOVED: "Сотрудник удалён",
    AuditAction.ORGANIZATION_CREATED: "Добавлена организация",
    AuditAction.ORGANIZATION_CHANGED: "Изменена организация",
    AuditAction.ORGANIZATION_DELETED: "Организация удалена",
    AuditAction.REPRESENTATIVE_ADDED: "Добавлен представитель",
    AuditAction.REPRESENTATIVE_CHANGED: "Изменены дома представителя",
    AuditAction.REPRESENTATIVE_REMOVED: "Представитель удалён",
    AuditAction.HOUSE_CREATED: "Создан дом",
    AuditAction.HOUSE_CHANGED: "Изменён дом",
    AuditAction.HOUSE_ASSIGNED: "Назначены люди дома",
    AuditAction.HOUSES_RETRIED: "Создание чатов повторено",
    AuditAction.IMPORT_UPLOADED: "Загружена таблица",
    AuditAction.IMPORT_STARTED: "Запущено создание чатов",
    AuditAction.SETTINGS_CHANGED: "Изменены настройки",
    AuditAction.ONBOARDING_SENT_AGAIN: "Приглашение отправлено ещё раз",
    AuditAction.POSTERS_MADE: "Подготовлены плакаты",
    AuditAction.SERVICE_BOT_ADDED: "Добавлен сервисный бот",
    AuditAction.SERVICE_BOT_CHANGED: "Изменён сервисный бот",
    AuditAction.SERVICE_BOT_DELETED: "Сервисный бот удалён",
    AuditAction.HOUSES_TAGGED: "Изменены метки домов",
    AuditAction.HOUSE_GROUP_SAVED: "Сохранена группа домов",
    AuditAction.HOUSE_GROUP_DELETED: "Удалена группа домов",
    AuditAction.HOUSE_LIST_PASTED: "Вставлен список домов",
    AuditAction.ATTACHMENT_UPLOADED: "Загружено вложение",
    AuditAction.BROADCAST_DRAFTED: "Создан черновик рассылки",
    AuditAction.BROADCAST_CHANGED: "Изменён черновик рассылки",
    AuditAction.BROADCAST_SENT: "Отправлена рассылка",
    AuditAction.BROADCAST_CANCELLED: "Отменена рассылка",
    AuditAction.BROADCAST_RESUMED: "Продолжена рассылка",
    AuditAction.BROADCAST_RETRIED: "Повторена отправка недошедших сообщений",
    AuditAction.BROADCAST_EDITED: "Исправлен текст рассылки",
    AuditAction.BROADCAST_WITHDRAWN: "Отозвана рассылка",
    AuditAction.SCHEDULE_CREATED: "Создана регулярная рассылка",
    AuditAction.SCHEDULE_CHANGED: "Изменена регулярная рассылка",
    AuditAction.SCHEDULE_DELETED: "Удалена регулярная рассылка",
}


class SubjectKind(StrEnum):
    """What a line is about."""

    MEMBER = "member"
    ORGANIZATION = "organization"
    HOUSE = "house"
    HOUSES = "houses"
    IMPORT = "import"
    SETTINGS = "settings"
    SERVICE_BOT = "service_bot"
    HOUSE_GROUP = "house_group"
    HOUSE_LIST = "house_list"
    ATTACHMENT = "attachment"
    BROADCAST = "broadcast"
    SCHEDULE = "schedule"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it, as they were called then. The system itself has no id."""

    vk_id: int
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What it was done to, as it was called then."""

    kind: SubjectKind
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after, in words."""

    field: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One change. `sort` rises with time and is unique, for lists."""

    id: str
    at: datetime
    actor: Actor
    action: AuditAction
    subject: Subject
    changes: tuple[Change, ...] = ()
    sort: str = ""


def changes(titles: dict[str, str], before: dict[str, str], after: dict[str, str]) -> tuple[Change, ...]:
    """What differs between two states of the same thing, in the order of `titles` (field → its name in Russian)."""
    return tuple(
        Change(field, title, before.get(field, ""), after.get(field, ""))
        for field, title in titles.items()
        if before.get(field, "") != after.get(field, "")
    )


def moment_text(moment: datetime) -> str:
    """A moment as text that sorts as time does."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def audit_path(municipality_id: str) -> str:
    """The collection of a municipality's lines."""
    return f"municipalities/{municipality_id}/audit"


def line_path(municipality_id: str, line_id: str) -> str:
    """Where a line lies."""
    return f"{audit_path(municipality_id)}/{line_id}"
