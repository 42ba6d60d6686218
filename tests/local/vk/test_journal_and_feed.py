"""The journal, and the live feed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx

from local.vk.testing import running_vk
from tests.local.vk.conftest import Bot


def test_the_journal_can_be_read_from_a_line_on(bot: Bot) -> None:
    bot.chat("А")
    last = json.loads(bot.vk.journal().splitlines()[-1])["n"]
    bot.chat("Б")
    [line] = map(json.loads, bot.vk.journal(since=last).splitlines())
    assert (line["method"], line["params"]["title"], line["response"]["chat_id"]) == ("messages.createChat", "Б", 2)
    assert bot.vk.sim.get("/sim/journal", params={"since": "x"}).status_code == 400


def test_refusals_stand_in_the_journal_with_their_code(bot: Bot) -> None:
    bot.refused("messages.getInviteLink", peer_id=2_000_000_009)
    line = json.loads(bot.vk.journal().splitlines()[-1])
    assert line["error"]["error_code"] == 919


def test_the_journal_is_appended_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    for _ in range(2):
        with running_vk(journal_file=str(file)) as vk:
            Bot(vk, vk.community()).chat()
    assert [json.loads(line)["method"] for line in file.read_text().splitlines()] == ["messages.createChat"] * 2


def test_keys_and_codes_of_answers_do_not_stand_in_the_journal(bot: Bot) -> None:
    bot.ask("groups.setLongPollSettings", group_id=bot.group_id, enabled=1)
    key = bot.ask("groups.getLongPollServer", group_id=bot.group_id)["key"]
    code = bot.ask("groups.getCallbackConfirmationCode", group_id=bot.group_id)["code"]
    assert key not in bot.vk.journal()
    assert code not in bot.vk.journal()


def test_the_feed_tells_live_what_happens(bot: Bot) -> None:
    seen: list[dict[str, Any]] = []
    with httpx.stream("GET", f"{bot.vk.url}/sim/events", timeout=5) as stream:
        lines = stream.iter_lines()
        assert next(lines) == ": listening"
        chat = bot.chat("ул. Мира, 2")
        resident = bot.resident(chat)
        cmid = bot.send(chat, "Правила")
        bot.ask("messages.pin", peer_id=chat, cmid=cmid)
        bot.ask("messages.edit", peer_id=chat, cmid=cmid, message="Новые правила")
        bot.ask("messages.delete", peer_id=chat, cmids=cmid, delete_for_all=1)
        for line in lines:
            if line.startswith("data: "):
                seen.append(json.loads(line.removeprefix("data: ")))
            if seen and seen[-1]["kind"] == "delete":
                break
    assert [event["kind"] for event in seen] == [
        *("message", "chat"),
        *("message", "member"),
        *("message", "message", "pin"),
        *("edit", "delete"),
    ]
    assert seen[3] == {"kind": "member", "group_id": bot.group_id, "peer_id": chat, "member_id": resident}
