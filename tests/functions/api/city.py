"""Two municipalities of one region and one of another, with somebody in every role of each, and the API in front of
them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import msgspec
from flask import Flask
from msgspec.structs import replace
from werkzeug.test import TestResponse

from functions.api.app import make_app
from functions.api.outside import Outside
from lib.audit.line import Actor
from lib.audit.record import Doing
from lib.clock import SystemIds
from lib.communities.community import Community, community_path
from lib.config import ApiConfig, Config
from lib.gateways.firestore.store import Create, Put, Store, Write
from lib.gateways.tasks.queue import TaskQueue
from lib.gateways.vk.connect import VkClients
from lib.gateways.vk.pace import Purpose
from lib.houses.house import AdministratorState, House, HouseState, house_id, house_path
from lib.houses.organizations import organization_key
from lib.houses.search_words import findable
from lib.lease import Timing
from lib.municipalities.municipality import Municipality, municipality_path
from lib.organizations.organization import LooksAfter, OrganizationKind, organization_id
from lib.organizations.registry import create_organization
from lib.organizations.representatives import add_representative
from lib.people.directory import KnownPerson
from lib.people.launch import launch_signature
from lib.people.member import Officer, officer_path
from lib.people.permissions import Rights
from lib.people.roles import Role
from lib.people.session import begin_session, session_token
from lib.people.staff import add_member
from lib.provisioning.outside import Provisioning
from local.vk.testing import RunningVk
from tests.clock import MovableClock
from tests.functions.api.foreign_ids import HeardIds

APP_ID = 51_000_001
APP_SECRET = "protected-key-of-the-app"
SESSION_KEY = b"a key of thirty-two letters or more"
ORIGIN = "https://app.example"
COMPANY = "ООО «Уют»"
BEARERS = (Role.REGION_OFFICER, Role.ADMINISTRATOR, Role.EMPLOYEE, Role.REPRESENTATIVE, Role.CHAT_ADMINISTRATOR)


@dataclass
class KeptQueue:
    """The client's side of Cloud Tasks; what was enqueued is kept."""

    tasks: list[dict[str, Any]] = field(default_factory=list)

    def create_task(self, request: dict[str, Any], retry: object = None) -> None:
        self.tasks.append(request["task"])


class Town:
    """A municipality of the stage."""

    def __init__(self, number: int, group_id: int, region: str) -> None:
        self.id = f"{number}{'0' * 10}{number}"
        self.number = number
        self.group_id = group_id
        self.region = region
        # Ids of people that nothing else in the test uses.
        self.people = {role: 1_000_000 * number + index for index, role in enumerate(BEARERS, start=1)}

    @property
    def house_ids(self) -> list[str]:
        """Its houses: 1 the company's, 2 the chat administrator's, 3 failed, 4 nobody's."""
        return [house_id(f"{self.id}-{number}") for number in (1, 2, 3, 4)]

    @property
    def organization_id(self) -> str:
        """The company that manages its first house."""
        return organization_id(organization_key(COMPANY))


class City:
    """Everything that a test of the API needs."""

    def __init__(self, store: Store, vk: RunningVk, clock: MovableClock, scheduler_host: str = "") -> None:
        self.store, self.vk, self.clock, self.queue = store, vk, clock, KeptQueue()
        group, other = vk.community(name="Чаты города"), vk.community(name="Чаты другого города")
        self.towns = [
            Town(1, group.group_id, "Область"),
            Town(2, other.group_id, "Область"),
            Town(3, other.group_id, "Другая область"),
        ]
        self.own, self.neighbour, self.far = self.towns
        tokens = {group.group_id: group.token, other.group_id: other.token}
        core = Config(
            "local",
            "here",
            vk.url,
            tokens,
            provision_url="",
            tasks_caller="",
            broadcast_url="http://worker",
            # As in the local cloud, organisations' own systems may be on this machine.
            cloud_tasks_emulator_host="127.0.0.1:1",
            cloud_scheduler_emulator_host=scheduler_host,
        )
        config = ApiConfig(core, APP_ID, APP_SECRET, SESSION_KEY, ORIGIN, "https://api.example")
        self.outside = Outside(
            config,
            Provisioning(
                store=store,
                vk=VkClients(vk.url, core.vk_tokens, timeout_s=5),
                queue=TaskQueue(self.queue, "projects/test", dict.fromkeys(Purpose, "http://worker"), "caller"),
                clock=clock,
                ids=SystemIds(),
                timing=Timing(vk_timeout_s=10),
            ),
        )
        self.app: Flask = make_app(self.outside)
        self.heard = HeardIds(self.app, SESSION_KEY, clock)
        for town in self.towns:
            self._settle(town)

    def token(self, vk_id: int) -> str:
        """A session of somebody."""
        return session_token(begin_session(vk_id, self.clock.now()), SESSION_KEY)

    def launch(self, vk_id: int, **changed: object) -> str:
        """A launch string as VK signs it; `changed` parameters are signed too."""
        parameters = {
            "vk_user_id": vk_id,
            "vk_app_id": APP_ID,
            "vk_ts": int(self.clock.now().timestamp()),
            "vk_platform": "desktop_web",
            "vk_access_token_settings": "",
        } | changed
        texts = {name: str(value) for name, value in parameters.items()}
        return urlencode(texts | {"sign": launch_signature(texts, APP_SECRET)})

    def call(
        self,
        method: str,
        path: str,
        *,
        by: int | None,
        body: object = None,
        key: str | None = None,
        form: Mapping[str, Any] | None = None,
        **query: object,
    ) -> TestResponse:
        """One request; `by` is whose session goes along."""
        headers = {"Authorization": f"Bearer {self.token(by)}"} if by else {}
        if key:
            headers["Idempotency-Key"] = key
        sent: dict[str, Any] = {"data": form} if form is not None else {"json": body} if body is not None else {}
        return self.app.test_client().open(f"/api/v1{path}", method=method, headers=headers, query_string=query, **sent)

    def vk_chat(self, town: Town, title: str = "Дом") -> int:
        """A chat of the town's community in VK; its chat_id."""
        return int(self.outside.vk(town.group_id).call("messages.createChat", title=title)["chat_id"])

    def employee(self, method: str, path: str, **given: Any) -> TestResponse:
        """One request of an employee of the first town; the path begins inside of it."""
        return self.call(method, self.at(path), by=self.own.people[Role.EMPLOYEE], **given)

    def administrator(self, method: str, path: str, **given: Any) -> TestResponse:
        """One request of an administrator of the first town."""
        return self.call(method, self.at(path), by=self.own.people[Role.ADMINISTRATOR], **given)

    def at(self, path: str) -> str:
        """A path inside of the first town."""
        return f"/municipalities/{self.own.id}{path}"

    def heard_foreign(self) -> list[tuple[int, str, str]]:
        """Who was told an id of a municipality in which they are nobody, by whatever answer to whatever client; which
        id, and by which request.
        """
        towns = {town.id: town for town in self.towns}

        def works_in(vk_id: int, town_id: str) -> bool:
            # A municipality that a test adds has nobody of the stage in it.
            return town_id in towns and self.works_in(vk_id, towns[town_id])

        return self.heard.foreign(self.store, works_in)

    def works_in(self, vk_id: int, town: Town) -> bool:
        """Whether somebody of the stage is anything in a town."""
        officers = {each.people[Role.REGION_OFFICER] for each in self.towns if each.region == town.region}
        return vk_id in officers or vk_id in town.people.values()

    def doing(self, town: Town, request_id: str) -> Doing:
        """The stage setting itself up."""
        return Doing(town.id, Actor(0, "Сцена", ""), request_id, self.clock.now())

    def _settle(self, town: Town) -> None:
        self.store.commit([Put(community_path(town.group_id), Community(town.group_id, f"Чаты {town.number}"))])
        municipality = Municipality(town.id, f"Город {town.number}", town.region, town.group_id, "г. Город")
        self.store.commit([Create(municipality_path(town.id), municipality), *self._houses(town)])
        for role in (Role.ADMINISTRATOR, Role.EMPLOYEE):
            add_member(person(town.people[role]), role, self.doing(town, f"member{role}{town.id}"), store=self.store)
        officer = Officer(town.people[Role.REGION_OFFICER], town.region, "Офицер", "")
        self.store.commit([Put(officer_path(town.region, officer.vk_id), officer)])
        create_organization(COMPANY, OrganizationKind.COMPANY, self.doing(town, f"org{town.id}"), store=self.store)
        add_representative(
            person(town.people[Role.REPRESENTATIVE]),
            town.organization_id,
            LooksAfter.ALL,
            [],
            self.doing(town, f"rep{town.id}"),
            Rights(0, "", town.id, frozenset({Role.EMPLOYEE})),
            store=self.store,
        )

    def _houses(self, town: Town) -> Iterator[Write]:
        for number, id_ in enumerate(town.house_ids, start=1):
            house = make_house(id_, number, town.group_id, self.clock)
            if number == 1:
                house = replace(house, company=COMPANY, company_key=organization_key(COMPANY))
            if number == 2:
                house = replace(
                    house,
                    administrator_vk_id=town.people[Role.CHAT_ADMINISTRATOR],
                    administrator_name="Нина Петровна",
                    administrator_state=AdministratorState.NAMED,
                    administrator_generation=1,
                )
            if number == 3:
                house = replace(house, state=HouseState.FAILED, failure="vk_not_answering", invite_link="", chat_id=0)
            yield Create(house_path(town.id, id_), findable(house))


def person(vk_id: int, name: str = "") -> KnownPerson:
    """Somebody of VK."""
    return KnownPerson(vk_id, name or f"Человек {vk_id}", "", f"id{vk_id}")


def make_house(id_: str, number: int, group_id: int, clock: MovableClock) -> House:
    """A live house on one street."""
    return House(
        id=id_,
        address=f"г. Город, ул. Ленина, д. {number}",
        address_key=f"key-{id_}",
        title=f"ул. Ленина, {number}",
        group_id=group_id,
        import_id="",
        wave_id="",
        created_at=clock.now(),
        settlement="г. Город",
        street="ул. Ленина",
        state=HouseState.LIVE,
        chat_id=100 + number,
        invite_link=f"https://vk.me/join/{id_}",
    )


def answer(response: TestResponse) -> Any:
    """The JSON of an answer."""
    return msgspec.json.decode(response.data)
