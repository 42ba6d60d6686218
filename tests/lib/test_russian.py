from __future__ import annotations

import pytest

from lib.russian import all_cyrillic, counted, folded, grouped, plural, without_look_alikes


@pytest.mark.parametrize(
    ("number", "form"),
    [
        *[(number, "домов") for number in (0, 5, 11, 12, 14, 25, 111, 112)],
        *[(number, "дом") for number in (1, 21, 101)],
        *[(number, "дома") for number in (2, 4, 22, 1_003)],
    ],
)
def test_the_form_goes_with_the_number(number: int, form: str) -> None:
    assert plural(number, "дом", "дома", "домов") == form


def test_thousands_are_set_apart() -> None:
    assert grouped(999) == "999"
    assert counted(1_343, "дом", "дома", "домов") == "1\N{NO-BREAK SPACE}343 дома"


@pytest.mark.parametrize(
    ("text", "cyrillic"), [("Лeнинa", "Ленина"), ("Lenina", "Lenina"), ("ООО Uют", "ООО Uют"), ("22A", "22A")]
)
def test_latin_letters_in_a_cyrillic_word_are_mended(text: str, cyrillic: str) -> None:
    assert without_look_alikes(text) == cyrillic


@pytest.mark.parametrize(("text", "cyrillic"), [("22A", "22А"), ("22L", "22L"), ("OOO", "ООО"), ("Ochered", "Ochered")])
def test_words_of_look_alikes_alone_become_cyrillic_where_asked(text: str, cyrillic: str) -> None:
    assert all_cyrillic(text) == cyrillic


def test_spellings_that_differ_in_case_and_blanks_fold_into_one() -> None:
    assert folded("  Горный   ЩИТ ё") == "горный щит е"
