from __future__ import annotations

import pytest

from lib.houses.organizations import organization_key, organization_name
from lib.houses.people_references import (
    UnusableReference,
    looks_like_a_phone,
    parse_phone,
    parse_vk_reference,
    split_references,
)


@pytest.mark.parametrize(
    "spellings",
    [
        [
            'ООО  " ЖКС №2 "',
            "ООО «ЖКС № 2»",
            "ооо жкс N2",
            "Общество с ограниченной ответственностью «ЖКС № 2»",
            "OOO «ЖКC №2»",
        ],
        ['ЗАО "УК ""Верх-Исетская"""', "ЗАО «УК «Верх-Исетская»", "ЗАО Управляющая компания Верх-Исетская"],
        ['ТСЖ "Садовая,-27"', "Товарищество собственников жилья «Садовая 27»"],
    ],
)
def test_one_organisation_spelled_differently_is_one(spellings: list[str]) -> None:
    assert len({organization_key(name) for name in spellings}) == 1


def test_organisations_that_differ_in_their_number_stay_apart() -> None:
    assert organization_key("ООО «ЖКС № 2»") != organization_key("ООО «ЖКС № 3»")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('ООО  " ЖКС №2 "', "ООО «ЖКС № 2»"),
        ("Фонд Радомир", "Фонд Радомир"),
        ('ЗАО "УК ""РЭМП"""', "ЗАО «УК РЭМП»"),
        ("", ""),
    ],
)
def test_an_organisations_name_is_written_in_one_way(text: str, name: str) -> None:
    assert organization_name(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("https://vk.com/id123", "123"),
        ("vk.ru/durov", "durov"),
        ("https://m.vk.com/durov?from=search#top", "durov"),
        ("@Nina.Kim", "nina.kim"),
        ("id5", "5"),
        ("123456", "123456"),
        ("durov", "durov"),
        ("https://vk.com/club77", "club77"),
        ("[id7|Нина Ким]", "7"),
    ],
)
def test_a_vk_page_is_told_by_any_way_of_naming_it(text: str, name: str) -> None:
    assert parse_vk_reference(text).name == name


@pytest.mark.parametrize("text", ["Иванов Иван", "https://ok.ru/ivan", "https://vk.com.evil.example/id1", "@", "х"])
def test_what_is_no_vk_page_is_refused_and_not_quoted(text: str) -> None:
    with pytest.raises(UnusableReference) as error:
        parse_vk_reference(text)
    assert str(error.value) == "vk_reference_malformed"


@pytest.mark.parametrize(
    "text", ["+7 (912) 345-67-89", "89123456789", "7 912 345 67 89", "9123456789", "8-912-345-67-89"]
)
def test_a_phone_is_told_in_any_spelling(text: str) -> None:
    assert looks_like_a_phone(text)
    assert parse_phone(text) == "+79123456789"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("+7 343 300-00-00", "phone_not_mobile"),
        ("8912345678", "phone_not_mobile"),
        ("912", "phone_malformed"),
        ("+1 212 555 0100 22", "phone_malformed"),
    ],
)
def test_a_phone_that_no_sms_reaches_is_refused(text: str, code: str) -> None:
    with pytest.raises(UnusableReference) as error:
        parse_phone(text)
    assert error.value.code == code


def test_several_references_in_one_cell_are_told_apart() -> None:
    assert split_references("@one, https://vk.com/two;id3\n@four @five") == [
        "@one",
        "https://vk.com/two",
        "id3",
        "@four",
        "@five",
    ]
