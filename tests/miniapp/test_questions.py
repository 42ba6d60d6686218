"""Questions in the Mini App: a chat's administrator asks, an official answers and sets a time, an employee sees what is
late; each time the house's chat says so.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from playwright.sync_api import expect

from lib.discussions.discussion import Discussion, DiscussionState, discussion_path, discussions_path
from lib.gateways.firestore.store import Create, Update
from lib.houses.house import House, houses_path, peer_id
from lib.moderation.log import LineState, ModerationLine, line_path, sort_key
from lib.moderation.tools import Tool
from lib.people.rights import load_workplace
from lib.people.roles import Role
from lib.questions.question import Question, questions_path
from lib.questions.sweep import sweep_questions
from local.cloud import COMMUNITIES
from local.demo.region import DemoPerson
from local.demo.roles import Appointments
from local.provision import Run
from tests.clock import MovableClock
from tests.functions.api.examples import PICTURE
from tests.functions.vk_callback.conftest import eventually
from tests.miniapp.conftest import Employ, Worker
from tests.miniapp.stage import REGION, Stage
from tests.miniapp.test_screens import is_through, violations_on

GROUP_ID = COMMUNITIES[0].group_id
COMPANY = "ООО «Подъезд»"
LIFT, YARD = "Когда починят лифт во втором подъезде?", "Когда уберут снег во дворе?"
ROOF, LAMP = "Когда починят крышу над третьим подъездом?", "Почему не горит фонарь?"
BENCHES, FENCE = "Поставьте лавочки у подъездов.", "Покрасьте забор."
ZONE = ZoneInfo("Asia/Yekaterinburg")  # of every browser here
PEOPLE = (Role.ADMINISTRATOR, Role.EMPLOYEE, Role.REPRESENTATIVE, Role.CHAT_ADMINISTRATOR)


@dataclass(frozen=True)
class Asking:
    """A municipality with a few houses of one company, and somebody in every role."""

    stage: Stage
    id: str
    people: dict[Role, int]
    house: House

    def messages(self) -> list[dict[str, Any]]:
        """What the community has written into the house's chat."""
        shown = self.stage.people.messages(GROUP_ID, peer_id(self.house.chat_id))
        return [each for each in shown if each["from_id"] == -GROUP_ID and not each.get("action")]

    def said(self) -> list[str]:
        """The words of it."""
        return [str(each["text"]) for each in self.messages()]

    def questions(self) -> list[Question]:
        """All questions of the municipality."""
        return [stored.record for stored in self.stage.cloud.outside().store.query(questions_path(self.id), Question)]

    def has_come_to_its_time(self, topic: str) -> Discussion:
        """Lets the time of a discussion come now, and waits until the scheduler has seen it."""
        store = self.stage.cloud.outside().store
        (planned,) = [each for each in self.discussions() if each.topic == topic]
        now = self.stage.cloud.outside().clock.now()
        times = {"starts_at": now, "ends_at": now + timedelta(minutes=30), "wake_at": now}
        store.commit([Update(discussion_path(self.id, planned.id), times)])

        def is_held() -> bool:
            return any(each.id == planned.id and each.state is DiscussionState.HELD for each in self.discussions())

        assert eventually(is_held, within_s=120)
        return planned

    def discussions(self) -> list[Discussion]:
        """All discussions of the municipality."""
        store = self.stage.cloud.outside().store
        return [stored.record for stored in store.query(discussions_path(self.id), Discussion)]

    def members_of(self, discussion: Discussion) -> list[int]:
        """Who is in its temporary chat."""
        chats = self.stage.people.chats(GROUP_ID)
        return next(list(each["members"]) for each in chats if each["title"] == discussion.title)

    def moves_the_clock_to(self, moment: Callable[[Question], datetime | None]) -> None:
        """The sweep runs at a moment of the question about the yard."""
        question = next(each for each in self.questions() if each.text == YARD)
        at = moment(question)
        assert at is not None
        sweep_questions(replace(self.stage.cloud.outside(), clock=MovableClock(at + timedelta(seconds=1))))


@pytest.fixture(scope="module")
def asking(stage: Stage) -> Asking:
    """Вопросово."""
    run = Run(stage.cloud, "Вопросово", REGION, GROUP_ID)
    rows = [f"г. Вопросово, ул. Ясная, д. {number};{COMPANY};2;40" for number in range(1, 4)]
    run.provision("\n".join(["Адрес;УК;Подъезды;Квартиры", *rows]).encode(), "дома.csv")
    outside = stage.cloud.outside()
    appointments, people = Appointments(run.municipality, outside), {}
    for role in PEOPLE:
        person = DemoPerson(stage.people.add("Анна", f"Вопросова-{role.value}"), "", "", True)
        appointments.give(role, person)
        people[role] = person.user_id
    found = outside.store.query(houses_path(run.municipality.id), House, [], ["title"], limit=10)
    houses = [stored.record for stored in found]
    house = next(each for each in houses if each.administrator_vk_id == people[Role.CHAT_ADMINISTRATOR])
    assert load_workplace(run.municipality.id, people[Role.REPRESENTATIVE], store=outside.store) is not None
    return Asking(stage, run.municipality.id, people, house)


def choose(worker: Worker, label: str, option: str) -> None:
    """Chooses from a list."""
    if worker.platform.startswith("mobile"):
        # Phones choose in a list of their own.
        worker.app.locator("select:visible").first.select_option(label=option)
        return
    worker.app.get_by_label(label, exact=True).click()
    worker.app.get_by_role("option", name=option).click()


def ask(worker: Worker, asking: Asking, text: str, subject: str) -> None:
    """A chat's administrator asks something of the house's company."""
    worker.open(f"/houses/{asking.house.id}", asking.id)
    worker.press("Задать вопрос")
    worker.fill("Вопрос", text)
    choose(worker, "Тема", subject)
    # By the keyboard: similar questions, which may come at any moment, move what stands below them.
    company = worker.app.get_by_role("checkbox", name=COMPANY)
    company.press("Space")
    expect(company).to_be_checked()
    worker.press("Создать черновик")
    # The words themselves stand on the form too.
    expect(worker.button("Отправить представителям")).to_be_visible()


def test_a_question_is_asked_answered_and_talked_about_and_what_is_late_escalates(
    asking: Asking, work_as: Employ
) -> None:
    neighbour = work_as(asking.people[Role.CHAT_ADMINISTRATOR], "mobile_android")
    _asks_and_has_the_chat_vote(neighbour, asking)
    official = work_as(asking.people[Role.REPRESENTATIVE])
    _answers(official, asking)
    _sets_a_time(official, neighbour, asking)
    employee = work_as(asking.people[Role.EMPLOYEE], theme="dark")
    _sees_what_is_late(employee, official, asking)


def _asks_and_has_the_chat_vote(worker: Worker, asking: Asking) -> None:
    ask(worker, asking, LIFT, "Лифт")
    worker.press("Начать голосование в чате")
    worker.app.get_by_role("dialog").get_by_role("button", name="Начать голосование").click()
    worker.sees("Голосование началось")
    worker.sees("Пока никто не проголосовал")
    assert eventually(lambda: any(text.startswith("🗳 Вопрос дома") for text in asking.said()))
    worker.press("Закончить голосование сейчас")
    worker.app.get_by_role("button", name="Закончить", exact=True).click()
    worker.press("Отправить представителям")
    worker.sees("отправлен · ответить до")
    # Whoever would ask the same is shown this one.
    worker.open(f"/houses/{asking.house.id}/ask", asking.id)
    worker.fill("Вопрос", "Лифт во втором подъезде: когда починят?")
    worker.sees("Похожие вопросы, которые уже есть")
    worker.sees(LIFT)
    assert violations_on(worker) == []


def _answers(worker: Worker, asking: Asking) -> None:
    worker.open("/questions", asking.id)
    expect(worker.app.get_by_role("button", name=re.compile(r"Вопросы\s*ждут ответа: 1"))).to_be_visible()
    worker.press(LIFT)
    worker.sees("Передать другой организации")
    is_through(worker)
    assert violations_on(worker) == []
    worker.press("Ответить")
    worker.press("Взять шаблон")
    worker.press("Сделаем к сроку")
    worker.fill("Что сделаем", "Починим лифт")
    worker.press("Вставить в сообщение")
    worker.sees("Заполните пропуск «дата».")
    expect(worker.button("Отправить в чат дома")).to_be_disabled()
    assert violations_on(worker) == []
    worker.fill("Текст ответа", "Починим лифт в пятницу.")
    worker.fill("Ваша должность", "главный инженер")
    expect(worker.app.get_by_role("note", name="Так увидят жители")).to_contain_text("главный инженер")
    file = {"name": "лифт.png", "mimeType": "image/png", "buffer": PICTURE}
    worker.app.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    worker.sees("лифт.png")
    worker.press("Отправить в чат дома")
    worker.sees("Ответ отправлен в чат дома")
    worker.sees("Починим лифт в пятницу.")
    assert eventually(lambda: sum("Починим лифт в пятницу." in text for text in asking.said()) == 1)
    (answer,) = [each for each in asking.messages() if "Починим лифт в пятницу." in each["text"]]
    assert [each["type"] for each in answer["attachments"]] == ["photo"]


def _schedules(official: Worker, neighbour: Worker, asking: Asking, text: str) -> None:
    ask(neighbour, asking, text, "Двор и дороги")
    neighbour.press("Отправить представителям")
    neighbour.sees("отправлен")
    before = sum(each.startswith("📅") for each in asking.said())
    official.open("/questions", asking.id)
    official.press(text)
    official.press("Назначить обсуждение")
    official.sees("Сколько длится")
    official.fill("Когда", "2020-01-01T12:00")
    official.sees("Свободное время")
    official.app.get_by_role("group", name="Свободное время").get_by_role("button").first.click()
    is_through(official)
    assert violations_on(official) == []
    official.app.get_by_role("button", name="Назначить обсуждение").last.click()
    official.sees("Обсуждение назначено")
    assert eventually(lambda: sum(each.startswith("📅") for each in asking.said()) == before + 1, within_s=60)


def _sets_a_time(official: Worker, neighbour: Worker, asking: Asking) -> None:
    _schedules(official, neighbour, asking, YARD)
    official.sees("Перенести")
    assert violations_on(official) == []
    _moves_it(official, asking)
    _finds_it_in_the_calendar(official, asking)
    neighbour.open("/questions", asking.id)
    neighbour.app.get_by_role("tab", name="Обсуждения").click()
    neighbour.press(YARD)
    neighbour.sees("Скопировать ссылку на чат")
    expect(neighbour.button("Перенести")).to_have_count(0)


def _moves_it(official: Worker, asking: Asking) -> None:
    official.press("Перенести")
    sheet = official.app.get_by_role("dialog")
    sheet.get_by_label("Когда", exact=True).fill("2020-01-01T12:00")
    sheet.get_by_role("group", name="Свободное время").get_by_role("button").last.click()
    sheet.get_by_label("Причина", exact=True).fill("Заболел инженер")
    sheet.get_by_role("button", name="Перенести").click()
    official.sees("Обсуждение перенесено")
    assert eventually(lambda: any("Заболел инженер" in text for text in asking.said()), within_s=60)


def _finds_it_in_the_calendar(official: Worker, asking: Asking) -> None:
    (moved,) = [each for each in asking.discussions() if each.topic == YARD]
    official.open("/questions", asking.id)
    official.app.get_by_role("tab", name="Обсуждения").click()
    official.press("Календарь")
    is_through(official)
    calendar = official.app.get_by_role("table", name="Календарь обсуждений")
    at, today = (moment.astimezone(ZONE) for moment in (moved.starts_at, datetime.now(ZONE)))
    expect(calendar.get_by_role("button")).to_have_count(monthrange(today.year, today.month)[1])
    for _ in range(12 * (at.year - today.year) + at.month - today.month):
        official.press("Следующий месяц")
    calendar.get_by_role("button", name=re.compile(rf", {at.day} \S+, 1 обсуждение$")).click()
    assert violations_on(official) == []
    official.press(YARD)
    official.sees("Перенести")


def _sees_what_is_late(worker: Worker, official: Worker, asking: Asking) -> None:
    asking.moves_the_clock_to(lambda question: question.remind_at)
    asking.moves_the_clock_to(lambda question: question.due_at)
    worker.open("/questions", asking.id)
    worker.press("Срок прошёл")
    worker.sees(YARD)
    expect(worker.app.get_by_text(LIFT)).to_have_count(0)
    worker.press(YARD)
    worker.sees("О просрочке знает руководитель организации")
    asking.moves_the_clock_to(lambda question: question.escalates_at)
    worker.open("/questions", asking.id)
    worker.press("Срок прошёл")
    worker.press(YARD)
    worker.sees("Руководитель организации не ответил в срок")
    assert violations_on(worker) == []
    official.open("/questions", asking.id)
    is_through(official)
    first = official.app.locator("[role=tabpanel]").get_by_role("button").filter(has_text="ул. Ясная").first
    expect(first).to_contain_text(YARD)
    worker.open("/question-figures", asking.id)
    worker.sees("В срок: 1 из 2 вопросов, 50%")
    worker.press("Просрочено сейчас: 1 вопрос")
    worker.sees(YARD)
    assert violations_on(worker) == []


def test_a_discussion_is_held_made_longer_and_ended_with_its_outcome(asking: Asking, work_as: Employ) -> None:
    official = work_as(asking.people[Role.REPRESENTATIVE], "mobile_android", "dark")
    _schedules(official, work_as(asking.people[Role.CHAT_ADMINISTRATOR]), asking, ROOF)
    held = asking.has_come_to_its_time(ROOF)
    official.open(f"/discussions/{held.id}", asking.id)
    official.press("Продлить на 15 минут")
    official.sees("Обсуждение продлено на 15 минут")
    official.press("Завершить с итогом")
    official.sees("Он придёт в чат дома как официальный ответ.")
    assert violations_on(official) == []
    official.fill("Итог", "Крышу починят в мае.")
    official.app.get_by_role("dialog").get_by_role("button", name="Завершить обсуждение").click()
    official.sees("Обсуждение завершено, итог отправлен в чаты домов")
    assert eventually(lambda: sum("Крышу починят в мае." in text for text in asking.said()) == 1, within_s=60)
    assert eventually(lambda: asking.members_of(held) == [], within_s=120)


def test_a_discussion_is_called_off_with_a_reason(asking: Asking, work_as: Employ) -> None:
    official = work_as(asking.people[Role.REPRESENTATIVE])
    _schedules(official, work_as(asking.people[Role.CHAT_ADMINISTRATOR], "mobile_android"), asking, LAMP)
    official.press("Отменить обсуждение")
    official.fill("Причина", "Фонарь уже горит.")
    official.app.get_by_role("dialog").get_by_role("button", name="Отменить обсуждение").click()
    official.sees("Обсуждение отменено, жителям сообщили")
    assert eventually(lambda: any("Фонарь уже горит." in text for text in asking.said()), within_s=60)


def test_the_chat_says_which_question_goes_first(asking: Asking, work_as: Employ) -> None:
    worker = work_as(asking.people[Role.CHAT_ADMINISTRATOR], "mobile_android")
    for text in (BENCHES, FENCE):
        ask(worker, asking, text, "Двор и дороги")
    worker.open(f"/houses/{asking.house.id}/rank", asking.id)
    for text in (BENCHES, FENCE):
        worker.app.get_by_text(text, exact=True).click()
    worker.press("Начать голосование")
    worker.sees("Пока никто не проголосовал")
    assert eventually(lambda: any(text.startswith("🗳 Какой вопрос передать первым?") for text in asking.said()))
    worker.press("Закончить голосование сейчас")
    worker.sees("закончено")
    assert violations_on(worker) == []


def test_the_log_of_moderation_is_read_by_the_chats_administrator(asking: Asking, work_as: Employ) -> None:
    worker = work_as(asking.people[Role.CHAT_ADMINISTRATOR], "mobile_android", "dark")
    worker.open(f"/houses/{asking.house.id}", asking.id)
    worker.press("Журнал модерации")
    worker.sees("Журнал пуст")
    at = asking.stage.cloud.outside().clock.now()
    line = ModerationLine(
        "line0001", at, Tool.REMOVE, "реклама", Role.CHAT_ADMINISTRATOR, 1, 5, 777, state=LineState.DONE
    )
    kept = replace(line, sort=sort_key(at, line.id))
    asking.stage.cloud.outside().store.commit([Create(line_path(asking.id, asking.house.id, line.id), kept)])
    worker.open(f"/houses/{asking.house.id}/moderation", asking.id)
    worker.sees("Удалено сообщение")
    worker.sees("Причина: реклама")
    assert violations_on(worker) == []


def test_an_administrator_sets_the_deadlines(asking: Asking, work_as: Employ) -> None:
    worker = work_as(asking.people[Role.ADMINISTRATOR], forgives="Failed to load resource")
    worker.open("/settings", asking.id)
    worker.fill("Лифт", "7")
    worker.press("Сохранить сроки")
    worker.sees("Сроки сохранены")
    worker.fill("Лифт", "99")
    worker.press("Сохранить сроки")
    expect(worker.app.get_by_role("alert").filter(has_text="Запрос заполнен")).to_be_visible()
    worker.open("/settings", asking.id)
    expect(worker.app.get_by_label("Лифт", exact=True)).to_have_value("7")


def test_who_has_no_questions_is_told_how_they_come(asking: Asking, work_as: Employ) -> None:
    outside = asking.stage.cloud.outside()
    empty = Run(asking.stage.cloud, "Молчаново", REGION, GROUP_ID).municipality
    person = DemoPerson(asking.stage.people.add("Вера", "Молчанова"), "", "", True)
    Appointments(empty, outside).give(Role.ADMINISTRATOR, person)
    worker = work_as(person.user_id, "mobile_android")
    for path, words in {"/questions": "Вопросов пока нет", "/question-figures": "Считать пока нечего"}.items():
        worker.open(path, empty.id)
        worker.sees(words)
    worker.open("/questions", empty.id)
    worker.app.get_by_role("tab", name="Обсуждения").click()
    worker.sees("Обсуждений нет")
