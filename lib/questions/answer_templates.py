"""Templates of answers: what officials answer most, with `[[blanks]]` that have to be filled before it is sent."""

from __future__ import annotations

from msgspec import Struct


class AnswerTemplate(Struct, frozen=True):
    """A text to begin with."""

    id: str
    subject: str
    title: str
    text: str


_THANKS = "Спасибо за вопрос."

ANSWER_TEMPLATES: tuple[AnswerTemplate, ...] = (
    AnswerTemplate(
        "will_do",
        "Работы",
        "Сделаем к сроку",
        f"{_THANKS} [[Что сделаем]] до [[дата]]. Отвечает [[кто и телефон]].",
    ),
    AnswerTemplate(
        "in_progress",
        "Работы",
        "Уже делаем",
        f"{_THANKS} Работы идут: [[что делаем сейчас]]. Закончим [[когда]].",
    ),
    AnswerTemplate(
        "done",
        "Работы",
        "Уже сделано",
        f"{_THANKS} [[Что сделано]] [[дата]]. Если что-то осталось, нажмите «Не помогло» под этим сообщением.",
    ),
    AnswerTemplate(
        "need_access",
        "Работы",
        "Нужен доступ в квартиры",
        f"{_THANKS} Чтобы [[что сделать]], нам нужен доступ в квартиры [[какие]] [[когда]]. "
        "Напишите или позвоните, если время не подходит: [[телефон]].",
    ),
    AnswerTemplate(
        "need_meeting",
        "Решение жителей",
        "Нужно решение собрания",
        f"{_THANKS} [[О чём просите]] можно сделать по решению общего собрания собственников. "
        "Поможем подготовить собрание, обращайтесь: [[кто и телефон]].",
    ),
    AnswerTemplate(
        "no_money",
        "Решение жителей",
        "Нет в плане этого года",
        f"{_THANKS} [[О чём просите]] в плане работ на этот год нет. Предлагаем [[что и когда]].",
    ),
    AnswerTemplate(
        "bills",
        "Счета",
        "Перерасчёт",
        f"{_THANKS} Начисления проверили: [[что оказалось]]. Перерасчёт будет в квитанции за [[месяц]]. "
        "О своей квартире спрашивайте лично: [[где и телефон]].",
    ),
)
