"""Reading what somebody is: in one municipality for a request, in all of them for the choice of where to work."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from lib.clock import Clock
from lib.gateways.firestore.store import Condition, Store, Stored
from lib.houses.house import House, houses_path
from lib.municipalities.municipality import Municipality, municipality_path
from lib.people.member import Member, Officer, member_path, officer_path
from lib.people.permissions import Rights
from lib.people.roles import STAFF, Role

Record = TypeVar("Record")

# Taking somebody's role takes effect on every instance within this time; a click makes several requests.
REMEMBERED_FOR = timedelta(seconds=5)
# A person who works in more municipalities than this is a region officer, who is found by region.
_MOST_PLACES = 200


class Workplace(Struct, frozen=True):
    """A municipality and what somebody is there."""

    municipality: Municipality
    rights: Rights


def load_workplace(municipality_id: str, vk_id: int, *, store: Store) -> Workplace | None:
    """What somebody is in a municipality; None where they are nothing there, or there is no such municipality."""
    municipality = store.get(municipality_path(municipality_id), Municipality)
    if municipality is None:
        return None
    member = store.get(member_path(municipality_id, vk_id), Member)
    officer = store.get(officer_path(municipality.record.region, vk_id), Officer)
    rights = _rights(municipality_id, vk_id, member.record if member else None, officer.record if officer else None)
    if not rights.roles & STAFF:
        rights = _with_own_houses(rights, store)
    return Workplace(municipality.record, rights) if rights.roles else None


def load_workplaces(vk_id: int, *, store: Store) -> list[Workplace]:
    """All municipalities where somebody is anything, by name: a handful of queries, however many there are."""
    members = {_scope(found): found.record for found in _group("members", Member, ("vk_id", "==", vk_id), store)}
    administered = {
        _scope(found): found.record.administrator_name
        for found in _group("houses", House, ("administrator_vk_id", "==", vk_id), store)
    }
    official = {_scope(found) for found in _group("houses", House, ("official_vk_ids", "array_contains", vk_id), store)}
    region = _region_of_officer(vk_id, store)
    paths = [municipality_path(id_) for id_ in {*members, *administered, *official} - region.keys()]
    others = store.get_many(paths, Municipality).values()
    places = []
    for municipality, officer in [*region.values(), *((stored.record, None) for stored in others)]:
        rights = _rights(municipality.id, vk_id, members.get(municipality.id), officer)
        if not rights.roles & STAFF:
            name = administered.get(municipality.id)
            rights = _with_houses(rights, name, is_official=municipality.id in official)
        if rights.roles:
            places.append(Workplace(municipality, rights))
    return sorted(places, key=lambda place: place.municipality.name)


class RememberedRights:
    """Workplaces as they were read a few seconds ago, for the requests of one instance."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._read: dict[tuple[str, int], tuple[datetime, Workplace | None]] = {}

    def workplace(self, municipality_id: str, vk_id: int) -> Workplace | None:
        """What `load_workplace` said at most `REMEMBERED_FOR` ago."""
        now, key = self._clock.now(), (municipality_id, vk_id)
        read = self._read.get(key)
        if read is None or now - read[0] >= REMEMBERED_FOR:
            self._forget_the_old(now)
            read = now, load_workplace(municipality_id, vk_id, store=self._store)
            self._read[key] = read
        return read[1]

    def _forget_the_old(self, now: datetime) -> None:
        old = [key for key, (at, _) in self._read.items() if now - at >= REMEMBERED_FOR]
        for key in old:
            self._read.pop(key, None)


def _rights(municipality_id: str, vk_id: int, member: Member | None, officer: Officer | None) -> Rights:
    roles = {Role.REGION_OFFICER} if officer else set()
    name = officer.name if officer else ""
    if member is not None:
        roles |= set(member.roles)
        name = member.name
    return Rights(vk_id, name, municipality_id, frozenset(roles), member.company_keys if member else ())


def _with_own_houses(rights: Rights, store: Store) -> Rights:
    """The rights of somebody whose name stands in houses: as their chat administrator, or as an official of theirs."""
    houses = houses_path(rights.municipality_id)
    administered = store.query(houses, House, [("administrator_vk_id", "==", rights.vk_id)], limit=1)
    official = store.query(houses, House, [("official_vk_ids", "array_contains", rights.vk_id)], limit=1)
    name = administered[0].record.administrator_name if administered else None
    return _with_houses(rights, name, is_official=bool(official))


def _with_houses(rights: Rights, name_as_administrator: str | None, *, is_official: bool) -> Rights:
    roles = set(rights.roles)
    if name_as_administrator is not None:
        roles.add(Role.CHAT_ADMINISTRATOR)
    if is_official:
        roles.add(Role.REPRESENTATIVE)
    return replace(rights, name=rights.name or name_as_administrator or "", roles=frozenset(roles))


def _group(group: str, kind: type[Record], condition: Condition, store: Store) -> list[Stored[Record]]:
    return store.query_group(group, kind, [condition], limit=_MOST_PLACES)


def _scope(found: Stored[Any]) -> str:
    """The municipality under which a record lies: `municipalities/{m}/members/{id}`."""
    return found.path.split("/")[1]


def _region_of_officer(vk_id: int, store: Store) -> dict[str, tuple[Municipality, Officer | None]]:
    """The municipalities of the regions of which somebody is an officer, by id."""
    return {
        stored.record.id: (stored.record, officer.record)
        for officer in _group("officers", Officer, ("vk_id", "==", vk_id), store)
        for stored in store.query(
            "municipalities", Municipality, [("region", "==", officer.record.region)], limit=_MOST_PLACES
        )
    }
