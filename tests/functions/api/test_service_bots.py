"""Service bots: the catalogue, houses that get them, administrators who add them, chats that are looked into."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from msgspec.structs import replace

from lib.gateways.firestore.store import Create, Put, Update
from lib.houses import assigning
from lib.houses.house import FIRST_CHAT_PEER_ID, AdministratorState, House, house_path
from lib.houses.organizations import organization_key
from lib.houses.search_words import findable
from lib.services.arrivals import bot_came, bot_left
from lib.services.menu import load_service_menu
from lib.services.sweep import sweep_service_bots
from tests.functions.api.city import COMPANY, City, answer, make_house
from tests.functions.api.examples import new_key


@dataclass
class Scene:
    """A house with a real chat in VK, an administrator in it, and a bot in the catalogue."""

    city: City
    house_id: str
    peer_id: int
    administrator: int
    bot: int

    def house(self) -> House:
        found = self.city.store.get(house_path(self.city.own.id, self.house_id), House)
        assert found is not None
        return found.record

    def attach(self, **body: object) -> Any:
        return answer(self.city.employee("POST", f"/service-bots/{self.bot}/attachments", body=body))

    def add_bot(self, act: str = "add_bot") -> None:
        where = {"group_id": self.city.own.group_id, "peer_id": self.peer_id, "bot_group_id": self.bot}
        self.city.vk.act(self.administrator, act, **where)

    def sweep(self) -> int:
        outside = self.city.outside.provisioning
        return sweep_service_bots(store=outside.store, vk=outside.vk, clock=outside.clock)

    def told(self) -> list[Any]:
        """What the administrator was written in private."""
        path = f"/sim/dialogs/{self.city.own.group_id}/{self.administrator}/messages"
        return [each for each in self.city.vk.get(path) if each["from_id"] < 0]


@pytest.fixture
def scene(city: City) -> Scene:
    town, vk = city.own, city.outside.vk(city.own.group_id)
    chat_id = city.vk_chat(town)
    peer = FIRST_CHAT_PEER_ID + chat_id
    link = vk.call("messages.getInviteLink", peer_id=peer)["link"]
    administrator = city.vk.user("Нина", "Петровна")
    city.vk.act(administrator, "join", link=link)
    city.vk.act(administrator, "allow", group_id=town.group_id)
    known = {
        "chat_id": chat_id,
        "administrator_vk_id": administrator,
        "administrator_state": AdministratorState.JOINED,
    }
    city.store.commit([Update(house_path(town.id, town.house_ids[0]), known)])
    bot = city.vk.community(name="Бот заявок").group_id
    body = {"reference": f"https://vk.com/club{bot}", "does": "принимает заявки"}
    assert city.employee("POST", "/service-bots", body=body, key=new_key()).status_code == 201
    return Scene(city, town.house_ids[0], peer, administrator, bot)


def test_a_bot_is_called_as_its_community_unless_it_is_given_a_name(scene: Scene) -> None:
    (entry,) = answer(scene.city.employee("GET", "/service-bots"))["items"]
    assert (entry["name"], entry["does"], entry["houses_count"]) == ("Бот заявок", "принимает заявки", 0)
    body = {"name": "Заявки", "does": "", "organization_id": scene.city.own.organization_id}
    changed = answer(scene.city.employee("PUT", f"/service-bots/{scene.bot}", body=body))
    assert (changed["name"], changed["organization_name"]) == ("Заявки", COMPANY)


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (lambda scene: {"reference": f"club{scene.bot}"}, "service_bot_exists"),
        (lambda _: {"reference": "club999999999"}, "community_reference_unknown"),
    ],
)
def test_what_cannot_be_added_is_refused(scene: Scene, ask: Callable[[Scene], Any], code: str) -> None:
    got = scene.city.employee("POST", "/service-bots", body=ask(scene), key=new_key())
    assert answer(got)["code"] == code


def test_an_unknown_organisation_is_refused(scene: Scene) -> None:
    other = scene.city.vk.community(name="Ещё бот").group_id
    body = {"reference": f"club{other}", "organization_id": "0" * 16}
    assert answer(scene.city.employee("POST", "/service-bots", body=body, key=new_key()))["code"] == (
        "organization_unknown"
    )


def test_a_bot_that_houses_have_stays_in_the_catalogue(scene: Scene) -> None:
    scene.attach(house_ids=[scene.house_id])
    assert answer(scene.city.employee("DELETE", f"/service-bots/{scene.bot}"))["code"] == "service_bot_in_use"
    scene.city.employee("POST", f"/service-bots/{scene.bot}/detachments", body={"house_ids": [scene.house_id]})
    assert scene.city.employee("DELETE", f"/service-bots/{scene.bot}").status_code == 200
    assert answer(scene.city.employee("GET", "/service-bots"))["items"] == []


def test_a_bot_is_attached_to_all_houses_of_a_company_however_many(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.services.attaching.HOUSES_AT_ONCE", 3)
    city, company = scene.city, organization_key(COMPANY)
    for number in range(10, 18):
        house = make_house(f"{number:020x}", number, city.own.group_id, city.clock)
        house = findable(replace(house, company=COMPANY, company_key=company))
        city.store.commit([Create(house_path(city.own.id, house.id), house)])
    assert scene.attach(organization_id=city.own.organization_id) == {"houses": 9, "changed": 9}
    assert scene.attach(organization_id=city.own.organization_id) == {"houses": 9, "changed": 0}
    entry = answer(city.employee("GET", f"/service-bots/{scene.bot}"))
    assert (entry["houses_count"], entry["awaited_count"]) == (9, 9)
    page = answer(city.employee("GET", f"/service-bots/{scene.bot}/houses", awaited="true", limit=5))
    assert [each["is_in_chat"] for each in page["items"]] == [False] * 5
    assert page["next_cursor"]
    path = f"/service-bots/{scene.bot}/detachments"
    body = {"organization_id": city.own.organization_id}
    assert answer(city.employee("POST", path, body=body)) == {"houses": 9, "changed": 9}


def test_the_administrator_is_asked_once_and_the_bot_is_seen_when_it_came(scene: Scene) -> None:
    scene.attach(house_ids=[scene.house_id])
    assert scene.sweep() == 1
    (message,) = scene.told()
    assert f"https://vk.com/club{scene.bot}" in message["text"]
    scene.city.clock.move(minutes=6)
    assert scene.sweep() == 1
    assert len(scene.told()) == 1
    scene.add_bot()
    assert scene.sweep() == 0
    scene.city.clock.move(minutes=6)
    assert scene.sweep() == 1
    assert scene.house().service_bots_awaited == ()
    scene.city.clock.move(days=2)
    assert scene.sweep() == 0


def test_on_later_days_chats_are_looked_into_hourly(scene: Scene) -> None:
    scene.attach(house_ids=[scene.house_id])
    scene.city.clock.move(days=2)
    assert scene.sweep() == 1
    scene.city.clock.move(minutes=30)
    assert scene.sweep() == 0
    scene.city.clock.move(minutes=31)
    assert scene.sweep() == 1


def test_an_administrator_without_consent_is_not_asked_again_and_again(scene: Scene) -> None:
    scene.city.vk.act(scene.administrator, "deny", group_id=scene.city.own.group_id)
    scene.attach(house_ids=[scene.house_id])
    for _ in range(3):
        scene.sweep()
        scene.city.clock.move(hours=2)
    assert scene.city.vk.calls("messages.send", scene.city.own.group_id) == 1
    assert scene.told() == []


def test_what_vk_refuses_for_now_is_done_by_the_next_sweep(scene: Scene) -> None:
    scene.attach(house_ids=[scene.house_id])
    scene.city.vk.post("/sim/faults", {"method": "execute", "error_code": 10, "count": 1})
    assert scene.sweep() == 0
    assert scene.sweep() == 1
    assert len(scene.told()) == 1


def test_a_sweep_that_died_before_its_record_writes_no_second_message(scene: Scene) -> None:
    scene.attach(house_ids=[scene.house_id])
    before = scene.house()
    scene.sweep()
    scene.city.store.commit([Put(house_path(scene.city.own.id, scene.house_id), before)])
    scene.sweep()
    assert len(scene.told()) == 1


def test_the_events_of_coming_and_going_change_what_is_awaited_however_often_they_come(scene: Scene) -> None:
    city, house = scene.city, (scene.city.own.id, scene.house_id)
    scene.attach(house_ids=[scene.house_id])
    for _ in range(2):
        bot_came(*house, scene.bot, store=city.store)
        bot_came(*house, 123, store=city.store)
        assert scene.house().service_bots_awaited == ()
        assert scene.house().service_bots_due_at is None
    for _ in range(2):
        bot_left(*house, scene.bot, city.clock.now(), store=city.store)
        bot_left(*house, 123, city.clock.now(), store=city.store)
        assert scene.house().service_bots_awaited == (scene.bot,)
    assert scene.house().service_bots_due_at == city.clock.now()


def test_an_employee_has_the_chat_looked_into_now(scene: Scene) -> None:
    scene.attach(house_ids=[scene.house_id])
    path = f"/houses/{scene.house_id}/service-bots/check"
    assert [bot["is_in_chat"] for bot in answer(scene.city.employee("POST", path))["service_bots"]] == [False]
    scene.add_bot()
    assert [bot["is_in_chat"] for bot in answer(scene.city.employee("POST", path))["service_bots"]] == [True]
    scene.add_bot("remove_bot")
    assert [bot["is_in_chat"] for bot in answer(scene.city.employee("POST", path))["service_bots"]] == [False]


def test_a_house_without_a_chat_has_nothing_to_look_into(scene: Scene) -> None:
    failed = scene.city.own.house_ids[2]
    assert answer(scene.city.employee("POST", f"/houses/{failed}/service-bots/check"))["code"] == "chat_not_ready"
    scene.attach(house_ids=[failed])
    assert scene.sweep() == 1


def test_detaching_ends_the_waiting(scene: Scene) -> None:
    scene.attach(house_ids=[scene.house_id])
    scene.city.employee("POST", f"/service-bots/{scene.bot}/detachments", body={"house_ids": [scene.house_id]})
    assert (scene.house().service_bots_awaited, scene.house().service_bots_due_at) == ((), None)
    assert scene.sweep() == 0


def test_residents_get_the_bot_and_the_companys_app_as_buttons(scene: Scene) -> None:
    city = scene.city
    scene.attach(house_ids=[scene.house_id])
    body = {"name": COMPANY, "kind": "company", "service_app_url": "vk.com/app51#house"}
    changed = answer(city.employee("PUT", f"/organizations/{city.own.organization_id}", body=body))
    assert changed["service_app_url"] == "https://vk.com/app51#house"
    menu = load_service_menu(city.own.id, scene.house(), store=city.store)
    assert menu.keyboard is not None
    (answered,) = city.outside.vk(city.own.group_id).call(
        "messages.send", peer_ids=scene.peer_id, random_id=7, message=menu.text, keyboard=menu.keyboard
    )
    cmid = answered["conversation_message_id"]
    where = {"group_id": city.own.group_id, "peer_id": scene.peer_id, "cmid": cmid}
    assert city.vk.act(scene.administrator, "press", **where, label="Бот заявок")["link"] == (
        f"https://vk.me/club{scene.bot}"
    )
    pressed = city.vk.act(scene.administrator, "press", **where, label=f"Приложение {COMPANY}")
    assert pressed["link"] == "https://vk.com/app51#house"


def test_changing_an_organisation_without_naming_its_app_keeps_it(scene: Scene) -> None:
    path = f"/organizations/{scene.city.own.organization_id}"
    body = {"name": COMPANY, "kind": "company"}
    scene.city.employee("PUT", path, body=body | {"service_app_url": "vk.com/app51"})
    assert answer(scene.city.employee("PUT", path, body=body))["service_app_url"] == "https://vk.com/app51"
    refused = scene.city.employee("PUT", path, body=body | {"service_app_url": "https://evil.example"})
    assert answer(refused)["code"] == "service_app_invalid"


def test_two_hundred_houses_fit_into_one_commit() -> None:
    # A house and its line each, and the request's own line is one of them.
    assert assigning.HOUSES_AT_ONCE * 2 <= 500
