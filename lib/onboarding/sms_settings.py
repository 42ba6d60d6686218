"""A municipality changes whether and how many SMS it sends."""

from __future__ import annotations

from lib.audit.line import AuditAction, Subject, SubjectKind, changes
from lib.audit.record import Doing, Planned, record_change
from lib.gateways.firestore.store import Put, Store
from lib.onboarding.sms_caps import SmsSettings, load_settings, settings_path

_TITLES = {
    "is_on": "SMS администраторам",
    "a_day": "SMS в день",
    "a_number_a_day": "SMS на один номер в день",
}


def change_sms_settings(asked: SmsSettings, doing: Doing, *, store: Store) -> SmsSettings:
    """Changes the settings; they hold from the next SMS on."""

    def plan() -> Planned:
        before = load_settings(doing.municipality_id, store=store)
        if before == asked:
            return Planned()
        subject = Subject(SubjectKind.SETTINGS, doing.municipality_id, "SMS")
        line = doing.line(AuditAction.SETTINGS_CHANGED, subject, changes(_TITLES, _words(before), _words(asked)))
        return Planned([Put(settings_path(doing.municipality_id), asked)], [line])

    record_change(doing, plan, store)
    return load_settings(doing.municipality_id, store=store)


def _words(settings: SmsSettings) -> dict[str, str]:
    return {
        "is_on": "включены" if settings.is_on else "выключены",
        "a_day": str(settings.a_day),
        "a_number_a_day": str(settings.a_number_a_day),
    }
