"""Who is behind a VK link or id: asked of VK, remembered, so that lists can show names and photos."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from lib import log
from lib.errors import DomainError
from lib.gateways.firestore.store import Put, Store
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown
from lib.gateways.vk.people import Person, find_communities, find_people
from lib.houses.people_references import UnusableReference, parse_vk_reference


class KnownPerson(Struct, frozen=True):
    """What is remembered of a person of VK."""

    vk_id: int
    name: str
    photo_url: str
    screen_name: str


def person_path(vk_id: int) -> str:
    """Where it lies."""
    return f"people/{vk_id}"


def find_person(reference: str, *, vk: VkClient, store: Store) -> KnownPerson:
    """The person whom a VK link, @name or id means.

    Raises:
        DomainError: `person_unknown`, `vk_unavailable`.
    """
    people = find_all([reference], vk=vk, store=store)
    return people[0]


def find_all(references: Sequence[str], *, vk: VkClient, store: Store) -> list[KnownPerson]:
    """The people whom these references mean, in order; raises as `find_person` if one of them means nobody."""
    if not references:
        return []
    names = [_vk_name(reference) for reference in references]
    found = _asked(names, vk)
    if any(name not in found for name in names):
        raise DomainError("person_unknown")
    people = [_known(found[name]) for name in names]
    store.commit([Put(person_path(person.vk_id), person) for person in dict.fromkeys(people)])
    return people


def find_bots(references: Sequence[str], *, vk: VkClient) -> list[int]:
    """The ids of the communities that these references mean.

    Raises:
        DomainError: `community_reference_unknown`, `vk_unavailable`.
    """
    if not references:
        return []
    try:
        names = [parse_vk_reference(reference).name for reference in references]
        found = find_communities(vk, names)
        return [found[name] for name in names]
    except (UnusableReference, KeyError):
        raise DomainError("community_reference_unknown") from None
    except (VkError, VkOutcomeUnknown) as error:
        raise _unavailable(error) from None


def people_by_id(vk_ids: Sequence[int], *, vk: VkClient, store: Store) -> dict[int, KnownPerson]:
    """The people with these ids: remembered, else asked of VK. Whom VK does not tell now is called by the id."""
    known = _remembered(vk_ids, store)
    if missing := [vk_id for vk_id in vk_ids if vk_id not in known]:
        try:
            known |= _asked_by_id(missing, vk, store)
        except (VkError, VkOutcomeUnknown) as error:
            log.warning("people_not_named", people=len(missing), error=str(error))
    return {vk_id: known.get(vk_id) or _unnamed(vk_id) for vk_id in vk_ids}


def person_by_id(vk_id: int, *, vk: VkClient, store: Store) -> KnownPerson:
    """The person with this id: remembered, else asked of VK; one whom VK does not know is called by the id.

    Raises:
        VkError, VkOutcomeUnknown: VK does not tell now.
    """
    known = _remembered([vk_id], store) or _asked_by_id([vk_id], vk, store)
    return known.get(vk_id) or _unnamed(vk_id)


def _remembered(vk_ids: Sequence[int], store: Store) -> dict[int, KnownPerson]:
    paths = [person_path(vk_id) for vk_id in vk_ids]
    return {stored.record.vk_id: stored.record for stored in store.get_many(paths, KnownPerson).values()}


def _asked_by_id(vk_ids: Sequence[int], vk: VkClient, store: Store) -> dict[int, KnownPerson]:
    people = find_people(vk, [str(vk_id) for vk_id in vk_ids])
    found = {person.vk_id: _known(person) for person in people.values()}
    if found:
        store.commit([Put(person_path(person.vk_id), person) for person in found.values()])
    return found


def _unnamed(vk_id: int) -> KnownPerson:
    return KnownPerson(vk_id, f"id{vk_id}", "", "")


def _asked(names: Sequence[str], vk: VkClient) -> dict[str, Person]:
    try:
        return find_people(vk, names)
    except (VkError, VkOutcomeUnknown) as error:
        raise _unavailable(error) from None


def _unavailable(error: Exception) -> DomainError:
    return DomainError("vk_unavailable", error=str(error))


def _vk_name(reference: str) -> str:
    try:
        return parse_vk_reference(reference).name
    except UnusableReference:
        raise DomainError("person_unknown") from None


def _known(person: Person) -> KnownPerson:
    return KnownPerson(person.vk_id, person.name, person.photo_url, person.screen_name)
