"""10,000 houses of one municipality: how long a page and a search take, and what they read.

`python -m benchmarks.api_listing [houses]` against the emulator, through the whole of the API but the network: Flask,
rights, Firestore, JSON. The houses are numbered along real street names, so that searches are as selective as in a real
town.

Beside it stands what the emulator takes for the very first query alone, asked by google-cloud-firestore without any of
our own code: it looks through the whole collection before it sorts and cuts, which the service does not.
"""

from __future__ import annotations

import io
import os
import random
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import datetime
from typing import Any
from urllib.error import URLError

import msgspec
from google.cloud import firestore

from benchmarks.results import Budget
from benchmarks.table import print_table
from functions.api.app import make_app
from functions.api.limits import Limits
from functions.api.outside import Outside
from lib.clock import SystemClock, SystemIds
from lib.communities.community import Community, community_path
from lib.config import ApiConfig, Config
from lib.gateways.firestore.store import Create, Put, Store, Stored
from lib.gateways.tasks.queue import TaskQueue
from lib.gateways.vk.connect import VkClients
from lib.houses.house import AdministratorState, House, HouseState, house_id, house_path, houses_path
from lib.houses.organizations import organization_key
from lib.houses.search_words import findable
from lib.lease import Timing
from lib.municipalities.municipality import Municipality, municipality_path
from lib.organizations.organization import organization_id
from lib.organizations.registry import ensure_organizations
from lib.pages import pages
from lib.people.member import Member, consistent, member_path
from lib.people.roles import Role
from lib.people.session import begin_session, session_token
from lib.provisioning.outside import Provisioning
from local import firestore_emulator
from local.addresses import HOST, free_addresses

HOUSES = 10_000
_BUDGET_MS = 150
_ROUNDS = 60
TOWN, _GROUP, _EMPLOYEE = "benchmark0000", 220_000_001, 1
_KEY = b"a key of thirty-two letters or more"
STREETS = [
    "Ленина",
    "Карла Маркса",
    "8 Марта",
    "Малышева",
    "Мира",
    "Первомайская",
    "Куйбышева",
    "Белинского",
    "Восточная",
    "Бажова",
    "Луначарского",
    "Розы Люксембург",
    "2-я Промышленная",
    "Академика Шварца",
    "Академика Бардина",
    "Амундсена",
    "Бакинских Комиссаров",
    "Волгоградская",
    "Викулова",
    "Гагарина",
    "Грибоедова",
    "Декабристов",
    "Дорожная",
    "Заводская",
    "Избирателей",
    "Индустрии",
    "Ильича",
    "Инженерная",
    "Июльская",
    "Калинина",
    "Комсомольская",
    "Красноармейская",
    "Крауля",
    "Кузнецова",
    "Культуры",
    "Латвийская",
    "Металлургов",
    "Московская",
    "Народной Воли",
    "Новгородцевой",
    "Опалихинская",
    "Павла Шаманова",
    "Пальмиро Тольятти",
    "Победы",
    "Посадская",
    "Родонитовая",
    "Свердлова",
    "Сиреневый",
    "Стачек",
    "Татищева",
    "Титова",
    "Токарей",
    "Уральских Рабочих",
    "Фрунзе",
    "Хохрякова",
    "Чекистов",
    "Чкалова",
    "Шейнкмана",
    "Щорса",
    "Эскадронная",
    "Ясная",
]
_SETTLEMENTS = ("г. Екатеринбург",) * 9 + ("с. Горный Щит",)
_COMPANIES = [f"ООО «ЖКС № {number}»" for number in range(1, 31)]


class CountedStore(Store):
    """A store that counts the documents that its queries hand out."""

    reads = 0

    def query(self, *arguments: Any, **named: Any) -> list[Stored[Any]]:
        found = super().query(*arguments, **named)
        self.reads += max(len(found), 1)
        return found

    def totals(self, *arguments: Any, **named: Any) -> tuple[int, dict[str, int]]:
        counted = super().totals(*arguments, **named)
        # One read per 1,000 entries, and one at least.
        self.reads += 1 + counted[0] // 1000
        return counted


class _NoLimits(Limits):
    """One person may ask as often as the benchmark does."""

    def take_for_person(self, vk_id: int) -> None:
        pass


def main() -> None:
    """Prints the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else HOUSES
    with emulator(), redirect_stdout(io.StringIO()) as logged:
        store = CountedStore(firestore.Client(project="benchmark"))
        houses = fill_town(store, count)
        town = _Town(store, houses)
        rows = [town.measure(name, query) for name, query in _requests(town).items()]
        floor = town.floor()
        logged.truncate(0)
    print_table(
        f"GET …/houses in a municipality of {count} houses, {_ROUNDS} requests of each kind; "
        f"budget: p95 {_BUDGET_MS} ms",
        ["what", "ms, median", "p95", "max", "documents read", "houses shown", "p95 in the budget"],
        [*rows, floor],
        [Budget("any page or search of houses, p95", _BUDGET_MS, max(float(row[2]) for row in rows), "ms")],
        "p95",
    )


class _Town:
    """The municipality behind the API."""

    def __init__(self, store: CountedStore, houses: list[House]) -> None:
        self.store, self.houses, self.pick = store, houses, random.Random(1)
        self._client = make_app(_outside(store)).test_client()
        token = session_token(begin_session(_EMPLOYEE, SystemClock().now()), _KEY)
        self._headers = {"Authorization": f"Bearer {token}"}
        self.cursors = list(self._walk())

    def measure(self, name: str, query: Callable[[], dict[str, object]]) -> list[str]:
        """A row of the table."""
        times, reads, shown = [], 0, 0
        for _ in range(_ROUNDS):
            asked = query()
            self.store.reads = 0
            begun = time.perf_counter()
            page = self._get(asked)
            times.append((time.perf_counter() - begun) * 1000)
            reads += self.store.reads
            shown += len(page["items"])
        times.sort()
        p95 = times[int(_ROUNDS * 0.95)]
        measured = [f"{value:.0f}" for value in (statistics.median(times), p95, times[-1])]
        return [
            name,
            *measured,
            f"{reads / _ROUNDS:.1f}",
            f"{shown / _ROUNDS:.1f}",
            "yes" if p95 <= _BUDGET_MS else "NO",
        ]

    def floor(self) -> list[str]:
        """The row of the first page's bare query."""
        query = self.store._client.collection(houses_path(TOWN)).order_by("sort").limit(26)
        times = []
        for _ in range(_ROUNDS):
            begun = time.perf_counter()
            query.get()
            times.append((time.perf_counter() - begun) * 1000)
        times.sort()
        p95 = times[int(_ROUNDS * 0.95)]
        measured = [f"{value:.0f}" for value in (statistics.median(times), p95, times[-1])]
        return ["the first page's query alone, by google-cloud-firestore", *measured, "26.0", "", ""]

    def _get(self, query: dict[str, object]) -> Any:
        response = self._client.get(f"/api/v1/municipalities/{TOWN}/houses", query_string=query, headers=self._headers)
        assert response.status_code == 200, response.data
        return msgspec.json.decode(response.data)

    def _walk(self) -> Iterator[str]:
        cursor: str | None = ""
        while cursor is not None:
            page = self._get({"limit": 100} | ({"cursor": cursor} if cursor else {}))
            cursor = page["next_cursor"]
            if cursor:
                yield cursor


def _requests(town: _Town) -> dict[str, Callable[[], dict[str, object]]]:
    pick = town.pick

    def street() -> str:
        return pick.choice(STREETS)

    def company() -> str:
        return organization_id(organization_key(pick.choice(_COMPANIES)))

    def street_and_number() -> str:
        house = pick.choice(town.houses)
        return f"{house.street.partition(' ')[2]} {house.title.rpartition(', ')[2]}"

    return {
        "first page": dict,
        "a page anywhere": lambda: {"cursor": pick.choice(town.cursors)},
        "100 a page": lambda: {"limit": 100},
        "street": lambda: {"search": street()},
        "beginning of a street": lambda: {"search": street()[:4]},
        "one letter": lambda: {"search": street()[0]},
        "street and number": lambda: {"search": street_and_number()},
        "number": lambda: {"search": str(pick.randint(1, 90))},
        "settlement and number": lambda: {"search": f"екатеринбург {pick.randint(1, 90)}"},
        "settlement and street": lambda: {"search": f"екатеринбург {street()}"},
        "two words that seldom meet": lambda: {"search": "екатеринбург щит"},
        "nothing like it": lambda: {"search": "йцукен"},
        "failed": lambda: {"state": "failed"},
        "failed, a street": lambda: {"state": "failed", "search": street()},
        "a company": lambda: {"organization_id": company()},
        "a company, live, no administrator": lambda: {
            "organization_id": company(),
            "administrator": "none",
            "state": "live",
        },
        "nobody joined, a settlement": lambda: {"nobody_joined": True, "settlement": _SETTLEMENTS[-1]},
    }


def _outside(store: Store) -> Outside:
    core = Config("benchmark", "here", "http://127.0.0.1:1", {}, "", "")
    config = ApiConfig(core, 1, "secret", _KEY, "https://app.example", "https://api.example")
    clock = SystemClock()
    provisioning = Provisioning(
        store=store,
        vk=VkClients(core.vk_api_url, {}, 1),
        queue=TaskQueue(None, "", {}, ""),
        clock=clock,
        ids=SystemIds(),
        timing=Timing(10),
    )
    outside = Outside(config, provisioning)
    outside.__dict__["limits"] = _NoLimits(clock)
    return outside


def fill_town(store: Store, count: int) -> list[House]:
    """A municipality, its employee, its companies, and houses along its streets; a tenth of them in its village."""
    now = SystemClock().now()
    employee = consistent(Member(_EMPLOYEE, TOWN, "Сотрудник", "", now, "", staff_role=Role.EMPLOYEE))
    store.commit(
        [
            Create(
                municipality_path(TOWN), Municipality(TOWN, "Город", "Свердловская обл.", _GROUP, "г. Екатеринбург")
            ),
            # A whole cloud has a community of this number already.
            Put(community_path(_GROUP), Community(_GROUP, "Чаты")),
            Create(member_path(TOWN, _EMPLOYEE), employee),
        ]
    )
    ensure_organizations(_COMPANIES, TOWN, now, store=store)
    houses = [_house(number, now) for number in range(count)]
    for page in pages(houses, 250):
        store.commit([Create(house_path(TOWN, house.id), house) for house in page])
    return houses


def _house(number: int, now: datetime) -> House:
    street, house_number = f"ул. {STREETS[number % len(STREETS)]}", number // len(STREETS) + 1
    settlement, company = _SETTLEMENTS[number % len(_SETTLEMENTS)], _COMPANIES[number % len(_COMPANIES)]
    address = f"Свердловская обл., г. Екатеринбург, {settlement}, {street}, д. {house_number}"
    return findable(
        House(
            id=house_id(address),
            address=address,
            address_key=address,
            title=f"{street}, {house_number}",
            group_id=_GROUP,
            import_id="",
            wave_id="",
            created_at=now,
            settlement=settlement,
            street=street,
            state=HouseState.FAILED if number % 50 == 0 else HouseState.LIVE,
            failure="vk_not_answering" if number % 50 == 0 else "",
            invite_link=f"https://vk.me/join/{number}",
            company=company,
            company_key=organization_key(company),
            administrator_state=AdministratorState.NAMED if number % 3 else AdministratorState.NONE,
            members_count=0 if number % 7 == 0 else number % 200,
            apartments=60,
        )
    )


@contextmanager
def emulator() -> Iterator[None]:
    port = free_addresses().firestore
    os.environ["FIRESTORE_EMULATOR_HOST"] = f"{HOST}:{port}"
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(firestore_emulator.command(port), stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        _wait_for(f"http://{HOST}:{port}")
        yield
    finally:
        process.terminate()
        process.wait()
        os.environ.pop("FIRESTORE_EMULATOR_HOST")


def _wait_for(url: str) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError("the Firestore emulator is not ready")


if __name__ == "__main__":
    main()
