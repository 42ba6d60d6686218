"""An employee has the bot try again: a new link, another message or SMS, or the step where the person is."""

from __future__ import annotations

from lib.audit.line import AuditAction
from lib.audit.record import Doing, Planned, record_change
from lib.errors import DomainError
from lib.houses.changes import house_subject
from lib.houses.editing import load_house
from lib.houses.house import OnboardingState
from lib.onboarding.records import Case, case_writes, house_fields, load_case
from lib.onboarding.rules import sent_again
from lib.onboarding.tasks import onboarding_task
from lib.people.permissions import Action, Rights
from lib.provisioning.outside import Provisioning


def load_led(rights: Rights, house_id: str, *, outside: Provisioning) -> Case:
    """A house with which the person may name people, and its onboarding.

    Raises:
        DomainError: `house_unknown`, `forbidden`.
    """
    load_house(rights, house_id, Action.ASSIGN_PEOPLE, store=outside.store)
    case = load_case(rights.municipality_id, house_id, store=outside.store)
    if case is None:
        raise DomainError("house_unknown")
    return case


def send_again(rights: Rights, house_id: str, doing: Doing, outside: Provisioning) -> None:
    """Sends again; the old link is dead from then on.

    Raises:
        DomainError: `house_unknown`, `forbidden`, `onboarding_unknown`, `phone_erased`.
    """
    token = outside.ids.document_id()

    def plan() -> Planned:
        case = load_led(rights, house_id, outside=outside)
        house, stored = case.house.record, case.onboarding
        if stored is None or not case.is_current or stored.record.state is OnboardingState.NOBODY:
            raise DomainError("onboarding_unknown")
        if not stored.record.person_id and not house.administrator_phone:
            raise DomainError("phone_erased")
        after = sent_again(stored.record, token, doing.now)
        writes = case_writes(case, after, house_fields(house, after))
        return Planned(writes, [doing.line(AuditAction.ONBOARDING_SENT_AGAIN, house_subject(house))])

    record_change(doing, plan, outside.store)
    house = load_led(rights, house_id, outside=outside).house.record
    outside.queue.enqueue(onboarding_task(house.group_id, rights.municipality_id, [house_id]))
