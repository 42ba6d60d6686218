from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest

from lib.houses.columns import Column, column_of
from lib.houses.sheet_check import CheckedSheet, ExistingHouse, Found, check_sheet
from lib.houses.sheet_errors import SheetError
from lib.houses.sheet_reader import read_sheet
from lib.houses.sheet_writer import write_bad_rows, write_template

HERE = Path(__file__).parent
REGISTERS = HERE.parents[3] / "shared" / "data"
PEOPLE = {
    "1": Found(1, "Нина"),
    "nina": Found(1, "Нина"),
    "uklead": Found(2, "Иван"),
    "club7": Found(-7),
    "bot": Found(-8),
}


def resolve(references: Sequence[str]) -> Mapping[str, Found]:
    return {reference: PEOPLE[reference] for reference in references if reference in PEOPLE}


def check(*lines: str, existing: Mapping[str, ExistingHouse] | None = None, home: str = "") -> CheckedSheet:
    content = "\n".join(lines).encode()
    return check_sheet(
        read_sheet(content),
        resolve_references=resolve,
        find_existing=lambda keys: {key: house for key, house in (existing or {}).items() if key in keys},
        home_settlement=home,
    )


def errors(checked: CheckedSheet) -> list[tuple[int, str, str]]:
    return [(row.number, error.column, error.code) for row in checked.bad for error in row.errors]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Адрес", Column.ADDRESS),
        ("  АДРЕС дома * ", Column.ADDRESS),
        ("address", Column.ADDRESS),
        ("Адрес МКД", Column.ADDRESS),
        ("Наименование УО", Column.COMPANY),
        ("management_company", Column.COMPANY),
        ("Кол-во подъездов", Column.ENTRANCES),
        ("Населенный  пункт", Column.SETTLEMENT),
        ("№ дома", Column.HOUSE),
        ("Адрес, многоквартирного дома:", Column.ADDRESS),
        ("Старший по дому (ссылка ВК)", Column.ADMINISTRATOR),
        ("Год постройки", None),
        ("", None),
    ],
)
def test_a_column_is_told_by_any_usual_header(header: str, column: Column | None) -> None:
    assert column_of(header) is column


def test_a_sheet_without_an_address_names_the_columns_that_it_has() -> None:
    with pytest.raises(SheetError) as error:
        check("Дата;Сумма", "1;2")
    assert error.value.code == "no_address_column"
    assert "«Дата», «Сумма»" in error.value.text
    with pytest.raises(SheetError) as error:
        check(f"{'(' * 30_000};Сумма", "1;2")
    assert len(error.value.text) < 300


def test_two_columns_of_one_meaning_are_refused() -> None:
    with pytest.raises(SheetError) as error:
        check("Адрес;УК;Управляющая компания", "ул. Мира, 1;а;б")
    assert "«УК» и «Управляющая компания»" in error.value.text


def test_a_header_without_rows_is_an_error_of_the_sheet() -> None:
    with pytest.raises(SheetError) as error:
        check("Адрес;УК")
    assert error.value.code == "no_rows"


def test_a_title_above_the_header_is_passed_over_and_unknown_columns_are_named() -> None:
    checked = check("Реестр домов;;", "id;Адрес;Год", "7;г. Артем, ул. Мира, 1;1970")
    assert checked.unknown_columns == ("id", "Год")
    assert [row.number for row in checked.good] == [3]


def test_every_error_stands_in_its_cell_with_the_users_own_column_and_row() -> None:
    checked = check(
        "Адрес;Старший по дому;Представители;Боты;Квартиры;Чат",
        "ул. Мира, 1;@nina;@uklead;@bot;96;",
        "ул. Мира;@nobody;@club7, вася;@nina;много;",
        ";+7 343 300-00-00;;;;",
        f"05.02.2026;;;;;{'я' * 101}",
    )
    assert [row.number for row in checked.good] == [2]
    assert set(errors(checked)) == {
        (3, "Адрес", "no_house"),
        (3, "Старший по дому", "person_unknown"),
        (3, "Представители", "person_is_a_community"),
        (3, "Представители", "vk_reference_malformed"),
        (3, "Боты", "community_is_a_person"),
        (3, "Квартиры", "number_malformed"),
        (4, "Адрес", "address_missing"),
        (4, "Старший по дому", "phone_not_mobile"),
        (5, "Адрес", "date_instead_of_house"),
        (5, "Чат", "chat_name_too_long"),
    }


def test_what_there_is_to_do_is_said_in_the_imperative_with_right_plurals() -> None:
    checked = check(
        "Адрес;Телефон",
        "ул. Мира, 1;89123456789",
        "ул. Мира, 2;1",
        "ул. Мира, 3;12",
        "ул. Мира, 4;123",
        "ул. Мира, 1;",
        "ул. Мира;",
    )
    assert checked.totals == "Исправьте 1 адрес, исправьте 3 номера телефона, уберите 1 повтор."
    assert check("Адрес", "ул. Мира, 1").totals == ""


def test_a_repeat_names_the_row_or_the_house_that_it_repeats() -> None:
    there = check("Адрес", "г. Артем, ул. Мира, 9").good[0].address
    assert there is not None
    checked = check(
        "Адрес",
        "г. Артем, ул. Мира, 22Г",
        "г. Артем, Мира ул., д. 22, лит. г",
        "г. Артем, ул. Мира, д. 9",
        existing={there.key: ExistingHouse("ул. Мира, 9")},
    )
    assert [repeat.text for repeat in checked.repeats] == [
        "Повтор: тот же дом в строке 2",
        "Повтор: чат этого дома уже есть — «ул. Мира, 9»",
    ]
    assert (len(checked.good), len(checked.bad)) == (1, 0)


def test_what_the_first_row_of_a_house_leaves_empty_is_taken_from_its_repeat() -> None:
    checked = check("Адрес;УК;Квартиры", "ул. Мира, 1;;12", 'ул. Мира, 1.;ООО "Уют";96')
    (row,) = checked.good
    assert (row.company, row.apartments) == ("ООО «Уют»", 12)


def test_what_is_known_of_an_administrator_is_never_taken_from_two_rows() -> None:
    checked = check("Адрес;Администратор;Имя администратора", "ул. Мира, 1;89123456789;", "ул. Мира, 1;;Иван")
    (row,) = checked.good
    assert (row.administrator_phone, row.administrator_name) == ("+79123456789", "")


def test_a_house_that_came_in_before_anybody_knew_its_settlement_is_not_created_again() -> None:
    there = check("Адрес", "ул. Мира, 9").good[0].address
    assert there is not None
    existing = {there.key: ExistingHouse("ул. Мира, 9")}
    checked = check(
        "Адрес", "г. Артем, ул. Мира, 9", "г. Артем, ул. Мира, 8", "п. Исток, ул. Мира, 9", existing=existing
    )
    assert [(repeat.number, repeat.key) for repeat in checked.repeats] == [(2, there.key)]
    assert [row.number for row in checked.good] == [3, 4]


def test_the_home_settlement_is_one_however_it_is_spelled() -> None:
    lines = ["г. Артём, ул. Мира, 1", "г. Артем, ул. Мира, 2", "г. Артем, ул. Мира, 3", "п. Исток, 1", "п. Трудовое, 1"]
    assert check("Адрес", *lines, "г. Уссурийск, 1").home_settlement == ""
    assert check("Адрес", *lines).home_settlement == "г. Артем"


def test_a_link_and_a_phone_of_the_administrator_may_share_a_cell_but_not_two_people() -> None:
    checked = check("Адрес;Администратор", "ул. Мира, 1;@nina, 8 912 345-67-89", "ул. Мира, 2;@nina, @uklead")
    (row,) = checked.good
    assert (row.administrator_vk_id, row.administrator_phone) == (1, "+79123456789")
    assert errors(checked) == [(3, "Администратор", "administrators_several")]


def test_cells_that_hold_more_than_anybody_would_write_are_errors_in_their_cells() -> None:
    references = ", ".join(f"id{number}" for number in range(1, 22))
    checked = check("Адрес;УК;Представители;Боты", f"ул. {'я' * 400}, 1;{'я' * 201};;", f'ул. Мира, 1;;;"{references}"')
    assert {(3, "Боты", "references_too_many"), (2, "УК", "text_too_long"), (2, "Адрес", "address_too_long")} <= set(
        errors(checked)
    )


def test_an_error_names_the_page_it_means() -> None:
    checked = check("Адрес;Представители;Боты", "ул. Мира, 1;@uklead, id77, @club7;@nobot, @nina")
    assert [error.text for error in checked.bad[0].errors] == [
        "Человека «id77» нет ВКонтакте",
        "«club7» — сообщество, а нужен человек",
        "Сообщества «nobot» нет ВКонтакте",
        "«nina» — человек, а нужно сообщество",
    ]


def test_the_phone_of_a_management_company_is_nobodys_whom_an_sms_should_reach() -> None:
    register = check("Адрес;УК;Телефон", "ул. Мира, 1;Уют;8 912 345-67-89")
    assert (register.good[0].administrator_phone, register.unknown_columns) == ("", ("Телефон",))
    own = check("Адрес;УК;Старший по дому;Телефон", "ул. Мира, 1;Уют;@nina;8 912 345-67-89")
    assert own.good[0].administrator_phone == "+79123456789"


def test_titles_are_unique_and_the_home_settlement_is_left_out_of_them() -> None:
    checked = check(
        "Адрес", "г. Артем, ул. Мира, 1", "г. Артем, ул. Мира, 2", "г. Артем, ул. Мира, 3", "п. Исток, ул. Мира, 1"
    )
    assert checked.home_settlement == "г. Артем"
    assert [row.title for row in checked.good] == ["ул. Мира, 1", "ул. Мира, 2", "ул. Мира, 3", "п. Исток, ул. Мира, 1"]


def test_a_row_that_names_no_settlement_is_at_home() -> None:
    checked = check("Адрес", "г. Артем, ул. Мира, 1", "г. Артем, ул. Мира, 2", "ул. Мира, 1")
    assert [repeat.of_row for repeat in checked.repeats] == [2]


def test_chat_names_of_ones_own_may_not_repeat() -> None:
    checked = check("Адрес;Название чата", "ул. Мира, 1;Наш дом", "ул. Мира, 2;наш  дом", "ул. Мира, 3;")
    assert errors(checked) == [(3, "Название чата", "chat_name_repeats")]
    assert [row.title for row in checked.good] == ["Наш дом", "ул. Мира, 3"]


def test_people_are_asked_for_once_and_together() -> None:
    asked: list[Sequence[str]] = []

    def count(references: Sequence[str]) -> Mapping[str, Found]:
        asked.append(references)
        return resolve(references)

    content = "Адрес;Администратор;Представители\nул. Мира, 1;@nina;@uklead\nул. Мира, 2;@nina;@uklead\n".encode()
    checked = check_sheet(read_sheet(content), resolve_references=count, find_existing=lambda keys: {})
    assert asked == [["nina", "uklead"]]
    assert [(row.administrator_vk_id, row.official_vk_ids) for row in checked.good] == [(1, (2,)), (1, (2,))]


def test_the_template_is_read_as_a_sheet_with_one_house() -> None:
    checked = check_sheet(
        read_sheet(write_template()),
        resolve_references=lambda names: {name: Found(-1 if "club" in name else 1) for name in names},
        find_existing=lambda keys: {},
    )
    assert (len(checked.good), len(checked.bad), checked.unknown_columns) == (1, 0, ())
    book = openpyxl.load_workbook(io.BytesIO(write_template()))
    assert book.sheetnames == ["Дома", "Как заполнять"]
    assert book["Дома"]["A2"].number_format == "@"
    assert len(book["Дома"].data_validations.dataValidation) == 2


def test_bad_rows_come_back_as_they_were_with_what_to_mend_and_no_formula_runs() -> None:
    checked = check("Адрес;УК", "ул. Мира;=HYPERLINK(0)", "ул. Мира, 1;Уют")
    sheet = openpyxl.load_workbook(io.BytesIO(write_bad_rows(checked))).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows == [
        ["Адрес", "УК", "Строка", "Ошибки"],
        ["ул. Мира", "=HYPERLINK(0)", "2", "Адрес: Укажите номер дома"],
    ]
    assert sheet["B2"].data_type == "s"


def test_a_real_registers_dirt_leaves_every_title_unique() -> None:
    content = (HERE / "data" / "dirty_register.csv").read_bytes()
    checked = check_sheet(read_sheet(content), resolve_references=resolve, find_existing=lambda keys: {})
    assert not checked.bad
    assert len({row.title for row in checked.good}) == len(checked.good)


@pytest.mark.parametrize(
    ("name", "houses", "repeats"), [("houses_ekaterinburg.csv", 9194, 1343), ("houses_vladivostok.csv", 3787, 264)]
)
def test_whole_real_registers_are_understood(name: str, houses: int, repeats: int) -> None:
    if not (REGISTERS / name).exists():
        pytest.skip("the whole registers are not part of the project")
    content = (REGISTERS / name).read_bytes()
    checked = check_sheet(read_sheet(content), resolve_references=resolve, find_existing=lambda keys: {})
    assert (len(checked.good), len(checked.bad), len(checked.repeats)) == (houses, 0, repeats)
    assert len({row.title for row in checked.good}) == houses
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert len(rows) == houses + repeats
