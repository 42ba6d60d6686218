"""A town that has lived for a month: some of its chats are lively, some silent, some lack somebody. For the pictures of
figures and tasks, and for tests of their screens; its numbers follow from the houses' numbers alone.
"""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from lib.activity.health.due import HealthRound, round_path
from lib.activity.health.round import sweep_health
from lib.activity.numbers import HouseActivity, HouseDay
from lib.activity.records import days_path, keep_collected, now_path, pack_days, pack_now
from lib.activity.speakers import day_of
from lib.activity.summing import sum_up
from lib.audit.line import Actor
from lib.audit.record import Doing
from lib.gateways.firestore.store import Put, Write
from lib.houses.house import AdministratorState, House, HouseState, house_id, house_path
from lib.houses.organizations import organization_key
from lib.houses.search_words import findable
from lib.municipalities.municipality import Municipality
from lib.municipalities.registry import ensure_municipality
from lib.organizations.organization import OrganizationKind
from lib.organizations.registry import create_organization
from lib.provisioning.outside import Provisioning

DAYS = 30
COMPANIES = ("ООО «Уют»", "ТСЖ «Садовое»", "УК «Город»")
STREETS = ("ул. Садовая", "ул. Мира", "пр-кт Победы", "ул. Ленина")
HOUSES_A_STREET = 6
_FIRST_CHAT = 7_000


def settle_lively_town(name: str, region: str, group_id: int, outside: Provisioning) -> Municipality:
    """The town, counted and judged."""
    store, now = outside.store, outside.clock.now()
    town = ensure_municipality(name, region, group_id, f"г. {name}", store=store)
    for company in COMPANIES:
        doing = Doing(town.id, Actor(0, "Демо", ""), outside.ids.document_id(), now)
        create_organization(company, OrganizationKind.COMPANY, doing, store=store)
    houses = [_house(number, town, outside) for number in range(len(STREETS) * HOUSES_A_STREET)]
    store.commit([Put(house_path(town.id, house.id), house) for house in houses])
    days = [day_of(now - timedelta(days=ago)) for ago in range(DAYS, 0, -1)]
    store.commit(_counted(houses, days, town))
    keep_collected(town.id, {"closed": days[-1], "last_day": days[-1], "counted_at": now}, store=store)
    sum_up(town, days, days[-1], now, store=store)
    store.commit([Put(round_path(town.id), HealthRound(town.id, now))])
    sweep_health(outside)
    return town


def day_of_house(number: int, ordinal: int) -> HouseDay:
    """What happened in the house of that number on the n-th day: every fourth house is silent."""
    people = number % 4 * (1 + ordinal % 3)
    return HouseDay(3 * people, people, 0, number % 4, 0, _members(number))


def is_silent(number: int) -> bool:
    """Whether nobody writes in the house of that number."""
    return number % 4 == 0


def _members(number: int) -> int:
    return 2 if is_silent(number) else 12 + number


def _house(number: int, town: Municipality, outside: Provisioning) -> House:
    street, company = STREETS[number // HOUSES_A_STREET], COMPANIES[number % len(COMPANIES)]
    address = f"{town.home_settlement}, {street}, д. {number % HOUSES_A_STREET + 1}"
    now = outside.clock.now()
    house = House(
        id=house_id(f"{town.id} {address}"),
        address=address,
        address_key=address,
        title=f"{street}, {number % HOUSES_A_STREET + 1}",
        group_id=town.group_id,
        import_id="",
        wave_id="",
        created_at=now - timedelta(days=90),
        settlement=town.home_settlement,
        street=street,
        state=HouseState.LIVE,
        chat_id=_FIRST_CHAT + number,
        invite_link=f"https://vk.me/join/{number:04}",
        live_at=now - timedelta(days=90),
        company=company,
        company_key=organization_key(company),
        entrances=4,
        apartments=96,
        members_count=_members(number),
        is_silent=is_silent(number),
    )
    if number % 5:
        named = {"administrator_name": "Нина Петровна", "administrator_vk_id": 700_000 + number}
        house = replace(house, **named, administrator_state=AdministratorState.JOINED, administrator_joined_at=now)
    return findable(house)


def _counted(houses: list[House], days: list[str], town: Municipality) -> list[Write]:
    activities, by_house = [], {}
    for number, house in enumerate(houses):
        told = {day: each for index, day in enumerate(days) if (each := day_of_house(number, index)).people}
        by_house[house.id] = told
        last = max(told, default="")
        activities.append(
            HouseActivity(
                house_id=house.id,
                chat_id=house.chat_id,
                live_on=day_of(house.live_at or house.created_at),
                settlement=house.settlement,
                street=house.street,
                company_key=house.company_key,
                company=house.company,
                title=house.title,
                apartments=house.apartments,
                administrator_vk_id=house.administrator_vk_id,
                members=house.members_count,
                person_on=last,
                resident_on=last,
                administrator_on=last,
            )
        )
    page, group = _FIRST_CHAT // 250, town.group_id
    writes: list[Write] = [Put(now_path(town.id, group, page), pack_now(group, page, activities))]
    for month in sorted({day[:7] for day in days}):
        theirs = {id_: {day: each for day, each in told.items() if day[:7] == month} for id_, told in by_house.items()}
        writes.append(Put(days_path(town.id, group, page, month), pack_days(group, page, month, theirs)))
    return writes
