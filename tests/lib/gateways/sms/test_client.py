"""The client of SMS.ru against its stand-in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lib.gateways.sms.client import SmsAnswer, SmsClient, SmsOutcomeUnknown, SmsRefused
from lib.gateways.sms.codes import SmsMeans, meaning_of
from local.vk.testing import RunningVk, running_vk

PHONE, OTHER = "+79220000001", "+79220000002"


@pytest.fixture
def vk() -> Iterator[RunningVk]:
    with running_vk() as running:
        running.post("/sim/sms", {"api_id": "key"})
        yield running


def client(vk: RunningVk, api_id: str = "key", *, is_test: bool = False, timeout_s: float = 5) -> SmsClient:
    return SmsClient(vk.url, api_id, is_test=is_test, timeout_s=timeout_s)


def test_each_number_gets_its_own_answer(vk: RunningVk) -> None:
    vk.post("/sim/sms", {"numbers": {"79220000002": 207}})
    answers = client(vk).send([PHONE, OTHER], "Здравствуйте")
    assert answers[OTHER] == SmsAnswer(207)
    (sent,) = vk.get("/sim/sms")
    assert answers[PHONE] == SmsAnswer(100, sent["sms_id"])
    assert (sent["to"], sent["msg"], sent["test"]) == ("79220000001", "Здравствуйте", False)


def test_a_test_is_marked_as_one(vk: RunningVk) -> None:
    client(vk, is_test=True).send([PHONE], "А")
    assert vk.get("/sim/sms")[0]["test"]


def test_a_request_refused_as_a_whole_has_the_code(vk: RunningVk) -> None:
    with pytest.raises(SmsRefused) as refused:
        client(vk, "wrong").send([PHONE], "А")
    assert refused.value.code == 200
    assert meaning_of(refused.value.code) is SmsMeans.BAD_KEY


def test_a_lost_answer_is_an_unknown_outcome_that_names_no_phone(vk: RunningVk) -> None:
    vk.post("/sim/sms", {"drop_response": True})
    with pytest.raises(SmsOutcomeUnknown) as unknown:
        client(vk).send([PHONE], "А")
    assert "922" not in str(unknown.value)
    assert unknown.value.__cause__ is None
    assert len(vk.get("/sim/sms")) == 1


def test_nobody_there_is_an_unknown_outcome(vk: RunningVk) -> None:
    with pytest.raises(SmsOutcomeUnknown):
        SmsClient("http://127.0.0.1:9", "key", is_test=False, timeout_s=1).send([PHONE], "А")


@pytest.mark.parametrize("count", [0, 101])
def test_no_phones_and_too_many_are_a_mistake_of_ours(vk: RunningVk, count: int) -> None:
    with pytest.raises(ValueError, match="phones"):
        client(vk).send([PHONE] * count, "А")


@pytest.mark.parametrize(
    ("code", "means"),
    [
        (100, SmsMeans.ON_THE_WAY),
        (103, SmsMeans.DELIVERED),
        (150, SmsMeans.NOT_DELIVERED),
        (201, SmsMeans.NO_MONEY),
        (206, SmsMeans.DAILY_LIMIT),
        (209, SmsMeans.STOP_LIST),
        (220, SmsMeans.TRY_LATER),
        (230, SmsMeans.TOO_OFTEN),
        (299, SmsMeans.REFUSED),
    ],
)
def test_codes_mean_what_smsru_says(code: int, means: SmsMeans) -> None:
    assert meaning_of(code) is means
