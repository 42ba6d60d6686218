"""The door of VK's events: what it takes before it knows who asks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.test import EnvironBuilder

from functions.vk_callback import main
from lib.gateways.firestore.store import Store


@pytest.fixture
def door(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", store._client.project)
    monkeypatch.setenv("CLOUD_TASKS_EMULATOR_HOST", "127.0.0.1:1")
    monkeypatch.setenv("VK_SECRET_1", "secret")
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


def ask(method: str, body: bytes = b"", *, is_chunked: bool = False) -> object:
    environ = EnvironBuilder(method=method, data=body).get_environ()
    if is_chunked:
        # As gunicorn hands in what comes in chunks: no length, but an end.
        del environ["CONTENT_LENGTH"]
        environ["wsgi.input_terminated"] = True
    return main.vk_callback(Request(environ))


@pytest.mark.usefixtures("door")
def test_a_get_is_a_health_check_and_nothing_else_but_a_post_is_taken() -> None:
    assert ask("GET") == ("ok", 200)
    assert ask("PUT") == ("not allowed", 405)
    assert ask("POST", b"x")[1] == 400  # type: ignore[index]


@pytest.mark.usefixtures("door")
def test_a_body_larger_than_any_event_is_not_read_into_memory() -> None:
    event = b'{"type": "message_new", "group_id": 1, "x": "' + b"a" * main._LARGEST_EVENT + b'"}'
    with pytest.raises(RequestEntityTooLarge):
        ask("POST", event)
    # What tells no length is read as far as events go, and is none then.
    assert ask("POST", event, is_chunked=True)[1] == 400  # type: ignore[index]
