"""Leading a house's administrator, as an employee sees it; SMS; the coordination chat."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from functions.api.models.base import Answer, Ask
from functions.api.models.houses import ChatAdministrator, Failure
from lib.houses.house import HouseState, OnboardingState
from lib.onboarding.onboarding import SmsState
from lib.onboarding.sms_caps import MOST_A_DAY, MOST_A_NUMBER


class OnboardingStep(Answer, frozen=True, kw_only=True):
    """A step that the bot leads through."""

    title: str
    is_done: bool
    at: datetime | None


class OnboardingEvent(Answer, frozen=True, kw_only=True):
    """Something that happened."""

    title: str
    at: datetime


class SmsStatus(Answer, frozen=True, kw_only=True):
    """What became of the last SMS."""

    state: SmsState
    title: str
    at: datetime | None


class PersonalLink(Answer, frozen=True, kw_only=True):
    """The link by which the person begins with the bot, as a link, as a code and as a letter to send."""

    url: str
    qr_svg: str
    letter: str
    expires_at: datetime


class HouseOnboarding(Answer, frozen=True, kw_only=True):
    """How far the bot has led the house's administrator. `next_move` is what the employee should do, empty where it is
    somebody else's turn; `reason` is why nothing moves; `link` is null once the person is in the chat.
    """

    house_id: str
    state: OnboardingState
    state_title: str
    since: datetime | None
    administrator: ChatAdministrator | None
    named_at: datetime | None
    named_by: str
    reason: Failure | None
    next_move: str
    steps: list[OnboardingStep]
    happened: list[OnboardingEvent]
    link: PersonalLink | None
    sms: SmsStatus | None
    has_vk_role: bool
    may_send_again: bool


class SmsSettingsAsk(Ask, frozen=True, kw_only=True):
    """The settings whole, as they are to be."""

    is_on: bool
    a_day: Annotated[int, Meta(ge=0, le=MOST_A_DAY)]
    a_number_a_day: Annotated[int, Meta(ge=1, le=MOST_A_NUMBER)]


class SmsSettings(Answer, frozen=True, kw_only=True):
    """Whether and how many SMS the municipality sends; by days of UTC. `is_connected`: SMS can be sent at all."""

    is_connected: bool
    is_on: bool
    a_day: int
    a_number_a_day: int
    most_a_day: int
    most_a_number_a_day: int
    sent_today: int


class CoordinationChat(Answer, frozen=True, kw_only=True):
    """The chat of the municipality's employees and chat administrators; `state` is null where nobody needed it yet."""

    state: HouseState | None
    title: str
    invite_link: str
    failure: Failure | None
