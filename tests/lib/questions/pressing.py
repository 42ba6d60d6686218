"""A vote taken as the bot takes it: looked at, then cast."""

from __future__ import annotations

from datetime import datetime

from lib.gateways.firestore.store import Store
from lib.houses.house import Chat
from lib.questions.voting import Press, Taken, cast_vote, check_vote


def voted(press: Press, chat: Chat, now: datetime, store: Store) -> Taken:
    """What became of a press."""
    return cast_vote(press, check_vote(press, chat, now, store), now, store)
