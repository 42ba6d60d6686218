from __future__ import annotations

import contextlib
import csv
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.houses.address import LONGEST_TITLE, Address, Named
from lib.houses.address_parsing import LONGEST_ADDRESS, AddressError, parse_address, parse_columns

HERE = Path(__file__).parent
CITY = "г. Екатеринбург"


def canonical(text: str) -> str:
    return parse_address(text).canonical


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "обл. Свердловская, г. Екатеринбург, ул. Промышленная 2-я, д. 43, к. 1",
            "Свердловская обл., г. Екатеринбург, ул. 2-я Промышленная, д. 43/1",
        ),
        (
            "620000, Россия, Свердловская область, город Екатеринбург, Ленина улица, дом 22 г",
            "Свердловская обл., г. Екатеринбург, ул. Ленина, д. 22Г",
        ),
        ("Екатеринбург, Ленина 5", "г. Екатеринбург, ул. Ленина, д. 5"),
        ("г. Екатеринбург ул. Ленина д. 5", "г. Екатеринбург, ул. Ленина, д. 5"),
        ("ул. 40 лет ВЛКСМ 5", "ул. 40 лет ВЛКСМ, д. 5"),
        ("пр. Ленина, 48/2", "пр-кт Ленина, д. 48/2"),
        (
            "край. Приморский, г. Владивосток, Проспект. Океанский, д. 5",
            "Приморский край, г. Владивосток, пр-кт Океанский, д. 5",
        ),
        (
            "край. Приморский, г. Владивосток, нп. Русский Остров, п. Воевода, д. 34, стр. 1",
            "Приморский край, г. Владивосток, нп Русский Остров, п. Воевода, д. 34, стр. 1",
        ),
        ("обл. Свердловская, п. Перегон, д. 1", "Свердловская обл., п. Перегон, д. 1"),
        ("д. Ивановка, ул. Мира, д. 3", "дер. Ивановка, ул. Мира, д. 3"),
        ("д. г. Екатеринбург, ул.Виз-Бульвар, 20", "г. Екатеринбург, ул. Виз-Бульвар, д. 20"),
        ("ул. Ольховская, д. 25, к. 1, стр. 2", "ул. Ольховская, д. 25/1, стр. 2"),
        ("ул. Расточная, д. 13 (8, 9 подъезд)", "ул. Расточная, д. 13, (8, 9 подъезд)"),
        ("б-р. Культуры, д. №, стр. 14", "б-р Культуры, стр. 14"),
    ],
)
def test_an_address_is_taken_apart_and_written_in_one_way(text: str, expected: str) -> None:
    assert canonical(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ленина,5", "ул. Ленина, д. 5"),
        ("ул Ленина д 5 к 2", "ул. Ленина, д. 5/2"),
        ("Ленина 5, корпус 2", "ул. Ленина, д. 5/2"),
        ("ул. Ленина 5 корпус 2 лит. А", "ул. Ленина, д. 5А/2"),
        ("ул. Героев России, дом 2 корпус 3 строение 4", "ул. Героев России, д. 2/3, стр. 4"),
        ("г.Екатеринбург,ул.Ленина,д.5,корп.2", "г. Екатеринбург, ул. Ленина, д. 5/2"),
        ("обл Свердловская г Екатеринбург ул Ленина 5", "Свердловская обл., г. Екатеринбург, ул. Ленина, д. 5"),
        ("Свердловская обл. г. Артем ул. Ленина 5", "Свердловская обл., г. Артем, ул. Ленина, д. 5"),
        (
            "Свердловская обл, Екатеринбург г, Малышева ул, дом № 51",
            "Свердловская обл., г. Екатеринбург, ул. Малышева, д. 51",
        ),
        ("УЛ. ЛЕНИНА, Д. 5", "ул. Ленина, д. 5"),
        ("УЛ. 50 ЛЕТ ВЛКСМ, Д. 5А", "ул. 50 Лет ВЛКСМ, д. 5А"),
        ("Екатеринбург, 8 Марта 5", "г. Екатеринбург, ул. 8 Марта, д. 5"),
        ("1905 года, 3", "ул. 1905 года, д. 3"),
        ("Промышленная 2-я 43", "ул. 2-я Промышленная, д. 43"),
        ("1-й пер. Мира, 5", "пер. 1-й Мира, д. 5"),
        ("5-й микрорайон, 7", "мкр. 5-й, д. 7"),
        ("Екатеринбург, К. Маркса, 5", "г. Екатеринбург, ул. К. Маркса, д. 5"),
        ("Екатеринбург, С. Разина, 5", "г. Екатеринбург, ул. С. Разина, д. 5"),
        ("с. Разино, Мира, 5", "с. Разино, ул. Мира, д. 5"),
        ("ул. им. К. Маркса 5", "ул. им. К. Маркса, д. 5"),
        ("дер. Ивановка 3", "дер. Ивановка, д. 3"),
        ("п. Перегон д. 1", "п. Перегон, д. 1"),
        (
            "городской округ Сысертский, п. Октябрьский, ул. Мира, зд. 5",
            "Сысертский г.о., п. Октябрьский, ул. Мира, д. 5",
        ),
        ("Ленинский р-н, ул. Мира, 5 - 7", "Ленинский р-н, ул. Мира, д. 5-7"),
        ("ул. Крауля, д. 48/2, корп. 1", "ул. Крауля, д. 48/2, (к. 1)"),
        (
            "Екатеринбург, ул. Ленина 5 (вход со двора, д. 3)",
            "г. Екатеринбург, ул. Ленина, д. 5, (вход со двора, д. 3)",
        ),
        ("ул. Белинского, д. 54 / ул. Карла Маркса, 20А", "ул. Белинского, д. 54, (ул. карла маркса 20а)"),
        ("ул. Белинского, 54, ул. Карла Маркса, 20", "ул. Белинского, д. 54, (ул. карла маркса 20)"),
        ("ул. Ленина, д. 5, кв. 12", "ул. Ленина, д. 5, (кв. 12)"),
    ],
)
def test_an_address_as_people_type_it_is_understood(text: str, expected: str) -> None:
    assert canonical(text) == expected
    assert canonical(expected) == expected


@pytest.mark.parametrize(
    "spellings",
    [
        [
            "д. 22Г",
            "д. 22г",
            "д. 22 Г",
            "д. 22-Г",
            "д. 22/Г",
            'д. 22 "Г"',
            "д. 22, к. Г",
            "д. 22, лит. г",
            "дом 22Г",
            "д. №22Г",
        ],
        ["д. 43, к. 1", "д. 43к1", "д. 43 к.1", "д. 43/1", "д. 43, корп. 1", "д. 43\\1", "д. 43, к. корпус 1"],
        ["д. 39", "д. 39.", "д. 39_", "д. 39*", "д.  39-", "д. .39", "д. 39 (дубль 1)", "д. 39-дубль", "д. 39, к. ."],
        ["д. 14А", "д. 14A", "д. 14a", "д. 14, лит. а", "д. 14а, лит. А", "д. 14, стр. литер А"],
        ["д. 29", "д. д. 29, к. нет, стр. нет", "д. 29, к. 0, стр. 0"],
        ["д. 18Б/1", "д. 18б, к. 1", "д. 18, к. Б/1"],
    ],
)
def test_spellings_of_one_house_are_one(spellings: list[str]) -> None:
    assert len({parse_address(f"{CITY}, ул. Ленина, {spelling}").key for spelling in spellings}) == 1


@pytest.mark.parametrize(
    "spellings",
    [
        ["ул. 2-я Промышленная", "ул. Промышленная 2-я", "улица Промышленная 2-ая", "2-Я ПРОМЫШЛЕННАЯ ул."],
        ["ул. Академика Королёва", "ул. Королева Академика", "ул.  академика  королева", "ул. Aкадемика Кoролёва"],
        ["пр-кт. Ленина", "проспект Ленина", "Ленина пр-т", "просп. Ленина"],
    ],
)
def test_spellings_of_one_street_are_one(spellings: list[str]) -> None:
    assert len({parse_address(f"{CITY}, {spelling}, д. 5").key for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ул. Ленина, д. 5", "ул. Ленина, д. 5А"),
        ("ул. Ленина, д. 5", "ул. Ленина, д. 5/1"),
        ("ул. Ленина, д. 15/1А", "ул. Ленина, д. 15А/1"),
        ("ул. Ленина, д. 5, стр. 1", "ул. Ленина, д. 5, к. 1"),
        ("ул. Ленина, д. 17А", "ул. Ленина, д. 17, стр. А"),
        ("ул. Ленина, д. 16-18", "ул. Ленина, д. 16/18"),
        ("ул. Гагарина, д. 1", "пер. Гагарина, д. 1"),
        ("ул. 1-я Полевая, д. 1", "ул. 2-я Полевая, д. 1"),
        ("ул. Расточная, д. 13", "ул. Расточная, д. 13 (8, 9 подъезд)"),
        ("п. Исток, ул. Мира, д. 1", "п. Глубокое, ул. Мира, д. 1"),
    ],
)
def test_different_houses_stay_apart(one: str, other: str) -> None:
    assert parse_address(one).key != parse_address(other).key


def test_a_register_that_names_the_region_and_one_that_does_not_mean_the_same_house() -> None:
    assert (
        parse_address("обл. Свердловская, г. Екатеринбург, снт. Медный, д. 1").key
        == parse_address("снт. Медный, д. 1").key
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ул. Ленина", "no_house"),
        ("ул. Ленина, б/н", "no_house"),
        ("проспект Мира", "no_house"),
        ("д. 5", "no_place"),
        ("5", "no_house"),
        ("", "no_house"),
        (f"ул. {'Очень ' * 50}Длинная, д. 1", "address_too_long"),
    ],
)
def test_what_is_no_address_says_what_it_lacks(text: str, code: str) -> None:
    with pytest.raises(AddressError) as error:
        parse_address(text)
    assert error.value.code == code


def test_the_municipality_itself_says_nothing_about_which_house_it_is() -> None:
    assert parse_address("г.о. Артемовский, п. Исток, д. 5").key == parse_address("п. Исток, д. 5").key
    assert parse_address("Ленинский р-н, п. Исток, д. 5").key != parse_address("Кировский р-н, п. Исток, д. 5").key


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"settlement": "Артем", "street": "Мира", "house": "5"}, "г. Артем, ул. Мира, д. 5"),
        (
            {"region": "Татарстан", "settlement": "г. Казань", "street": "пер. Мира", "house": "д. 5"},
            "Татарстан, г. Казань, пер. Мира, д. 5",
        ),
        ({"settlement": "п. Перегон", "house": "1"}, "п. Перегон, д. 1"),
        ({"street": "Строителей 2", "house": "7", "block": "корп. 1"}, "ул. Строителей 2, д. 7/1"),
        ({"street": "40 лет Октября", "house": "7 к. 1"}, "ул. 40 лет Октября, д. 7/1"),
        ({"street": "К. Маркса", "house": "7", "block": "А"}, "ул. К. Маркса, д. 7А"),
        (
            {"settlement": "Артем", "street": "с. Кневичи, ул. Мира", "house": "7"},
            "г. Артем, с. Кневичи, ул. Мира, д. 7",
        ),
    ],
)
def test_a_name_in_a_column_of_its_own_is_what_the_column_says(columns: dict[str, str], expected: str) -> None:
    assert parse_columns(**columns).canonical == expected


def test_an_address_from_separate_columns_is_the_same_as_from_one() -> None:
    address = parse_columns(region="Свердловская", settlement="Екатеринбург", street="8 Марта", house="189", block="3")
    assert address.key == parse_address("г. Екатеринбург, ул. 8 Марта, д. 189, к. 3").key


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("г. Екатеринбург, ул. 8 Марта, д. 189, к. 3", "ул. 8 Марта, 189/3"),
        ("г. Екатеринбург, д. 44", "г. Екатеринбург, 44"),
        ("с. Горный Щит, ул. Ленина, д. 10В", "с. Горный Щит, ул. Ленина, 10В"),
        ("г. Артем, ул. Успенского, д. 8", "Артем, ул. Успенского, 8"),
        ("г. Екатеринбург, п. Исток, ул. Мира, д. 1, стр. 2", "п. Исток, ул. Мира, 1 стр. 2"),
    ],
)
def test_a_title_is_short_and_leaves_out_the_home_settlement(text: str, title: str) -> None:
    assert parse_address(text).title(CITY) in {title, title.replace("г. ", "")}


def test_no_title_is_longer_than_a_chat_may_bear() -> None:
    assert len(parse_address(f"ул. {'Очень ' * 30}Длинная, д. 1").title("")) <= LONGEST_TITLE


names = st.text("абвгдежзийклмнопрстуфхцчшщэюя", min_size=4, max_size=12).map(str.title)


@given(
    settlement=names,
    street=names,
    ordinal=st.sampled_from(["", "1-я ", "2-я ", "10-й "]),
    house=st.integers(1, 999),
    letter=st.sampled_from(["", *"АБВГДЕЖЗИКЛМН"]),
    block=st.one_of(st.just(""), st.integers(1, 20).map(str)),
    building=st.one_of(st.just(""), st.integers(1, 9).map(str)),
)
def test_the_canonical_form_is_read_back_as_the_same_address(
    settlement: str, street: str, ordinal: str, house: int, letter: str, block: str, building: str
) -> None:
    address = Address(
        "", "", (Named("г.", settlement),), Named("ул.", ordinal + street), str(house), letter, block, building
    )
    assert parse_address(address.canonical) == address


@pytest.mark.parametrize(
    "text", [row["address"] for row in csv.DictReader((HERE / "data/dirty_register.csv").open(encoding="utf-8"))]
)
def test_a_real_registers_dirt_is_read_and_its_canonical_form_means_the_same_house(text: str) -> None:
    address = parse_address(text)
    assert parse_address(address.canonical).key == address.key
    assert len(address.title(CITY)) <= LONGEST_TITLE


@pytest.mark.parametrize(
    "pattern", ["а", "1 ", "(", ",", " к. 1", "ул ", "1/", "(дубль", "а1", "2-я ", "лит. А ", "1 а "]
)
@pytest.mark.parametrize("start", ["", "ул. ", "д. "])
def test_no_text_takes_long_to_be_understood(start: str, pattern: str) -> None:
    begun = time.process_time()
    with contextlib.suppress(AddressError):
        parse_address((start + pattern * LONGEST_ADDRESS)[:LONGEST_ADDRESS])
    assert time.process_time() - begun < 0.2
