"""Events of VK: 500 joins in a minute in one chat, and ordinary messages beside an empty function.

The joins go through the whole local cloud, VK's stand-in delivering their events. The messages are sent straight to
functions/vk_callback, open loop: at times fixed beforehand, whatever the answers do, and a message's latency counts
from its time. Their rate is 60 % of what an empty function sustained a moment before on the same machine, the median of
turns that the two take. Every message is of another person in another chat, the worst case for notes of who spoke.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks.clouds import watched_cloud
from benchmarks.open_loop import Measured, Sender, post
from benchmarks.results import Budget
from benchmarks.table import print_table
from lib.houses.house import House
from lib.membership.movement import Movement
from local.addresses import HOST, Addresses, free_addresses
from local.cloud import COMMUNITIES, ROOT, LocalCloud
from local.provision import Run
from local.vk_people import VkPeople

_JOINS, _JOINS_TAKE_S = 500, 60
_MESSAGES_TAKE_S = 60
_SHARE_OF_EMPTY = 0.6
_CHATS, _PEOPLE_A_CHAT = 10_000, 50
_THREADS = 32
# https://dev.vk.com tells no number; the stand-in keeps as many.
_CONNECTIONS = 32
_SUSTAINED_FOR_S = 5
_TURNS = 3
_COMMUNITY = COMMUNITIES[0]
_EMPTY = """
import functions_framework

@functions_framework.http
def empty(request):
    return "ok"
"""


def main() -> None:
    """Prints the tables."""
    with watched_cloud() as cloud:
        joins = _joins(cloud)
        messages = _messages(cloud)
    print_table(
        f"{_JOINS} joins in {_JOINS_TAKE_S} s in one chat",
        ["joins", "noted", "residents counted", "messages of the bot", "tasks' requests to VK", "all noted after"],
        [joins],
        [Budget("joins that were lost", 0, _JOINS - float(joins[1]), "joins")],
    )
    header = ["what", "messages a second", "sent", "answered", "p50 ms", "p99 ms", "most ms", "writes for 1,000"]
    print_table(f"Ordinary messages, open loop for {_MESSAGES_TAKE_S} s", header, *messages)


def _joins(cloud: LocalCloud) -> list[str]:
    vk, store = VkPeople(Addresses.url(cloud.addresses.vk)), cloud.outside().store
    sheet = "Адрес\nг. Город, ул. Полевая, д. 1".encode()
    Run(cloud, "Город", "Область", _COMMUNITY.group_id).provision(sheet, "houses.csv")
    (chat,) = vk.chats(_COMMUNITY.group_id)
    people = [vk.add("Житель", f"{number}") for number in range(_JOINS)]
    asked = _requests(vk)
    begun = time.monotonic()
    for number, person in enumerate(people):
        time.sleep(max(begun + number * _JOINS_TAKE_S / _JOINS - time.monotonic(), 0))
        vk.join(person, chat["invite_link"])
    ended = time.monotonic()
    while len(noted := store.query_group("movements", Movement, [], limit=2 * _JOINS)) < _JOINS:
        assert time.monotonic() - ended < 60, f"{len(noted)} noted"
        time.sleep(0.1)
    settled = time.monotonic() - ended
    # The last gathering waits three minutes for whoever else may come; it is asked for once, and not waited for.
    said = [each for each in vk.messages(_COMMUNITY.group_id, chat["peer_id"]) if each["from_id"] < 0]
    (house,) = store.query_group("houses", House, [], limit=2)
    assert len({each.record.user_id for each in noted}) == _JOINS
    return [
        str(_JOINS),
        str(len(noted)),
        f"{house.record.members_count} by then",
        str(len([each for each in said if not each.get("action")]) - 1),
        str(_requests(vk) - asked),
        f"{settled:.1f} s",
    ]


def _requests(vk: VkPeople) -> int:
    mine = vk.requests()["per_token"].get(str(_COMMUNITY.group_id), {"requests": 0})
    return int(mine["requests"])


def _messages(cloud: LocalCloud) -> tuple[list[list[str]], list[Budget]]:
    callback = Addresses.url(cloud.function_port("vk_callback"))
    with tempfile.TemporaryDirectory() as folder, _empty_function(Path(folder)) as empty:
        to_empty, to_callback = _sender(empty), _sender(callback)
        turns = [
            [asyncio.run(sender.sustained(_SUSTAINED_FOR_S)) for sender in (to_empty, to_callback)]
            for _ in range(_TURNS)
        ]
        sustained, ours_sustained = (median(turn[of] for turn in turns) for of in (0, 1))
        rate = sustained * _SHARE_OF_EMPTY
        before = _written(cloud)
        ours = asyncio.run(to_callback.open_loop(rate, _MESSAGES_TAKE_S))
        time.sleep(1)
        writes = (_written(cloud) - before) * 1000 / ours.sent
        theirs = asyncio.run(to_empty.open_loop(rate, _MESSAGES_TAKE_S / 2))
    share = median(ours / empty for empty, ours in turns)
    rows = [
        ["empty function, as fast as it can", f"{sustained:.0f}", "", "", "", "", "", ""],
        ["vk_callback, as fast as it can", f"{ours_sustained:.0f}", "", "", "", "", "", ""],
        _row("vk_callback", ours, f"{writes:.2f}"),
        _row("empty function", theirs, "0"),
    ]
    return rows, [
        Budget("throughput, of the empty function's", 100 * _SHARE_OF_EMPTY, 100 * share, "%", at_least=True),
        Budget("messages that were not answered", 0, ours.sent - ours.answered, "messages"),
        Budget("an ordinary message, p99", 50, ours.quantile(0.99), "ms"),
        Budget("writes for 1,000 ordinary messages", 50, writes, "writes"),
    ]


def _row(what: str, measured: Measured, writes: str) -> list[str]:
    return [
        what,
        f"{measured.rate:.0f}",
        str(measured.sent),
        str(measured.answered),
        f"{measured.quantile(0.5):.1f}",
        f"{measured.quantile(0.99):.1f}",
        f"{max(measured.latencies):.1f}",
        writes,
    ]


def _written(cloud: LocalCloud) -> int:
    """Documents that ordinary messages could have written."""
    store = cloud.outside().store
    return sum(store.totals(collection)[0] for collection in ("speakers", "events", "consents"))


def _sender(url: str) -> Sender:
    """Sends ordinary messages."""
    return Sender(url, _CONNECTIONS, lambda number: post(_event(number, number)), _is_ok)


def _is_ok(head: bytes, body: bytes) -> bool:
    return head.startswith(b"HTTP/1.1 200") and body == b"ok"


def _event(number: int, cmid: int) -> bytes:
    """An ordinary message: another person in another chat each time."""
    message = {
        "date": int(time.time()),
        "from_id": 1_000_000 + number % (_CHATS * _PEOPLE_A_CHAT),
        "id": 0,
        "out": 0,
        "version": 10_000,
        "attachments": [],
        "conversation_message_id": cmid + 10,
        "fwd_messages": [],
        "important": False,
        "is_hidden": False,
        "peer_id": 2_000_000_001 + number % _CHATS,
        "random_id": 0,
        "text": "Соседи, подскажите, во всём доме нет горячей воды или только у нас?",
    }
    event = {
        "group_id": _COMMUNITY.group_id,
        "type": "message_new",
        "event_id": f"{number:040x}",
        "v": "5.199",
        "object": {"message": message, "client_info": {"button_actions": ["text"], "keyboard": True, "lang_id": 0}},
        "secret": _COMMUNITY.secret,
    }
    return json.dumps(event, ensure_ascii=False).encode()


@contextmanager
def _empty_function(folder: Path) -> Iterator[str]:
    (folder / "main.py").write_text(_EMPTY, encoding="utf-8")
    port = free_addresses().first_port
    argv = [sys.executable, "-m", "functions_framework", "--source", str(folder / "main.py"), "--target", "empty"]
    argv += ["--host", HOST, "--port", str(port)]
    environment = {**os.environ, "THREADS": str(_THREADS), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(argv, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        asyncio.run(_sender(Addresses.url(port)).wait_until_up())
        yield Addresses.url(port)
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
