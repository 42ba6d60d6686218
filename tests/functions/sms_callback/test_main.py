"""The door of SMS.ru: what is signed is taken in, everything else is turned away."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from functions.sms_callback import main
from lib.gateways.firestore.store import Store
from lib.onboarding.sms import SmsSent, sms_path

KEY = "key-of-sms-ru"


@pytest.fixture
def door(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", store._client.project)
    monkeypatch.setenv("SMS_API_ID", KEY)
    for name in (
        "CLOUD_LOCATION",
        "VK_API_URL",
        "PROVISION_URL",
        "ANSWER_URL",
        "BROADCAST_URL",
        "COLLECT_URL",
        "TASKS_CALLER",
    ):
        monkeypatch.setenv(name, "x")
    main._outside.cache_clear()
    yield store
    main._outside.cache_clear()


def post(form: dict[str, str], length: int | None = None) -> tuple[str, int]:
    environ = EnvironBuilder(method="POST", data=form).get_environ()
    if length is not None:
        environ["CONTENT_LENGTH"] = str(length)
    return ask(Request(environ))


def ask(request: Request) -> tuple[str, int]:
    """What the door says."""
    answered: tuple[str, int] = main.sms_callback(request)  # type: ignore[assignment]
    return answered


def signed(report: str, key: str = KEY) -> dict[str, str]:
    return {"data[0]": report, "hash": hashlib.sha256((key + report).encode()).hexdigest()}


def test_a_signed_report_is_taken_in_and_answered_with_100(door: Store) -> None:
    report = "sms_status\n202610-1234567\n103\n1700000000"
    assert post(signed(report)) == ("100", 200)
    assert post(signed(report)) == ("100", 200)
    found = door.get(sms_path("202610-1234567"), SmsSent)
    assert found is not None
    assert found.record.code == 103


def test_a_forged_report_changes_nothing(door: Store) -> None:
    forged = signed("sms_status\n202610-7654321\n103\n1", key="another")
    assert post(forged)[1] == 403
    assert post({"hash": "x"})[1] == 403
    assert door.get(sms_path("202610-7654321"), SmsSent) is None


def test_a_form_that_is_too_large_is_not_read(door: Store) -> None:
    assert post(signed("sms_status\n1\n103"), length=10_000_000)[1] == 413


def test_a_get_is_a_health_check() -> None:
    assert ask(Request(EnvironBuilder(method="GET").get_environ())) == ("ok", 200)
