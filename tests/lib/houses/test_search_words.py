from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.houses.house import House, house_id
from lib.houses.search_words import (
    anchor_of,
    beginning_of,
    exact_beginning_of,
    fields_of,
    findable,
    first_place,
    has_words,
    query_words,
    range_of,
)

EVERYWHERE = ("г", "екатеринбург", "свердловская", "обл")


def house(street: str, number: str, settlement: str = "г. Екатеринбург", title: str = "") -> House:
    address = f"Свердловская обл., {settlement}, {street}, д. {number}"
    return findable(
        House(
            id=house_id(address),
            address=address,
            address_key=address,
            title=title or f"{street}, {number}",
            group_id=1,
            import_id="",
            wave_id="",
            created_at=datetime(2026, 11, 23, tzinfo=UTC),
            settlement=settlement.rpartition(", ")[2],
            street=street,
        )
    )


def is_found(sought: House, text: str) -> bool:
    """As the list does it: by the range of the anchor's texts, then by all words."""
    words = query_words(text)
    anchor = anchor_of(words, EVERYWHERE)
    if anchor is None:
        return has_words(sought, words)
    begins = [exact_beginning_of(anchor, words), beginning_of(anchor)]
    ranges = [range_of(text) for text in begins if text]
    texts = [sought.find.get(field, "") for field in fields_of(anchor)]
    return any(low <= text < high for low, high in ranges for text in texts) and has_words(sought, words)


@pytest.mark.parametrize(
    ("street", "number", "text"),
    [
        ("ул. Ленина", "5", "ленина 5"),
        ("ул. Ленина", "5", "ЛЕН"),
        ("ул. Ленина", "5", "ул. Ленина, д. 5"),
        ("ул. Ленина", "5", "Екатеринбург Ленина"),
        ("ул. Ленина", "5", "свердловская обл, екатеринбург, ул ленина, дом 5"),
        ("ул. Ленина", "5", "5 ленина"),
        ("ул. Ленина", "5А", "ленина 5а"),
        ("ул. Ленина", "5А", "ленина 5 а"),
        ("ул. Ленина", "5А", "ленина 5"),
        ("ул. Ленина", "43А/1", "ленина 43"),
        ("ул. Ленина", "43/1", "ленина 43к1"),
        ("ул. Ленина", "43/1", "ленина 43 корп. 1"),
        ("ул. 8 Марта", "189", "8 марта"),
        ("ул. 8 Марта", "189", "8 марта 189"),
        ("ул. 8 Марта", "189", "марта 189"),
        ("ул. 2-я Промышленная", "4", "2 промышленная"),
        ("ул. 2-я Промышленная", "4", "2-я промышленная 4"),
        ("ул. 2-я Промышленная", "4", "промышл"),
        ("ул. Карла Маркса", "5", "карла 5"),
        ("ул. Карла Маркса", "5", "маркса"),
        ("ул. Народной Воли", "12", "народной воли 12"),
        ("ул. Берёзовая", "1", "березовая"),
        ("ул. Березовая", "1", "БЕРЁЗОВАЯ 1"),
        ("ул. Розы Розанова", "1", "роз"),
        ("ул. Розы Розанова", "1", "розанова"),
    ],
)
def test_a_house_is_found_by_any_part_of_its_address(street: str, number: str, text: str) -> None:
    assert is_found(house(street, number), text)


@pytest.mark.parametrize("text", ["ленина 50", "ленина 1", "мира 5", "енина", "ленина 5 мира", "ленинаа"])
def test_a_house_is_not_found_by_what_it_is_not(text: str) -> None:
    assert not is_found(house("ул. Ленина", "5"), text)


def test_a_house_is_found_by_its_village_and_by_its_own_title() -> None:
    village = house("ул. Ленина", "5", "г. Екатеринбург, с. Горный Щит", "Дом Павлова")
    assert all(is_found(village, text) for text in ("щит", "горный щит 5", "павлова", "дом павлова"))


def test_a_house_that_two_words_find_has_one_first_place() -> None:
    roses = house("ул. Розы Розанова", "1")
    texts = sorted(text for field, text in roses.find.items() if field in fields_of("роз"))
    assert len(texts) == 2
    assert first_place(roses, "роз", beginning_of("роз")) == texts[0]


def test_houses_of_a_street_stand_in_the_order_of_their_numbers() -> None:
    numbers = ["10", "2", "1А", "1", "100", "9/2", "9/10", "9"]
    ordered = sorted((house("ул. Ленина", number) for number in numbers), key=lambda each: each.sort)
    assert [each.title.rpartition(", ")[2] for each in ordered] == ["1", "1А", "2", "9", "9/2", "9/10", "10", "100"]


def test_streets_stand_by_their_names_whatever_their_kind() -> None:
    streets = ["пер. Ясный", "ул. Абрикосовая", "б-р Вишнёвый", "ул. 8 Марта"]
    ordered = sorted((house(street, "1") for street in streets), key=lambda each: each.sort)
    assert [each.street for each in ordered] == ["ул. 8 Марта", "ул. Абрикосовая", "б-р Вишнёвый", "пер. Ясный"]


def test_a_long_title_of_its_own_does_not_hide_the_address() -> None:
    assert is_found(house("ул. Ленина", "5", title=" ".join(f"слово{letter}" for letter in "абвгдежзик")), "ленина 5")


@given(st.text(max_size=60))
def test_whatever_is_sought_makes_words_that_can_be_looked_for(text: str) -> None:
    words = query_words(text)
    anchor = anchor_of(words, EVERYWHERE)
    assert has_words(house("ул. Ленина", "5"), words) in (True, False)
    if anchor is not None:
        low, high = range_of(exact_beginning_of(anchor, words) or beginning_of(anchor))
        assert low < high
        assert all(name.isascii() and name.isidentifier() for name in fields_of(anchor))
