"""What the bot says to a house's administrator, and with which buttons."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from lib.houses.house import OnboardingState
from lib.onboarding.buttons import Button, keyboard
from lib.onboarding.onboarding import Errand, Onboarding
from lib.onboarding.rules import IN_THE_CHAT
from lib.russian import counted, plural

Rows = list[list[Button]]


class Facts(Struct, frozen=True):
    """What the texts speak of. `residents` are the people in the chat; `coordination_link` is empty as long as the
    municipality's coordination chat is not there; `community_link` opens the conversation with the bot.
    """

    address: str
    municipality: str
    invite_link: str
    community_link: str
    covering: str
    administrator_id: int = 0
    administrator_name: str = ""
    entrances: int = 0
    apartments: int = 0
    residents: int = 0
    coordination_link: str = ""


class Said(Struct, frozen=True):
    """A message: its text, and its keyboard if it has one."""

    text: str
    keyboard: dict[str, object] | None = None


def say(errand: Errand, onboarding: Onboarding, facts: Facts) -> Said:
    """The message of an errand that is one."""
    text, rows, has_link = _SAID[errand](onboarding, facts)
    if not rows and not has_link:
        return Said(text)
    return Said(text, keyboard(onboarding, rows, facts.invite_link if has_link else ""))


def sms_text(address: str, municipality: str, link: str) -> str:
    """The SMS: two parts of 67 letters with a usual address, and no names in it."""
    return f"{municipality}: просим вас быть администратором чата дома {address}. Откройте во ВКонтакте: {link}"


def letter(address: str, municipality: str, link: str) -> str:
    """What an employee can send the person by any other way."""
    return (
        f"Здравствуйте! {municipality}: у дома по адресу {address} появился официальный чат во ВКонтакте, и мы просим "
        "вас стать его администратором. Это займёт около 20 минут, бот подскажет каждый шаг.\n\n"
        f"Откройте ссылку и нажмите «Начать» или напишите боту любое слово: {link}\n\n"
        "Ссылка личная, не пересылайте её."
    )


def progress_line(facts: Facts) -> str:
    """How far the house is: `42 из 96 квартир в чате`."""
    if not facts.apartments:
        return f"В чате уже {counted(facts.residents, 'человек', 'человека', 'человек')}"
    homes = min(facts.residents, facts.apartments)
    return f"{homes} из {facts.apartments} {plural(facts.apartments, 'квартиры', 'квартир', 'квартир')} в чате"


def _invitation(_: Onboarding, facts: Facts) -> tuple[str, Rows, bool]:
    return (
        f"Здравствуйте! Вас назначили администратором официального чата дома: {facts.address}.\n\n"
        f"Чат во ВКонтакте создал муниципалитет ({facts.municipality}). Нужно, чтобы в него пришли соседи: для этого "
        "есть три шага, минут на двадцать, и я подскажу каждый.\n\n"
        f"Шаг 1 из 3. Вступите в чат: {facts.invite_link}\n\n"
        "Как только вы вступите, я напишу, что делать дальше.",
        [[Button.HELP, Button.REFUSE]],
        True,
    )


def _reminder(_: Onboarding, facts: Facts) -> tuple[str, Rows, bool]:
    return (
        f"Напоминаю: чат дома {facts.address} ждёт своего администратора.\n\n"
        f"Чтобы начать, вступите в него: {facts.invite_link}\n\n"
        "Если у вас не получается или вы не хотите этим заниматься, нажмите кнопку: мы подскажем или найдём другого.",
        [[Button.HELP, Button.REFUSE]],
        True,
    )


def _welcome(onboarding: Onboarding, facts: Facts) -> tuple[str, Rows, bool]:
    if onboarding.has_covering:
        return (f"С возвращением! Вы снова администратор чата дома {facts.address}.", [[Button.HELP]], False)
    return (
        f"Вы в чате, и теперь вы его администратор. Дом: {facts.address}.\n\n"
        "Шаг 2 из 3. Позовите соседей. Скопируйте следующее сообщение и отправьте его во все старые чаты дома: "
        "общий, подъезда, парковки, родительский. Ссылка в нём ведёт прямо в чат.",
        [],
        False,
    )


def _covering(onboarding: Onboarding, facts: Facts) -> tuple[str, Rows, bool]:
    rows = [[Button.HELP]] if onboarding.has_covering else [[Button.BROUGHT], [Button.HELP]]
    return facts.covering, rows, False


def _greeting(onboarding: Onboarding, facts: Facts) -> tuple[str, Rows, bool]:
    name = f"[id{facts.administrator_id}|{facts.administrator_name or 'ваш сосед'}]"
    text = (
        f"Администратор этого чата — {name}: позовёт соседей, будет следить за порядком и пригласит официальных "
        "представителей, когда понадобится их ответ."
    )
    if onboarding.waits_for_consent:
        text += (
            f"\n\n{name}, напишите мне, пожалуйста, любое слово: {facts.community_link}. "
            "Я подскажу, что делать дальше, и пришлю плакат для подъезда."
        )
    return text, [], False


def _poster(onboarding: Onboarding, facts: Facts) -> tuple[str, Rows, bool]:
    rows = [[Button.LIFTS]]
    if facts.entrances > 1:
        rows.insert(0, [Button.ENTRANCES])
    if not onboarding.has_posters:
        rows.insert(0, [Button.HUNG])
    return (
        ("" if onboarding.has_posters else "Шаг 3 из 3. ")
        + "Распечатайте плакат и повесьте его в подъездах и лифтах: так о чате узнают те, кого нет в старых чатах. "
        "На плакате код: его наводят камерой телефона и попадают в чат.",
        [*rows, [Button.HELP]],
        False,
    )


def _entrance_posters(onboarding: Onboarding, facts: Facts) -> tuple[str, Rows, bool]:
    number = counted(max(facts.entrances, 1), "подъезд", "подъезда", "подъездов")
    rows = [[Button.HELP]] if onboarding.has_posters else [[Button.HUNG], [Button.HELP]]
    return f"Плакаты на {number}: по странице на каждый.", rows, False


def _lift_posters(onboarding: Onboarding, _: Facts) -> tuple[str, Rows, bool]:
    rows = [[Button.HELP]] if onboarding.has_posters else [[Button.HUNG], [Button.HELP]]
    return "Плакаты для лифтов: два на листе, лист разрежьте пополам.", rows, False


def _thanks(_: Onboarding, facts: Facts) -> tuple[str, Rows, bool]:
    return (
        "Спасибо, все три шага позади! Завтра и через неделю я напишу, сколько соседей уже в чате.\n\n"
        f"Сейчас: {progress_line(facts)}.{_coordination(facts)}",
        [[Button.PROGRESS], [Button.COVERING, Button.POSTER], [Button.HELP]],
        False,
    )


def _progress(onboarding: Onboarding, facts: Facts) -> tuple[str, Rows, bool]:
    return (
        f"{progress_line(facts)}. Дом: {facts.address}.\n\n{_hint(onboarding, facts)}{_coordination(facts)}",
        [[Button.COVERING, Button.POSTER], [Button.PROGRESS], [Button.HELP]],
        False,
    )


def _hint(onboarding: Onboarding, facts: Facts) -> str:
    """What would bring more people in, by what is not done yet."""
    if not onboarding.has_covering:
        return (
            "Больше всего соседей приходит из старых чатов. Отправьте туда текст со ссылкой, он придёт по кнопке "
            "«Текст для соседей»."
        )
    if not onboarding.has_posters:
        return "Повесьте плакаты: в подъезде и лифте их видит каждый. Плакат придёт по кнопке «Плакат для печати»."
    if onboarding.state is OnboardingState.LIVE:
        return "Дом собрался. Напомните о чате тем, кто недавно переехал, и повесьте новый плакат, если старый сорвали."
    if facts.residents <= 1:
        return "Пока никто не пришёл. Попросите двух-трёх соседей вступить первыми: в пустой чат заходят неохотно."
    return (
        "Попросите тех, кто уже в чате, отправить ссылку соседям по этажу, и повторите текст в старых чатах вечером: "
        "тогда его видят больше людей."
    )


def _alive(_: Onboarding, facts: Facts) -> tuple[str, Rows, bool]:
    return (
        f"Отличная новость: {progress_line(facts)}! Чат дома {facts.address} ожил, спасибо вам.\n\n"
        "Теперь важное в чате можно выносить на голосование и приглашать официальных представителей.",
        [[Button.PROGRESS], [Button.HELP]],
        False,
    )


def _help(onboarding: Onboarding, facts: Facts) -> tuple[str, Rows, bool]:
    if onboarding.state is OnboardingState.REFUSED:
        return (
            f"Вы отказались быть администратором чата дома {facts.address}. Если передумали, нажмите кнопку.",
            [[Button.AGREE]],
            False,
        )
    if onboarding.state not in IN_THE_CHAT:
        return (
            f"Вас назначили администратором чата дома {facts.address}. Сначала вступите в чат по кнопке ниже или по "
            f"ссылке {facts.invite_link}. Нужно приложение ВКонтакте или сайт vk.com, где вы вошли.\n\n"
            "Если ссылка не открывается, скопируйте её в браузер. Если администратором должен быть кто-то другой, "
            "нажмите «Отказаться»: сотрудники муниципалитета назначат другого.",
            [[Button.REFUSE]],
            True,
        )
    done = "сделано" if onboarding.has_covering else "ещё нет"
    hung = "сделано" if onboarding.has_posters else "ещё нет"
    step = [[Button.BROUGHT]] if not onboarding.has_covering else [[Button.HUNG]] if not onboarding.has_posters else []
    return (
        f"Вы администратор чата дома {facts.address}. {progress_line(facts)}.\n\n"
        f"1. Вступить в чат: сделано.\n2. Отправить текст в старые чаты дома: {done}.\n"
        f"3. Повесить плакаты: {hung}.\n\n"
        "Кнопки пришлют текст и плакат ещё раз. Если больше не хотите быть администратором, нажмите «Отказаться»."
        f"{_coordination(facts)}",
        [*step, [Button.COVERING, Button.POSTER], [Button.PROGRESS], [Button.REFUSE]],
        False,
    )


def _declined(_: Onboarding, facts: Facts) -> tuple[str, Rows, bool]:
    return (
        f"Хорошо, понял вас. Сотрудники муниципалитета увидят это и назначат администратором чата дома {facts.address} "
        "кого-то другого. Если передумаете, нажмите кнопку.",
        [[Button.AGREE]],
        False,
    )


def _left(_: Onboarding, facts: Facts) -> tuple[str, Rows, bool]:
    return (
        f"Вы вышли из чата дома {facts.address}, а вы его администратор. Если это случайность, вернитесь по ссылке: "
        f"{facts.invite_link}. Если больше не хотите им быть, нажмите «Отказаться».",
        [[Button.HELP, Button.REFUSE]],
        True,
    )


def _farewell(_: Onboarding, facts: Facts) -> tuple[str, Rows, bool]:
    return f"Администратор чата дома {facts.address} теперь другой человек. Спасибо вам за помощь!", [], False


def _coordination(facts: Facts) -> str:
    if not facts.coordination_link:
        return ""
    return (
        "\n\nВопросы можно задать сотрудникам муниципалитета и администраторам других домов в общем чате: "
        f"{facts.coordination_link}"
    )


_SAID: dict[Errand, Callable[[Onboarding, Facts], tuple[str, Rows, bool]]] = {
    Errand.INVITATION: _invitation,
    Errand.REMINDER: _reminder,
    Errand.WELCOME: _welcome,
    Errand.COVERING: _covering,
    Errand.GREETING: _greeting,
    Errand.POSTER: _poster,
    Errand.ENTRANCE_POSTERS: _entrance_posters,
    Errand.LIFT_POSTERS: _lift_posters,
    Errand.THANKS: _thanks,
    Errand.PROGRESS: _progress,
    Errand.ALIVE: _alive,
    Errand.HELP: _help,
    Errand.DECLINED: _declined,
    Errand.LEFT: _left,
    Errand.FAREWELL: _farewell,
}
MESSAGES = frozenset(_SAID)
