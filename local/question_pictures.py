"""The pictures of questions and discussions: a chat's administrator asks, an official answers, an employee sees what is
late.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec.structs import replace

from lib.audit.line import Actor
from lib.audit.record import Doing
from lib.clock import SystemClock
from lib.gateways.firestore.store import Update
from lib.houses.house import Chat, House, house_path, houses_path
from lib.municipalities.municipality import Municipality
from lib.organizations.organization import LooksAfter, organization_id
from lib.organizations.representatives import Standing, add_representative
from lib.people.directory import find_person
from lib.people.permissions import Rights
from lib.people.roles import Role
from lib.provisioning.outside import Provisioning
from lib.questions.board import Boards
from lib.questions.question import Question, questions_path
from lib.questions.sweep import sweep_questions
from lib.questions.texts import VOTE
from lib.questions.voting import Press, cast_vote, check_vote
from local.visit import Visit
from local.vk_people import VkPeople

_LIFT, _YARD = "Когда починят лифт во втором подъезде?", "Когда во дворе уберут снег?"
_VOTES = {0: 31, 1: 4}
# So many live in the house's chat by then: a fifth of them is enough.
_MEMBERS = 96

Opens = Callable[[int, str], Visit]


@dataclass(frozen=True, slots=True)
class Pictured:
    """The municipality of the pictures, an employee, and the administrator of one of its chats."""

    town: Municipality
    outside: Provisioning
    people: VkPeople
    employee: int
    administrator: int

    @property
    def house(self) -> House:
        """The house that asks."""
        where = [("administrator_vk_id", "==", self.administrator)]
        (stored,) = self.outside.store.query(houses_path(self.town.id), House, where, limit=1)
        return stored.record

    def question(self, text: str) -> Question:
        """A question by its words."""
        found = self.outside.store.query(questions_path(self.town.id), Question, [("text", "==", text)])
        return found[0].record

    def at(self, *parts: str) -> str:
        """The path of a screen."""
        return "/".join((f"/m/{self.town.id}", *parts))


class _At(SystemClock):
    """The clock, moved to the moment of which a picture tells."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        return self._moment


def photograph_questions(pictured: Pictured, opens: Opens) -> None:
    """Writes the pictures."""
    official = _representative(pictured)
    neighbour, computer = opens(pictured.administrator, "mobile_android"), opens(official, "desktop_web")
    _ask(neighbour, pictured, _LIFT, "Лифт", name="app-question-ask-phone")
    neighbour.press("Начать голосование в чате")
    neighbour.app.get_by_role("dialog").get_by_role("button", name="Начать голосование").click()
    neighbour.wait_for("Закончить голосование сейчас")
    _vote(pictured, pictured.question(_LIFT))
    neighbour.app.get_by_text(f"Поддерживаю: {_VOTES[0]}").wait_for(timeout=60_000)
    neighbour.wait_for("отправлен")
    neighbour.photograph("app-question-vote-phone")
    _ask(neighbour, pictured, _YARD, "Двор и дороги")
    neighbour.press("Отправить представителям")
    neighbour.wait_for("отправлен")
    _photograph_official(computer, pictured)
    _photograph_discussion(computer, neighbour, pictured)
    _photograph_employee(opens(pictured.employee, "desktop_web"), pictured)


def _ask(visit: Visit, pictured: Pictured, text: str, subject: str, name: str = "") -> None:
    visit.open(pictured.at("houses", pictured.house.id, "ask"))
    visit.wait_for("Создать черновик")
    visit.fill("Вопрос", text)
    visit.app.locator("select:visible").first.select_option(label=subject)
    visit.app.get_by_text(pictured.house.company, exact=True).click()
    visit.wait_for("Создать черновик")
    if name:
        visit.photograph(name)
    visit.press("Создать черновик")
    # The words themselves stand on the form too.
    visit.app.get_by_role("button", name="Отправить представителям").wait_for()


def _vote(pictured: Pictured, question: Question) -> None:
    outside, number = pictured.outside, 0
    outside.store.commit([Update(house_path(question.municipality_id, question.house_id), {"members_count": _MEMBERS})])
    chat = Chat(question.group_id, question.chat_id, question.municipality_id, question.house_id)
    boards = Boards(outside.store, outside.queue, outside.clock)
    for choice, people in _VOTES.items():
        for _ in range(people):
            number += 1
            press = Press(VOTE, question.id, choice, 9_000_000 + number, f"picture{number}")
            place = check_vote(press, chat, outside.clock.now(), outside.store)
            boards.touch(cast_vote(press, place, outside.clock.now(), outside.store).board)


def _photograph_official(visit: Visit, pictured: Pictured) -> None:
    visit.open(pictured.at("questions"))
    visit.wait_for(_LIFT)
    visit.photograph("app-questions")
    visit.press(_LIFT)
    visit.wait_for("Передать другой организации")
    visit.photograph("app-question")
    visit.press("Ответить")
    visit.wait_for("Взять шаблон")
    visit.fill("Текст ответа", "Привезли новый двигатель. В пятницу поставим его и пустим лифт. Телефон: 200-00-00.")
    visit.app.get_by_role("note", name="Так увидят жители").scroll_into_view_if_needed()
    visit.wait_for("Под сообщением будут кнопки")
    visit.photograph("app-question-answer")
    visit.press("Отправить в чат дома")
    visit.wait_for("Ответ отправлен в чат дома")


def _photograph_discussion(visit: Visit, neighbour: Visit, pictured: Pictured) -> None:
    question = pictured.question(_YARD)
    visit.open(pictured.at("questions", question.id, "talk"))
    visit.wait_for("Свободное время")
    visit.app.get_by_role("group", name="Свободное время").get_by_role("button").nth(1).click()
    visit.wait_for("Назначить обсуждение")
    visit.photograph("app-question-talk")
    visit.app.get_by_role("button", name="Назначить обсуждение").last.click()
    visit.wait_for("Обсуждение назначено")
    neighbour.open(pictured.at("discussions", pictured.question(_YARD).discussion_id))
    neighbour.wait_for("Скопировать ссылку на чат")
    neighbour.photograph("app-discussion-phone")
    neighbour.open(pictured.at("questions"))
    neighbour.app.get_by_role("tab", name="Обсуждения").click()
    neighbour.press("Календарь")
    day = neighbour.app.get_by_role("button", name="1 обсуждение")
    neighbour.page.wait_for_load_state("networkidle")
    if not day.count():
        neighbour.press("Следующий месяц")
    day.click()
    neighbour.wait_for(_YARD)
    neighbour.photograph("app-discussion-calendar-phone")


def _photograph_employee(visit: Visit, pictured: Pictured) -> None:
    for moment in ("remind_at", "due_at", "escalates_at"):
        at = getattr(pictured.question(_YARD), moment)
        sweep_questions(replace(pictured.outside, clock=_At(at + timedelta(seconds=1))))
    visit.open(pictured.at("questions"))
    visit.wait_for(_YARD)
    visit.photograph("app-questions-late")
    visit.open(pictured.at("question-figures"))
    visit.wait_for("В срок")
    visit.photograph("app-question-figures")


def _representative(pictured: Pictured) -> int:
    """Somebody who answers for the house's company."""
    outside, town = pictured.outside, pictured.town
    vk_id = pictured.people.add("Олег", "Петров")
    person = find_person(str(vk_id), vk=outside.vk.of(town.group_id), store=outside.store)
    now = outside.clock.now()
    add_representative(
        person,
        organization_id(pictured.house.company_key),
        LooksAfter.ALL,
        [],
        Doing(town.id, Actor(0, "Снимки", ""), outside.ids.document_id(), now),
        Rights(0, "", town.id, frozenset({Role.ADMINISTRATOR})),
        store=outside.store,
        standing=Standing("главный инженер", is_head=True),
    )
    return vk_id
