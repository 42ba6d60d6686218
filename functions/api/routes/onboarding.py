"""Leading chat administrators: how far each is, trying again; SMS; the coordination chat."""

from __future__ import annotations

from functions.api.calls import Call
from functions.api.files import PNG, File
from functions.api.models.onboarding import CoordinationChat, HouseOnboarding, SmsSettings, SmsSettingsAsk
from functions.api.routing import Resource
from functions.api.shown.houses import show_failure
from functions.api.shown.onboarding import link_of, show_onboarding
from lib.audit.line import AuditAction
from lib.coordination.chat import load_coordination
from lib.errors import DomainError
from lib.houses.house import HouseState
from lib.onboarding import sms_caps
from lib.onboarding.sending_again import load_led, send_again
from lib.onboarding.sms_settings import change_sms_settings
from lib.people.permissions import Action

onboarding = Resource("Администраторы чатов")

QR_NAME = "Код приглашения.png"


@onboarding.get("/municipalities/<id:municipality_id>/houses/<id:house_id>/onboarding", may=Action.ASSIGN_PEOPLE)
def get_onboarding(call: Call, house_id: str) -> HouseOnboarding:
    """How far the bot has led the house's administrator, and what to do next."""
    return show_onboarding(call, load_led(call.rights, house_id, outside=call.outside.provisioning))


@onboarding.post(
    "/municipalities/<id:municipality_id>/houses/<id:house_id>/onboarding/send-again",
    may=Action.ASSIGN_PEOPLE,
    audits=AuditAction.ONBOARDING_SENT_AGAIN,
)
def send_onboarding_again(call: Call, house_id: str) -> HouseOnboarding:
    """Sends the invitation again, or the step where the person is; the old link no longer works."""
    outside = call.outside.provisioning
    send_again(call.rights, house_id, call.doing(), outside)
    return show_onboarding(call, load_led(call.rights, house_id, outside=outside))


@onboarding.get(
    "/municipalities/<id:municipality_id>/files/houses/<id:house_id>/invitation-code",
    may=Action.ASSIGN_PEOPLE,
    files=(PNG,),
)
def download_invitation_code(call: Call, house_id: str) -> File:
    """The personal link as a code, to be sent as a picture or printed."""
    from lib.posters.qr_code import qr_png

    case = load_led(call.rights, house_id, outside=call.outside.provisioning)
    if case.onboarding is None or not case.is_current or not case.onboarding.record.token:
        raise DomainError("onboarding_unknown")
    return File(QR_NAME, qr_png(link_of(call, case.house.record, case.onboarding.record)), PNG)


@onboarding.get("/municipalities/<id:municipality_id>/sms", may=Action.SEE_SETTINGS)
def get_sms_settings(call: Call) -> SmsSettings:
    """Whether and how many SMS are sent, and how many were today."""
    return _shown(call, sms_caps.load_settings(call.municipality_id, store=call.store))


@onboarding.put(
    "/municipalities/<id:municipality_id>/sms", may=Action.EDIT_SETTINGS, audits=AuditAction.SETTINGS_CHANGED
)
def update_sms_settings(call: Call, body: SmsSettingsAsk) -> SmsSettings:
    """Changes them; they hold from the next SMS on."""
    asked = sms_caps.SmsSettings(body.is_on, body.a_day, body.a_number_a_day)
    return _shown(call, change_sms_settings(asked, call.doing(), store=call.store))


@onboarding.get("/municipalities/<id:municipality_id>/coordination", may=Action.SEE_COORDINATION)
def get_coordination(call: Call) -> CoordinationChat:
    """The coordination chat and its link."""
    chat = load_coordination(call.municipality_id, store=call.store)
    if chat is None:
        return CoordinationChat(state=None, title="", invite_link="", failure=None)
    return CoordinationChat(
        state=chat.state,
        title=chat.title,
        invite_link=chat.invite_link if chat.state is HouseState.LIVE else "",
        failure=show_failure(chat.failure) if chat.state is HouseState.FAILED else None,
    )


def _shown(call: Call, settings: sms_caps.SmsSettings) -> SmsSettings:
    day = sms_caps.day_of(call.clock.now())
    return SmsSettings(
        is_connected=bool(call.outside.config.core.sms_api_id),
        is_on=settings.is_on,
        a_day=settings.a_day,
        a_number_a_day=settings.a_number_a_day,
        most_a_day=sms_caps.MOST_A_DAY,
        most_a_number_a_day=sms_caps.MOST_A_NUMBER,
        sent_today=sms_caps.sent_on(call.municipality_id, day, store=call.store),
    )
