"""An onboarding as the API shows it."""

from __future__ import annotations

from functions.api.calls import Call
from functions.api.models.onboarding import (
    HouseOnboarding,
    OnboardingEvent,
    OnboardingStep,
    PersonalLink,
    SmsStatus,
)
from functions.api.shown.houses import show_administrator, show_failure
from lib.communities.breaks import load_community
from lib.houses.house import House, OnboardingState
from lib.onboarding.links import personal_link
from lib.onboarding.onboarding import Onboarding, SmsState
from lib.onboarding.records import Case
from lib.onboarding.shown import HAPPENED_TITLES, SMS_TITLES, STATE_TITLES, next_move, steps_of
from lib.onboarding.texts import letter


def show_onboarding(call: Call, case: Case) -> HouseOnboarding:
    """How far a house's administrator has been led."""
    house = case.house.record
    seen = case.onboarding.record if case.onboarding and case.is_current else None
    state = seen.state if seen else OnboardingState.NOBODY
    return HouseOnboarding(
        house_id=house.id,
        state=state,
        state_title=STATE_TITLES[state],
        since=seen.since if seen else None,
        administrator=show_administrator(house),
        named_at=house.administrator_named_at,
        named_by=house.administrator_named_by,
        reason=show_failure(seen.reason) if seen and seen.reason else None,
        next_move=next_move(house, seen, call.clock.now()),
        steps=[OnboardingStep(title=s.title, is_done=s.is_done, at=s.at) for s in steps_of(seen)] if seen else [],
        happened=[OnboardingEvent(title=HAPPENED_TITLES[each.what], at=each.at) for each in seen.happened]
        if seen
        else [],
        link=_link(call, house, seen) if seen and seen.token else None,
        sms=SmsStatus(state=seen.sms, title=SMS_TITLES[seen.sms], at=seen.sms_at)
        if seen and seen.sms is not SmsState.NONE
        else None,
        has_vk_role=seen is not None and seen.vk_role == "given",
        may_send_again=seen is not None and state is not OnboardingState.NOBODY,
    )


def link_of(call: Call, house: House, seen: Onboarding) -> str:
    """The personal link of an onboarding that has one."""
    return personal_link(load_community(house.group_id, store=call.store), seen.token)


def _link(call: Call, house: House, seen: Onboarding) -> PersonalLink:
    # Drawing is heavy, and most requests draw nothing.
    from lib.posters.qr_code import qr_svg

    assert seen.token_expires_at is not None
    url = link_of(call, house, seen)
    text = letter(house.address, call.municipality.name, url)
    return PersonalLink(url=url, qr_svg=qr_svg(url), letter=text, expires_at=seen.token_expires_at)
