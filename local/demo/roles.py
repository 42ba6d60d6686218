"""What the people of the demo are: every role of a municipality, given as ops and its administrator would give it."""

from __future__ import annotations

from lib.audit.line import Actor
from lib.audit.record import Doing
from lib.houses.assigning import Assignment, assign
from lib.houses.house import House, HouseState, houses_path
from lib.municipalities.municipality import Municipality
from lib.organizations.organization import LooksAfter, organization_id
from lib.organizations.representatives import add_representative
from lib.people.appointing import appoint_administrator, appoint_officer
from lib.people.directory import KnownPerson, find_person
from lib.people.permissions import Rights
from lib.people.roles import Role
from lib.people.staff import add_member
from lib.provisioning.outside import Provisioning
from local.demo.region import DemoPerson

_HOUSES_OF_THE_CHAT_ADMINISTRATOR = 3


class Appointments:
    """Gives roles in a municipality; whoever is not the first administrator gets theirs from that one."""

    def __init__(self, municipality: Municipality, outside: Provisioning) -> None:
        self._municipality = municipality
        self._outside = outside
        self._store = outside.store
        self._vk = outside.vk.of(municipality.group_id)
        self._administrator = Actor(0, "", "")

    def give(self, role: Role, person: DemoPerson) -> None:
        """Makes a person what the role says."""
        known = find_person(str(person.user_id), vk=self._vk, store=self._store)
        match role:
            case Role.REGION_OFFICER:
                appoint_officer(self._municipality.region, str(known.vk_id), vk=self._vk, store=self._store)
            case Role.ADMINISTRATOR:
                self._appoint_administrator(known)
            case Role.EMPLOYEE:
                add_member(known, role, self._doing(), store=self._store)
            case Role.REPRESENTATIVE:
                self._represent_a_company(known)
            case Role.CHAT_ADMINISTRATOR:
                self._administer_chats(known)

    def _appoint_administrator(self, person: KnownPerson) -> None:
        appoint_administrator(
            self._municipality,
            str(person.vk_id),
            vk=self._vk,
            store=self._store,
            clock=self._outside.clock,
            ids=self._outside.ids,
        )
        self._administrator = Actor(person.vk_id, person.name, Role.ADMINISTRATOR.in_russian)

    def _represent_a_company(self, person: KnownPerson) -> None:
        house = next(house for house in self._live_houses() if house.company)
        add_representative(
            person,
            organization_id(house.company_key),
            LooksAfter.ALL,
            [],
            self._doing(),
            self._rights(),
            store=self._store,
        )

    def _administer_chats(self, person: KnownPerson) -> None:
        houses = self._live_houses()[:_HOUSES_OF_THE_CHAT_ADMINISTRATOR]
        ids = [house.id for house in houses]
        assign(self._rights(), ids, Assignment(administrator=person), {}, self._doing(), store=self._store)

    def _live_houses(self) -> list[House]:
        found = self._store.query(houses_path(self._municipality.id), House, [("state", "==", HouseState.LIVE)])
        return sorted((stored.record for stored in found), key=lambda house: house.chat_id)

    def _doing(self) -> Doing:
        return Doing(
            self._municipality.id, self._administrator, self._outside.ids.document_id(), self._outside.clock.now()
        )

    def _rights(self) -> Rights:
        who = self._administrator
        return Rights(who.vk_id, who.name, self._municipality.id, frozenset({Role.ADMINISTRATOR}))
