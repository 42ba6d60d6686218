"""Reminding the chat administrators of houses of what their chat lacks: once a day at most, whoever presses.

Who is named and not in the chat yet is invited again (lib/onboarding); to who is in, the bot writes in private.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from msgspec import Struct
from msgspec.structs import replace

from lib.activity.health.rules import judged
from lib.activity.health.texts import REMINDS, TASK_TITLES, reminder
from lib.audit.line import AuditAction, Change
from lib.audit.record import Doing, Planned, record_change
from lib.errors import DomainError
from lib.events.consents import Consent, consent_path
from lib.gateways.firestore.store import Stored, Update
from lib.houses.assigning import load_houses
from lib.houses.changes import house_subject
from lib.houses.house import AdministratorState, HealthTask, House
from lib.onboarding.sending_again import send_again
from lib.outbox.message import Letter, OutgoingMessage, outgoing
from lib.outbox.posting import have_sent, posted
from lib.people.permissions import Rights
from lib.provisioning.outside import Provisioning

# A second reminder on the same day is one too many.
_NOT_AGAIN_FOR = timedelta(hours=20)


class Reminded(Struct, frozen=True):
    """What became of a reminder, by houses: sent; sent lately already; nobody who could be written to."""

    sent: int = 0
    lately: int = 0
    unreachable: int = 0


def remind(rights: Rights, task: HealthTask, house_ids: Sequence[str], doing: Doing, outside: Provisioning) -> Reminded:
    """Reminds the administrators of those of the houses that have the task.

    Raises:
        DomainError: `house_unknown`, `task_reminds_nobody`.
    """
    if task not in REMINDS:
        raise DomainError("task_reminds_nobody")
    told = Reminded()
    messages: list[OutgoingMessage] = []

    def plan() -> Planned:
        nonlocal told, messages
        concerned = [
            stored
            for stored in load_houses(rights, house_ids, store=outside.store)
            if task in (*judged(stored.record, doing.now).health, *stored.record.health_snoozed)
        ]
        due = [stored for stored in concerned if not _was_reminded(stored.record, task, doing)]
        reachable = _reachable(due, outside)
        told = Reminded(len(reachable), len(concerned) - len(due), len(due) - len(reachable))
        planned, messages = Planned(), []
        for stored in reachable:
            house = stored.record
            reminded = {**house.reminded_at, task: doing.now}
            planned.writes.append(Update(stored.path, {"reminded_at": reminded}, stored.revision))
            said = Change("reminded", TASK_TITLES[task], "", "напомнили администратору")
            part = f"-{house.id}" if planned.lines else ""
            planned.lines.append(doing.line(AuditAction.HEALTH_REMINDED, house_subject(house), (said,), part=part))
            if house.administrator_state is AdministratorState.JOINED:
                messages.append(_message(house, task, doing))
        planned.writes.extend(posted(messages))
        return planned

    record_change(doing, plan, outside.store)
    have_sent(messages, outside.queue)
    _invite_again(rights, task, house_ids, doing, outside)
    return told


def _invite_again(
    rights: Rights, task: HealthTask, house_ids: Sequence[str], doing: Doing, outside: Provisioning
) -> None:
    """Whoever was named and is not in the chat gets a new invitation, of which onboarding tells how far it has come."""
    for stored in load_houses(rights, house_ids, store=outside.store):
        house = stored.record
        if house.administrator_state is AdministratorState.NAMED and house.reminded_at.get(task) == doing.now:
            own = replace(doing, request_id=f"{doing.request_id}-again-{house.id}")
            try:
                send_again(rights, house.id, own, outside)
            except DomainError as error:
                # The bot has not begun with them, or the phone is erased: the house's own screen says what to do.
                if error.code not in {"onboarding_unknown", "phone_erased"}:
                    raise


def _was_reminded(house: House, task: HealthTask, doing: Doing) -> bool:
    at = house.reminded_at.get(task)
    return at is not None and doing.now - at < _NOT_AGAIN_FOR


def _reachable(houses: Sequence[Stored[House]], outside: Provisioning) -> list[Stored[House]]:
    """Those whose administrator can be written to, as far as is known, or has yet to be invited."""
    joined = [each.record for each in houses if each.record.administrator_state is AdministratorState.JOINED]
    paths = {house.id: consent_path(house.group_id, house.administrator_vk_id) for house in joined}
    consents = outside.store.get_many(dict.fromkeys(paths.values()), Consent) if paths else {}
    allowed = {id_ for id_, path in paths.items() if path in consents and consents[path].record.allowed}
    return [
        stored
        for stored in houses
        if stored.record.id in allowed or stored.record.administrator_state is AdministratorState.NAMED
    ]


def _message(house: House, task: HealthTask, doing: Doing) -> OutgoingMessage:
    letter = Letter((house.administrator_vk_id,), reminder(house, task))
    id_ = f"health-{task}-{house.id}-{doing.now:%Y%m%d%H%M%S}"
    return outgoing(id_, doing.municipality_id, house.group_id, letter, doing.now)
