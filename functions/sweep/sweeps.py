"""Every sweep, in the order of how much waits for it. One that fails does not keep the next from running."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from functions.sweep.outside import Outside
from lib import log
from lib.activity.health.digest import sweep_digests
from lib.activity.health.round import sweep_health
from lib.broadcasts.sweep import sweep_broadcasts
from lib.complaints.sweep import sweep_complaints
from lib.coordination.sweep import sweep_coordination
from lib.officials.marking import sweep_marks
from lib.onboarding.sweep import sweep_onboardings
from lib.outbox.outside import posting
from lib.outbox.sweep import sweep_outbox
from lib.provisioning.sweep import sweep_provisioning
from lib.questions.sweep import sweep_questions
from lib.services.sweep import sweep_service_bots
from lib.upkeep.sweep import sweep_chats

Sweep = Callable[[Outside], int]

SWEEPS: Mapping[str, Sweep] = {
    "broadcasts": lambda outside: sweep_broadcasts(outside.broadcasting),
    "provisioning": lambda outside: sweep_provisioning(outside.provisioning),
    "outbox": lambda outside: sweep_outbox(posting(outside.provisioning)),
    "questions": lambda outside: sweep_questions(outside.provisioning),
    "complaints": lambda outside: sweep_complaints(outside.provisioning),
    "onboardings": lambda outside: sweep_onboardings(outside.leading),
    "coordination": lambda outside: sweep_coordination(outside.provisioning),
    "chats": lambda outside: sweep_chats(outside.provisioning),
    "health": lambda outside: sweep_health(outside.provisioning),
    "digests": lambda outside: sweep_digests(outside.provisioning),
    "official_marks": lambda outside: sweep_marks(outside.provisioning),
    "service_bots": lambda outside: sweep_service_bots(
        store=outside.provisioning.store, vk=outside.provisioning.vk, clock=outside.provisioning.clock
    ),
}


def sweep_all(outside: Outside, sweeps: Mapping[str, Sweep] = SWEEPS) -> tuple[dict[str, int], list[str]]:
    """What each sweep moved, by its name; and the names of those that failed."""
    moved, failed = {}, []
    for name, sweep in sweeps.items():
        try:
            moved[name] = sweep(outside)
        except Exception as error:
            log.alert("sweep_failed", sweep=name, why=type(error).__name__)
            failed.append(name)
    return moved, failed
