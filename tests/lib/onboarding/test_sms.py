"""SMS: sent once, within caps, their outcomes shown, their phones in no log."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from lib.gateways.firestore.store import Put
from lib.gateways.sms.deliveries import Delivery
from lib.houses.house import House, OnboardingState
from lib.onboarding.onboarding import SmsState
from lib.onboarding.sms import take_in
from lib.onboarding.sms_caps import NumberPlace, SmsAttempt, SmsSettings, settings_path
from tests.lib.onboarding.stage import Stage

PHONE = "+79220000001"


def report(stage: Stage, house: House, code: int) -> None:
    take_in([Delivery(stage.onboarding(house).sms_id, code)], store=stage.store, now=stage.clock.now())


def allow(stage: Stage, **settings: int | bool) -> None:
    stage.store.commit([Put(settings_path(stage.municipality_id), replace(SmsSettings(), **settings))])


def test_what_smsru_says_of_the_delivery_is_shown_whatever_the_order(stage: Stage) -> None:
    house = stage.house(administrator_phone=PHONE)
    stage.go_on()
    assert stage.onboarding(house).sms is SmsState.SENT
    for _ in range(3):
        report(stage, house, 103)
    assert stage.onboarding(house).sms is SmsState.DELIVERED
    report(stage, house, 102)
    report(stage, house, 104)
    seen = stage.onboarding(house)
    assert (seen.sms, seen.state) == (SmsState.DELIVERED, OnboardingState.INVITED)


@pytest.mark.parametrize("code", [104, 108, 150])
def test_an_sms_that_was_not_delivered_is_shown_with_the_reason(stage: Stage, code: int) -> None:
    house = stage.house(administrator_phone=PHONE)
    stage.go_on()
    report(stage, house, code)
    seen = stage.onboarding(house)
    assert (seen.sms, seen.state, seen.reason) == (SmsState.FAILED, OnboardingState.NOT_REACHED, "sms_not_delivered")


def test_a_report_that_comes_before_we_know_the_sms_is_not_lost(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    from lib.gateways.sms.client import SmsClient

    send = SmsClient.send

    def told_at_once(*given: object, **named: object) -> object:
        answers = send(*given, **named)  # type: ignore[arg-type]
        (answer,) = answers.values()
        take_in([Delivery(answer.sms_id, 103)], store=stage.store, now=stage.clock.now())
        return answers

    monkeypatch.setattr(SmsClient, "send", told_at_once)
    house = stage.house(administrator_phone=PHONE)
    stage.go_on()
    assert stage.onboarding(house).sms is SmsState.DELIVERED


def test_reports_about_messages_of_others_change_nothing(stage: Stage) -> None:
    house = stage.house(administrator_phone=PHONE)
    stage.go_on()
    before = stage.onboarding(house)
    foreign = [Delivery("202610-1", 104), Delivery("../houses", 104), Delivery("", 104)]
    take_in(foreign, store=stage.store, now=stage.clock.now())
    assert stage.onboarding(house) == before


@pytest.mark.parametrize(
    ("code", "reason"),
    [(207, "sms_bad_number"), (202, "sms_bad_number"), (215, "sms_stop_list"), (999, "sms_refused")],
)
def test_an_sms_that_is_refused_for_good_is_shown_with_the_reason_and_not_repeated(
    stage: Stage, code: int, reason: str
) -> None:
    stage.vk.post("/sim/sms", {"numbers": {"79220000001": code}})
    house = stage.house(administrator_phone=PHONE)
    stage.go_on()
    seen = stage.onboarding(house)
    assert (seen.state, seen.reason, seen.sms) == (OnboardingState.NOT_REACHED, reason, SmsState.FAILED)
    stage.later(days=2)
    assert stage.onboarding(house).sms_tries == 1


def test_while_smsru_is_down_it_is_tried_later_and_ops_hear_of_an_empty_account(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.vk.post("/sim/sms", {"request_code": 201})
    house = stage.house(administrator_phone=PHONE)
    stage.go_on()
    assert stage.onboarding(house).reason == "sms_gateway_down"
    assert '"ALERT", "message": "sms_gateway_refuses", "code": 201' in capsys.readouterr().out
    stage.vk.post("/sim/sms", {})
    stage.later(minutes=11)
    seen = stage.onboarding(house)
    assert (seen.sms, seen.reason, seen.state) == (SmsState.SENT, "", OnboardingState.INVITED)


def test_a_lost_answer_leaves_the_outcome_unknown_and_sends_no_second_sms(stage: Stage) -> None:
    stage.vk.post("/sim/sms", {"drop_response": True})
    house = stage.house(administrator_phone=PHONE)
    stage.go_on()
    seen = stage.onboarding(house)
    assert (seen.sms, seen.reason) == (SmsState.UNKNOWN, "sms_outcome_unknown")
    stage.later(days=3)
    assert len(stage.sms()) == 1
    olga = stage.person("Ольга")
    stage.write(olga, "Начать", ref=stage.ref(house))
    stage.go_on()
    assert stage.now(house).onboarding is OnboardingState.INVITED


def test_the_cap_of_a_day_holds_and_the_rest_goes_out_the_next_morning(stage: Stage) -> None:
    allow(stage, a_day=2)
    houses = [stage.house(administrator_phone=f"+7922000000{number}") for number in range(3)]
    stage.go_on()
    assert len(stage.sms()) == 2
    assert [stage.onboarding(house).reason for house in houses] == ["", "", "sms_daily_cap"]
    stage.later(hours=12)
    assert len(stage.sms()) == 2
    stage.later(hours=12)
    assert len(stage.sms()) == 3
    assert stage.onboarding(houses[2]).reason == ""


def test_the_cap_of_a_number_holds_over_all_houses_and_replacements(stage: Stage) -> None:
    allow(stage, a_number_a_day=1)
    first, second = stage.house(administrator_phone=PHONE), stage.house(administrator_phone=PHONE)
    stage.go_on()
    assert len(stage.sms()) == 1
    assert stage.onboarding(first).reason == ""
    assert stage.onboarding(second).reason == "sms_number_cap"


def test_switched_off_sms_say_so_and_the_link_still_serves(stage: Stage) -> None:
    allow(stage, is_on=False)
    house = stage.house(administrator_phone=PHONE)
    stage.go_on()
    assert stage.sms() == []
    assert stage.onboarding(house).reason == "sms_off"
    stage.outside = replace(stage.outside, sms=None)
    other = stage.house(administrator_phone=PHONE)
    stage.go_on()
    assert stage.onboarding(other).reason == "sms_off"
    stage.write(stage.person("Ольга"), "Начать", ref=stage.ref(other))
    stage.go_on()
    assert stage.now(other).onboarding is OnboardingState.INVITED


def test_every_attempt_is_written_down_without_the_phone(stage: Stage) -> None:
    house = stage.house(administrator_phone=PHONE)
    stage.go_on()
    (attempt,) = stage.store.query(f"municipalities/{stage.municipality_id}/sms", SmsAttempt)
    assert (attempt.record.house_id, attempt.record.day) == (house.id, "2026-11-23")
    (place,) = stage.store.query(f"municipalities/{stage.municipality_id}/sms_numbers", NumberPlace)
    assert "9220000001" not in place.path


def test_no_log_line_holds_a_phone_a_token_or_a_word(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    house = stage.house(administrator_phone=PHONE)
    stage.go_on()
    token = stage.onboarding(house).token
    olga = stage.person("Ольга")
    stage.write(olga, "Секретное слово", ref=f"admin-{token}")
    stage.go_on()
    stage.write(stage.person("Иван"), "Чужое слово", ref=f"admin-{token}")
    stage.go_on()
    logged = capsys.readouterr().out
    assert "onboarding_led" in logged
    for secret in ("9220000001", token, "слово", "Ольга", "Соседова"):
        assert secret not in logged


def test_the_phone_is_kept_nowhere_once_the_person_has_come(stage: Stage) -> None:
    house = stage.house(administrator_phone=PHONE)
    stage.go_on()
    stage.write(stage.person("Ольга"), "Начать", ref=stage.ref(house))
    stage.go_on()
    client = stage.store._client
    texts = [
        str(document.to_dict())
        for group in ("houses", "onboardings", "imports", "chunks", "waves", "sms", "sms_numbers", "invitations")
        for document in client.collection_group(group).stream()
    ]
    assert len(texts) > 5
    assert not any("9220000001" in text for text in texts)
