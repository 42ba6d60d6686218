"""How an onboarding looks to an employee: where it stands, what happened, what to do next."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from lib.errors import ERRORS
from lib.houses.house import AdministratorState, House, OnboardingState
from lib.onboarding.onboarding import Onboarding, SmsState
from lib.onboarding.rules import IN_THE_CHAT
from lib.russian import counted

STATE_TITLES = {
    OnboardingState.NOBODY: "никто не назначен",
    OnboardingState.NOT_REACHED: "не удалось связаться",
    OnboardingState.INVITED: "приглашён",
    OnboardingState.JOINED: "вступил в чат",
    OnboardingState.BRINGING: "зовёт соседей",
    OnboardingState.LIVE: "дом собрался",
    OnboardingState.REFUSED: "отказался",
}
SMS_TITLES = {
    SmsState.NONE: "",
    SmsState.SENDING: "отправляется",
    SmsState.SENT: "отправлено",
    SmsState.DELIVERED: "доставлено",
    SmsState.FAILED: "не доставлено",
    SmsState.UNKNOWN: "неизвестно, отправлено ли",
}
HAPPENED_TITLES = {
    "invited": "Бот написал человеку",
    "sms": "Отправлено SMS",
    "came": "Человек написал боту по личной ссылке",
    "joined": "Вступил в чат",
    "left": "Вышел из чата",
    "refused": "Отказался",
    "agreed": "Передумал и согласился",
    "covering": "Отправил текст в старые чаты",
    "posters": "Повесил плакаты",
    "alive": "Дом собрался",
}
# Whoever has not moved for so long needs a person's word.
_SILENT_AFTER = timedelta(days=3)
_SILENT = {
    OnboardingState.INVITED: "Человек не вступает в чат уже {days}. Позвоните ему или назначьте другого.",
    OnboardingState.JOINED: "Человек в чате уже {days}, но соседей не зовёт. Спросите, нужна ли помощь.",
    OnboardingState.BRINGING: (
        "Соседей зовут уже {days}. Спросите, висят ли плакаты и отправлен ли текст в старые чаты."
    ),
}


class Step(Struct, frozen=True):
    """One of the steps that the bot leads through."""

    title: str
    is_done: bool
    at: datetime | None = None


def steps_of(onboarding: Onboarding) -> list[Step]:
    """The steps in order, with when each was done last."""
    at = {each.what: each.at for each in onboarding.happened}
    reached = onboarding.state not in {OnboardingState.NOBODY, OnboardingState.NOT_REACHED}
    return [
        Step("Получил приглашение", reached, at.get("invited") or at.get("sms") or at.get("came")),
        Step("Вступил в чат", onboarding.state in IN_THE_CHAT, at.get("joined")),
        Step("Отправил текст в старые чаты", onboarding.has_covering, at.get("covering")),
        Step("Повесил плакаты", onboarding.has_posters, at.get("posters")),
        Step("Дом собрался", onboarding.state is OnboardingState.LIVE, at.get("alive")),
    ]


def next_move(house: House, onboarding: Onboarding | None, now: datetime) -> str:
    """What the employee should do next; empty where it is the bot's or the administrator's turn."""
    if onboarding is None or onboarding.state is OnboardingState.NOBODY:
        return "Назначьте администратора чата." if house.administrator_state is AdministratorState.NONE else ""
    if onboarding.reason:
        return ERRORS[onboarding.reason].action
    if now - onboarding.since < _SILENT_AFTER:
        return ""
    days = counted((now - onboarding.since) // timedelta(days=1), "день", "дня", "дней")
    return _SILENT.get(onboarding.state, "").format(days=days)
