"""Random life: two towns of a region live for weeks, their people do whatever people do, and anything may fail at any
moment. The guarantees are looked at all along, and once more when everything has come to rest.

Everything follows from the seed. A seed that fails is lived again by `make fire SEED=small:7`, and kept in
tests/fire/test_life.py.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from msgspec import Struct

from fire.checker import Finding, nothing_broke, nothing_waits
from fire.edges import How, Point, ways_to_strike
from fire.invariants import Guarantees
from fire.storms import storms
from fire.story import MOSCOW
from fire.timeline import NeverEnds
from fire.town import COMPANY, SheetRow, Town, labels
from fire.world import RequestRefused, World
from local.vk.back_door import residents
from local.vk.http import Refusal
from local.vk.state import Chat, Message, User

_WORDS = ("Дальше", "Помощь", "Жалоба", "Сколько соседей", "Здравствуйте", "Готово", "Отмена", "Нет воды")
_TALK = ("Кто знает, когда включат воду?", "Доброе утро!", "Во дворе снова яма", "Спасибо", "Когда починят лифт?")
# How it all comes to rest: longer than VK repeats an event (an hour), than a pause of VK, than every sweep.
_RESTS_MIN = 150
# A part of the weather is left out: a storm that lasts all the time is not life.
_WEATHER = tuple(storm for storm in storms() if not storm.skews)


class Size(Struct, frozen=True):
    """How big a life is: houses of each town, acts, and the most hours between two of them."""

    houses: int
    acts: int
    most_hours: float


SMALL = Size(houses=6, acts=60, most_hours=3.0)
LARGE = Size(houses=120, acts=600, most_hours=8.0)


SIZES = {"small": SMALL, "large": LARGE}


class Lived(Struct, frozen=True):
    """What a life came to."""

    seed: int
    days: float
    people: int
    calls: int
    struck: int
    storms: int
    findings: tuple[Finding, ...]


class Life:
    """One life."""

    def __init__(self, seed: int, size: Size) -> None:
        self.size = size
        self.seed = seed
        self.world = World(seed)
        self.dice = Random(f"life {seed}")
        self.towns = [Town(self.world, "Северск"), Town(self.world, "Южный")]
        self.guarantees = Guarantees(self.world, self.towns)
        self.people: dict[str, list[User]] = {town.name: [] for town in self.towns}
        self.asked: dict[str, int] = {town.name: 0 for town in self.towns}
        self.struck = 0
        self.weathers = 0
        self.findings: list[Finding] = []
        self._trouble = 0.0
        self.world.edges.counts = True
        self.world.edges.strikes = self._strikes

    def live(self) -> Lived:
        """From the first sheet to the end."""
        acts: list[tuple[int, Callable[[Town], None]]] = [
            (6, self._more_houses),
            (14, self._somebody_joins),
            (4, self._somebody_leaves),
            (10, self._somebody_talks),
            (10, self._somebody_writes_to_the_bot),
            (24, self._somebody_presses),
            (8, self._broadcast),
            (8, self._ask_a_question),
            (6, self._official_deals_with_a_question),
            (2, self._somebody_changes_their_mind),
        ]
        for town in self.towns:
            self._more_houses(town)
        weights = [weight for weight, _ in acts]
        for number in range(self.size.acts):
            self._fate()
            _, act = self.dice.choices(acts, weights)[0]
            try:
                act(self.dice.choice(self.towns))
            except (RequestRefused, Refusal):
                # People try what they may not, and what is no more.
                pass
            except NeverEnds as error:
                self.findings.append(Finding("stuck", str(error)))
            self._time_passes(self.dice.choice((10.0, 60.0, 600.0, self.size.most_hours * 3600)))
            self.findings += self.guarantees.now(thoroughly=number % 20 == 0)
            if self.findings:
                # What comes after it follows from it.
                break
        self._come_to_rest()
        return Lived(
            self.seed,
            round(self.world.timeline.now_s / 86400, 1),
            len(self.world.vk.vk.users),
            len(self.world.edges.points),
            self.struck,
            self.weathers,
            tuple(self.findings),
        )

    # What fate does.

    def _fate(self) -> None:
        self._trouble = self.dice.choice((0.0, 0.0, 0.0, 0.01, 0.05))
        if self.dice.random() < 0.12:
            storm = self.dice.choice(_WEATHER)
            self.weathers += 1
            ends = storm.begins(self.world, Random(f"{storm.name} {self.weathers} {self.seed}"))
            self.world.timeline.spawn("calm", ends, self.world.timeline.now_s + storm.lasts_s)

    def _strikes(self, point: Point) -> How | None:
        if not self._trouble or self.dice.random() >= self._trouble:
            return None
        self.struck += 1
        return self.dice.choice(ways_to_strike(point))

    def _time_passes(self, at_most_s: float) -> None:
        """Time goes on; where nothing is new the scheduler is watched less often, as if it missed its minutes."""
        left = self.dice.random() * at_most_s
        minute = 0
        while left > 0:
            self.world.run_jobs()
            span = min(left, 60.0 if minute < 5 or self._talks_are_on() else 900.0)
            self.world.timeline.run(span)
            left -= span
            minute += 1

    def _talks_are_on(self) -> bool:
        now = self.world.timeline.now
        soon = timedelta(minutes=20)
        return any(start - soon < now < start + timedelta(minutes=70) for start in self.guarantees.talks)

    def _come_to_rest(self) -> None:
        self._trouble = 0.0
        self.world.minutes(_RESTS_MIN)
        self.findings += self.guarantees.now(thoroughly=True)
        self.findings += self.guarantees.at_rest()
        self.findings += [*nothing_broke(self.world), *nothing_waits(self.world)]

    # What people do.

    def _more_houses(self, town: Town) -> None:
        first = len(town.chats) + self.dice.randrange(-1, 2)
        count = self.dice.randrange(1, self.size.houses)
        rows = [self._row(town, max(first, 0) + number + 1) for number in range(count)]
        town.import_houses(rows)

    def _row(self, town: Town, number: int) -> SheetRow:
        chance = self.dice.random()
        if chance < 0.3:
            return SheetRow(number, administrator=self._new_person(town, consents=chance < 0.2).screen_name)
        if chance < 0.4:
            return SheetRow(number, phone=f"+7922{self.dice.randrange(10**7):07}")
        return SheetRow(number)

    def _new_person(self, town: Town, *, consents: bool = False) -> User:
        person = town.person(f"Житель{len(self.people[town.name])}", "Соседов")
        self.people[town.name].append(person)
        if consents:
            town.allow(person)
        return person

    def _chat(self, town: Town) -> Chat:
        chats = [chat for chat in town.chats if chat.has_community and chat.invite_link]
        if not chats:
            raise RequestRefused("there is no chat yet")
        return self.dice.choice(chats)

    def _members(self, town: Town, chat: Chat) -> list[User]:
        users = self.world.vk.vk.users
        members = [users[id_] for id_ in chat.members if id_ > 0]
        if not members:
            raise RequestRefused("nobody is there")
        return members

    def _somebody_joins(self, town: Town) -> None:
        chat = self._chat(town)
        assert chat.invite_link is not None
        for _ in range(self.dice.choice((1, 1, 2, 5))):
            known = self.people[town.name]
            is_new = not known or self.dice.random() < 0.7
            town.join(self._new_person(town) if is_new else self.dice.choice(known), chat.invite_link)
            self.world.timeline.run(self.dice.random() * 5)

    def _somebody_leaves(self, town: Town) -> None:
        chat = self._chat(town)
        town.leave(self.dice.choice(self._members(town, chat)), chat)

    def _somebody_talks(self, town: Town) -> None:
        chat = self._chat(town)
        town.write(self.dice.choice(self._members(town, chat)), self.dice.choice(_TALK), chat)

    def _somebody_writes_to_the_bot(self, town: Town) -> None:
        people = self.people[town.name] or [town.official]
        town.write(self.dice.choice(people), self.dice.choice(_WORDS))

    def _somebody_presses(self, town: Town) -> None:
        """Any button of any message, by anybody who sees it."""
        if self.dice.random() < 0.4 and town.community.dialogs:
            dialog = self.dice.choice(list(town.community.dialogs.values()))
            message = self._with_buttons(dialog.messages)
            person = self.world.vk.vk.users[dialog.peer_id]
            town.press(person, self.dice.choice(labels(message)), None, message.cmid)
            return
        chat = self._chat(town)
        message = self._with_buttons(chat.messages)
        label = self.dice.choice(labels(message))
        members = self._members(town, chat)
        for person in self.dice.sample(members, min(len(members), self.dice.randrange(1, 4))):
            town.press(person, label, chat, message.cmid)

    def _with_buttons(self, messages: list[Message]) -> Message:
        found = [message for message in messages[-12:] if not message.deleted and labels(message)]
        if not found:
            raise RequestRefused("there are no buttons")
        return self.dice.choice(found)

    def _broadcast(self, town: Town) -> None:
        number = len(self.guarantees.broadcasts) + 1
        where = " для дома {адрес}" if self.dice.random() < 0.4 else ""
        text = f"Объявление №{number}{where}: отключат воду."
        live = {chat.title for chat in town.chats if chat.pinned}
        self.guarantees.began(town, f"Объявление №{number}", live)
        sender = self.dice.choice((town.employee, town.employee, town.official))
        id_ = town.broadcast(text, sender)
        if self.dice.random() < 0.15:
            town.ask("POST", f"/broadcasts/{id_}/cancel", sender)

    def _ask_a_question(self, town: Town) -> None:
        houses = [house for house in town.houses() if house.administrator_vk_id and house.chat_id]
        if not houses:
            raise RequestRefused("nobody administers")
        house = self.dice.choice(houses)
        chat = town.chat(house.title)
        administrator = self.world.vk.vk.users[house.administrator_vk_id]
        if administrator.id not in chat.members and chat.invite_link:
            town.join(administrator, chat.invite_link)
        words = town.write(administrator, self.dice.choice(_TALK), chat)
        self.world.timeline.run(3)
        town.write(administrator, "вопрос", chat, reply_to=words.cmid)
        self.asked[town.name] += 1
        choice = self.dice.choice(("Отправить сразу", "Голосование: 3 дня"))
        for label in ("Лифт", COMPANY, "Дальше", choice):
            self.world.timeline.run(self.dice.choice((5, 20, 90)))
            menu = next((each for each in reversed(chat.messages) if label in labels(each)), None)
            if menu is None:
                return
            town.press(administrator, label, chat, menu.cmid)

    def _official_deals_with_a_question(self, town: Town) -> None:
        questions: list[Any] = town.ask("GET", "/questions", town.official)["items"]
        if not questions:
            raise RequestRefused("nobody asks")
        question = self.dice.choice(questions)
        if self.dice.random() < 0.5:
            asked = {"text": f"Ответ: сделаем. {self.dice.randrange(1000)}"}
            town.ask("POST", f"/questions/{question['id']}/answer", town.official, asked)
            return
        start = self.world.timeline.now.astimezone(MOSCOW) + timedelta(minutes=self.dice.choice((30, 90, 1500)))
        start = start.replace(second=0, microsecond=0, minute=0) + timedelta(hours=1)
        talk = {"question_id": question["id"], "starts_at": start, "minutes": 60}
        town.ask("POST", "/discussions", town.official, talk)
        self.guarantees.talks.append(start)

    def _somebody_changes_their_mind(self, town: Town) -> None:
        people = self.people[town.name]
        if people:
            residents.deny(self.world.vk.vk, self.dice.choice(people), town.group_id)


def live(name: str) -> Lived:
    """The life of a size and a seed: `small:7`."""
    size, _, seed = name.partition(":")
    return Life(int(seed), SIZES[size]).live()
