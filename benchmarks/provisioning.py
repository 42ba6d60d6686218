"""The main job, 10,000 houses from a sheet to live chats, beside the best documented way of a client library.

VK's stand-in answers after 120 ms and takes 20 requests a second, as VK does. The peers may use all 20; the system
keeps to the 8 that provisioning's share allows. Budget: at most 0.2 requests a house and 250 s for 10,000 houses.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import requests
import vk_api
from requests.adapters import HTTPAdapter

from benchmarks.clouds import watched_cloud
from benchmarks.results import Budget
from benchmarks.table import print_table
from local.addresses import Addresses
from local.cloud import COMMUNITIES, LocalCloud
from local.provision import Run
from local.vk_people import VkPeople

_HOUSES = 10_000
# A peer's pace does not change with the number of houses: a few show it.
_HOUSES_OF_A_PEER = 50
_PEER = COMMUNITIES[1]


def main() -> None:
    """Prints the table."""
    with watched_cloud() as cloud:
        rows = [
            _row("house chats, share of 8 a second", _HOUSES, *_ours(cloud)),
            _row("vk_api, call by call", _HOUSES_OF_A_PEER, *_peer(cloud, _call_by_call)),
            _row("vk_api, pool of 25 a step", _HOUSES_OF_A_PEER, *_peer(cloud, _by_pool)),
        ]
    header = ["what", "houses", "seconds", "houses a second", "requests a house", "most in a second"]
    budgets = [
        Budget(f"{_HOUSES} houses to live chats", 250, float(rows[0][2]), "s"),
        Budget("requests a house", 0.2, float(rows[0][4]), "requests"),
    ]
    print_table("Houses to live, linked, welcomed, pinned chats", header, rows, budgets, "houses a second")


def _row(what: str, houses: int, seconds: float, requests_made: int, most: int) -> list[str]:
    return [
        what,
        str(houses),
        f"{seconds:.1f}",
        f"{houses / seconds:.1f}",
        f"{requests_made / houses:.3f}",
        str(most),
    ]


def _ours(cloud: LocalCloud) -> tuple[float, int, int]:
    lines = [f"г. Город, ул. {number // 200 + 1}-я Полевая, д. {number % 200 + 1}" for number in range(_HOUSES)]
    sheet = "\n".join(["Адрес", *lines]).encode()
    summary = Run(cloud, "Город", "Область", COMMUNITIES[0].group_id).provision(sheet, "houses.csv")
    assert summary.live == _HOUSES, summary
    return summary.seconds, summary.requests, summary.most_requests_in_a_second


def _peer(cloud: LocalCloud, way: Callable[[vk_api.VkApi], None]) -> tuple[float, int, int]:
    vk = VkPeople(Addresses.url(cloud.addresses.vk))
    session = requests.Session()
    session.mount("https://api.vk.ru/", _Redirect(Addresses.url(cloud.addresses.vk)))
    before = _counted(vk)
    begun = time.monotonic()
    way(vk_api.VkApi(token=_PEER.token, session=session, api_version="5.199"))
    took = time.monotonic() - begun
    after = _counted(vk)
    return took, after[0] - before[0], after[1]


def _counted(vk: VkPeople) -> tuple[int, int]:
    mine = vk.requests()["per_token"].get(str(_PEER.group_id), {"requests": 0, "most_in_a_second": 0})
    return int(mine["requests"]), int(mine["most_in_a_second"])


def _call_by_call(api: vk_api.VkApi) -> None:
    for number in range(_HOUSES_OF_A_PEER):
        created = api.method("messages.createChat", {"title": f"Дом {number}", "group_id": _PEER.group_id})
        peer = 2_000_000_000 + created["chat_id"]
        link = api.method("messages.getInviteLink", {"peer_id": peer})["link"]
        message = {"peer_ids": peer, "random_id": number + 1, "message": f"Добро пожаловать! {link}"}
        sent = api.method("messages.send", message)
        api.method("messages.pin", {"peer_id": peer, "cmid": sent[0]["conversation_message_id"]})


def _by_pool(api: vk_api.VkApi) -> None:
    numbers = range(_HOUSES_OF_A_PEER)
    titles = [{"title": f"Ещё дом {number}", "group_id": _PEER.group_id} for number in numbers]
    peers = [2_000_000_000 + created["chat_id"] for created in _pool(api, "messages.createChat", titles)]
    links = [answer["link"] for answer in _pool(api, "messages.getInviteLink", [{"peer_id": peer} for peer in peers])]
    messages = [
        {"peer_ids": peer, "random_id": 10_000 + peer % 10_000, "message": f"Добро пожаловать! {link}"}
        for peer, link in zip(peers, links, strict=True)
    ]
    sent = [answer[0]["conversation_message_id"] for answer in _pool(api, "messages.send", messages)]
    _pool(api, "messages.pin", [{"peer_id": peer, "cmid": cmid} for peer, cmid in zip(peers, sent, strict=True)])


def _pool(api: vk_api.VkApi, method: str, calls: list[dict[str, object]]) -> list[Any]:
    with vk_api.VkRequestsPool(api) as pool:
        answers = [pool.method(method, call) for call in calls]
    return [answer.result for answer in answers]


class _Redirect(HTTPAdapter):
    """Sends what is meant for VK to VK's stand-in."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        assert request.url is not None
        request.url = request.url.replace("https://api.vk.ru", self._url, 1)
        return super().send(request, *args, **kwargs)


if __name__ == "__main__":
    main()
