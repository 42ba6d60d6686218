"""What keeping order needs from outside."""

from __future__ import annotations

from msgspec import Struct

from lib.clock import Clock
from lib.communities.answering import Answers
from lib.gateways.firestore.store import Store
from lib.moderation.mutes import OwnMutes
from lib.people.rights import RememberedRights


class Moderation(Struct, frozen=True):
    """The outside world as moderation sees it; one an instance."""

    answers: Answers
    store: Store
    clock: Clock
    rights: RememberedRights
    mutes: OwnMutes
