"""The door of the minute's look at discussions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from functions.expire_discussions import main
from lib.gateways.firestore.store import Store


@pytest.fixture
def door(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", store._client.project)
    monkeypatch.setenv("CLOUD_TASKS_EMULATOR_HOST", "127.0.0.1:1")
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
    yield
    main._outside.cache_clear()


@pytest.mark.usefixtures("door")
def test_a_look_at_nothing_finds_nothing_and_a_get_is_a_health_check() -> None:
    def ask(method: str) -> object:
        return main.expire_discussions(Request(EnvironBuilder(method=method).get_environ()))

    assert ask("GET") == ("ok", 200)
    assert ask("POST") == ({}, 200)
