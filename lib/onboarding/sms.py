"""The SMS with the personal link: decided once, sent at most once, its outcome shown.

SMS.ru has no key against a second message. So the attempt is written down before SMS.ru is asked; whoever finds one
whose answer nobody heard calls the outcome unknown and leaves it to the employee to send again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from lib import log
from lib.gateways.firestore.store import AlreadyExists, Create, Put, Store
from lib.gateways.sms.client import SmsAnswer, SmsOutcomeUnknown, SmsRefused
from lib.gateways.sms.codes import SmsMeans, meaning_of
from lib.gateways.sms.deliveries import Delivery
from lib.houses.house import House
from lib.onboarding.agenda import done, put_off
from lib.onboarding.lease import Held
from lib.onboarding.onboarding import Errand, Onboarding, SmsState, Todo
from lib.onboarding.outside import Leading, SmsOffice
from lib.onboarding.records import change_case
from lib.onboarding.rules import invited, not_reached
from lib.onboarding.sms_caps import CapReached, attempt_of, free_places, next_day
from lib.onboarding.texts import sms_text

_MOST_TRIES = 5
_TRY_AGAIN_AFTER = timedelta(minutes=10)
# SMS.ru tells outcomes for at most two days after sending.
_REPORTS_COME_FOR = timedelta(days=7)

_REASONS = {
    SmsMeans.BAD_NUMBER: "sms_bad_number",
    SmsMeans.STOP_LIST: "sms_stop_list",
    SmsMeans.NOT_DELIVERED: "sms_not_delivered",
    SmsMeans.REFUSED: "sms_refused",
    SmsMeans.TOO_OFTEN: "sms_number_cap",
    SmsMeans.DAILY_LIMIT: "sms_daily_cap",
    SmsMeans.TRY_LATER: "sms_gateway_down",
    SmsMeans.NO_MONEY: "sms_gateway_down",
    SmsMeans.BAD_KEY: "sms_gateway_down",
}
_NEXT_DAY = frozenset({SmsMeans.TOO_OFTEN, SmsMeans.DAILY_LIMIT})
_OPS_MUST_LOOK = frozenset({SmsMeans.NO_MONEY, SmsMeans.BAD_KEY})


class SmsSent(Struct, frozen=True):
    """From an SMS to the house that it is about; without a house it is a report that came before we knew the SMS."""

    expires_at: datetime
    municipality_id: str = ""
    house_id: str = ""
    generation: int = 0
    code: int = 0


def sms_path(sms_id: str) -> str:
    """Where the way from an SMS to its house lies."""
    return f"sms/{sms_id}"


def send_sms(held: Held, todo: Todo, link: str, municipality: str, outside: Leading) -> None:
    """Sends the SMS of a held case, or records why not.

    Raises:
        LeaseLost, StaleRecord: somebody else has the case now.
    """
    now, phone = outside.clock.now(), held.house.administrator_phone
    if held.onboarding.sms is SmsState.SENDING:
        held.record(lambda _, seen: _unknown(seen))
    elif outside.sms is None or not phone:
        reason = "phone_erased" if outside.sms else "sms_off"
        held.record(lambda _, seen: _stopped(seen, reason, now))
    elif _has_a_place(held, phone, outside.sms, now, outside.store):
        text = sms_text(held.house.title, municipality, link)
        answer = _ask(phone, text, held.onboarding, outside.sms)
        early_code = _keep_the_way(answer.sms_id, held.onboarding, outside) if answer and answer.sms_id else 0
        held.record(lambda _, seen: _learnt(seen, todo, answer, early_code, outside.clock.now()))


def take_in(deliveries: list[Delivery], *, store: Store, now: datetime) -> None:
    """Takes in what SMS.ru says became of messages; may come twice, and before we know the message ourselves."""
    for delivery in deliveries:
        if not delivery.sms_id.replace("-", "").isalnum():
            continue
        early = SmsSent(now + _REPORTS_COME_FOR, code=delivery.code)
        try:
            store.commit([Create(sms_path(delivery.sms_id), early)])
        except AlreadyExists:
            found = store.get(sms_path(delivery.sms_id), SmsSent)
            if found is not None and found.record.house_id:
                _told(found.record, delivery, store, now)


def _told(sent: SmsSent, delivery: Delivery, store: Store, now: datetime) -> None:
    def change(_: House, seen: Onboarding) -> Onboarding:
        is_ours = seen.sms_id == delivery.sms_id and seen.generation == sent.generation
        return delivered(seen, delivery.code, now) if is_ours else seen

    change_case(sent.municipality_id, sent.house_id, change, store=store)


def delivered(seen: Onboarding, code: int, now: datetime) -> Onboarding:
    """The record after SMS.ru said what became of its SMS; what was delivered stays so."""
    match meaning_of(code):
        case SmsMeans.DELIVERED:
            return replace(seen, sms=SmsState.DELIVERED)
        case SmsMeans.ON_THE_WAY:
            return seen
        case means if seen.sms is SmsState.SENT:
            reason = _REASONS.get(means, "sms_not_delivered")
            return not_reached(replace(seen, sms=SmsState.FAILED), reason, now)
        case _:
            return seen


def _has_a_place(held: Held, phone: str, office: SmsOffice, now: datetime, store: Store) -> bool:
    """Records the SMS as being sent, in the commit that takes its place among today's; False where there is none."""
    onboarding = held.onboarding
    attempt = attempt_of(onboarding.house_id, onboarding.generation, now)
    try:
        for place in free_places(onboarding.municipality_id, phone, attempt, office.key, store=store):
            try:
                held.record(lambda _, seen: _sending(seen, now), also=place)
            except AlreadyExists:
                continue
            return True
    except CapReached as reached:
        code = reached.code
        if code == "sms_off":
            held.record(lambda _, seen: _stopped(seen, code, now))
        else:
            held.record(lambda _, seen: put_off(replace(seen, reason=code), next_day(now), now))
    return False


def _sending(seen: Onboarding, now: datetime) -> Onboarding:
    return replace(seen, sms=SmsState.SENDING, sms_at=now, sms_id="", sms_tries=seen.sms_tries + 1)


def _ask(phone: str, text: str, onboarding: Onboarding, office: SmsOffice) -> SmsAnswer | None:
    """SMS.ru's answer; None where nobody knows whether it was sent."""
    try:
        answer = office.client.send([phone], text)[phone]
    except SmsRefused as refused:
        answer = SmsAnswer(refused.code)
    except SmsOutcomeUnknown as error:
        log.warning("sms_outcome_unknown", house_id=onboarding.house_id, error=str(error))
        return None
    log.info("sms_asked_for", house_id=onboarding.house_id, code=answer.code)
    if meaning_of(answer.code) in _OPS_MUST_LOOK:
        log.alert("sms_gateway_refuses", code=answer.code)
    return answer


def _keep_the_way(sms_id: str, onboarding: Onboarding, outside: Leading) -> int:
    """Keeps which house an SMS is about; returns the code of a report that came before, 0 where none did."""
    expires_at = outside.clock.now() + _REPORTS_COME_FOR
    sent = SmsSent(expires_at, onboarding.municipality_id, onboarding.house_id, onboarding.generation)
    try:
        outside.store.commit([Create(sms_path(sms_id), sent)])
    except AlreadyExists:
        early = outside.store.get(sms_path(sms_id), SmsSent)
        outside.store.commit([Put(sms_path(sms_id), sent)])
        return early.record.code if early else 0
    return 0


def _learnt(seen: Onboarding, todo: Todo, answer: SmsAnswer | None, early_code: int, now: datetime) -> Onboarding:
    if answer is None:
        return _unknown(seen)
    means = meaning_of(answer.code)
    if means is SmsMeans.ON_THE_WAY:
        sent = invited(replace(done(seen, todo), sms=SmsState.SENT, sms_id=answer.sms_id), "sms", now)
        return delivered(sent, early_code, now) if early_code else sent
    reason = _REASONS.get(means, "sms_refused")
    failed = replace(seen, sms=SmsState.FAILED, reason=reason)
    if means in _NEXT_DAY:
        return put_off(failed, next_day(now), now)
    if reason == "sms_gateway_down" and seen.sms_tries < _MOST_TRIES:
        return put_off(failed, now + _TRY_AGAIN_AFTER * seen.sms_tries, now)
    return _stopped(failed, reason, now)


def _unknown(seen: Onboarding) -> Onboarding:
    return replace(_without_sms(seen), sms=SmsState.UNKNOWN, reason="sms_outcome_unknown")


def _stopped(seen: Onboarding, reason: str, now: datetime) -> Onboarding:
    return not_reached(_without_sms(seen), reason, now)


def _without_sms(seen: Onboarding) -> Onboarding:
    for todo in seen.todo:
        if todo.errand is Errand.SMS:
            seen = done(seen, todo)
    return seen
