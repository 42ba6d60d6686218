from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from lib.gateways.firestore.store import Create, Store, Stored
from lib.houses.house import AdministratorState, House, HouseState, house_id, house_path
from lib.houses.listing import HouseFilter, count_houses, list_houses, list_settlements
from lib.houses.search_words import findable
from lib.municipalities.municipality import Municipality
from lib.people.permissions import Rights
from lib.people.roles import Role

TOWN = Municipality("town00000000", "Город", "Область", 1, "г. Градск")
EMPLOYEE = Rights(1, "Сотрудник", TOWN.id, frozenset({Role.EMPLOYEE}))
REPRESENTATIVE, CHAT_ADMINISTRATOR = 2, 3


def make(number: int, street: str = "ул. Ленина", **changed: Any) -> House:
    address = f"г. Градск, {street}, д. {number}"
    plain = House(
        id=house_id(address),
        address=address,
        address_key=address,
        title=f"{street}, {number}",
        group_id=1,
        import_id="",
        wave_id="",
        created_at=datetime(2026, 11, 23, tzinfo=UTC),
        settlement="г. Градск",
        street=street,
        state=HouseState.LIVE,
    )
    return findable(replace(plain, **changed))


def put(store: Store, houses: Sequence[House]) -> None:
    store.commit([Create(house_path(TOWN.id, house.id), house) for house in houses])


def walk(store: Store, wanted: HouseFilter, rights: Rights = EMPLOYEE, limit: int = 4) -> list[str]:
    titles: list[str] = []
    after: str | None = ""
    while after is not None:
        page = list_houses(rights, TOWN, wanted, after, limit, store=store)
        assert len(page.items) <= limit
        titles += [house.title for house in page.items]
        after = page.after
    return titles


class CountedStore:
    """A store that counts what its queries hand out."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.reads = 0

    def query(self, *arguments: Any, **named: Any) -> list[Stored[Any]]:
        found = self._store.query(*arguments, **named)
        self.reads += len(found)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def test_all_pages_together_are_all_houses_once_in_order(store: Store) -> None:
    put(store, [make(number) for number in range(1, 24)])
    assert walk(store, HouseFilter()) == [f"ул. Ленина, {number}" for number in range(1, 24)]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (HouseFilter(search="ленина"), {"ул. Ленина, 1", "ул. Ленина, 2"}),
        (HouseFilter(search="ленина 2"), {"ул. Ленина, 2"}),
        (HouseFilter(search="2"), {"ул. Ленина, 2", "ул. Мира, 2", "ул. 2-я Мирная, 7"}),
        (HouseFilter(search="мир"), {"ул. Мира, 2", "ул. 2-я Мирная, 7"}),
        (HouseFilter(search="градск"), {"ул. Ленина, 1", "ул. Ленина, 2", "ул. Мира, 2", "ул. 2-я Мирная, 7"}),
        (HouseFilter(search="нет такой"), set()),
        (HouseFilter(search="!!!"), set()),
        (HouseFilter(search="мир", state=HouseState.FAILED), {"ул. Мира, 2"}),
        (HouseFilter(state=HouseState.FAILED), {"ул. Мира, 2"}),
        (HouseFilter(company_key="уют"), {"ул. Ленина, 1", "ул. Мира, 2"}),
        (HouseFilter(company_key="уют", search="ленина"), {"ул. Ленина, 1"}),
        (HouseFilter(administrator=AdministratorState.NAMED), {"ул. Ленина, 2"}),
        (HouseFilter(nobody_joined=True), {"ул. Ленина, 1", "ул. 2-я Мирная, 7"}),
        (HouseFilter(settlement="с. Село"), {"ул. 2-я Мирная, 7"}),
        (HouseFilter(settlement="с. Село", street="ул. 2-я Мирная"), {"ул. 2-я Мирная, 7"}),
        (HouseFilter(import_id="import000001"), {"ул. Мира, 2"}),
    ],
)
def test_filters_and_words_narrow_together(store: Store, wanted: HouseFilter, expected: set[str]) -> None:
    put(
        store,
        [
            make(1, company_key="уют"),
            make(2, members_count=3, administrator_state=AdministratorState.NAMED),
            make(2, "ул. Мира", state=HouseState.FAILED, company_key="уют", import_id="import000001"),
            make(7, "ул. 2-я Мирная", settlement="с. Село"),
        ],
    )
    assert set(walk(store, wanted)) == expected
    assert set(walk(store, wanted, limit=1)) == expected
    if not wanted.search:
        assert sum(count_houses(TOWN.id, wanted, store=store).values()) == len(expected)


def test_a_number_behind_a_street_means_the_house_and_a_number_before_it_the_street(store: Store) -> None:
    put(store, [make(number, "ул. 8 Марта") for number in (1, 5, 8)] + [make(8, "ул. 1 Марта")])
    assert walk(store, HouseFilter(search="8 марта 8")) == ["ул. 1 Марта, 8", "ул. 8 Марта, 8"]
    assert {f"ул. 8 Марта, {number}" for number in (1, 5, 8)} <= set(walk(store, HouseFilter(search="8 марта")))
    assert walk(store, HouseFilter(search="марта 5")) == ["ул. 8 Марта, 5"]


def test_a_house_that_two_words_find_is_shown_once(store: Store) -> None:
    put(store, [make(number, "ул. Розы Розановой") for number in range(1, 6)])
    for limit in (1, 2, 10):
        titles = walk(store, HouseFilter(search="роз"), limit=limit)
        assert sorted(titles) == [f"ул. Розы Розановой, {number}" for number in range(1, 6)]


def test_a_representative_sees_the_companys_houses_and_those_they_are_attached_to_each_once(store: Store) -> None:
    put(
        store,
        [
            make(1, company_key="уют", official_vk_ids=(REPRESENTATIVE,)),
            make(2, company_key="уют"),
            make(3, official_vk_ids=(REPRESENTATIVE,)),
            make(4),
            make(5, "ул. Мира", company_key="уют"),
            make(6, administrator_vk_id=REPRESENTATIVE),
        ],
    )
    rights = Rights(REPRESENTATIVE, "", TOWN.id, frozenset({Role.REPRESENTATIVE}), ("уют", "другая"))
    everything = ["ул. Ленина, 1", "ул. Ленина, 2", "ул. Ленина, 3", "ул. Мира, 5"]
    for limit in (1, 2, 3, 10):
        assert walk(store, HouseFilter(), rights, limit) == everything
    assert walk(store, HouseFilter(search="ленина"), rights) == everything[:3]
    both = replace(rights, roles=rights.roles | {Role.CHAT_ADMINISTRATOR})
    assert "ул. Ленина, 6" in walk(store, HouseFilter(), both)


def test_a_chat_administrator_sees_their_own_houses_alone(store: Store) -> None:
    put(store, [make(1, administrator_vk_id=CHAT_ADMINISTRATOR), make(2)])
    rights = Rights(CHAT_ADMINISTRATOR, "", TOWN.id, frozenset({Role.CHAT_ADMINISTRATOR}))
    assert walk(store, HouseFilter(), rights) == ["ул. Ленина, 1"]
    assert walk(store, HouseFilter(search="ленина 2"), rights) == []


def test_houses_that_come_and_go_between_pages_neither_repeat_nor_hide_others(store: Store) -> None:
    put(store, [make(number) for number in (10, 20, 30, 40, 50)])
    for search in ("", "ленина"):
        first = list_houses(EMPLOYEE, TOWN, HouseFilter(search=search), "", 2, store=store)
        number = 15 if not search else 16
        put(store, [make(number), make(number + 20)])
        rest = list_houses(EMPLOYEE, TOWN, HouseFilter(search=search), first.after or "", 10, store=store)
        seen = [house.title for house in (*first.items, *rest.items)]
        assert len(seen) == len(set(seen))
        assert f"ул. Ленина, {number + 20}" in seen
        assert {f"ул. Ленина, {kept}" for kept in (30, 40, 50)} <= set(seen)


@pytest.mark.parametrize(
    "wanted",
    [HouseFilter(), HouseFilter(search="ленина"), HouseFilter(search="лен"), HouseFilter(search="градск лен")],
)
@pytest.mark.parametrize("limit", [5, 25])
def test_a_page_reads_in_proportion_to_the_page_and_not_to_the_municipality(
    store: Store, wanted: HouseFilter, limit: int
) -> None:
    put(store, [make(number) for number in range(1, 201)])
    counted = CountedStore(store)
    page = list_houses(EMPLOYEE, TOWN, wanted, "", limit, store=counted)  # type: ignore[arg-type]
    assert len(page.items) == limit
    assert counted.reads <= limit + 1
    counted.reads = 0
    list_houses(EMPLOYEE, TOWN, wanted, page.after or "", limit, store=counted)  # type: ignore[arg-type]
    assert counted.reads <= limit + 1


def test_street_and_number_reads_what_it_shows(store: Store) -> None:
    put(store, [make(number) for number in range(1, 201)])
    counted = CountedStore(store)
    page = list_houses(EMPLOYEE, TOWN, HouseFilter(search="ленина 57"), "", 25, store=counted)  # type: ignore[arg-type]
    assert [house.title for house in page.items] == ["ул. Ленина, 57"]
    assert counted.reads == 1


def test_what_is_very_rare_is_handed_out_in_pieces_and_found_all_the_same(store: Store) -> None:
    for start in range(1, 901, 300):
        put(store, [make(number) for number in range(start, start + 300)])
    put(store, [make(990, state=HouseState.FAILED)])
    wanted = HouseFilter(search="ленина", state=HouseState.FAILED)
    counted = CountedStore(store)
    first = list_houses(EMPLOYEE, TOWN, wanted, "", 25, store=counted)  # type: ignore[arg-type]
    assert first.items == ()
    assert first.after is not None
    assert counted.reads <= 400
    assert walk(store, wanted, limit=25) == ["ул. Ленина, 990"]


def test_the_settlements_of_a_municipality_cost_one_read_each(store: Store) -> None:
    put(store, [make(number, settlement=f"с. Село {number % 3}") for number in range(1, 31)])
    counted = CountedStore(store)
    assert list_settlements(TOWN.id, store=counted) == ["с. Село 0", "с. Село 1", "с. Село 2"]  # type: ignore[arg-type]
    assert counted.reads == 3
