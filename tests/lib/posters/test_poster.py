"""What stands on a poster."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from lib.houses.house import House
from lib.municipalities.municipality import Municipality
from lib.posters.poster import MOST_PAGES, PosterFormat, address_lines, file_name, poster_of, poster_paragraphs

_CITY = Municipality("ekb", "Екатеринбург", "Свердловская область", 1, "г. Екатеринбург")


def _house(address: str = "обл. Свердловская, г. Екатеринбург, ул. Ленина, д. 5", **fields: object) -> House:
    base = House("1" * 20, address, "key", "ул. Ленина, 5", 1, "", "", datetime(2026, 11, 23, tzinfo=UTC))
    return replace(base, invite_link="https://vk.me/join/abc=", **fields)


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        ("обл. Свердловская, г. Екатеринбург, ул. Ленина, д. 5", ("г. Екатеринбург", "ул. Ленина, 5")),
        ("край. Приморский, г. Владивосток, ул. Давыдова, д. 29А", ("г. Владивосток", "ул. Давыдова, 29А")),
        ("г. Владивосток, п. Мелководный, д. 28", ("г. Владивосток", "п. Мелководный, дом 28")),
        ("ул. Ленина, д. 5, к. 2", ("", "ул. Ленина, 5/2")),
        ("за рекой, второй налево", ("", "за рекой, второй налево")),
    ],
)
def test_an_address_is_told_in_two_lines(address: str, lines: tuple[str, str]) -> None:
    assert address_lines(address) == lines


def test_a_poster_says_what_the_covering_text_adds() -> None:
    poster = poster_of(_house(company="ООО «Уют»"), _CITY)
    assert poster.paragraphs[0].startswith("Это первый официальный чат дома")
    assert poster.paragraphs[-1] == "Дом обслуживает ООО «Уют»."
    assert not any("Вступить" in paragraph or "Ленина" in paragraph for paragraph in poster.paragraphs)


def test_a_house_without_a_company_has_no_line_about_it() -> None:
    assert len(poster_of(_house(), _CITY).paragraphs) == 1


def test_a_covering_text_of_one_paragraph_is_taken_whole() -> None:
    told = poster_paragraphs("Чат дома {адрес}: {ссылка}", address="ул. Ленина, 5", company="")
    assert told == ("Чат дома ул. Ленина, 5: по коду с плаката",)


def test_the_link_is_shown_without_its_scheme() -> None:
    assert poster_of(_house(), _CITY).shown_link == "vk.me/join/abc="


@pytest.mark.parametrize(("entrances", "copies"), [(0, 1), (1, 1), (6, 6), (100, MOST_PAGES)])
def test_each_entrance_gets_a_copy_if_asked_for(entrances: int, copies: int) -> None:
    assert poster_of(_house(entrances=entrances), _CITY, each_entrance=True).copies == copies
    assert poster_of(_house(entrances=entrances), _CITY).copies == 1


def test_a_file_is_called_by_its_house_without_what_file_systems_refuse() -> None:
    assert file_name('ул. Ленина, 5/2 "А": <дом>', PosterFormat.A5) == "Плакат А5, ул. Ленина, 5-2 -А-- -дом-.pdf"
    assert file_name("...", PosterFormat.A4) == "Плакат А4, дом.pdf"
