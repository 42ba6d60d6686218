"""A house is tagged on its screen, by which broadcasts find it later."""

from __future__ import annotations

from lib.houses.tagging import list_tags
from tests.miniapp.conftest import Employ
from tests.miniapp.stage import Stage
from tests.miniapp.test_leading import create_house


def test_a_house_gets_tags_and_loses_one(stage: Stage, work_as: Employ) -> None:
    worker = work_as(stage.administrator, "mobile_android")
    create_house(worker, "Екатеринбург, улица Меточная, дом 1")
    worker.press("Изменить метки")
    worker.fill("Метки", "Аварийный, капремонт 2027, аварийный")
    worker.app.get_by_role("dialog").get_by_role("button", name="Сохранить").click()
    worker.sees("Метки сохранены")
    worker.sees("аварийный, капремонт 2027")
    worker.press("Изменить метки")
    worker.fill("Метки", "капремонт 2027")
    worker.app.get_by_role("dialog").get_by_role("button", name="Сохранить").click()
    worker.app.get_by_text("аварийный, капремонт 2027").wait_for(state="detached")
    worker.sees("капремонт 2027")
    tags = list_tags(stage.municipality.id, store=stage.cloud.outside().store)
    assert {"аварийный", "капремонт 2027"} <= set(tags)
