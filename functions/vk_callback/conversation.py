"""What a conversation is: the events it wants, and what it does with them."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from functions.vk_callback.outside import Outside
from lib.events.event import Event


class Conversation(Struct, frozen=True):
    """A kind of conversation.

    `wants` looks at nothing but the event, and costs nothing: it is asked about every message of every chat. `take`
    does the work and returns whether the event was this conversation's own; where it was not, the next one is asked.
    Events come twice, late and out of order, and whoever takes one may die in the middle and be asked again.
    `is_repeatable` says that a repetition never does anything, however late it comes, by the records that `take` keeps
    itself; then no record of the event is kept.

    `take` raises what the outside raises: Firestore's, VK's and Cloud Tasks' own failures make VK come again.
    """

    name: str
    wants: Callable[[Event], bool]
    take: Callable[[Event, Outside], bool]
    is_repeatable: bool = False
