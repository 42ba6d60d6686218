"""The log of moderation, for those who keep order in a house's chat."""

from __future__ import annotations

from functions.api.calls import Call
from functions.api.cursors import Listing
from functions.api.models.moderation import ModerationLine, ModerationPage, ModerationQuery
from functions.api.routing import Resource
from lib.houses.editing import load_house
from lib.moderation.log import LineState, read_log_page
from lib.moderation.tools import done_in_words
from lib.people.permissions import Action

moderation = Resource("Модерация")


@moderation.get("/municipalities/<id:municipality_id>/houses/<id:house_id>/moderation", may=Action.MODERATE_CHAT)
def list_moderation(call: Call, house_id: str, query: ModerationQuery) -> ModerationPage:
    """What was done for the order of a house's chat, and why; what VK refused was not done and is left out."""
    house = load_house(call.rights, house_id, Action.MODERATE_CHAT, store=call.store).record
    listing = Listing(call, query.cursor, "moderation", house.id)
    page = read_log_page(call.municipality_id, house.id, listing.after, query.limit, store=call.store)
    return ModerationPage(
        items=[
            ModerationLine(
                id=each.id,
                at=each.at,
                tool=each.tool,
                title=done_in_words(each.tool, each.seconds),
                reason=each.reason,
                by_role=each.by_role.in_russian,
            )
            for each in page.items
            if each.state is LineState.DONE
        ],
        next_cursor=listing.next_cursor(page.after),
    )
