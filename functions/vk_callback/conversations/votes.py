"""Buttons of votes, of verdicts on answers, and of votes on what comes first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.conversations.pressing import asked_for
from functions.vk_callback.outside import Outside
from lib.errors import DomainError
from lib.events.event import ButtonPressed, Event, MessageWritten
from lib.questions.texts import RANK, VERDICT, VOTE
from lib.questions.voting import Press, cast_vote, check_vote

_KINDS = frozenset({VOTE, VERDICT, RANK})
_LONGEST_LABEL = 30
# The last count comes a few seconds after the end of a vote.
_CHECKED_FOR = timedelta(seconds=1)


def _wants(event: Event) -> bool:
    return isinstance(event, ButtonPressed) and not event.is_private and asked_for(event) in _KINDS


def _take(event: Event, outside: Outside) -> bool:
    assert isinstance(event, ButtonPressed)
    press, chat = _read(event), outside.houses.chat(event.group_id, event.chat_id)
    if press is None or chat is None:
        return False
    try:
        # A vote that could not be taken anyway asks nobody who is in the chat.
        checked_at = outside.clock.now()
        place = check_vote(press, chat, checked_at, outside.store)
        if not outside.members.has(event.group_id, event.chat_id, event.user_id):
            raise DomainError("not_in_chat")
        if outside.clock.now() - checked_at > _CHECKED_FOR:
            # VK was asked who is there; meanwhile the vote may have ended.
            place = check_vote(press, chat, outside.clock.now(), outside.store)
        taken = cast_vote(press, place, outside.clock.now(), outside.store)
    except DomainError as error:
        said = f"{error.explanation.title} {error.explanation.action}"
        if len(said) > 90:
            said = error.explanation.title
        outside.answers.snackbar_unless_busy(event.group_id, event.peer_id, event.user_id, event.press_id, said)
        return True
    # Touched for a press that is told again too: whoever took it first may have died before.
    outside.boards.touch(taken.board)
    label = taken.label if len(taken.label) <= _LONGEST_LABEL else taken.label[: _LONGEST_LABEL - 1] + "…"
    said = f"Голос изменён: «{label}»." if taken.is_changed else f"Ваш голос учтён: «{label}»."
    outside.answers.snackbar_unless_busy(event.group_id, event.peer_id, event.user_id, event.press_id, said)
    return True


def _read(event: ButtonPressed) -> Press | None:
    """The payload, understood; None where it is broken."""
    payload = event.payload
    assert isinstance(payload, Mapping)
    owner_id, choice, answer = payload.get("q"), payload.get("c"), payload.get("n", 0)
    if not (isinstance(owner_id, str) and type(choice) is int and type(answer) is int):
        return None
    return Press(str(payload["do"]), owner_id, choice, event.user_id, event.press_id or event.event_id, answer)


def _wants_departure(event: Event) -> bool:
    return isinstance(event, MessageWritten) and event.act is not None and event.act.kind.is_departure


def _take_departure(event: Event, outside: Outside) -> bool:
    assert isinstance(event, MessageWritten)
    outside.members.forget(event.group_id, event.chat_id)
    return False


# Each vote remembers by itself which presses it has taken in.
VOTES = Conversation("votes", _wants, _take, is_repeatable=True)
VOTERS_LEAVE = Conversation("voters_leave", _wants_departure, _take_departure, is_repeatable=True)
