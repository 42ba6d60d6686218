"""Who answers for what in a house: an organisation's representatives, its heads, and who speaks when somebody acts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from lib.gateways.firestore.store import Condition, Store
from lib.houses.house import House
from lib.organizations.organization import LooksAfter, Organization, organization_id, organizations_path
from lib.organizations.organization import OrganizationKind as Kind
from lib.organizations.representatives import list_representatives, representation
from lib.people.member import Member, member_path, members_path
from lib.people.roles import Role
from lib.questions.question import Addressee, Official

_POST = "официальный представитель"
_STAFF_POST = "сотрудник администрации"
# A municipality has one administration and a few utilities; more buttons would not fit under a message.
_MOST_CHOICES = 9
_MOST_STAFF = 50


class Addressed(Protocol):
    """What is put to organisations: a question of a house, or a resident's complaint."""

    @property
    def municipality_id(self) -> str: ...
    @property
    def addressees(self) -> tuple[Addressee, ...]: ...


def addressees_of_house(municipality_id: str, house: House, *, store: Store) -> list[Addressee]:
    """The organisations that a question of the house can concern: its company first, then the administration and the
    utilities.
    """
    found = [
        stored.record
        for kind in (Kind.ADMINISTRATION, Kind.UTILITY)
        for stored in store.query(
            organizations_path(municipality_id), Organization, [("kind", "==", kind)], ["sort"], _MOST_CHOICES
        )
    ]
    own = load_company(municipality_id, house, store=store)
    everybody = [*([own] if own else []), *(each for each in found if own is None or each.id != own.id)]
    return [addressee(each) for each in everybody[:_MOST_CHOICES]]


def load_company(municipality_id: str, house: House, *, store: Store) -> Organization | None:
    """The organisation that manages a house."""
    if not house.company_key:
        return None
    path = f"{organizations_path(municipality_id)}/{organization_id(house.company_key)}"
    found = store.get(path, Organization)
    return found.record if found else None


def addressee(organization: Organization) -> Addressee:
    """An organisation as questions name it."""
    return Addressee(organization.id, organization.name, organization.kind)


def responsible_for(question: Addressed, addressees: Iterable[Addressee], house: House, *, store: Store) -> list[int]:
    """Whoever answers for these organisations in the house, each once, in order."""
    people: list[int] = []
    for each in addressees:
        members = list_representatives(question.municipality_id, each.organization_id, store=store)
        people += [member.vk_id for member in _of_house(members, each.organization_id, house)]
        if house.company_key and each.organization_id == organization_id(house.company_key):
            people += _attached_without_organization(question.municipality_id, house, store)
    return list(dict.fromkeys(people))


def heads_of(question: Addressed, *, store: Store) -> list[int]:
    """The heads of the organisations that a question concerns; all who represent one that has named no head."""
    people: list[int] = []
    for each in question.addressees:
        members = list_representatives(question.municipality_id, each.organization_id, store=store)
        heads = [member for member in members if _is_head(member, each.organization_id)]
        people += [member.vk_id for member in heads or members]
    return list(dict.fromkeys(people))


def staff_of(municipality_id: str, *, store: Store) -> list[int]:
    """The employees and administrators of a municipality."""
    roles = [Role.ADMINISTRATOR, Role.EMPLOYEE]
    where: list[Condition] = [("roles", "array_contains_any", roles)]
    found = store.query(members_path(municipality_id), Member, where, limit=_MOST_STAFF)
    return sorted(stored.record.vk_id for stored in found)


def official_for(
    question: Addressed, vk_id: int, name: str, municipality_name: str, *, is_staff: bool, store: Store, post: str = ""
) -> Official:
    """How residents see somebody who acts on a question: for an organisation that it concerns, else for their own,
    else, if they are staff, for the municipality.
    """
    found = store.get(member_path(question.municipality_id, vk_id), Member)
    own = found.record.representations if found else ()
    concerned = {each.organization_id for each in question.addressees}
    speaks = next((each for each in own if each.organization_id in concerned), own[0] if own else None)
    if speaks is not None:
        return Official(vk_id, name, post or speaks.post or _POST, speaks.organization_id, speaks.organization_name)
    if is_staff:
        return Official(vk_id, name, post or _STAFF_POST, "", municipality_name)
    company = next((each for each in question.addressees if each.kind is Kind.COMPANY), None)
    organization = company or (question.addressees[0] if question.addressees else None)
    return Official(
        vk_id,
        name,
        post or _POST,
        organization.organization_id if organization else "",
        organization.name if organization else "",
    )


def _of_house(members: Sequence[Member], organization: str, house: House) -> Sequence[Member]:
    """Those who look after the house; else those who look after everything; else all."""
    closest = [member for member in members if _looks_after(member, organization, house)]
    everywhere = [member for member in members if _everywhere(member, organization)]
    return closest or everywhere or members


def _looks_after(member: Member, organization: str, house: House) -> bool:
    represented = representation(member, organization)
    manages = represented is not None and represented.company_key == house.company_key
    return member.vk_id in house.official_vk_ids or (manages and _everywhere(member, organization))


def _everywhere(member: Member, organization: str) -> bool:
    represented = representation(member, organization)
    return represented is not None and represented.looks_after is LooksAfter.ALL


def _is_head(member: Member, organization: str) -> bool:
    represented = representation(member, organization)
    return represented is not None and represented.is_head


def _attached_without_organization(municipality_id: str, house: House, store: Store) -> list[int]:
    """Officials whom the sheet attached to the house and who represent no organisation."""
    paths = [member_path(municipality_id, vk_id) for vk_id in house.official_vk_ids]
    members = {stored.record.vk_id: stored.record for stored in store.get_many(paths, Member).values()}
    return [vk_id for vk_id in house.official_vk_ids if not (known := members.get(vk_id)) or not known.representations]
