"""What a municipality may change about itself: its home settlement and its texts."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from lib.audit.line import AuditAction, Subject, SubjectKind, changes
from lib.audit.record import Doing, Planned, record_change
from lib.errors import DomainError
from lib.gateways.firestore.store import Replace, Store
from lib.houses.covering_text import covering_errors
from lib.municipalities.municipality import Municipality, municipality_path
from lib.municipalities.registry import load_municipality
from lib.provisioning.welcome import template_errors

_TITLES = {
    "home_settlement": "Свой населённый пункт",
    "welcome_template": "Приветствие в чате",
    "covering_template": "Сопроводительный текст",
}


class Settings(Struct, frozen=True):
    """The settings whole; an empty text means the standard one."""

    home_settlement: str
    welcome_template: str
    covering_template: str


class TemplateInvalid(DomainError):
    """Texts that cannot be used: what is wrong with each, in words."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__("template_invalid")
        self.errors = errors


def change_settings(asked: Settings, doing: Doing, *, store: Store) -> Municipality:
    """Changes the settings; chats that are there keep the texts that they have.

    Raises:
        TemplateInvalid: a text cannot be used.
    """
    errors = {
        "welcome_template": template_errors(asked.welcome_template) if asked.welcome_template else [],
        "covering_template": covering_errors(asked.covering_template),
    }
    if any(errors.values()):
        raise TemplateInvalid(errors)
    path = municipality_path(doing.municipality_id)

    def plan() -> Planned:
        stored = store.get(path, Municipality)
        if stored is None:
            raise DomainError("municipality_unknown")
        after = replace(stored.record, **{name: getattr(asked, name) for name in _TITLES})
        if after == stored.record:
            return Planned()
        subject = Subject(SubjectKind.SETTINGS, after.id, after.name)
        line = doing.line(AuditAction.SETTINGS_CHANGED, subject, changes(_TITLES, _texts(stored.record), _texts(after)))
        return Planned([Replace(path, after, stored.revision)], [line])

    record_change(doing, plan, store)
    return load_municipality(doing.municipality_id, store=store)


def _texts(municipality: Municipality) -> dict[str, str]:
    return {name: getattr(municipality, name) for name in _TITLES}


_SWITCHES = {
    "marks_officials": "Отмечать сообщения официальных лиц",
    "sends_digest": "Еженедельная сводка в координационный чат",
}


def switch_marking(is_on: bool, doing: Doing, *, store: Store) -> Municipality:
    """Whether the bot marks what officials write in chats from now on."""
    return _switch("marks_officials", is_on, doing, store)


def switch_digest(is_on: bool, doing: Doing, *, store: Store) -> Municipality:
    """Whether the week's digest goes to the coordination chat from now on."""
    return _switch("sends_digest", is_on, doing, store)


def _switch(name: str, is_on: bool, doing: Doing, store: Store) -> Municipality:
    path = municipality_path(doing.municipality_id)

    def plan() -> Planned:
        stored = store.get(path, Municipality)
        if stored is None:
            raise DomainError("municipality_unknown")
        after = replace(stored.record, **{name: is_on})
        if after == stored.record:
            return Planned()
        subject = Subject(SubjectKind.SETTINGS, after.id, after.name)
        words = {True: "да", False: "нет"}
        differs = changes({name: _SWITCHES[name]}, {name: words[not is_on]}, {name: words[is_on]})
        return Planned(
            [Replace(path, after, stored.revision)], [doing.line(AuditAction.SETTINGS_CHANGED, subject, differs)]
        )

    record_change(doing, plan, store)
    return load_municipality(doing.municipality_id, store=store)
