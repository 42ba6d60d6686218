"""What is still to be done for an administrator: errands are added to the record, put off, and taken out. Rules without
any I/O.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec.structs import replace

from lib.onboarding.onboarding import PRIVATE, Errand, Onboarding, Todo

MOST_TRIES = 14
_LONGEST_WAIT = timedelta(minutes=5)


def adding(onboarding: Onboarding, errands: Iterable[Errand], at: datetime, peer: int = 0) -> Onboarding:
    """The record with more to do from `at` on."""
    number, todo = onboarding.errands, list(onboarding.todo)
    for errand in errands:
        number += 1
        todo.append(Todo(errand, number, at, at, peer=peer))
    return due_anew(replace(onboarding, errands=number, todo=tuple(sorted(todo, key=lambda each: each.at))))


def done(onboarding: Onboarding, todo: Todo) -> Onboarding:
    """The record without an errand."""
    return due_anew(replace(onboarding, todo=tuple(each for each in onboarding.todo if each.number != todo.number)))


def surely_not_sent(onboarding: Onboarding, todo: Todo, now: datetime) -> Onboarding:
    """The record after the conversation was read and the errand's message is not in it."""
    return replace(onboarding, todo=_with(onboarding, replace(todo, since=now)))


def failed_once_more(onboarding: Onboarding, todo: Todo, now: datetime) -> Onboarding:
    """The record after an errand failed for now: it is tried again later and later; in the end it is left to the
    employee, who sees why.
    """
    if todo.tries + 1 >= MOST_TRIES:
        return due_anew(replace(done(onboarding, todo), reason="vk_not_answering"))
    wait = min(timedelta(seconds=2 ** min(todo.tries, 12)), _LONGEST_WAIT)
    return put_off(replace(onboarding, todo=_with(onboarding, replace(todo, tries=todo.tries + 1))), now + wait, now)


def put_off(onboarding: Onboarding, at: datetime, now: datetime) -> Onboarding:
    """The record with everything that is due now due later, in the same order."""
    later = tuple(replace(todo, at=at) if todo.at <= now else todo for todo in onboarding.todo)
    return due_anew(replace(onboarding, todo=tuple(sorted(later, key=lambda each: each.at))))


def due_now(onboarding: Onboarding, now: datetime) -> list[Todo]:
    """What can be done now, in order."""
    return [todo for todo in onboarding.todo if todo.at <= now and _is_possible(onboarding, todo)]


def _is_possible(onboarding: Onboarding, todo: Todo) -> bool:
    return not (onboarding.waits_for_consent and todo.errand in PRIVATE)


def due_anew(onboarding: Onboarding) -> Onboarding:
    """The record, due when the first of its errands that is possible is."""
    return replace(
        onboarding, due_at=min((todo.at for todo in onboarding.todo if _is_possible(onboarding, todo)), default=None)
    )


def without(onboarding: Onboarding, errands: Iterable[Errand]) -> tuple[Todo, ...]:
    """What is left to do without these errands."""
    gone = set(errands)
    return tuple(todo for todo in onboarding.todo if todo.errand not in gone)


def _with(onboarding: Onboarding, changed: Todo) -> tuple[Todo, ...]:
    return tuple(changed if todo.number == changed.number else todo for todo in onboarding.todo)
