from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.houses.creating import AddressNotUnderstood, understand_address
from lib.houses.typed_address import apart_from_settlement
from lib.municipalities.municipality import Municipality

TOWN = Municipality("town", "Екатеринбург", "Область", 1, "г. Екатеринбург")


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("екатеринбург ленина 25", "г. Екатеринбург, ул. Ленина, д. 25"),
        ("г. Екатеринбург Ленина 25", "г. Екатеринбург, ул. Ленина, д. 25"),
        ("город екатеринбург, ленина, 25", "г. Екатеринбург, ул. Ленина, д. 25"),
        ("ленина 25", "г. Екатеринбург, ул. Ленина, д. 25"),
        ("8 марта 5", "г. Екатеринбург, ул. 8 Марта, д. 5"),
        ("50 лет октября 5", "г. Екатеринбург, ул. 50 лет Октября, д. 5"),
        ("ул минина и пожарского 3а", "г. Екатеринбург, ул. Минина и Пожарского, д. 3А"),
        ("2-я промышленная 4", "г. Екатеринбург, ул. 2-я Промышленная, д. 4"),
        ("с. Горный Щит, ленина 5", "с. Горный Щит, ул. Ленина, д. 5"),
        # A street may be called after the town; as it is typed, so it stays.
        ("ул. Екатеринбургская 5", "г. Екатеринбург, ул. Екатеринбургская, д. 5"),
        ("ул. ЖБИ, 5", "г. Екатеринбург, ул. ЖБИ, д. 5"),
    ],
)
def test_an_address_without_commas_and_capitals_is_understood(typed: str, understood: str) -> None:
    assert understand_address(typed, TOWN).canonical == understood


def test_a_town_alone_is_no_house() -> None:
    with pytest.raises(AddressNotUnderstood):
        understand_address("екатеринбург", TOWN)


@given(st.text(max_size=60))
def test_nothing_but_the_settlement_is_set_apart(text: str) -> None:
    apart = apart_from_settlement(text, "г. Екатеринбург")
    assert apart == text or apart.startswith("г. Екатеринбург, ")
    assert apart_from_settlement(text, "") == text
