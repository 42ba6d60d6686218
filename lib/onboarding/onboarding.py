"""How far the bot has led a house's administrator, and what it has still to do: one record a house.

`NOT_REACHED → INVITED → JOINED → BRINGING → LIVE`, or REFUSED. Whatever the bot is to send or to ask is an errand of
the record, put there in the write that makes it necessary and taken out in the write that knows it done; nothing else
is remembered anywhere. docs/decisions/onboarding.md goes through the crashes.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from lib.houses.house import OnboardingState


class Errand(StrEnum):
    """What the bot can have to do for one house."""

    CHECK = "check"  # look whether the person is in the chat already, and what they are called
    SMS = "sms"
    INVITATION = "invitation"
    REMINDER = "reminder"
    WELCOME = "welcome"  # in private: you are in, this is what comes next
    COVERING = "covering"  # the text to copy, alone in its message
    GREETING = "greeting"  # in the chat: who its administrator is
    ROLE = "role"  # the administrator's role in VK, if VK gives it
    POSTER = "poster"
    ENTRANCE_POSTERS = "entrance_posters"
    LIFT_POSTERS = "lift_posters"
    THANKS = "thanks"
    COUNT = "count"  # look how many are in
    PROGRESS = "progress"
    ALIVE = "alive"  # congratulations
    HELP = "help"
    DECLINED = "declined"  # after a refusal
    LEFT = "left"  # the administrator left the chat
    FAREWELL = "farewell"  # to the one before
    DEMOTION = "demotion"  # the one before loses the role in VK
    COORDINATION = "coordination"  # have the municipality's coordination chat created


# Everything that is a message in private: it needs the person's consent.
PRIVATE = frozenset(
    {
        Errand.INVITATION,
        Errand.REMINDER,
        Errand.WELCOME,
        Errand.COVERING,
        Errand.POSTER,
        Errand.ENTRANCE_POSTERS,
        Errand.LIFT_POSTERS,
        Errand.THANKS,
        Errand.PROGRESS,
        Errand.ALIVE,
        Errand.HELP,
        Errand.DECLINED,
        Errand.LEFT,
    }
)


class Todo(Struct, frozen=True):
    """An errand that is not done.

    `number` tells it from every other errand of its generation; `at` is when it is due; `since` before when VK cannot
    have been asked for it; `tries` how often it was in vain. `peer` is whom it concerns where that is not the
    administrator.
    """

    errand: Errand
    number: int
    at: datetime
    since: datetime
    tries: int = 0
    peer: int = 0


class SmsState(StrEnum):
    """What became of an SMS."""

    NONE = "none"
    SENDING = "sending"  # asked for; should the answer never come, it is UNKNOWN
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Happened(Struct, frozen=True):
    """Something that happened with the person, for the employee's eyes; a code of `lib/onboarding/shown.py`."""

    what: str
    at: datetime


class Onboarding(Struct, frozen=True):
    """A house whose administrator is led.

    `generation` is the house's `administrator_generation` when it began: a record of an earlier one leads nobody any
    more. `person_id` is 0 as long as only a phone is known. `token` opens the conversation from the personal link,
    once, until `token_expires_at`; `token_used_by` is who used it. `waits_for_consent`: VK lets the bot write nothing
    to the person until they write or allow. `reason` is a code of the table of errors: why nothing moves. `due_at`
    repeats when the earliest errand is due, None where there is none; `held_until` and `attempt` are a worker's lease.
    `answered` are the keys of the last events that were taken in, `membership_cmid` the chat's message that last told
    of the person's coming or going.
    """

    municipality_id: str
    house_id: str
    group_id: int
    generation: int
    state: OnboardingState
    since: datetime
    by_phone: bool = False
    person_id: int = 0
    token: str = ""
    token_expires_at: datetime | None = None
    token_used_by: int = 0
    has_covering: bool = False
    has_posters: bool = False
    waits_for_consent: bool = False
    reason: str = ""
    todo: tuple[Todo, ...] = ()
    errands: int = 0
    due_at: datetime | None = None
    held_until: datetime | None = None
    attempt: int = 0
    answered: tuple[str, ...] = ()
    membership_cmid: int = 0
    sms: SmsState = SmsState.NONE
    sms_id: str = ""
    sms_at: datetime | None = None
    sms_tries: int = 0
    vk_role: str = ""
    happened: tuple[Happened, ...] = ()


class Invitation(Struct, frozen=True):
    """From a personal link to the house that it is for; lies under the token's hash, so that nobody reads tokens."""

    municipality_id: str
    house_id: str
    generation: int
    expires_at: datetime


def onboarding_path(municipality_id: str, house_id: str) -> str:
    """Where a house's record lies."""
    return f"municipalities/{municipality_id}/onboardings/{house_id}"


def invitation_path(token: str) -> str:
    """Where the way from a token to its house lies."""
    return f"invitations/{hashlib.sha256(token.encode()).hexdigest()}"


def random_id(onboarding: Onboarding, todo: Todo) -> int:
    """VK's key against a second message: always the same for the same errand, a positive int32, never 0."""
    name = f"{onboarding.house_id}/{onboarding.generation}/{todo.number}"
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) % (2**31 - 1) + 1
