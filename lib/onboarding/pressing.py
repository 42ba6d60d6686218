"""What the buttons of the conversation mean: when each of them can be pressed, what it does to the record, and what the
snackbar says. Rules without any I/O.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from lib.houses.house import OnboardingState
from lib.onboarding.buttons import Button
from lib.onboarding.onboarding import Errand, Onboarding
from lib.onboarding.rules import IN_THE_CHAT, agreed, asked_for, covering_brought, posters_hung, refused


def can_be_pressed(button: Button, state: OnboardingState) -> bool:
    """Whether a button has a meaning where the onboarding is."""
    return state in _POSSIBLE[button]


def after_press(button: Button, seen: Onboarding, key: str, now: datetime) -> Onboarding:
    """The record after a button that can be pressed; `key` is the same whenever the same event comes again."""
    return _PRESSED[button](seen, key, now)


def snackbar(button: Button) -> str:
    """What is said to whoever pressed."""
    return _SNACKBARS[button]


def _asks(errand: Errand) -> Callable[[Onboarding, str, datetime], Onboarding]:
    return lambda seen, key, now: asked_for(seen, errand, key, now)


_LED = frozenset(OnboardingState) - {OnboardingState.NOBODY}
_POSSIBLE: Mapping[Button, frozenset[OnboardingState]] = {
    Button.REFUSE: _LED - {OnboardingState.REFUSED},
    Button.AGREE: frozenset({OnboardingState.REFUSED}),
    Button.HELP: _LED,
    Button.BROUGHT: IN_THE_CHAT,
    Button.HUNG: IN_THE_CHAT,
    Button.COVERING: IN_THE_CHAT,
    Button.POSTER: IN_THE_CHAT,
    Button.ENTRANCES: IN_THE_CHAT,
    Button.LIFTS: IN_THE_CHAT,
    Button.PROGRESS: IN_THE_CHAT,
}
_PRESSED: Mapping[Button, Callable[[Onboarding, str, datetime], Onboarding]] = {
    Button.REFUSE: refused,
    Button.AGREE: agreed,
    Button.BROUGHT: covering_brought,
    Button.HUNG: posters_hung,
    Button.HELP: _asks(Errand.HELP),
    Button.COVERING: _asks(Errand.COVERING),
    Button.POSTER: _asks(Errand.POSTER),
    Button.ENTRANCES: _asks(Errand.ENTRANCE_POSTERS),
    Button.LIFTS: _asks(Errand.LIFT_POSTERS),
    Button.PROGRESS: _asks(Errand.PROGRESS),
}
_SNACKBARS: Mapping[Button, str] = {
    Button.REFUSE: "Хорошо, передам сотрудникам.",
    Button.AGREE: "Спасибо! Сейчас пришлю приглашение.",
    Button.BROUGHT: "Отлично! Сейчас пришлю плакат.",
    Button.HUNG: "Спасибо!",
    Button.HELP: "Сейчас напишу подсказку.",
    Button.COVERING: "Сейчас пришлю текст.",
    Button.POSTER: "Готовлю плакат.",
    Button.ENTRANCES: "Готовлю плакаты.",
    Button.LIFTS: "Готовлю плакаты.",
    Button.PROGRESS: "Считаю.",
}
