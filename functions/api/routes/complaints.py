"""Complaints of residents, for representatives and employees."""

from __future__ import annotations

from msgspec import UNSET

from functions.api.calls import Call
from functions.api.cursors import Listing
from functions.api.models.complaints import ComplaintPage, ComplaintQuery
from functions.api.routing import Resource
from functions.api.shown.complaints import show_complaint
from functions.api.spans import asked_within
from lib.complaints.registry import ComplaintFilter, list_complaints, represented_by
from lib.people.permissions import Action

complaints = Resource("Жалобы")


@complaints.get("/municipalities/<id:municipality_id>/complaints", may=Action.SEE_COMPLAINTS)
def list_complaints_of_town(call: Call, query: ComplaintQuery) -> ComplaintPage:
    """The complaints that the caller may see: employees all of them, without author and words; representatives those
    of their organisation.
    """
    wanted = ComplaintFilter(
        state=query.state or None,
        house_id=query.house_id or None,
        is_awaited=None if query.is_awaited is UNSET else query.is_awaited,
        is_overdue=None if query.is_overdue is UNSET else query.is_overdue,
        organization_id=query.organization_id or None,
        asked=asked_within(query),
    )
    listing = Listing(call, query.cursor, "complaints", wanted)
    page = list_complaints(call.rights, wanted, listing.after, query.limit, store=call.store)
    own = represented_by(call.rights, store=call.store)
    items = [show_complaint(each, with_author=bool(own & set(each.organization_ids))) for each in page.items]
    return ComplaintPage(items=items, next_cursor=listing.next_cursor(page.after))
