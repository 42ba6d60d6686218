"""What moves an onboarding: rules without any I/O. Each takes the record as it is and gives it as it is to be; what
comes twice, late or out of order gives the record unchanged.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from lib.houses.house import House, HouseState, OnboardingState
from lib.onboarding.agenda import adding, due_anew, without
from lib.onboarding.onboarding import PRIVATE, Errand, Happened, Onboarding, SmsState

# A link in a message or on paper: long enough for somebody on leave, too short to be found in a drawer.
TOKEN_LIVES = timedelta(days=30)
AFTER_A_DAY = timedelta(days=1)
AFTER_A_WEEK = timedelta(days=7)
# A chat that came to be just now has nobody in it, so nobody needs to be looked for there.
_CHAT_IS_NEW = timedelta(minutes=10)
# Joins come in heaps; they are counted once they have settled.
JOINS_SETTLE = timedelta(seconds=20)
_REMEMBERED = 30
_MOST_HAPPENED = 40

IN_THE_CHAT = frozenset({OnboardingState.JOINED, OnboardingState.BRINGING, OnboardingState.LIVE})
_PROGRESS = frozenset({Errand.PROGRESS, Errand.REMINDER})


def can_begin(house: House) -> bool:
    """Whether there is a chat to lead into."""
    return house.state is HouseState.LIVE and house.administrator_generation > 0


def is_of_now(house: House, onboarding: Onboarding) -> bool:
    """Whether the record is about the house's administrator of today."""
    return house.administrator_generation == onboarding.generation


def begun(house: House, before: Onboarding | None, municipality_id: str, token: str, now: datetime) -> Onboarding:
    """The record at the beginning with whom the house names now; the one before is told farewell."""
    is_named = bool(house.administrator_vk_id or house.administrator_phone)
    begins = Onboarding(
        municipality_id=municipality_id,
        house_id=house.id,
        group_id=house.group_id,
        generation=house.administrator_generation,
        state=OnboardingState.NOT_REACHED if is_named else OnboardingState.NOBODY,
        since=now,
        by_phone=not house.administrator_vk_id,
        person_id=house.administrator_vk_id,
        token=token if is_named else "",
        token_expires_at=now + TOKEN_LIVES if is_named else None,
        attempt=before.attempt if before else 0,
    )
    if before and before.person_id and before.person_id != house.administrator_vk_id:
        if before.state is not OnboardingState.NOT_REACHED:
            begins = adding(begins, [Errand.FAREWELL], now, peer=before.person_id)
        if before.vk_role == "given":
            begins = adding(begins, [Errand.DEMOTION], now, peer=before.person_id)
    if not is_named:
        return begins
    if begins.by_phone:
        return adding(begins, [Errand.SMS], now)
    is_new = before is None and house.live_at is not None and now - house.live_at < _CHAT_IS_NEW
    return adding(begins, [Errand.INVITATION] if is_new else [Errand.CHECK, Errand.INVITATION], now)


def sent_again(onboarding: Onboarding, token: str, now: datetime) -> Onboarding:
    """The record after an employee asked to send again: what the person is at, with a new link where one is needed."""
    fresh = replace(onboarding, waits_for_consent=False, reason="", todo=without(onboarding, {Errand.SMS, *PRIVATE}))
    if onboarding.state in IN_THE_CHAT:
        return adding(fresh, _of_the_step(onboarding), now)
    fresh = replace(
        fresh, token=token, token_expires_at=now + TOKEN_LIVES, token_used_by=0, sms=SmsState.NONE, sms_tries=0
    )
    if onboarding.person_id:
        return adding(_moved(fresh, OnboardingState.NOT_REACHED, now), [Errand.CHECK, Errand.INVITATION], now)
    return adding(_moved(fresh, OnboardingState.NOT_REACHED, now), [Errand.SMS], now)


def came_by_link(onboarding: Onboarding, person_id: int, key: str, now: datetime) -> Onboarding:
    """The record after somebody opened the conversation with its token: whoever holds it is the administrator."""
    if key in onboarding.answered:
        return onboarding
    if onboarding.token_used_by == person_id:
        return asked_for(onboarding, Errand.HELP, key, now)
    bound = replace(
        onboarding,
        person_id=person_id,
        token_used_by=person_id,
        waits_for_consent=False,
        reason="",
        todo=without(onboarding, {Errand.SMS, Errand.INVITATION, Errand.REMINDER, Errand.CHECK}),
    )
    bound = _noted(_answered(bound, key), "came", now)
    return adding(_moved(bound, OnboardingState.INVITED, now), [Errand.CHECK, Errand.INVITATION], now)


def came(onboarding: Onboarding, key: str, now: datetime) -> Onboarding:
    """The record after the administrator wrote or allowed messages: whatever waited for that is due now."""
    if key in onboarding.answered:
        return onboarding
    onboarding = _answered(onboarding, key)
    if not onboarding.waits_for_consent:
        return onboarding
    waiting = tuple(
        replace(todo, at=min(todo.at, now), since=now, tries=0) if todo.errand in PRIVATE - _PROGRESS else todo
        for todo in onboarding.todo
    )
    return due_anew(replace(onboarding, waits_for_consent=False, reason="", todo=waiting))


def joined(onboarding: Onboarding, cmid: int, now: datetime) -> Onboarding:
    """The record after the administrator was seen in the chat; `cmid` is the chat's own message about it, or 0."""
    if onboarding.state in IN_THE_CHAT or 0 < cmid <= onboarding.membership_cmid:
        return onboarding
    inside = replace(
        onboarding,
        reason="no_consent" if onboarding.waits_for_consent else "",
        # The link has served: nobody else comes in by it.
        token="",
        token_expires_at=None,
        membership_cmid=max(cmid, onboarding.membership_cmid),
        todo=without(
            onboarding,
            {Errand.SMS, Errand.CHECK, Errand.INVITATION, Errand.REMINDER, Errand.DECLINED, Errand.LEFT},
        ),
    )
    inside = _noted(_moved(inside, OnboardingState.JOINED, now), "joined", now)
    # Whoever comes back goes on where they were.
    inside = adding(
        inside, [Errand.WELCOME, *_of_the_step(inside)[1:], Errand.GREETING, Errand.ROLE, Errand.COORDINATION], now
    )
    inside = adding(inside, [Errand.PROGRESS], now + AFTER_A_DAY)
    inside = adding(inside, [Errand.PROGRESS], now + AFTER_A_WEEK)
    if onboarding.has_covering:
        inside = _moved(inside, OnboardingState.BRINGING, now)
    return inside


def left(onboarding: Onboarding, cmid: int, now: datetime) -> Onboarding:
    """The record after the administrator left the chat."""
    if onboarding.state not in IN_THE_CHAT or 0 < cmid <= onboarding.membership_cmid:
        return onboarding
    outside = replace(
        onboarding,
        reason="administrator_left",
        membership_cmid=max(cmid, onboarding.membership_cmid),
        todo=(),
        vk_role="",
    )
    outside = _noted(_moved(outside, OnboardingState.INVITED, now), "left", now)
    return adding(outside, [Errand.LEFT], now)


def refused(onboarding: Onboarding, key: str, now: datetime) -> Onboarding:
    """The record after the person said no."""
    if key in onboarding.answered or onboarding.state is OnboardingState.REFUSED:
        return onboarding
    said = replace(_answered(onboarding, key), reason="administrator_refused", todo=())
    return adding(_noted(_moved(said, OnboardingState.REFUSED, now), "refused", now), [Errand.DECLINED], now)


def agreed(onboarding: Onboarding, key: str, now: datetime) -> Onboarding:
    """The record after the person changed a no into a yes."""
    if key in onboarding.answered or onboarding.state is not OnboardingState.REFUSED:
        return onboarding
    said = replace(_answered(onboarding, key), reason="", todo=())
    said = _noted(_moved(said, OnboardingState.INVITED, now), "agreed", now)
    return adding(said, [Errand.CHECK, Errand.INVITATION], now)


def covering_brought(onboarding: Onboarding, key: str, now: datetime) -> Onboarding:
    """The record after the person said that the text is in the old chats."""
    if key in onboarding.answered or onboarding.state not in IN_THE_CHAT or onboarding.has_covering:
        return onboarding
    brought = _noted(replace(_answered(onboarding, key), has_covering=True), "covering", now)
    if brought.state is OnboardingState.JOINED:
        brought = _moved(brought, OnboardingState.BRINGING, now)
    return adding(brought, [Errand.POSTER], now)


def posters_hung(onboarding: Onboarding, key: str, now: datetime) -> Onboarding:
    """The record after the person said that the posters hang."""
    if key in onboarding.answered or onboarding.state not in IN_THE_CHAT or onboarding.has_posters:
        return onboarding
    hung = _noted(replace(_answered(onboarding, key), has_posters=True), "posters", now)
    return adding(hung, [Errand.THANKS], now)


def asked_for(onboarding: Onboarding, errand: Errand, key: str, now: datetime) -> Onboarding:
    """The record after the person asked for a message that changes nothing."""
    if key in onboarding.answered or any(todo.errand is errand and todo.at <= now for todo in onboarding.todo):
        return onboarding
    return adding(_answered(onboarding, key), [errand], now)


def somebody_joined(onboarding: Onboarding, now: datetime) -> Onboarding:
    """The record after a resident joined: the house is counted soon, once for a heap of joins."""
    is_planned = any(todo.errand is Errand.COUNT for todo in onboarding.todo)
    if is_planned or onboarding.state not in {OnboardingState.JOINED, OnboardingState.BRINGING}:
        return onboarding
    return adding(onboarding, [Errand.COUNT], now + JOINS_SETTLE)


def counted(onboarding: Onboarding, residents: int, apartments: int, now: datetime) -> Onboarding:
    """The record after the residents were counted."""
    is_counting = onboarding.state in {OnboardingState.JOINED, OnboardingState.BRINGING}
    if not is_counting or residents < residents_of_a_live_house(apartments):
        return onboarding
    alive = _noted(_moved(onboarding, OnboardingState.LIVE, now), "alive", now)
    return adding(replace(alive, todo=without(alive, {Errand.COUNT})), [Errand.ALIVE], now)


def residents_of_a_live_house(apartments: int) -> int:
    """From how many residents on a chat lives: a fifth of the apartments, at least 3; 10 where nobody told how many
    apartments there are. With a fifth in, news reaches the others by word of mouth.
    """
    return max(3, (apartments + 4) // 5) if apartments else 10


def invited(onboarding: Onboarding, what: str, now: datetime) -> Onboarding:
    """The record after an invitation went out, by message or SMS."""
    if onboarding.state is not OnboardingState.NOT_REACHED:
        return onboarding
    reached = _noted(_moved(replace(onboarding, reason=""), OnboardingState.INVITED, now), what, now)
    if onboarding.by_phone and not onboarding.token_used_by:
        return reached
    # Nobody is reminded who is in already, be it that the news of it was lost.
    reminds = [Errand.CHECK, Errand.REMINDER]
    return adding(adding(reached, reminds, now + AFTER_A_DAY), reminds, now + AFTER_A_WEEK)


def not_reached(onboarding: Onboarding, reason: str, now: datetime) -> Onboarding:
    """The record after the way to the person proved closed."""
    if onboarding.state is not OnboardingState.INVITED:
        return replace(onboarding, reason=reason)
    return _moved(replace(onboarding, reason=reason), OnboardingState.NOT_REACHED, now)


def without_consent(onboarding: Onboarding, reason: str, now: datetime) -> Onboarding:
    """The record after VK refused a private message: what is to be said waits until the person writes or allows."""
    waiting = not_reached(replace(onboarding, waits_for_consent=True), reason, now)
    # A reminder to somebody who cannot be written to says nothing.
    return due_anew(replace(waiting, todo=without(waiting, {Errand.REMINDER})))


def expired(onboarding: Onboarding, now: datetime) -> Onboarding:
    """The record after its link went stale without anybody having come by it."""
    is_over = onboarding.token_expires_at is not None and onboarding.token_expires_at <= now
    if not is_over or onboarding.token_used_by or onboarding.state in IN_THE_CHAT:
        return onboarding
    stale = replace(onboarding, token="", token_expires_at=None, reason="invitation_expired", todo=())
    return due_anew(_moved(stale, OnboardingState.NOT_REACHED, now))


def _of_the_step(onboarding: Onboarding) -> list[Errand]:
    """What tells the person in the chat where they are."""
    if not onboarding.has_covering:
        return [Errand.WELCOME, Errand.COVERING]
    return [Errand.HELP, Errand.POSTER] if not onboarding.has_posters else [Errand.THANKS]


def _moved(onboarding: Onboarding, state: OnboardingState, now: datetime) -> Onboarding:
    return onboarding if onboarding.state is state else replace(onboarding, state=state, since=now)


def _noted(onboarding: Onboarding, what: str, now: datetime) -> Onboarding:
    return replace(onboarding, happened=(*onboarding.happened, Happened(what, now))[-_MOST_HAPPENED:])


def _answered(onboarding: Onboarding, key: str) -> Onboarding:
    return replace(onboarding, answered=(*onboarding.answered, key)[-_REMEMBERED:]) if key else onboarding
