"""A line of the audit log: who changed what, when, before and after. It never holds a phone or a token.

The line is written in the commit that makes the change, so that neither is there without the other; its id is that of
the request, which makes it the proof that the request has had its effect.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from msgspec import Struct


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
    QUESTION_RAISED = "question_raised"
    QUESTION_CHANGED = "question_changed"
    QUESTION_VOTE_STARTED = "question_vote_started"
    QUESTION_VOTE_ENDED = "question_vote_ended"
    QUESTION_SENT = "question_sent"
    QUESTION_TAKEN = "question_taken"
    QUESTION_PASSED_ON = "question_passed_on"
    QUESTION_REFUSED = "question_refused"
    QUESTION_ANSWERED = "question_answered"
    QUESTION_CLOSED = "question_closed"
    COMPLAINT_TAKEN = "complaint_taken"
    COMPLAINT_ASKED = "complaint_asked"
    COMPLAINT_ANSWERED = "complaint_answered"
    COMPLAINT_PASSED_ON = "complaint_passed_on"
    COMPLAINT_REJECTED = "complaint_rejected"
    PRIORITY_VOTE_STARTED = "priority_vote_started"
    PRIORITY_VOTE_ENDED = "priority_vote_ended"
    DISCUSSION_SCHEDULED = "discussion_scheduled"
    DISCUSSION_MOVED = "discussion_moved"
    DISCUSSION_EXTENDED = "discussion_extended"
    DISCUSSION_ENDED = "discussion_ended"
    DISCUSSION_CANCELLED = "discussion_cancelled"
    OPEN311_KEY_MADE = "open311_key_made"
    OPEN311_KEY_REVOKED = "open311_key_revoked"
    OPEN311_SERVER_SET = "open311_server_set"
    HEALTH_SNOOZED = "health_snoozed"
    HEALTH_BROUGHT_BACK = "health_brought_back"
    HEALTH_REMINDED = "health_reminded"
    HOUSE_CHAT_CLOSED = "house_chat_closed"
    HOUSE_CHAT_REOPENED = "house_chat_reopened"

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
    AuditAction.QUESTION_RAISED: "Задан вопрос",
    AuditAction.QUESTION_CHANGED: "Изменён вопрос",
    AuditAction.QUESTION_VOTE_STARTED: "Начато голосование",
    AuditAction.QUESTION_VOTE_ENDED: "Голосование закончено",
    AuditAction.QUESTION_SENT: "Вопрос отправлен представителям",
    AuditAction.QUESTION_TAKEN: "Вопрос взят в работу",
    AuditAction.QUESTION_PASSED_ON: "Вопрос передан",
    AuditAction.QUESTION_REFUSED: "Вопрос возвращён: не наш",
    AuditAction.QUESTION_ANSWERED: "Дан ответ на вопрос",
    AuditAction.QUESTION_CLOSED: "Вопрос закрыт",
    AuditAction.COMPLAINT_TAKEN: "Жалоба взята в работу",
    AuditAction.COMPLAINT_ASKED: "По жалобе задан уточняющий вопрос",
    AuditAction.COMPLAINT_ANSWERED: "Дан ответ на жалобу",
    AuditAction.COMPLAINT_PASSED_ON: "Жалоба передана",
    AuditAction.COMPLAINT_REJECTED: "Жалоба отклонена",
    AuditAction.PRIORITY_VOTE_STARTED: "Начато голосование об очерёдности",
    AuditAction.PRIORITY_VOTE_ENDED: "Голосование об очерёдности закончено",
    AuditAction.DISCUSSION_SCHEDULED: "Назначено обсуждение",
    AuditAction.DISCUSSION_MOVED: "Обсуждение перенесено",
    AuditAction.DISCUSSION_EXTENDED: "Обсуждение продлено",
    AuditAction.DISCUSSION_ENDED: "Обсуждение завершено",
    AuditAction.DISCUSSION_CANCELLED: "Обсуждение отменено",
    AuditAction.OPEN311_KEY_MADE: "Создан ключ Open311",
    AuditAction.OPEN311_KEY_REVOKED: "Отозван ключ Open311",
    AuditAction.OPEN311_SERVER_SET: "Изменена связь с системой организации",
    AuditAction.HEALTH_SNOOZED: "Задача о здоровье чата отложена",
    AuditAction.HEALTH_BROUGHT_BACK: "Отложенная задача возвращена",
    AuditAction.HEALTH_REMINDED: "Отправлено напоминание администратору чата",
    AuditAction.HOUSE_CHAT_CLOSED: "Закрыт лишний чат дома",
    AuditAction.HOUSE_CHAT_REOPENED: "Чат дома снова открыт",
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
    QUESTION = "question"
    COMPLAINT = "complaint"
    DISCUSSION = "discussion"
    OPEN311_KEY = "open311_key"


class Actor(Struct, frozen=True):
    """Who did it, as they were called then. The system itself has no id."""

    vk_id: int
    name: str
    role: str


class Subject(Struct, frozen=True):
    """What it was done to, as it was called then."""

    kind: SubjectKind
    id: str
    title: str


class Change(Struct, frozen=True):
    """One field before and after, in words."""

    field: str
    title: str
    before: str
    after: str


class AuditLine(Struct, frozen=True):
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
