"""SMS.ru: sending, single numbers' errors, delivery callbacks."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from local.vk.testing import RunningVk
from tests.local.vk.listener import Listener, Reply, listening


def send(vk: RunningVk, **form: str) -> dict[str, Any]:
    """SMS.ru's JSON answer."""
    answer: dict[str, Any] = vk.sim.post("/sms/send", data={"api_id": "key", "json": "1"} | form).json()
    return answer


def test_each_number_has_its_own_answer_inside_a_good_one(vk: RunningVk) -> None:
    vk.post("/sim/sms", {"numbers": {"79220000002": 207}})
    answer = send(vk, to="79220000001,79220000002,8 (922) 000-00-03,12", msg="Ваш код: 1")
    assert (answer["status"], answer["status_code"]) == ("OK", 100)
    codes = {phone: each["status_code"] for phone, each in answer["sms"].items()}
    assert codes == {"79220000001": 100, "79220000002": 207, "79220000003": 100, "12": 202}
    assert answer["sms"]["79220000002"]["status_text"]
    sent = vk.get("/sim/sms")
    assert [(each["to"], each["msg"], each["test"]) for each in sent] == [
        ("79220000001", "Ваш код: 1", False),
        ("79220000003", "Ваш код: 1", False),
    ]
    assert answer["balance"] < 10_000


def test_every_number_can_have_its_own_text(vk: RunningVk) -> None:
    send(vk, **{"to[79220000001]": "Раз", "to[79220000002]": "Два"})
    assert {each["to"]: each["msg"] for each in vk.get("/sim/sms")} == {"79220000001": "Раз", "79220000002": "Два"}


def test_a_test_costs_nothing(vk: RunningVk) -> None:
    answer = send(vk, to="79220000001", msg="А", test="1")
    assert answer["balance"] == 10_000
    assert vk.get("/sim/sms")[0]["test"]


@pytest.mark.parametrize(
    ("settings", "form", "code"),
    [
        ({}, {"api_id": ""}, 200),
        ({"api_id": "other"}, {}, 200),
        ({"request_code": 220}, {}, 220),
        ({}, {"to": ""}, 202),
        ({}, {"to": ",".join(str(79220000000 + number) for number in range(101))}, 202),
    ],
)
def test_a_request_can_be_refused_as_a_whole(
    vk: RunningVk, settings: dict[str, object], form: dict[str, str], code: int
) -> None:
    vk.post("/sim/sms", settings)
    answer = send(vk, **({"to": "79220000001", "msg": "А"} | form))
    assert (answer["status"], answer["status_code"]) == ("ERROR", code)
    assert vk.get("/sim/sms") == []


def test_without_json_the_answer_is_a_line(vk: RunningVk) -> None:
    answer = vk.sim.post("/sms/send", data={"api_id": "key", "to": "79220000001", "msg": "А"})
    assert answer.text.startswith("100")


def reports(listener: Listener) -> dict[str, str]:
    """The codes that were told, by the message's id; every form's hash is checked."""
    told: dict[str, str] = {}
    for text in listener.forms:
        form = {name: values[0] for name, values in parse_qs(text).items()}
        data = [form[f"data[{number}]"] for number in range(len(form) - 1)]
        assert form["hash"] == hashlib.sha256(("key" + "".join(data)).encode()).hexdigest()
        told |= {report.split("\n")[1]: report.split("\n")[2] for report in data}
    return told


def test_the_outcome_of_delivery_is_told_with_a_hash(vk: RunningVk) -> None:
    with listening() as listener:
        numbers = {"79220000002": 104}
        vk.post("/sim/sms", {"callback_url": listener.url, "delivery_ms": 10, "numbers": numbers})
        answer = send(vk, to="79220000001,79220000002", msg="А")
        ids = [answer["sms"][phone]["sms_id"] for phone in ("79220000001", "79220000002")]
        wait(lambda: reports(listener) == {ids[0]: "103", ids[1]: "104"})
    assert [each["status_code"] for each in vk.get("/sim/sms")] == [103, 104]


def test_deliveries_of_one_moment_are_told_together(vk: RunningVk) -> None:
    with listening() as listener:
        vk.post("/sim/sms", {"callback_url": listener.url, "delivery_ms": 50})
        send(vk, to=",".join(str(79220000000 + number) for number in range(100)), msg="А")
        wait(lambda: len(reports(listener)) == 100)
        assert len(listener.forms) < 100


def test_a_report_comes_again_until_it_is_answered_with_100(vk: RunningVk) -> None:
    with listening() as listener:
        answers: Iterator[Reply] = iter([(503, "", {}), (200, "ok", {})])
        listener.reply_to_form = lambda: next(answers, (200, "100", {}))
        vk.post("/sim/sms", {"callback_url": listener.url, "delivery_ms": 1, "retry_ms": 10})
        send(vk, to="79220000001", msg="А")
        wait(lambda: len(listener.forms) == 3)
        time.sleep(0.05)
        assert len(set(listener.forms)) == 1
        assert len(listener.forms) == 3


def test_an_answer_can_be_lost_though_the_message_was_sent(vk: RunningVk) -> None:
    vk.post("/sim/sms", {"drop_response": True})
    with pytest.raises(httpx.TransportError):
        send(vk, to="79220000001", msg="А")
    assert [each["to"] for each in vk.get("/sim/sms")] == ["79220000001"]


def wait(is_so: Callable[[], bool]) -> None:
    """Waits until it is so; fails where that does not come."""
    deadline = time.monotonic() + 5
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)
