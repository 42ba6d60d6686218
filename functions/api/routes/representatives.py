"""Who represents an organisation, and which houses they look after."""

from __future__ import annotations

from functions.api.calls import Call
from functions.api.models.base import Removed
from functions.api.models.organizations import (
    Representative,
    RepresentativeAsk,
    RepresentativeChangeAsk,
    RepresentativeList,
)
from functions.api.routing import Resource
from functions.api.shown.people import show_person
from lib.audit.line import AuditAction
from lib.organizations import representatives as use_cases
from lib.organizations.registry import load_organization
from lib.people.directory import find_person
from lib.people.member import Member
from lib.people.permissions import Action

representatives = Resource("Представители")


@representatives.get(
    "/municipalities/<id:municipality_id>/organizations/<id:organization_id>/representatives",
    may=Action.SEE_ORGANIZATIONS,
)
def list_representatives(call: Call, organization_id: str) -> RepresentativeList:
    """All representatives of the organisation, by name."""
    load_organization(call.municipality_id, organization_id, store=call.store)
    found = use_cases.list_representatives(call.municipality_id, organization_id, store=call.store)
    return RepresentativeList(items=[_shown(call, member, organization_id) for member in found])


@representatives.post(
    "/municipalities/<id:municipality_id>/organizations/<id:organization_id>/representatives",
    may=Action.EDIT_ORGANIZATIONS,
    audits=AuditAction.REPRESENTATIVE_ADDED,
    creates=True,
)
def add_representative(call: Call, organization_id: str, body: RepresentativeAsk) -> Representative:
    """A person represents the organisation. Chosen houses are those that name the person among their officials."""
    person = find_person(body.reference, vk=call.vk, store=call.store)
    added = use_cases.add_representative(
        person, organization_id, body.looks_after, body.house_ids, call.doing(), call.rights, store=call.store
    )
    return _shown(call, added, organization_id)


@representatives.put(
    "/municipalities/<id:municipality_id>/organizations/<id:organization_id>/representatives/<int:vk_id>",
    may=Action.EDIT_ORGANIZATIONS,
    audits=AuditAction.REPRESENTATIVE_CHANGED,
)
def change_representative(
    call: Call, organization_id: str, vk_id: int, body: RepresentativeChangeAsk
) -> Representative:
    """Changes which houses the person looks after."""
    changed = use_cases.change_representative(vk_id, organization_id, body.looks_after, call.doing(), store=call.store)
    return _shown(call, changed, organization_id)


@representatives.delete(
    "/municipalities/<id:municipality_id>/organizations/<id:organization_id>/representatives/<int:vk_id>",
    may=Action.EDIT_ORGANIZATIONS,
    audits=AuditAction.REPRESENTATIVE_REMOVED,
)
def remove_representative(call: Call, organization_id: str, vk_id: int) -> Removed:
    """The person represents the organisation no more."""
    use_cases.remove_representative(vk_id, organization_id, call.doing(), store=call.store)
    return Removed(id=str(vk_id))


def _shown(call: Call, member: Member, organization_id: str) -> Representative:
    represented = use_cases.representation(member, organization_id)
    assert represented is not None
    return Representative(
        person=show_person(member),
        organization_id=organization_id,
        looks_after=represented.looks_after,
        looks_after_title=represented.looks_after.in_russian,
        houses_count=use_cases.count_houses_of_representative(member, represented, store=call.store),
    )
