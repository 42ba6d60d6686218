"""Who a broadcast speaks for. Staff speak for the municipality and its organisations, in anybody's name; a
representative in their own name, for the organisations that they represent.
"""

from __future__ import annotations

from lib.broadcasts.message_text import Author
from lib.errors import DomainError
from lib.gateways.firestore.store import Store
from lib.municipalities.municipality import Municipality
from lib.organizations.registry import load_organization
from lib.people.member import Member, member_path
from lib.people.permissions import Rights


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
        return Author(organization, " ".join(name.split()), post)
    member = store.get(member_path(municipality.id, rights.vk_id), Member)
    own = {each.organization_id: each.organization_name for each in member.record.representations} if member else {}
    if organization_id and organization_id not in own:
        raise DomainError("broadcast_author_foreign")
    return Author(own.get(organization_id, ""), rights.name, post or "официальный представитель")
