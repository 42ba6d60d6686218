"""What ops do and nobody in the app can: the first administrator of a municipality, the officers of a region."""

from __future__ import annotations

from lib.audit.line import Actor
from lib.audit.record import Doing
from lib.clock import Clock, Ids
from lib.gateways.firestore.store import Put, Store
from lib.gateways.vk.client import VkClient
from lib.municipalities.municipality import Municipality
from lib.people.directory import KnownPerson, find_person
from lib.people.member import Member, Officer, officer_path
from lib.people.roles import Role
from lib.people.staff import add_member

# The system itself: nobody of VK has the id 0.
OPS = Actor(0, "Служба сопровождения", "")


def appoint_administrator(
    municipality: Municipality, reference: str, *, vk: VkClient, store: Store, clock: Clock, ids: Ids
) -> Member:
    """Names an administrator of a municipality: its first, or one more where it has lost touch with all of its own.

    Raises:
        DomainError: `person_unknown`, `vk_unavailable`, `member_exists`.
    """
    person = find_person(reference, vk=vk, store=store)
    doing = Doing(municipality.id, OPS, ids.document_id(), clock.now())
    return add_member(person, Role.ADMINISTRATOR, doing, store=store)


def appoint_officer(region: str, reference: str, *, vk: VkClient, store: Store) -> KnownPerson:
    """Names an officer of a region; naming the same one again changes nothing.

    Raises:
        DomainError: `person_unknown`, `vk_unavailable`.
    """
    person = find_person(reference, vk=vk, store=store)
    officer = Officer(person.vk_id, region, person.name, person.photo_url)
    store.commit([Put(officer_path(region, person.vk_id), officer)])
    return person
