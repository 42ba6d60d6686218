"""Every screen of the Mini App, in every look: nothing for axe to find, and a way on whatever goes wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Frame, Route, expect

from lib.people.roles import Role
from lib.services.catalogue import ensure_catalogued
from local.addresses import Addresses
from local.cloud import COMMUNITIES, ROOT
from local.demo.complaints import complain
from local.demo.region import DemoPerson
from local.demo.roles import Appointments
from local.provision import Run
from tests.miniapp.conftest import Employ, Worker
from tests.miniapp.stage import REGION, Stage

AXE = ROOT / "miniapp" / "node_modules" / "axe-core" / "axe.min.js"
# VK's own palette keeps secondary text below the contrast that WCAG asks for, and its colours are not ours to change.
RULES = {"color-contrast": {"enabled": False}}
LOOKS = [("mobile_android", "dark"), ("desktop_web", "light")]
SHEET = "\n".join(
    [
        "Адрес;УК;Подъезды;Квартиры",
        *(f"г. Каменск, ул. Мира, д. {number};ООО «Уют»;4;96" for number in range(1, 31)),
        "где-то;;;",
    ]
).encode()
PROBLEM = {
    "type": "about:blank",
    "title": "Что-то сломалось у нас.",
    "status": 500,
    "code": "internal_error",
    "detail": "Повторите позже.",
    "trace": "a" * 32,
    "errors": [],
}
EXPIRED = PROBLEM | {"status": 401, "code": "session_expired", "title": "Вы вошли слишком давно."}


@dataclass(frozen=True)
class Town:
    """A municipality with houses and somebody in every role."""

    id: str
    people: dict[Role, int]
    bot: int
    house: str
    organization: str
    sheet: str
    complaint: str

    def screens(self) -> dict[str, str]:
        """A path of every screen, and the heading by which one knows that it is there."""
        return {
            "/houses": "Дома",
            "/houses/new": "Новый дом",
            f"/houses/{self.house}": "Дом",
            f"/houses/{self.house}/ask": "Новый вопрос",
            f"/houses/{self.house}/rank": "Что важнее",
            f"/houses/{self.house}/moderation": "Журнал модерации",
            "/questions": "Вопросы",
            "/question-figures": "Кто как отвечает",
            "/broadcasts": "Рассылки",
            "/broadcasts/new/write": "Новая рассылка",
            "/imports": "Загрузки",
            f"/imports/{self.sheet}": "Загрузка",
            "/members": "Сотрудники",
            "/more": "Каменск",
            "/organizations": "Организации",
            f"/organizations/{self.organization}": "Организация",
            f"/organizations/{self.organization}/open311": "Система организации",
            "/complaints": "Жалобы",
            "/complaints/settings": "Темы и сроки жалоб",
            f"/complaints/{self.complaint}": "Жалоба №",
            "/service-bots": "Сервисные боты",
            f"/service-bots/{self.bot}": "Сервисный бот",
            "/statistics": "Статистика",
            "/statistics/last30/messages": "Сообщения",
            "/health": "Здоровье чатов",
            "/settings": "Настройки",
            "/audit": "Журнал",
            "/about": "О сервисе",
            "/privacy": "Данные и правила",
            "/support": "Поддержка",
        }

    def asking_screens(self) -> list[str]:
        """The paths of screens that show what the API says."""
        return [
            path for path in self.screens() if path not in {"/houses/new", "/more", "/about", "/privacy", "/support"}
        ]


@pytest.fixture(scope="package")
def town(stage: Stage) -> Town:
    """Каменск, where all is as it is in daily life."""
    group_id = COMMUNITIES[1].group_id
    run = Run(stage.cloud, "Каменск", REGION, group_id)
    run.provision(SHEET, "дома.csv")
    outside = stage.cloud.outside()
    appointments, people = Appointments(run.municipality, outside), {}
    for role in Role:
        person = DemoPerson(stage.people.add("Анна", f"Дальнева-{role.value}"), "", "", True)
        appointments.give(role, person)
        people[role] = person.user_id
    base = f"municipalities/{run.municipality.id}"
    bot = COMMUNITIES[0].group_id
    ensure_catalogued([bot], run.municipality.id, outside.clock.now(), store=outside.store, vk=outside.vk.of(group_id))
    house, organization, sheet = (_first_id(stage, f"{base}/{what}") for what in ("houses", "organizations", "imports"))
    return Town(
        run.municipality.id,
        people,
        bot,
        house,
        organization,
        sheet,
        complain(run.municipality, outside, people[Role.EMPLOYEE], "lift", "Лифт стоит").id,
    )


def _first_id(stage: Stage, collection: str) -> str:
    client = stage.cloud.outside().store._client
    return str(next(iter(client.collection(collection).limit(1).stream())).id)


def app_frame(worker: Worker) -> Frame:
    """The app's frame, in which axe has to run."""
    origin = Addresses.url(worker.stage.cloud.addresses.front_door)
    return next(frame for frame in worker.page.frames if frame.url.startswith(f"{origin}/app/"))


def is_through(worker: Worker) -> None:
    """Nothing is being loaded any more."""
    expect(worker.app.locator("[aria-busy=true]")).to_have_count(0)


def violations_on(worker: Worker) -> list[tuple[str, list[str]]]:
    """What axe finds wrong with the open screen, once the one before it has slid away, and where."""
    expect(worker.app.locator("[role=main]")).to_have_count(1)
    frame = app_frame(worker)
    frame.evaluate(AXE.read_text(encoding="utf-8"))
    found = frame.evaluate(f"axe.run({{rules: {json.dumps(RULES)}}}).then((result) => result.violations)")
    return [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]


@pytest.mark.parametrize(("platform", "theme"), LOOKS)
def test_axe_finds_nothing_on_any_screen(town: Town, work_as: Employ, platform: str, theme: str) -> None:
    worker = work_as(town.people[Role.ADMINISTRATOR], platform, theme)
    found = {}
    for path, title in town.screens().items():
        worker.open(path, town.id)
        worker.sees(title)
        is_through(worker)
        if violations := violations_on(worker):
            found[path] = violations
    assert found == {}


@contextmanager
def held_calls(worker: Worker) -> Iterator[None]:
    """Inside the `with` the API's answers are on their way; after it they were lost, and so are all that follow."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        if is_over:
            route.abort()
        else:
            held.append(route)

    is_over = False
    worker.page.route("**/api/v1/**", hold)
    yield
    is_over = True
    for route in held:
        route.abort()


def test_a_screen_says_that_it_waits_then_that_there_is_no_network_and_comes_back(town: Town, work_as: Employ) -> None:
    worker = work_as(town.people[Role.ADMINISTRATOR], forgives="Failed to load resource")
    for path in town.asking_screens():
        worker.open("/about", town.id)
        worker.sees("О сервисе")
        with held_calls(worker):
            worker.go(path, town.id)
            expect(worker.app.get_by_role("status", name="Загружается").first).to_be_visible()
        worker.sees("Сервер не отвечает")
        worker.page.unroute("**/api/v1/**")
        worker.press("Повторить")
        expect(worker.app.get_by_role("alert")).to_have_count(0)
        is_through(worker)


def test_an_error_of_the_api_is_told_in_its_words(town: Town, work_as: Employ) -> None:
    worker = work_as(town.people[Role.ADMINISTRATOR], "mobile_android", forgives="Failed to load resource")
    for path in town.asking_screens():
        worker.open("/about", town.id)
        worker.sees("О сервисе")
        worker.page.route("**/api/v1/municipalities/**", lambda route: _answer(route, PROBLEM))
        worker.go(path, town.id)
        worker.sees("Что-то сломалось у нас.")
        worker.sees("Номер для поддержки: aaaaaaaaaaaa")
        worker.page.unroute("**/api/v1/municipalities/**")


@pytest.mark.parametrize("platform", ["mobile_android", "desktop_web"])
def test_an_expired_session_says_how_to_go_on(town: Town, work_as: Employ, platform: str) -> None:
    worker = work_as(town.people[Role.EMPLOYEE], platform, forgives="Failed to load resource")
    worker.open("/about", town.id)
    worker.sees("О сервисе")
    worker.page.route("**/api/v1/municipalities/**", lambda route: _answer(route, EXPIRED))
    worker.go("/houses", town.id)
    worker.sees("Вы вошли слишком давно.")
    worker.press("Закрыть приложение")
    expect(worker.page.get_by_text("Приложение закрыто.")).to_be_visible()


@pytest.mark.parametrize("role", [Role.REPRESENTATIVE, Role.CHAT_ADMINISTRATOR])
def test_who_may_not_see_a_screen_is_told_and_is_not_led_there(town: Town, work_as: Employ, role: Role) -> None:
    worker = work_as(town.people[role])
    worker.open("/houses", town.id)
    is_through(worker)
    expect(worker.button("Сотрудники")).to_have_count(0)
    for path in ("/members", "/imports", "/audit", "/houses/new"):
        worker.open(path, town.id)
        worker.sees("Вам это недоступно")


def test_an_empty_municipality_says_how_to_begin(stage: Stage, work_as: Employ) -> None:
    outside = stage.cloud.outside()
    empty = Run(stage.cloud, "Пустынск", REGION, COMMUNITIES[0].group_id).municipality
    person = DemoPerson(stage.people.add("Вера", "Пустынская"), "", "", True)
    Appointments(empty, outside).give(Role.ADMINISTRATOR, person)
    worker = work_as(person.user_id)
    for path, words in {
        "/houses": "Домов пока нет",
        "/imports": "Таблица с домами",
        "/organizations": "Организаций пока нет",
        "/service-bots": "Ботов пока нет",
        "/broadcasts": "Рассылок пока нет",
        "/statistics": "Пока нет данных",
        "/health": "Всё в порядке",
    }.items():
        worker.open(path, empty.id)
        worker.sees(words)


def test_a_person_works_by_keyboard_alone(town: Town, work_as: Employ) -> None:
    worker = work_as(town.people[Role.EMPLOYEE])
    worker.open("/houses", town.id)
    is_through(worker)
    search = worker.app.get_by_placeholder("Улица, дом")
    search.focus()
    worker.page.keyboard.type("мира 7")
    expect(worker.button("ул. Мира, 7")).to_be_visible()
    reached = ""
    for _ in range(25):
        worker.page.keyboard.press("Tab")
        reached = app_frame(worker).evaluate("document.activeElement.textContent") or ""
        if "ул. Мира, 7" in reached:
            break
    assert "ул. Мира, 7" in reached
    worker.page.keyboard.press("Enter")
    worker.sees("Скопировать ссылку")


def _answer(route: Route, problem: dict[str, object]) -> None:
    route.fulfill(status=int(str(problem["status"])), content_type="application/problem+json", body=json.dumps(problem))
