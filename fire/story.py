"""The scenario that is struck at every step: a town from its sheet to the end of a discussion.

After each step the world is left alone until nothing moves any more. Where something was struck in it, that takes as
long as the sweeps need.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone

from fire.timeline import NeverEnds
from fire.town import COMPANY, SheetRow, Town, labels, title
from fire.world import World
from lib.gateways.firestore.store import Store
from local.vk.state import Chat, Message

MOSCOW = timezone(timedelta(hours=3))

# Two waves, and more than one `execute` of texts that differ by house.
HOUSES = 27
PHONE = "+79220000002"
PLAIN = "Завтра с 10 до 12 не будет воды."
BY_HOUSE = "В доме {адрес} в среду проверяют счётчики."
QUESTION = "Когда починят лифт?"
OUTCOME = "Лифт починят до 1 декабря."

# From here on the scheduler is watched minute by minute: residents are reminded a quarter of an hour before.
_CLOSE = timedelta(minutes=17)

# A struck step rests until every sweep has had its turn: the slowest waits ten minutes for what is overdue
# (lib/provisioning/sweep.py), and what it moves may wait for another.
_RESTS_S = 75
_RESTS_STRUCK_MIN = 24


class Story:
    """One town's story, step by step. `rests_min` is how long the world is left alone after each step."""

    def __init__(self, seed: int = 1, store: Store | None = None, *, houses: int = HOUSES, rests_min: int = 0) -> None:
        self.world = World(seed, store)
        self._rests_min = rests_min
        self.town = town = Town(self.world)
        self.nina = town.person("Нина", "Петровна")
        self.pavel = town.person("Павел", "Сергеев", phone=PHONE)
        self.residents = [town.person(f"Житель{number}", "Соседов") for number in range(1, 5)]
        town.allow(self.nina)
        self.world.timeline.run(60)
        self.rows = [SheetRow(number) for number in range(1, houses + 1)]
        self.rows[0] = SheetRow(1, administrator=self.nina.screen_name)
        self.rows[1] = SheetRow(2, phone=PHONE)
        self.steps: dict[str, Callable[[], None]] = {
            "a sheet becomes chats": self.import_sheet,
            "the administrator comes": self.administrator_comes,
            "the administrator goes through the steps": self.administrator_goes_on,
            "who got an SMS comes": self.phone_comes,
            "residents come": self.residents_come,
            "a broadcast": self.broadcast_plainly,
            "a broadcast with each house's address": self.broadcast_by_house,
            "words become a question": self.ask,
            "the chat votes": self.vote,
            "the official sets a time": self.schedule,
            "people come to talk": self.come_to_talk,
            "the official tells the outcome": self.finish,
        }
        self.world.edges.counts = True
        self._was_struck = False

    def run(self, before_step: Callable[[str], None] = lambda _: None) -> None:
        """All steps."""
        for name, step in self.steps.items():
            before_step(name)
            step()
            self.rest()
        self.rest()

    def rest(self) -> None:
        """Leaves the world alone until nothing moves."""
        if self._rests_min:
            self.world.minutes(self._rests_min)
            return
        self.world.run_jobs()
        self.world.timeline.run(_RESTS_S)
        if self.world.edges.struck is not None and not self._was_struck:
            self._was_struck = True
            self.world.minutes(_RESTS_STRUCK_MIN)

    # The steps.

    def import_sheet(self) -> None:
        """An employee uploads the sheet."""
        self.town.import_houses(self.rows)

    def administrator_comes(self) -> None:
        """Нина joins by the link that she was told."""
        self.town.join(self.nina, self._link(self.chat))

    def administrator_goes_on(self) -> None:
        """Нина does the three steps."""
        for _ in range(2):
            self.town.write(self.nina, "Дальше")
            self.rest()

    def phone_comes(self) -> None:
        """Павел opens the link of the SMS and writes."""
        link = next(
            (found for sms in self.world.vk.vk.sms.messages if (found := re.search(r"ref=(\S+)", sms.msg))), None
        )
        if link is not None:
            self.town.write(self.pavel, "Здравствуйте", ref=link[1])
            self.rest()
            self.town.join(self.pavel, self._link(self.town.chat(title(self.rows[1]))))

    def residents_come(self) -> None:
        """Four neighbours join, one after the other."""
        for resident in self.residents:
            self.town.join(resident, self._link(self.chat))
            self.world.timeline.run(1)

    def broadcast_plainly(self) -> None:
        """An employee writes to all."""
        self.town.broadcast(PLAIN)

    def broadcast_by_house(self) -> None:
        """An employee writes to all, to each with its address."""
        self.town.broadcast(BY_HOUSE)

    def ask(self) -> None:
        """Нина makes a neighbour's words a question and puts it to a vote."""
        words = self.town.write(self.residents[0], QUESTION, self.chat)
        self.world.timeline.run(5)
        self.town.write(self.nina, "вопрос", self.chat, reply_to=words.cmid)
        self.rest()
        for label in ("Лифт", COMPANY, "Дальше", "Голосование: 3 дня"):
            menu = self._last_with(label)
            self.town.press(self.nina, label, self.chat, menu.cmid)
            self.rest()

    def vote(self) -> None:
        """The neighbours vote for it, and it goes to the official."""
        for resident in (*self.residents, self.nina):
            vote = self._last(lambda message: message.text.startswith("🗳"))
            self.town.press(resident, labels(vote)[0], self.chat, vote.cmid)
            self.world.timeline.run(3)

    def schedule(self) -> None:
        """The official sets a time for a discussion."""
        (question,) = self.town.ask("GET", "/questions", self.town.official)["items"]
        self.question_id = str(question["id"])
        now = self.world.timeline.now.astimezone(MOSCOW)
        self.starts_at = (now + timedelta(days=1)).replace(hour=15, minute=0, second=0, microsecond=0)
        asked = {"question_id": self.question_id, "starts_at": self.starts_at, "minutes": 60}
        self.discussion_id = str(self.town.ask("POST", "/discussions", self.town.official, asked)["id"])

    def come_to_talk(self) -> None:
        """Residents and the official join the temporary chat; its time begins."""
        for person in (*self.residents[:2], self.town.official):
            self.town.join(person, self._link(self.talk))
        self.until(self.starts_at + timedelta(minutes=5))

    def finish(self) -> None:
        """The official ends it with an outcome; the chat is closed."""
        asked = {"outcome": OUTCOME}
        self.town.ask("POST", f"/discussions/{self.discussion_id}/finish", self.town.official, asked)
        self.world.minutes(3)

    def until(self, moment: datetime) -> None:
        """Time passes. Hours before the moment only the job that watches discussions runs, once an hour: it remembers
        nothing, so it need not be seen more often.
        """
        while self.world.timeline.now < moment - _CLOSE:
            self.world.run_jobs("expire_discussions")
            left = moment - _CLOSE - self.world.timeline.now
            self.world.timeline.run(min(3600.0, left.total_seconds()))
        while self.world.timeline.now < moment:
            self.world.run_jobs("expire_discussions")
            self.world.timeline.run(60)
        self.rest()

    # What people look at.

    @property
    def chat(self) -> Chat:
        """The chat of the first house."""
        return self.town.chat(title(self.rows[0]))

    @property
    def talk(self) -> Chat:
        """The temporary chat."""
        return next(chat for chat in self.town.chats if chat.title.startswith("Обсуждение"))

    def _link(self, chat: Chat) -> str:
        if chat.invite_link is None:
            raise NeverEnds(f"«{chat.title}» has no link")
        return chat.invite_link

    def _last(self, fits: Callable[[Message], bool]) -> Message:
        return next(message for message in reversed(self.chat.messages) if not message.deleted and fits(message))

    def _last_with(self, label: str) -> Message:
        return self._last(lambda message: label in labels(message))

    def messages(self) -> Iterator[tuple[str, Message]]:
        """Everything that the community has said, and where."""
        for chat in self.town.chats:
            yield from ((chat.title, message) for message in chat.messages if message.from_id < 0)
        for vk_id, dialog in self.town.community.dialogs.items():
            name = self.world.vk.vk.users[vk_id].first_name
            yield from ((name, message) for message in dialog.messages if message.from_id < 0)
