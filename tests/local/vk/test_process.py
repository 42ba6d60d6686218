"""`python -m local.vk` as a process: it starts, serves its communities, and ends when it is told to."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

import local.vk.server as server_module
from local.vk.testing import running_vk


def start(*arguments: str) -> subprocess.Popen[str]:
    """The process, once it has said something."""
    command = [sys.executable, "-m", "local.vk", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_the_given_communities_and_ends_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    file = tmp_path / "communities.json"
    community = {"group_id": 7, "name": "Дума", "screen_name": "duma", "token": "t", "secret": "s", "confirmation": "c"}
    file.write_text(json.dumps([community]), encoding="utf-8")
    process = start("--port", "0", "--communities", str(file))
    try:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        form = {"v": "5.199", "access_token": "t"}
        assert httpx.post(f"{url}/method/groups.getById", data=form).json()["response"]["groups"][0]["id"] == 7
        process.send_signal(number)
        assert process.wait(timeout=10) == 0
    finally:
        process.kill()
        _, errors = process.communicate()
    assert errors == ""


def test_a_taken_port_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start("--port", str(taken.getsockname()[1]))
        _, errors = process.communicate(timeout=10)
    assert process.returncode == 1
    assert len(errors.splitlines()) == 1
    assert str(taken) not in errors


def test_the_page_for_people_is_served_where_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "index.html").write_text("<h1>Мессенджер</h1>", encoding="utf-8")
    (tmp_path / "page.js").write_text("start()", encoding="utf-8")
    monkeypatch.setattr(server_module, "PAGE", tmp_path)
    with running_vk() as vk:
        assert "Мессенджер" in vk.sim.get("/").text
        assert vk.sim.get("/page.js").text == "start()"
        assert vk.get("/sim/chats") == []
