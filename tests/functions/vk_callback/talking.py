"""A discussion of a house's question, and what people do around it."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from lib.audit.line import Actor
from lib.audit.record import Doing
from lib.discussions.discussion import Discussion, DiscussionState, discussions_path
from lib.discussions.expire import Expiring, expire_discussions
from lib.discussions.scheduling import Asked, Leading, schedule_discussion
from lib.people.rights import load_workplace
from tests.functions.vk_callback.asking import Asking, set_up
from tests.functions.vk_callback.conftest import Bot

QUESTION = "Когда починят лифт в третьем подъезде?"


@dataclass
class Talking:
    """The stage: a house with a question, and the official who talks about it."""

    asking: Asking
    question_id: str
    requests: int = 0
    residents: list[int] = field(default_factory=list)

    @property
    def bot(self) -> Bot:
        return self.asking.bot

    @property
    def now(self) -> datetime:
        return self.bot.clock.now()

    @property
    def discussion(self) -> Discussion:
        """The only discussion."""
        (stored,) = self.bot.store.query(discussions_path(self.bot.municipality_id), Discussion)
        return stored.record

    @property
    def states(self) -> list[DiscussionState]:
        """Every state that it has come through, in order."""
        return [event.state for event in self.discussion.history]

    def leading(self, vk_id: int = 0, request: str = "") -> Leading:
        """Somebody who leads, as the API would hand them in: the official unless somebody else is named."""
        who = vk_id or self.asking.official
        place = load_workplace(self.bot.municipality_id, who, store=self.bot.store)
        assert place is not None
        self.requests += 1
        actor = Actor(who, place.rights.name, "официальный представитель")
        doing = Doing(
            self.bot.municipality_id,
            actor,
            request or f"request{self.requests}",
            self.now,
            is_repeat=bool(request),
        )
        return Leading(place.rights, doing, self.bot.outside)

    def schedule(
        self, starts_in: timedelta = timedelta(hours=2), minutes: int = 60, also: Sequence[str] = ()
    ) -> Discussion:
        """The official schedules a discussion; its chat is made and everybody is told."""
        starts_at = self.now.replace(second=0, microsecond=0) + starts_in
        schedule_discussion(Asked(self.question_id, starts_at, minutes, tuple(also)), self.leading())
        self.bot.play_soon(120)
        return self.discussion

    def minute(self) -> None:
        """A minute passes, as the scheduler and the queue live it."""
        self.expire()
        until = self.now + timedelta(minutes=1)
        self.bot.play_soon(60)
        self.bot.clock.time = max(self.bot.clock.time, until)

    def until(self, moment: datetime) -> None:
        """Minute by minute up to a moment."""
        while self.now < moment:
            self.minute()

    def expire(self) -> dict[str, int]:
        """What Cloud Scheduler has done each minute."""
        return expire_discussions(Expiring(self.bot.store, self.bot.outside.queue, self.bot.clock))

    def close(self) -> Discussion:
        """Minute by minute until it is over."""
        for _ in range(150):
            if self.discussion.state is DiscussionState.CLOSED:
                return self.discussion
            self.minute()
        raise AssertionError(f"it does not end: {self.states}")

    def in_vk(self) -> dict[str, Any]:
        """The temporary chat as VK's back door shows it."""
        return next(
            each
            for each in self.bot.vk.get("/sim/chats")
            if each["group_id"] == self.bot.group_id and each["title"].startswith("Обсуждение")
        )

    def chats(self) -> list[dict[str, Any]]:
        """Every temporary chat."""
        return [
            each
            for each in self.bot.vk.get("/sim/chats")
            if each["group_id"] == self.bot.group_id and each["title"].startswith("Обсуждение")
        ]

    def said(self) -> list[str]:
        """What the community said in the temporary chat, in order."""
        messages = self.bot.vk.get(f"/sim/chats/{self.bot.group_id}/{self.in_vk()['peer_id']}/messages")
        return [each["text"] for each in messages if each["from_id"] < 0 and not each.get("action")]

    def join(self, how_many: int) -> list[int]:
        """Residents come by the link, some at once."""
        link = self.discussion.invite_link

        def come(number: int) -> int:
            vk_id = self.bot.vk.user(f"Житель{number}", "Соседов")
            self.bot.vk.act(vk_id, "join", link=link)
            return vk_id

        with ThreadPoolExecutor(8) as several:
            came = list(several.map(come, range(how_many)))
        self.residents += came
        return came


def set_the_table(bot: Bot) -> Talking:
    """The stage, with a question that the official was told of."""
    asking = set_up(bot)
    question = asking.send(QUESTION)
    return Talking(asking, question.id)
