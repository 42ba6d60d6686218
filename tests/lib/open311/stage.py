"""A municipality whose company has a system of its own, which is a real server, and the complaints that go there."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from msgspec.structs import replace

from lib.audit.line import Actor
from lib.audit.record import Doing
from lib.clock import SystemIds
from lib.complaints.complaint import Complaint, complaint_path
from lib.complaints.registering import NewComplaint, register_complaint
from lib.gateways.firestore.store import Create, Store
from lib.gateways.open311.client import GeoReportClient
from lib.gateways.tasks.queue import TaskQueue
from lib.gateways.vk.connect import VkClients
from lib.gateways.vk.pace import Purpose
from lib.houses.address_parsing import parse_address
from lib.houses.house import house_id, house_path
from lib.houses.organizations import organization_key
from lib.lease import Timing
from lib.municipalities.municipality import Municipality, municipality_path
from lib.open311.connecting import Connection, connect_server
from lib.open311.delivery import Delivery, deliveries_path
from lib.open311.exchange import Exchanging, exchange
from lib.organizations.organization import OrganizationKind
from lib.organizations.registry import create_organization
from lib.outbox.message import OutgoingMessage
from lib.people.directory import KnownPerson
from lib.people.roles import Role
from lib.people.staff import add_member
from lib.provisioning.outside import Provisioning
from tests.clock import MovableClock
from tests.functions.api.city import COMPANY, KeptQueue, make_house
from tests.georeport_server import KEY, GeoReportServer

TOWN, GROUP, AUTHOR, EMPLOYEE = "100000000001", 220000001, 987_654, 555_001
WORDS = "Лифт стоит, третий подъезд"
_numbers = count(1)


class Stage:
    """The municipality, and what happens between it and the company's system."""

    def __init__(self, store: Store, server: GeoReportServer) -> None:
        self.store, self.server, self.clock = store, server, MovableClock()
        server.now = self.clock.now
        queue = TaskQueue(KeptQueue(), "projects/test", dict.fromkeys(Purpose, "http://worker"), "caller")
        vk = VkClients("http://127.0.0.1:1", {GROUP: "token"}, timeout_s=1)
        self.desk = Provisioning(store, vk, queue, self.clock, SystemIds(), Timing(vk_timeout_s=10))
        self.client = GeoReportClient(self.clock, is_local=True, read_s=2)
        store.commit([Create(municipality_path(TOWN), Municipality(TOWN, "Город", "Область", GROUP, "г. Город"))])
        key = parse_address("г. Город, ул. Ленина, д. 1").key
        house = make_house(house_id(key), 1, GROUP, self.clock)
        self.house = replace(house, address_key=key, company=COMPANY, company_key=organization_key(COMPANY))
        store.commit([Create(house_path(TOWN, self.house.id), self.house)])
        self.company = create_organization(COMPANY, OrganizationKind.COMPANY, self.doing(), store=store)
        add_member(KnownPerson(EMPLOYEE, "Елена", "", ""), Role.EMPLOYEE, self.doing(), store=store)
        self.connect()

    def doing(self) -> Doing:
        return Doing(TOWN, Actor(0, "Сцена", ""), f"request{next(_numbers)}", self.clock.now())

    def connect(self, api_key: str = KEY) -> None:
        """The company's system is connected."""
        asked = Connection(self.server.url, "city.gov", api_key, "002", {"lift": "001"})
        connect_server(self.company.id, asked, self.doing(), store=self.store, client=self.client)
        self.server.asked.clear()

    def complain(self, words: str = WORDS, photos: tuple[str, ...] = (f"photo{AUTHOR}_1_key",)) -> Complaint:
        """A resident's complaint."""
        new = NewComplaint(TOWN, GROUP, self.house.id, "lift", AUTHOR, f"{next(_numbers)}", words, photos)
        return register_complaint(new, self.desk)

    def run(self, **later: float) -> dict[str, int]:
        """The minute's exchange, after a time."""
        self.clock.time += timedelta(**later)
        return exchange(Exchanging(self.desk, self.client))

    def now(self, complaint: Complaint) -> Complaint:
        """The complaint as it is."""
        found = self.store.get(complaint_path(TOWN, complaint.id), Complaint)
        assert found is not None
        return found.record

    @property
    def deliveries(self) -> list[Delivery]:
        """All deliveries."""
        found = self.store.query(deliveries_path(TOWN), Delivery)
        return sorted((stored.record for stored in found), key=lambda each: each.made_at)

    @property
    def delivery(self) -> Delivery:
        """The only one."""
        (only,) = self.deliveries
        return only

    def told(self, vk_id: int = AUTHOR) -> list[str]:
        """What somebody is told."""
        found = self.store.query(f"municipalities/{TOWN}/outbox", OutgoingMessage)
        letters = [each.record.letter for each in sorted(found, key=lambda each: each.record.since)]
        return [letter.text for letter in letters if vk_id in letter.peer_ids]
