"""A sheet on its way in, asked about in VK and Firestore for real."""

from __future__ import annotations

import pytest

from lib.houses.house import HouseState
from lib.houses.sheet_errors import SheetError
from lib.municipalities.registry import load_municipality
from lib.provisioning.accept import check_upload, keep_good_rows
from lib.provisioning.imports import start_import
from tests.lib.provisioning.conftest import Stage


def sheet(*lines: str) -> bytes:
    return "\n".join(["Адрес;Администратор;Представители;Боты", *lines]).encode()


def test_a_sheet_names_people_whom_vk_knows_and_an_unknown_one_shows_up_before_anything_is_created(
    stage: Stage,
) -> None:
    nina = stage.vk.user("Нина", "Ким", screen_name="nina_kim")
    bot = stage.vk.community(name="Сервис", screen_name="uk_service")
    municipality = load_municipality(stage.municipality_id, store=stage.outside.store)
    content = sheet(
        f"г. Город, ул. Мира, 1;https://vk.com/nina_kim;id{nina};uk_service",
        "г. Город, ул. Мира, 2;@nobody_here;;",
        "г. Город, ул. Мира, 3;@uk_service;;",
    )
    before = stage.vk.get("/sim/requests")["requests"]
    checked = check_upload(content, municipality, stage.outside)
    assert stage.vk.get("/sim/requests")["requests"] - before == 2, "people in one request, the rest in another"
    (good,) = checked.good
    assert (good.administrator_vk_id, good.official_vk_ids) == (nina, (nina,))
    assert good.service_bot_group_ids == (bot.group_id,)
    assert [(row.number, row.errors[0].code) for row in checked.bad] == [
        (3, "person_unknown"),
        (4, "person_is_a_community"),
    ]
    assert stage.houses() == []


def test_a_sheet_without_people_asks_vk_nothing(stage: Stage) -> None:
    municipality = load_municipality(stage.municipality_id, store=stage.outside.store)
    before = stage.vk.get("/sim/requests")["requests"]
    assert len(check_upload(sheet("г. Город, ул. Мира, 1;;;"), municipality, stage.outside).good) == 1
    assert stage.vk.get("/sim/requests")["requests"] == before


def test_the_good_rows_go_ahead_without_the_bad_and_the_same_sheet_again_says_that_all_is_there(stage: Stage) -> None:
    municipality = load_municipality(stage.municipality_id, store=stage.outside.store)
    content = sheet("г. Город, ул. Мира, 1;;;", "г. Город, ул. Мира;;;", "г. Город, ул. Мира, 1.;;;", "п. Исток, 2;;;")
    checked = check_upload(content, municipality, stage.outside)
    assert checked.totals == "Исправьте 1 адрес, уберите 1 повтор."
    start_import(keep_good_rows(checked, municipality, "дома.csv", stage.outside), stage.outside)
    stage.play()
    houses = {house.address: house for house in stage.houses()}
    assert set(houses) == {"г. Город, ул. Мира, д. 1", "п. Исток, д. 2"}
    assert {house.state for house in houses.values()} == {HouseState.LIVE}
    again = check_upload(content, municipality, stage.outside)
    assert again.good == ()
    assert [repeat.text for repeat in again.repeats] == [
        "Повтор: чат этого дома уже есть — «ул. Мира, 1»",
        "Повтор: чат этого дома уже есть — «ул. Мира, 1»",
        "Повтор: чат этого дома уже есть — «п. Исток, 2»",
    ]


def test_the_first_sheet_tells_which_settlement_is_the_municipalitys_home(stage: Stage) -> None:
    store = stage.outside.store
    municipality = load_municipality(stage.municipality_id, store=store)
    bare = type(municipality)(municipality.id, municipality.name, municipality.region, municipality.group_id)
    checked = check_upload(sheet("г. Артем, ул. Мира, 1;;;", "г. Артем, ул. Мира, 2;;;"), bare, stage.outside)
    keep_good_rows(checked, bare, "дома.csv", stage.outside)
    assert load_municipality(stage.municipality_id, store=store).home_settlement == "г. Артем"


def test_a_sheet_that_cannot_be_used_creates_nothing(stage: Stage) -> None:
    municipality = load_municipality(stage.municipality_id, store=stage.outside.store)
    with pytest.raises(SheetError):
        check_upload("Дата;Сумма\n1;2".encode(), municipality, stage.outside)
    assert stage.houses() == []
