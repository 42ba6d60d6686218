"""Who a broadcast speaks for. Staff speak for the municipality and its organisations, in anybody's name; a
representative in their own name, for the organisations that they represent.
"""

from __future__ import annotations

from lib.broadcasts.message_text import Author
from lib.errors import DomainError
from lib.gateways.firestore.store import Store
from lib.municipalities.municipality import Municipality
from lib.organizations.registry import list_organizations, load_organization
from lib.people.member import Member, Representation, member_path
from lib.people.permissions import Rights

_MOST_ORGANIZATIONS = 1000


def author_of(
    rights: Rights, municipality: Municipality, organization_id: str, name: str, post: str, *, store: Store
) -> Author:
    """The author line as a person may have it; an empty organisation is the municipality, or nobody's.

    Raises:
        DomainError: `organization_unknown`, `broadcast_author_foreign`.
    """
    post = " ".join(post.split())
    if rights.works_with_all_houses:
        organization = (
            load_organization(municipality.id, organization_id, store=store).record.name
            if organization_id
            else municipality.name
        )
        return Author(organization, " ".join(name.split()), post, organization_id)
    own = {each.organization_id: each.organization_name for each in _representations(rights, store)}
    if organization_id and organization_id not in own:
        raise DomainError("broadcast_author_foreign")
    return Author(own.get(organization_id, ""), rights.name, post or "официальный представитель", organization_id)


def organizations_to_speak_for(rights: Rights, *, store: Store) -> list[tuple[str, str]]:
    """The organisations for which a person may speak, by name: their ids and names; of many the first thousand."""
    if rights.works_with_all_houses:
        page = list_organizations(rights.municipality_id, "", None, "", _MOST_ORGANIZATIONS, store=store)
        return [(each.id, each.name) for each in page.items]
    return [(each.organization_id, each.organization_name) for each in _representations(rights, store)]


def _representations(rights: Rights, store: Store) -> tuple[Representation, ...]:
    member = store.get(member_path(rights.municipality_id, rights.vk_id), Member)
    return member.record.representations if member else ()
