"""Chat administrators led through every process of a local cloud, as people."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from typing import Any

import httpx

from lib.houses.house import House, OnboardingState, houses_path
from lib.onboarding.onboarding import Onboarding, SmsState, onboarding_path
from local.cloud import COMMUNITIES
from tests.system.conftest import RunningCloud, StartCloud

GROUP_ID = COMMUNITIES[0].group_id


class People:
    """What people of VK do and see."""

    def __init__(self, running: RunningCloud) -> None:
        self._running = running

    def new(self, name: str, *, consents: bool = False) -> int:
        vk_id = int(self._post("/sim/users", first_name=name, last_name="Соседова")["user_id"])
        if consents:
            self.act(vk_id, "allow", group_id=GROUP_ID)
        return vk_id

    def act(self, vk_id: int, act: str, **body: object) -> Any:
        return self._post(f"/sim/users/{vk_id}/{act}", **body)

    def press(self, vk_id: int, label: str) -> Any:
        message = next(each for each in reversed(self.dialog(vk_id)) if label in str(each.get("keyboard")))
        cmid = message["conversation_message_id"]
        return self.act(vk_id, "press", group_id=GROUP_ID, peer_id=vk_id, cmid=cmid, label=label)

    def dialog(self, vk_id: int) -> list[dict[str, Any]]:
        url = self._running.url(f"/sim/dialogs/{GROUP_ID}/{vk_id}/messages")
        messages: list[dict[str, Any]] = httpx.get(url, timeout=30).json()
        return messages

    def texts(self, vk_id: int) -> str:
        return "\n".join(each["text"] for each in self.dialog(vk_id) if each["from_id"] < 0)

    def sms(self) -> list[dict[str, Any]]:
        sent: list[dict[str, Any]] = httpx.get(self._running.url("/sim/sms"), timeout=30).json()
        return sent

    def _post(self, path: str, **body: object) -> Any:
        return httpx.post(self._running.url(path), json=body, timeout=30).raise_for_status().json()


def wait(is_so: Callable[[], bool], seconds: float = 60) -> None:
    """Waits until it is so; fails where that does not come."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_administrators_of_a_sheet_are_led_to_living_houses_while_the_workers_die(start_cloud: StartCloud) -> None:
    with start_cloud(vk_latency_ms=5) as running:
        people, store = People(running), running.cloud.outside().store
        nina = people.new("Нина", consents=True)
        rows = [f"г. Город, ул. Ленина, д. 1;https://vk.com/id{nina};15", "г. Город, ул. Ленина, д. 2;+79220000001;15"]
        sheet = "\n".join(["Адрес;Администратор чата;Количество квартир", *rows]).encode()
        assert running.provision(sheet).live == 2
        (municipality,) = {each.path.split("/")[1] for each in store.query_group("houses", House, [])}

        def houses() -> dict[str, House]:
            found = store.query(houses_path(municipality), House)
            return {stored.record.address[-1]: stored.record for stored in found}

        def onboarding(house: House) -> Onboarding:
            found = store.get(onboarding_path(municipality, house.id), Onboarding)
            assert found is not None
            return found.record

        wait(lambda: {house.onboarding for house in houses().values()} == {OnboardingState.INVITED})
        (sms,) = people.sms()
        wait(lambda: onboarding(houses()["2"]).sms is SmsState.DELIVERED)
        olga = people.new("Ольга")
        people.act(olga, "write", group_id=GROUP_ID, text="Начать", ref=sms["msg"].split("?ref=")[1])
        wait(lambda: "Шаг 1 из 3" in people.texts(olga))
        os.kill(running.processes.pid("answer"), signal.SIGKILL)
        for number, vk_id in (("1", nina), ("2", olga)):
            people.act(vk_id, "join", link=houses()[number].invite_link)
        for vk_id in (nina, olga):
            wait(lambda vk_id=vk_id: "Соседи, у нашего дома" in people.texts(vk_id))  # type: ignore[misc]
            assert "плакат" in people.press(vk_id, "Текст отправлен, дальше")["answer"]["text"]
            wait(lambda vk_id=vk_id: "Шаг 3 из 3" in people.texts(vk_id))  # type: ignore[misc]
        for house in houses().values():
            for count in range(3):
                people.act(people.new(f"Житель{count}"), "join", link=house.invite_link)
        wait(lambda: {house.onboarding for house in houses().values()} == {OnboardingState.LIVE}, seconds=90)
        assert {house.administrator_phone for house in houses().values()} == {""}
        titles = [chat["title"] for chat in running.chats()]
        assert len(titles) == 3
        assert "Координационный чат: Город" in titles
