"""Which houses have a service bot."""

from __future__ import annotations

from lib.gateways.firestore.paging import Page, read_page
from lib.gateways.firestore.store import Condition, Store
from lib.houses.house import House, houses_path


def list_houses_with(
    group_id: int, municipality_id: str, after: str, limit: int, *, awaited: bool, store: Store
) -> Page[House]:
    """A page of the houses that have the bot, by address; `awaited` are those whose chat it is not in yet."""
    field = "service_bots_awaited" if awaited else "service_bot_group_ids"
    where: list[Condition] = [(field, "array_contains", group_id)]
    path = houses_path(municipality_id)
    return read_page(path, House, order="sort", after=after, limit=limit, store=store, where=where)
