"""SMS.ru as its clients see it: sending, errors of single numbers, and delivery callbacks.

https://sms.ru/api/send and https://sms.ru/api/callback. Nothing is sent anywhere: the messages can be read at the back
door.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import aiohttp
import msgspec

OK = 100
DELIVERED = 103
BAD_KEY = 200
NO_TEXT = 203
BAD_NUMBER = 202
SAME_TEXT_TOO_OFTEN = 231
MOST_NUMBERS = 100
REPORTS_A_CALLBACK = 100
MOST_CALLBACKS = 10

_TEXTS = {
    OK: "Запрос выполнен",
    DELIVERED: "Сообщение доставлено",
    104: "Не может быть доставлено: время жизни истекло",
    105: "Не может быть доставлено: удалено оператором",
    106: "Не может быть доставлено: сбой в телефоне",
    107: "Не может быть доставлено: неизвестная причина",
    108: "Не может быть доставлено: отклонено",
    150: "Не может быть доставлено: не найден маршрут на данный номер",
    BAD_KEY: "Неправильный api_id",
    201: "Не хватает средств на лицевом счету",
    BAD_NUMBER: "Неправильно указан получатель, либо на него нет маршрута",
    NO_TEXT: "Нет текста сообщения",
    206: "Будет превышен или уже превышен дневной лимит на отправку сообщений",
    207: "На этот номер нет маршрута для доставки сообщений",
    209: "Вы добавили этот номер (или один из номеров) в стоп-лист",
    215: "Этот номер находится в стоп-листе SMS.RU",
    220: "Сервис временно недоступен, попробуйте чуть позже",
    230: "Превышен общий лимит количества сообщений на этот номер в день",
    SAME_TEXT_TOO_OFTEN: "Превышен лимит одинаковых сообщений на этот номер в минуту",
    500: "Ошибка на сервере. Повторите запрос.",
}

_PHONE = re.compile(r"7\d{10}")
_PHONE_FIELD = re.compile(r"(?:to|multi)\[(\d+)\]")

START_BALANCE = 10_000.0
PRICE = 4.2


class SmsSettings(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How the gateway behaves: `numbers` gives single phones a code, at sending (200 and above) or as the outcome of
    delivery (103–150); `request_code` refuses every request with this code; `drop_response` sends the messages and
    breaks the connection instead of answering. Reports of deliveries go to `callback_url` together where they come
    together, and again after `retry_ms` until they are answered with `100`.
    """

    api_id: str | None = None
    callback_url: str | None = None
    delivery_ms: float = 200
    numbers: dict[str, int] = {}
    request_code: int | None = None
    drop_response: bool = False
    retry_ms: float = 1000


@dataclass(slots=True)
class Sms:
    """One message to one phone."""

    sms_id: str
    to: str
    msg: str
    test: bool
    status_code: int
    sent_at: float
    history: list[int] = field(default_factory=list)


@dataclass(slots=True)
class SmsGateway:
    """The messages so far."""

    _dice: random.Random
    _callback_url: str | None = None
    clock: Callable[[], float] = time.time
    settings: SmsSettings = field(default_factory=SmsSettings)
    messages: list[Sms] = field(default_factory=list)
    balance: float = START_BALANCE
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _reports: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.set(SmsSettings())

    def set(self, settings: SmsSettings) -> None:
        """Changes how the gateway behaves; reports go on to where its operator had them sent."""
        url = settings.callback_url or self._callback_url
        self.settings = msgspec.structs.replace(settings, callback_url=url)

    def send(self, form: Mapping[str, str]) -> dict[str, object]:
        """SMS.ru's answer to `/sms/send`."""
        texts = _texts_by_phone(form)
        if (code := self._request_error(form, texts)) is not None:
            return {"status": "ERROR", "status_code": code, "status_text": _TEXTS.get(code, "Ошибка")}
        test = form.get("test") == "1"
        answers = {phone: self._send_one(form["api_id"], phone, text, test) for phone, text in texts.items()}
        return {"status": "OK", "status_code": OK, "sms": answers, "balance": round(self.balance, 2)}

    def clear(self) -> None:
        """Forgets messages and settings."""
        for task in self._tasks:
            task.cancel()
        self._reports.clear()
        self.messages.clear()
        self.set(SmsSettings())
        self.balance = START_BALANCE

    async def close(self) -> None:
        """Ends deliveries that are on their way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _request_error(self, form: Mapping[str, str], texts: Mapping[str, str]) -> int | None:
        api_id = form.get("api_id", "")
        if not api_id or (self.settings.api_id is not None and api_id != self.settings.api_id):
            return BAD_KEY
        if self.settings.request_code is not None:
            return self.settings.request_code
        if not 0 < len(texts) <= MOST_NUMBERS:
            return BAD_NUMBER
        return None

    def _send_one(self, api_id: str, phone: str, text: str, test: bool) -> dict[str, object]:
        planned = self.settings.numbers.get(phone, DELIVERED)
        code = planned if planned >= BAD_KEY else OK
        if not _PHONE.fullmatch(phone):
            code = BAD_NUMBER
        elif not text:
            code = NO_TEXT
        if code != OK:
            return {"status": "ERROR", "status_code": code, "status_text": _TEXTS.get(code, "Ошибка")}
        now = self.clock()
        sms_id = f"{int(now) // 86400}-{self._dice.randrange(1_000_000, 10_000_000)}"
        sms = Sms(sms_id, phone, text, test, OK, round(now, 3), [OK])
        self.messages.append(sms)
        if not test:
            self.balance -= PRICE
            self._start_delivery(api_id, sms, planned)
        return {"status": "OK", "status_code": OK, "sms_id": sms_id}

    def _start_delivery(self, api_id: str, sms: Sms, outcome: int) -> None:
        task = asyncio.get_running_loop().create_task(self._deliver(api_id, sms, outcome))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, api_id: str, sms: Sms, outcome: int) -> None:
        await asyncio.sleep(self.settings.delivery_ms / 1000)
        sms.status_code = outcome
        sms.history.append(outcome)
        url = self.settings.callback_url
        if url is None:
            return
        self._reports.append(f"sms_status\n{sms.sms_id}\n{sms.status_code}\n{int(time.time())}")
        # Whoever comes in the same moment goes along; the first takes them all.
        await asyncio.sleep(0)
        reports, self._reports[:] = self._reports[:REPORTS_A_CALLBACK], self._reports[REPORTS_A_CALLBACK:]
        for _ in range(MOST_CALLBACKS):
            if not reports or await _tell(url, api_id, reports):
                return
            await asyncio.sleep(self.settings.retry_ms / 1000)


async def _tell(url: str, api_id: str, reports: list[str]) -> bool:
    form = {f"data[{number}]": report for number, report in enumerate(reports)}
    form["hash"] = hashlib.sha256((api_id + "".join(reports)).encode()).hexdigest()
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as http,
            http.post(url, data=form) as answer,
        ):
            # https://sms.ru/api/callback: `100` in the first of its lines.
            return answer.status == 200 and (await answer.text()).strip().startswith(str(OK))
    except (aiohttp.ClientError, TimeoutError, UnicodeDecodeError):
        return False


def _texts_by_phone(form: Mapping[str, str]) -> dict[str, str]:
    phones = [_normal(phone) for phone in form.get("to", "").split(",") if phone.strip()]
    texts = dict.fromkeys(phones, form.get("msg", ""))
    for name, text in form.items():
        if found := _PHONE_FIELD.fullmatch(name):
            texts[_normal(found[1])] = text
    return texts


def _normal(phone: str) -> str:
    digits = re.sub(r"[\s()+-]", "", phone)
    return f"7{digits[1:]}" if len(digits) == 11 and digits[0] == "8" else digits
