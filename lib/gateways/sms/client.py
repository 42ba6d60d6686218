"""SMS.ru: short messages to phones, each with an answer of its own (https://sms.ru/api/send).

The client makes exactly one request per call and never repeats one: SMS.ru has no key against repetition, so a request
whose answer is lost may have been sent, and only the caller knows whether a second message would be worse than none.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    import httpx

# https://sms.ru/api/send
NUMBERS_A_REQUEST = 100
_GOOD = 100


class SmsAnswer(Struct, frozen=True):
    """What became of one number: `sms_id` is empty where the message was not taken."""

    code: int
    sms_id: str = ""


class SmsRefused(Exception):
    """SMS.ru refused a request as a whole: nothing was sent. SMS.ru's own words are left out, they can quote."""

    def __init__(self, code: int) -> None:
        super().__init__(f"SMS.ru error {code}")
        self.code = code


class SmsOutcomeUnknown(Exception):
    """The request left, and no usable answer came: the messages may or may not have been sent."""


class SmsClient:
    """Sends with the key `api_id`; with `is_test` SMS.ru checks and answers, but sends and charges nothing."""

    def __init__(self, base_url: str, api_id: str, *, is_test: bool, timeout_s: float) -> None:
        self._base_url = base_url.rstrip("/")
        self._api_id = api_id
        self._is_test = is_test
        self._timeout_s = timeout_s

    def send(self, phones: Sequence[str], text: str) -> dict[str, SmsAnswer]:
        """One text to at most 100 phones (`+79220000001`); the answer to each, by phone.

        Raises:
            ValueError: no phones, or too many.
            SmsRefused: nothing was sent.
            SmsOutcomeUnknown: time-out, broken connection, or an answer that is not SMS.ru's.
        """
        if not 1 <= len(phones) <= NUMBERS_A_REQUEST:
            raise ValueError(f"{len(phones)} phones in one request")
        wire = {phone: phone.removeprefix("+") for phone in phones}
        form = {"api_id": self._api_id, "to": ",".join(wire.values()), "msg": text, "json": "1"}
        body = self._posted(form | ({"test": "1"} if self._is_test else {}))
        code = _number(body.get("status_code"))
        if code != _GOOD:
            raise SmsRefused(code)
        answers = body.get("sms")
        if not isinstance(answers, dict):
            raise SmsOutcomeUnknown("no answers by number")
        return {phone: _answer(answers.get(sent)) for phone, sent in wire.items()}

    def _posted(self, form: dict[str, str]) -> dict[str, Any]:
        import httpx

        try:
            answer = self._http.post(f"{self._base_url}/sms/send", data=form)
            body = answer.json() if answer.status_code == httpx.codes.OK else None
        except (httpx.TransportError, ValueError) as error:
            # Without the cause: it can quote what was sent, a phone among it.
            raise SmsOutcomeUnknown(type(error).__name__) from None
        if not isinstance(body, dict) or "status_code" not in body:
            raise SmsOutcomeUnknown(f"HTTP {answer.status_code}")
        return body

    @cached_property
    def _http(self) -> httpx.Client:
        import httpx

        return httpx.Client(timeout=httpx.Timeout(self._timeout_s, connect=self._timeout_s / 3))


def _answer(entry: Any) -> SmsAnswer:
    """One number's answer; a number of which SMS.ru says nothing counts as one whose outcome nobody knows.

    Raises:
        SmsOutcomeUnknown: nothing usable is said.
    """
    if not isinstance(entry, dict):
        raise SmsOutcomeUnknown("a number without an answer")
    code = _number(entry.get("status_code"))
    return SmsAnswer(code, str(entry.get("sms_id", "")) if code == _GOOD else "")


def _number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise SmsOutcomeUnknown("a status that is no number") from None
