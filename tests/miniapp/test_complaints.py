"""A complaint in the Mini App: its representative answers it on a phone, an employee sees it without a word, an
administrator sets what residents can complain about.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from lib.complaints.complaint import Complaint, ComplaintState, complaint_path
from lib.complaints.settings import load_complaint_settings
from lib.people.roles import Role
from local.cloud import COMMUNITIES
from local.demo.complaints import complain
from local.demo.region import DemoPerson
from local.demo.roles import Appointments
from local.provision import Run
from tests.functions.api.examples import PICTURE
from tests.miniapp.conftest import Employ
from tests.miniapp.stage import REGION, Stage

SHEET = "Адрес;УК\nг. Жалобск, ул. Мира, д. 1;ООО «Уют»".encode()
WORDS = "Лифт стоит у квартиры 12"


@dataclass(frozen=True)
class Place:
    """A town with one house and one complaint."""

    id: str
    people: dict[Role, int]
    complaint: str


@pytest.fixture(scope="module")
def place(stage: Stage) -> Place:
    run = Run(stage.cloud, "Жалобск", REGION, COMMUNITIES[1].group_id)
    run.provision(SHEET, "дома.csv")
    outside, people = stage.cloud.outside(), {}
    appointments = Appointments(run.municipality, outside)
    for role in (Role.ADMINISTRATOR, Role.EMPLOYEE, Role.REPRESENTATIVE):
        person = DemoPerson(stage.people.add("Пётр", f"Жалобин-{role.value}"), "", "", True)
        appointments.give(role, person)
        people[role] = person.user_id
    resident = stage.people.add("Анна", "Жилец")
    return Place(run.municipality.id, people, complain(run.municipality, outside, resident, "lift", WORDS).id)


def test_a_representative_answers_on_a_phone_and_an_employee_sees_no_word(
    place: Place, stage: Stage, work_as: Employ
) -> None:
    employee = work_as(place.people[Role.EMPLOYEE])
    employee.open(f"/complaints/{place.complaint}", place.id)
    employee.sees("Жалоба личная")
    expect(employee.app.get_by_text(WORDS)).to_have_count(0)
    expect(employee.button("Ответить: сделано")).to_have_count(0)

    official = work_as(place.people[Role.REPRESENTATIVE], "mobile_android")
    official.open("/complaints", place.id)
    official.press("Лифт, ")
    official.sees(WORDS)
    official.press("Взять в работу")
    official.sees("Жалоба ваша")
    official.press("Ответить: сделано")
    official.app.get_by_label("Что сделано").fill("Заменили тормоз")
    file = {"name": "лифт.png", "mimeType": "image/png", "buffer": PICTURE}
    official.app.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    official.sees("лифт.png")
    official.app.get_by_role("button", name="Ответить", exact=True).click()
    official.sees("Ответ отправлен жителю")
    official.sees("есть ответ")
    found = stage.cloud.outside().store.get(complaint_path(place.id, place.complaint), Complaint)
    assert found is not None
    assert found.record.state is ComplaintState.ANSWERED
    assert (found.record.history[-1].text, len(found.record.history[-1].photos)) == ("Заменили тормоз", 1)


def test_an_administrator_adds_a_subject_with_who_is_responsible(place: Place, stage: Stage, work_as: Employ) -> None:
    administrator = work_as(place.people[Role.ADMINISTRATOR])
    administrator.open("/complaints/settings", place.id)
    administrator.press("Двор")
    administrator.press("Убрать тему")
    administrator.press("Добавить тему")
    administrator.app.get_by_label("Название").fill("Уборка снега")
    administrator.press("Готово")
    administrator.press("Сохранить")
    administrator.sees("Темы и сроки сохранены")
    titles = [each.title for each in load_complaint_settings(place.id, store=stage.cloud.outside().store).subjects]
    assert "Уборка снега" in titles
