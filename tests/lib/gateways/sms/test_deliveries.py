"""Reports of deliveries: believed only with SMS.ru's signature."""

from __future__ import annotations

import hashlib

import pytest

from lib.gateways.sms.deliveries import Delivery, ForgedReport, read_deliveries

KEY = "key-of-sms-ru"


def signed(*reports: str, key: str = KEY) -> dict[str, str]:
    """A form as SMS.ru sends it."""
    form = {f"data[{number}]": report for number, report in enumerate(reports)}
    return form | {"hash": hashlib.sha256((key + "".join(reports)).encode()).hexdigest()}


def test_all_reports_of_a_form_are_read_in_order() -> None:
    reports = [f"sms_status\n202610-{number}\n{103 if number % 2 else 104}\n1700000000" for number in range(12)]
    read = read_deliveries(signed(*reports), KEY)
    assert read == [Delivery(f"202610-{number}", 103 if number % 2 else 104) for number in range(12)]


def test_other_kinds_of_reports_and_broken_ones_are_left_out() -> None:
    form = signed(
        "callcheck_status\n1\n401\n1", "sms_status\n1", "sms_status\n2\nabc", "", "sms_status\r\n3\r\n103\r\n"
    )
    assert read_deliveries(form, KEY) == [Delivery("3", 103)]


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"data[0]": "sms_status\n1\n103"},
        {"data[0]": "sms_status\n1\n103", "hash": "ё"},
        signed("sms_status\n1\n103", key="another"),
        signed("sms_status\n1\n103") | {"data[0]": "sms_status\n1\n104"},
        signed("sms_status\n1\n103") | {"data[1]": "sms_status\n2\n103"},
    ],
)
def test_what_is_not_signed_with_our_key_is_forged(form: dict[str, str]) -> None:
    with pytest.raises(ForgedReport):
        read_deliveries(form, KEY)


def test_without_a_key_of_our_own_everything_is_forged() -> None:
    with pytest.raises(ForgedReport):
        read_deliveries(signed("sms_status\n1\n103", key=""), "")
