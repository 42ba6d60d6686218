"""Bots Long Poll as its documentation describes it."""

from __future__ import annotations

import threading
import time
from typing import Any

import httpx

from tests.local.vk.conftest import Bot


def switch_on(bot: Bot) -> dict[str, Any]:
    """The server of a community whose long poll is on."""
    bot.ask("groups.setLongPollSettings", group_id=bot.group_id, enabled=1, message_new=1, api_version="5.199")
    server: dict[str, Any] = bot.ask("groups.getLongPollServer", group_id=bot.group_id)
    return server


def check(server: dict[str, Any], **query: object) -> Any:
    """One request for events."""
    asked = {"act": "a_check", "key": server["key"], "ts": server["ts"], "wait": 5} | query
    return httpx.get(server["server"], params={name: str(value) for name, value in asked.items()}).json()


def test_it_is_off_until_it_is_switched_on(bot: Bot) -> None:
    assert bot.refused("groups.getLongPollServer", group_id=bot.group_id) == 100
    switch_on(bot)
    settings = bot.ask("groups.getLongPollSettings", group_id=bot.group_id)
    assert (settings["is_enabled"], settings["events"]["message_new"]) == (True, 1)


def test_events_are_fetched_from_the_given_moment_on(bot: Bot) -> None:
    server, user = switch_on(bot), bot.vk.user()
    bot.vk.act(user, "write", group_id=bot.group_id, text="Раз")
    bot.vk.act(user, "write", group_id=bot.group_id, text="Два")
    answer = check(server)
    assert [update["object"]["message"]["text"] for update in answer["updates"]] == ["Раз", "Два"]
    assert check(server, ts=answer["ts"], wait=0) == {"ts": answer["ts"], "updates": []}
    later = check(server, ts=int(server["ts"]) + 1)
    assert [update["object"]["message"]["text"] for update in later["updates"]] == ["Два"]
    assert "secret" not in answer["updates"][0]


def test_who_waits_is_woken_by_an_event(bot: Bot) -> None:
    server, user = switch_on(bot), bot.vk.user()
    threading.Timer(0.1, lambda: bot.vk.act(user, "write", group_id=bot.group_id, text="Ау")).start()
    before = time.monotonic()
    assert len(check(server)["updates"]) == 1
    assert time.monotonic() - before < 3


def test_a_wrong_moment_or_key_is_told(bot: Bot) -> None:
    server = switch_on(bot)
    assert check(server, ts=99) == {"failed": 1, "ts": server["ts"]}
    assert check(server, key="x") == {"failed": 2}
    assert check(server, ts="soon") == {"failed": 3}
    bot.vk.post("/sim/reset")
    assert check(server) == {"failed": 2}
