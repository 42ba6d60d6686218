from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from lib.errors import DomainError
from lib.gateways.tasks.worker import Work, answer_task
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown


@dataclass(frozen=True)
class Order:
    dish: str


def request(path: str, body: bytes = b"{}", method: str = "POST") -> Request:
    return Request(EnvironBuilder(path=path, method=method, data=body).get_environ())


def refuse(code: str) -> Work[Order]:
    def do(_: Order) -> None:
        raise DomainError(code, group_id=1)

    return Work(Order, do)


def test_a_task_becomes_a_typed_value_and_is_done() -> None:
    done: list[Order] = []
    assert answer_task(request("/orders", b'{"dish": "tea"}'), {"orders": Work(Order, done.append)}) == ("done", 200)
    assert done == [Order("tea")]


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b'{"dish": 5}', b"{}", b'{"x": ' + b"[" * 90_000])
def test_a_task_that_will_never_make_sense_is_dropped_and_told(body: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    done: list[Order] = []
    assert answer_task(request("/orders", body), {"orders": Work(Order, done.append)})[1] == 200
    assert done == []
    assert "task_malformed" in capsys.readouterr().out


def test_what_may_work_later_is_asked_for_again() -> None:
    assert answer_task(request("/orders", b'{"dish": "tea"}'), {"orders": refuse("community_token_missing")})[1] == 503


def test_what_will_never_work_is_dropped_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer_task(request("/orders", b'{"dish": "tea"}'), {"orders": refuse("wave_unknown")})[1] == 200
    assert "wave_unknown" in capsys.readouterr().out


@pytest.mark.parametrize("silence", [VkOutcomeUnknown("no answer"), VkError(6, "execute"), VkError(10, "execute")])
def test_what_vk_does_not_do_now_is_asked_for_again(silence: Exception) -> None:
    def unlucky(_: Order) -> None:
        raise silence

    assert answer_task(request("/orders", b'{"dish": "tea"}'), {"orders": Work(Order, unlucky)})[1] == 503


def test_a_bug_is_not_hidden() -> None:
    def buggy(_: Order) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        answer_task(request("/orders", b'{"dish": "tea"}'), {"orders": Work(Order, buggy)})


@pytest.mark.parametrize(
    ("path", "method", "status"), [("/", "GET", 200), ("/orders", "GET", 404), ("/other", "POST", 404)]
)
def test_only_known_work_is_answered(path: str, method: str, status: int) -> None:
    assert answer_task(request(path, method=method), {"orders": refuse("wave_unknown")})[1] == status
