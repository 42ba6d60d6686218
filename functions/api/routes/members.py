"""Employees and administrators: found by a VK link, added, changed, removed."""

from __future__ import annotations

from functions.api.calls import Call
from functions.api.cursors import Listing
from functions.api.models.base import Removed
from functions.api.models.people import (
    FindPersonQuery,
    FoundPerson,
    Member,
    MemberAsk,
    MemberPage,
    MemberRolesAsk,
    MembersQuery,
)
from functions.api.routing import Resource
from functions.api.shown.people import show_member, show_person, show_roles
from lib.audit.line import AuditAction
from lib.coordination.tasks import coordination_task
from lib.people import member as records
from lib.people import staff
from lib.people.directory import find_person as ask_vk
from lib.people.permissions import Action
from lib.people.roles import Role

members = Resource("Сотрудники")


@members.get("/municipalities/<id:municipality_id>/people", may=Action.FIND_PEOPLE)
def find_person(call: Call, query: FindPersonQuery) -> FoundPerson:
    """Who is behind a VK link, @name or id, to be shown before they are saved."""
    person = ask_vk(query.reference, vk=call.vk, store=call.store)
    member = call.store.get(records.member_path(call.municipality_id, person.vk_id), records.Member)
    return FoundPerson(
        person=show_person(person),
        screen_name=person.screen_name,
        roles=show_roles(member.record.roles if member else ()),
    )


@members.get("/municipalities/<id:municipality_id>/members", may=Action.SEE_MEMBERS)
def list_members(call: Call, query: MembersQuery) -> MemberPage:
    """Members by name."""
    role = query.role or None
    listing = Listing(call, query.cursor, "members", role)
    page = staff.list_members(call.municipality_id, role, listing.after, query.limit, store=call.store)
    return MemberPage(
        items=[show_member(member, call.vk_id) for member in page.items], next_cursor=listing.next_cursor(page.after)
    )


@members.post(
    "/municipalities/<id:municipality_id>/members",
    may=Action.EDIT_MEMBERS,
    audits=AuditAction.MEMBER_ADDED,
    creates=True,
)
def add_member(call: Call, body: MemberAsk) -> Member:
    """A person becomes an employee or an administrator."""
    person = ask_vk(body.reference, vk=call.vk, store=call.store)
    added = staff.add_member(person, Role(body.role), call.doing(), store=call.store)
    _have_coordinated(call)
    return show_member(added, call.vk_id)


@members.put(
    "/municipalities/<id:municipality_id>/members/<int:vk_id>",
    may=Action.EDIT_MEMBERS,
    audits=AuditAction.MEMBER_CHANGED,
)
def change_member(call: Call, vk_id: int, body: MemberRolesAsk) -> Member:
    """Changes what a member is."""
    return show_member(staff.change_role(vk_id, Role(body.role), call.doing(), store=call.store), call.vk_id)


@members.delete(
    "/municipalities/<id:municipality_id>/members/<int:vk_id>",
    may=Action.EDIT_MEMBERS,
    audits=AuditAction.MEMBER_REMOVED,
)
def remove_member(call: Call, vk_id: int) -> Removed:
    """Removes a member from the staff."""
    staff.remove_member(vk_id, call.doing(), store=call.store)
    _have_coordinated(call)
    return Removed(id=str(vk_id))


def _have_coordinated(call: Call) -> None:
    """Who came gets the link of the coordination chat, who went is removed; what is lost here the sweep finds."""
    call.outside.provisioning.queue.enqueue(coordination_task(call.municipality.group_id, call.municipality_id))
