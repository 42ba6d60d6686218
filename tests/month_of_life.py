"""A generated month of life in a town of a thousand houses, with totals that are told by the generator alone.

What happened is made up house by house and night by night, counted by the very rules of the night's count, and kept as
the count keeps it. `Month` adds up the same events by itself, without any of that code: whoever shows figures can be
held against it, be it the API, a sheet, a PDF or a screen.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from msgspec.structs import replace

from lib.activity.collect import activity_of
from lib.activity.counting import Move, Seen, Shown, count_house
from lib.activity.numbers import HouseActivity, HouseDay
from lib.activity.periods import period_of
from lib.activity.records import days_path, keep_collected, now_path, pack_days, pack_now, page_of, sums_path
from lib.activity.speakers import DAY_ZONE
from lib.activity.summing import day_sums, sum_up
from lib.broadcasts.audience import Audience, AudiencePart
from lib.broadcasts.batch import Batch, Does, batch_path, broadcast_path, with_houses
from lib.broadcasts.broadcast import Broadcast, BroadcastState, Content
from lib.broadcasts.delivery import BatchHouse, Delivery
from lib.complaints.complaint import Complaint, ComplaintState, complaint_path
from lib.complaints.complaint import consistent as consistent_complaint
from lib.gateways.firestore.store import Put, Store, Write
from lib.houses.house import House, HouseState, house_id, house_path
from lib.houses.organizations import organization_key
from lib.houses.search_words import findable
from lib.municipalities.municipality import Municipality, municipality_path
from lib.organizations.organization import OrganizationKind, organization_id
from lib.organizations.registry import ensure_organizations
from lib.pages import pages
from lib.questions.question import Addressee, Question, QuestionState, consistent, question_path

COMPANIES = ("ООО «Уют»", "ТСЖ «Мир»", "УК «Наш дом»", '=HYPERLINK("http://evil";"УК")')
SETTLEMENTS = ("г. Город", "пос. Заречный", "с. Ивановское")
STREETS = ("ул. Ленина", "ул. Мира", "пр-кт Победы", "ул. Садовая", "пер. Тихий", "ул. Заводская", "+7 переулок")
_COMMIT = 300


@dataclass
class Month:
    """What happened, added up plainly; the names are those of the figures."""

    municipality: Municipality
    name: str
    houses: int = 0
    waiting: int = 0
    failed: int = 0
    chats: int = 0
    silent: int = 0
    apartments: int = 0
    residents: int = 0
    messages: int = 0
    people: int = 0
    officials: int = 0
    joined: int = 0
    left: int = 0
    spoke: int = 0
    messages_by_day: Counter[str] = field(default_factory=Counter)
    people_by_day: Counter[str] = field(default_factory=Counter)
    messages_by_company: Counter[str] = field(default_factory=Counter)
    messages_by_settlement: Counter[str] = field(default_factory=Counter)
    messages_by_street: Counter[tuple[str, str]] = field(default_factory=Counter)
    messages_by_house: Counter[str] = field(default_factory=Counter)
    messages_by_title: dict[str, int] = field(default_factory=dict)
    chats_by_company: dict[str, Counter[str]] = field(default_factory=dict)
    chats_by_settlement: dict[str, Counter[str]] = field(default_factory=dict)
    chats_by_street: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    questions: Counter[str] = field(default_factory=Counter)
    complaints: Counter[str] = field(default_factory=Counter)
    questions_by_company: dict[str, Counter[str]] = field(default_factory=dict)
    complaints_by_company: dict[str, Counter[str]] = field(default_factory=dict)
    deliveries: Counter[str] = field(default_factory=Counter)

    @property
    def numbers(self) -> dict[str, int]:
        """The numbers of the whole, as the API names them."""
        names = (
            "chats", "silent", "apartments", "residents", "messages", "people", "officials", "joined", "left", "spoke",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names} | {"live": self.chats - self.silent}


def live_a_month(
    municipality: Municipality, store: Store, *, houses: int = 1000, name: str = "2026-11", seed: int = 7
) -> Month:
    """Lets the town live through a whole month, writes everything that is counted, and says what it comes to."""
    chance, month = random.Random(seed), Month(municipality, name)
    period = period_of(name, f"{name}-01")
    built = [_house(number, municipality, period.days[0], chance) for number in range(houses)]
    month.houses = len(built)
    month.waiting = sum(house.state is HouseState.WAITING for house in built)
    month.failed = sum(house.state is HouseState.FAILED for house in built)
    lived = [_Life(house, chance) for house in built if house.state is HouseState.LIVE]
    counted_at = datetime.fromisoformat(period.until).replace(tzinfo=DAY_ZONE) + timedelta(days=1, minutes=12)
    writes: list[Write] = []
    for day in period.days:
        for life in lived:
            life.live(day, month)
        now = {life.house.id: life.counted for life in lived}
        sums = day_sums(now, {life.house.id: life.days for life in lived}, day, counted_at, is_over=True)
        writes.append(Put(sums_path(municipality_path(municipality.id), day), sums))
    for life in lived:
        life.add_up(month, period.until)
    silent = {life.house.id for life in lived if life.is_silent(period.until)}
    writes += [
        Put(house_path(municipality.id, house.id), findable(replace(house, is_silent=house.id in silent)))
        for house in built
    ]
    writes += _pages(lived, municipality, name)
    writes += _asked(built, municipality, period.days, month, chance)
    writes += _broadcasts([life.house for life in lived], municipality, period.days, month, chance)
    for some in pages(writes, _COMMIT):
        store.commit(some)
    ensure_organizations(COMPANIES, municipality.id, counted_at, store=store)
    sum_up(municipality, [period.until], period.until, counted_at, store=store)
    fields = {"closed": period.until, "last_day": period.until, "counted_at": counted_at}
    keep_collected(municipality.id, fields, store=store)
    return month


class _Life:
    """One chat: what happens in it, by plain sums, and what the count makes of that."""

    def __init__(self, house: House, chance: random.Random) -> None:
        self.house, self._chance = house, chance
        # A third lives, some write now and then, the rest is silent.
        self._liveliness = chance.choice((0, 0, 0.05, 0.2, 0.6, 0.9))
        self._cmid, self._members = 1, chance.randint(0, 30)
        self._official = 9_000_000
        self._spoke_on = ""
        self._messages = 0
        self.counted = replace(activity_of(house), cmid=1, members=self._members)
        self.days: dict[str, HouseDay] = {}

    def live(self, day: str, month: Month) -> None:
        """A day, and the count of the night after it."""
        chance, people, moves = self._chance, set[int](), []
        if chance.random() < self._liveliness:
            people = {chance.randint(1, 400) for _ in range(chance.randint(1, 12))}
            if chance.random() < 0.2:
                people.add(self._official)
            messages = len(people) + chance.randint(0, 25)
            self._cmid += messages
            self._spoke_on = day
            self._messages += messages
            self._note(day, messages, people, month)
        if chance.random() < 0.1:
            joined = chance.random() < 0.8 or not self._members
            self._members += 1 if joined else -1
            self._cmid += 1
            moves.append(Move(day, joined, self._cmid))
            month.joined += joined
            month.left += not joined
        seen = Seen(Shown(self._cmid, self._members), {day: people}, moves, {self._official})
        counted = count_house(activity_of(self.house), self.counted, seen, [day])
        self.counted = counted.activity
        self.days |= counted.days

    def add_up(self, month: Month, until: str) -> None:
        """What is true at the end of the month."""
        house, is_silent = self.house, self.is_silent(until)
        month.chats += 1
        month.silent += is_silent
        month.apartments += house.apartments
        month.residents += self._members
        month.messages_by_title[house.title] = self._messages
        month.spoke += bool(self._spoke_on)
        own = {"chats": 1, "live": int(not is_silent), "apartments": house.apartments, "residents": self._members}
        month.chats_by_company.setdefault(house.company, Counter()).update(own)
        month.chats_by_settlement.setdefault(house.settlement, Counter()).update(own)
        month.chats_by_street.setdefault((house.settlement, house.street), Counter()).update(own)

    def is_silent(self, until: str) -> bool:
        """Nobody wrote for thirty days; all chats of the town are older than that."""
        last = self._spoke_on or activity_of(self.house).live_on
        return (datetime.fromisoformat(until) - datetime.fromisoformat(last)).days >= 30

    def _note(self, day: str, messages: int, people: set[int], month: Month) -> None:
        house = self.house
        month.messages += messages
        month.people += len(people)
        month.officials += self._official in people
        month.messages_by_day[day] += messages
        month.people_by_day[day] += len(people)
        month.messages_by_company[house.company] += messages
        month.messages_by_settlement[house.settlement] += messages
        month.messages_by_street[house.settlement, house.street] += messages
        month.messages_by_house[house.id] += messages


def _house(number: int, municipality: Municipality, first_day: str, chance: random.Random) -> House:
    settlement, street = chance.choice(SETTLEMENTS), chance.choice(STREETS)
    company, live_at = chance.choice(COMPANIES), datetime.fromisoformat(first_day).replace(tzinfo=DAY_ZONE)
    address = f"{settlement}, {street}, д. {number + 1}"
    state = HouseState.FAILED if number % 50 == 7 else HouseState.WAITING if number % 33 == 5 else HouseState.LIVE
    is_live = state is HouseState.LIVE
    return House(
        house_id(f"{municipality.id} {address}"),
        address,
        address,
        f"{street}, {number + 1}",
        municipality.group_id,
        "",
        "",
        live_at - timedelta(days=60),
        settlement=settlement,
        street=street,
        state=state,
        failure="vk_not_answering" if state is HouseState.FAILED else "",
        chat_id=number + 1 if is_live else 0,
        invite_link=f"https://vk.me/join/{number}" if is_live else "",
        live_at=live_at - timedelta(days=60) if is_live else None,
        company=company,
        company_key=organization_key(company),
        apartments=chance.randint(8, 240),
    )


def _pages(lived: list[_Life], municipality: Municipality, name: str) -> Iterator[Write]:
    by_page: dict[int, list[_Life]] = {}
    for life in lived:
        by_page.setdefault(page_of(life.house.chat_id), []).append(life)
    for number, lives in by_page.items():
        place = municipality.id, municipality.group_id, number
        now: list[HouseActivity] = [life.counted for life in lives]
        days = {life.house.id: life.days for life in lives if life.days}
        yield Put(now_path(*place), pack_now(municipality.group_id, number, now))
        yield Put(days_path(*place, name), pack_days(municipality.group_id, number, name, days))


def _asked(
    houses: list[House], municipality: Municipality, days: list[str], month: Month, chance: random.Random
) -> Iterator[Write]:
    """Questions and complaints, in the month and shortly before and after it."""
    first = datetime.fromisoformat(days[0]).replace(tzinfo=DAY_ZONE)
    for number in range(180):
        house, company = chance.choice(houses), chance.choice(COMPANIES)
        at = first + timedelta(days=chance.randint(-3, len(days) + 2), hours=chance.randint(0, 23))
        is_within = days[0] <= at.date().isoformat() <= days[-1]
        is_answered, is_late = chance.random() < 0.7, chance.random() < 0.3
        id_ = organization_id(organization_key(company))
        addressees = (Addressee(id_, company, OrganizationKind.COMPANY),)
        answered_at = at + timedelta(days=2) if is_answered else None
        overdue_at = at + timedelta(days=1) if is_late else None
        outcome = {
            "asked": 1,
            "answered": int(is_answered),
            "in_time": int(is_answered and not is_late),
            "late": int(is_late and not is_answered),
        }
        if number % 2:
            made = Complaint(
                f"{number:020x}", number, municipality.id, municipality.group_id, house.id, house.address, "lift",
                "Лифт", "Не работает", (), 77, at, addressees=addressees, answered_at=answered_at,
                overdue_at=overdue_at, state=ComplaintState.ANSWERED if is_answered else ComplaintState.SENT,
            )  # fmt: skip
            yield Put(complaint_path(municipality.id, made.id), consistent_complaint(made))
            whole, theirs = month.complaints, month.complaints_by_company
        else:
            state = QuestionState.ANSWERED if is_answered else QuestionState.SENT
            question = Question(
                f"{number:020x}", municipality.id, municipality.group_id, house.id, house.title, house.address,
                house.company_key, house.chat_id, "Когда?", at, 1, addressees=addressees, state=state, sent_at=at,
                answered_at=answered_at, overdue_at=overdue_at,
            )  # fmt: skip
            yield Put(question_path(municipality.id, question.id), consistent(question))
            whole, theirs = month.questions, month.questions_by_company
        if is_within:
            whole.update(outcome)
            theirs.setdefault(company, Counter()).update(outcome)


def _broadcasts(
    houses: list[House], municipality: Municipality, days: list[str], month: Month, chance: random.Random
) -> Iterator[Write]:
    """Three broadcasts to every chat, one before the month, and a draft."""
    first = datetime.fromisoformat(days[0]).replace(tzinfo=DAY_ZONE)
    plans = ((-2, BroadcastState.DONE), (3, BroadcastState.DONE), (17, BroadcastState.DONE), (28, BroadcastState.DRAFT))
    for number, (day, state) in enumerate(plans):
        at, id_ = first + timedelta(days=day, hours=12), f"{number:020x}"
        made = Broadcast(
            id_, municipality.id, municipality.group_id, Content("Воды не будет."), Audience((AudiencePart(),)), at, 1,
            "Марина", f"{at:%Y%m%d%H%M%S}{id_}", state=state, send_at=at, is_planned=True,
        )  # fmt: skip
        yield Put(broadcast_path(municipality.id, id_), made)
        if state is BroadcastState.DRAFT:
            continue
        month.deliveries["broadcasts"] += day >= 0
        for page, some in enumerate(pages(houses, 100)):
            sent = [_delivered(house, at, chance) for house in some]
            batch = Batch(
                f"{page:020x}", municipality.id, id_, municipality.group_id, "", page, Does.SEND, 1, at, tuple(sent)
            )
            yield Put(batch_path(municipality.id, id_, batch.id), with_houses(batch, sent))
            if day >= 0:
                month.deliveries.update(
                    {"sent": batch_states(sent, Delivery.DONE), "failed": batch_states(sent, Delivery.FAILED)}
                )


def batch_states(houses: list[BatchHouse], state: Delivery) -> int:
    """How many houses of a batch are in a state."""
    return sum(house.state is state for house in houses)


def _delivered(house: House, at: datetime, chance: random.Random) -> BatchHouse:
    sent = BatchHouse(house.id, house.chat_id, house.address, house.company, at=at)
    if chance.random() < 0.03:
        return replace(sent, state=Delivery.FAILED, failure="broadcast_removed")
    return replace(sent, state=Delivery.DONE, cmid=5)
