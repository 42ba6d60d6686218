"""What is said about the tasks of houses: in the app, to chat administrators, in the chats, and in the digest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from lib.activity.health.rules import (
    ADMINISTRATOR_SILENT_AFTER,
    FEW_AFTER,
    FEW_PERCENT,
    NOT_JOINED_AFTER,
    SILENT_AFTER,
)
from lib.errors import ERRORS
from lib.houses.house import AdministratorState, HealthTask, House
from lib.russian import counted, grouped, plural

TASK_TITLES: Mapping[HealthTask, str] = {
    HealthTask.BOT_WITHOUT_RIGHTS: "У бота нет прав в чате",
    HealthTask.NO_ADMINISTRATOR: "Нет администратора",
    HealthTask.ADMINISTRATOR_SILENT: "Администратор молчит",
    HealthTask.NO_OFFICIAL: "Не назначен представитель",
    HealthTask.FEW_RESIDENTS: "Мало жителей",
    HealthTask.CHAT_SILENT: "В чате не пишут",
    HealthTask.ONLY_OFFICIALS_WRITE: "Пишут только представители",
    HealthTask.TWO_CHATS: "Два чата у одного дома",
}


def _days(span: timedelta) -> str:
    return counted(span.days, "день", "дня", "дней")


# When it holds, in the words of whoever reads the list.
TASK_RULES: Mapping[HealthTask, str] = {
    HealthTask.BOT_WITHOUT_RIGHTS: "Сообщество удалили из чата, лишили прав, или у чата другой владелец.",
    HealthTask.NO_ADMINISTRATOR: "Администратор чата не назначен или отказался.",
    HealthTask.ADMINISTRATOR_SILENT: f"Назначен и не вступил за {_days(NOT_JOINED_AFTER)}, "
    f"или вступил и не пишет {_days(ADMINISTRATOR_SILENT_AFTER)}.",
    HealthTask.NO_OFFICIAL: "Ни у дома, ни у его управляющей компании нет официального представителя.",
    HealthTask.FEW_RESIDENTS: f"Через {_days(FEW_AFTER)} после создания в чате меньше {FEW_PERCENT} % квартир.",
    HealthTask.CHAT_SILENT: f"Никто не писал {_days(SILENT_AFTER)}.",
    HealthTask.ONLY_OFFICIALS_WRITE: f"За {_days(SILENT_AFTER)} писали представители, а жители — нет.",
    HealthTask.TWO_CHATS: "Адреса двух домов отличаются только записью: похоже, это один дом.",
}
WHAT_TO_DO: Mapping[HealthTask, str] = {
    HealthTask.BOT_WITHOUT_RIGHTS: "Попросите администратора чата вернуть сообщество и права, потом проверьте.",
    HealthTask.NO_ADMINISTRATOR: "Назначьте администратора: бот сам проведёт его по шагам.",
    HealthTask.ADMINISTRATOR_SILENT: "Напомните администратору или назначьте другого.",
    HealthTask.NO_OFFICIAL: "Назначьте представителя дому или всей управляющей компании.",
    HealthTask.FEW_RESIDENTS: "Попросите администратора повторить приглашение и развесить плакаты.",
    HealthTask.CHAT_SILENT: "Напишите жителям рассылкой или попросите администратора оживить чат.",
    HealthTask.ONLY_OFFICIALS_WRITE: "Попросите администратора позвать жителей задать вопросы.",
    HealthTask.TWO_CHATS: "Закройте лишний чат: жители получат ссылку на другой. Если дома разные — отложите насовсем.",
}


def why(house: House, task: HealthTask) -> str:
    """What is wrong with this very house, shortly; empty where the task says it all."""
    say = _WHY.get(task)
    return say(house) if say else ""


def _of_administrator(house: House) -> str:
    name = house.administrator_name or "Администратор"
    if house.administrator_state is not AdministratorState.JOINED:
        return f"{name}: не вступает в чат"
    return f"{name}: {_wrote(house, HealthTask.ADMINISTRATOR_SILENT)}"


def _of_residents(house: House) -> str:
    people = counted(house.members_count, "житель", "жителя", "жителей")
    return f"{people} на {house.apartments} кв." if house.apartments else people


def _wrote(house: House, task: HealthTask) -> str:
    day = house.last_wrote.get(task, "")
    return f"последнее сообщение {'.'.join(reversed(day.split('-')))}" if day else "сообщений ещё не было"


_WHY: Mapping[HealthTask, Callable[[House], str]] = {
    HealthTask.ADMINISTRATOR_SILENT: _of_administrator,
    HealthTask.FEW_RESIDENTS: _of_residents,
    HealthTask.CHAT_SILENT: lambda house: _wrote(house, HealthTask.CHAT_SILENT).capitalize(),
    HealthTask.ONLY_OFFICIALS_WRITE: lambda house: f"Жители: {_wrote(house, HealthTask.ONLY_OFFICIALS_WRITE)}",
    HealthTask.NO_OFFICIAL: lambda house: house.company or "Управляющая компания не указана",
    HealthTask.BOT_WITHOUT_RIGHTS: lambda house: ERRORS[house.chat_trouble].title if house.chat_trouble else "",
}


def reminder(house: House, task: HealthTask) -> str:
    """What the bot asks the chat's administrator to do, in private."""
    greeting = f"Здравствуйте! Это о чате дома «{house.title}».\n\n"
    return greeting + _REMINDERS[task].format(link=house.invite_link)


_REMINDERS: Mapping[HealthTask, str] = {
    HealthTask.BOT_WITHOUT_RIGHTS: (
        "Сообщество больше не может управлять чатом, поэтому объявления и ответы в него не приходят. Верните ему, "
        "пожалуйста, права:\n"
        "1. Откройте чат и нажмите на его название.\n"
        "2. Если сообщества нет среди участников, добавьте его.\n"
        "3. Нажмите на него и выберите «Назначить администратором».\n\n"
        "Я увижу это сам."
    ),
    HealthTask.ADMINISTRATOR_SILENT: (
        "Вы давно не писали в чате. Загляните, пожалуйста: соседи могут ждать ответа, а важные просьбы можно "
        "превратить в вопрос управляющей компании.\n\n{link}\n\n"
        "Если вам больше не до чата, напишите об этом: мы найдём другого администратора."
    ),
    HealthTask.FEW_RESIDENTS: (
        "В чате пока мало жителей. Помогают две вещи: ещё раз поделиться ссылкой в старых чатах дома и развесить "
        "плакаты в подъездах и лифтах.\n\nСсылка: {link}\n\n"
        "Напишите «Помощь», и я пришлю сопроводительный текст и плакаты."
    ),
    HealthTask.CHAT_SILENT: (
        "В чате давно никто не писал. Спросите, пожалуйста, соседей, что их беспокоит в доме, или расскажите о "
        "новостях: живой чат замечают.\n\n{link}"
    ),
    HealthTask.ONLY_OFFICIALS_WRITE: (
        "В чат пишут представители, а жители молчат. Предложите, пожалуйста, соседям задать вопрос: из сообщения "
        "в чате его можно отправить прямо представителю.\n\n{link}"
    ),
}
REMINDS = frozenset(_REMINDERS)


def closing_text(other: House) -> str:
    """What is pinned in a chat whose house has another one."""
    return (
        "У нашего дома оказалось два официальных чата. Остаётся один — вступайте, пожалуйста:\n"
        f"{other.invite_link}\n\nВ этом чате объявлений больше не будет."
    )


REOPENING_TEXT = "Чат снова работает: объявления и ответы приходят сюда, вступать в другой чат не нужно."


def digest_text(
    municipality: str, opened: Mapping[HealthTask, int], before: Mapping[HealthTask, int] | None, fixed: int
) -> str:
    """The week's digest: how many tasks there are, how that has changed, what was mended."""
    total = sum(opened.values())
    head = f"📋 {municipality}: здоровье чатов"
    done = f"За неделю исправлено: {grouped(fixed)}." if fixed else "За неделю ничего не исправлено."
    if not total:
        return f"{head}\n\nОткрытых задач нет. {done if fixed else 'Так держать!'}"
    last = sum(before.values()) if before is not None else None
    compared = f" (неделю назад — {grouped(last)})" if last is not None else ""
    lines = [
        f"• {TASK_TITLES[task]} — {grouped(count)}{_change(count, before.get(task, 0) if before is not None else None)}"
        for task, count in opened.items()
        if count or (before or {}).get(task)
    ]
    tasks = plural(total, "Открыта", "Открыто", "Открыто")
    said = f"{tasks} {counted(total, 'задача', 'задачи', 'задач')}{compared}. {done}"
    return "\n".join([head, "", said, "", *lines, "", "Список домов — в мини-приложении: «Ещё» → «Здоровье чатов»."])


def _change(now: int, before: int | None) -> str:
    if before is None or now == before:
        return ""
    return f" (было {grouped(before)} {'↓' if now < before else '↑'})"
