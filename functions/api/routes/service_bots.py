"""Service bots: the catalogue, attaching to houses, looking whether they are in the chats."""

from __future__ import annotations

from functions.api.calls import Call
from functions.api.cursors import Listing
from functions.api.models.base import Removed
from functions.api.models.houses import HouseDetails
from functions.api.models.service_bots import (
    BotHouse,
    BotHousePage,
    BotHousesAnswer,
    BotHousesAsk,
    BotHousesQuery,
    CatalogueBot,
    ServiceBotAsk,
    ServiceBotChangeAsk,
    ServiceBotPage,
    ServiceBotsQuery,
)
from functions.api.routing import Resource
from functions.api.shown.houses import show_details, show_house
from lib.audit.line import AuditAction
from lib.errors import DomainError
from lib.houses.assigning import Assignment, assign
from lib.houses.editing import load_house
from lib.organizations.organization import Organization, organization_path
from lib.people.directory import find_bots
from lib.people.permissions import Action
from lib.services import catalogue as use_cases
from lib.services.arrivals import check_house
from lib.services.attaching import assign_to_organization
from lib.services.listing import list_houses_with
from lib.services.service_bot import ServiceBot

service_bots = Resource("Сервисные боты")


@service_bots.get("/municipalities/<id:municipality_id>/service-bots", may=Action.SEE_SERVICE_BOTS)
def list_service_bots(call: Call, query: ServiceBotsQuery) -> ServiceBotPage:
    """The catalogue by name."""
    listing = Listing(call, query.cursor, "service-bots")
    page = use_cases.list_service_bots(call.municipality_id, listing.after, query.limit, store=call.store)
    return ServiceBotPage(
        items=[_shown(call, each) for each in page.items], next_cursor=listing.next_cursor(page.after)
    )


@service_bots.post(
    "/municipalities/<id:municipality_id>/service-bots",
    may=Action.EDIT_SERVICE_BOTS,
    audits=AuditAction.SERVICE_BOT_ADDED,
    creates=True,
)
def add_service_bot(call: Call, body: ServiceBotAsk) -> CatalogueBot:
    """Adds a community's bot to the catalogue."""
    (group_id,) = find_bots([body.reference], vk=call.vk)
    return _shown(
        call,
        use_cases.add_service_bot(
            group_id, body.name, body.does, body.organization_id, call.doing(), store=call.store, vk=call.vk
        ),
    )


@service_bots.get("/municipalities/<id:municipality_id>/service-bots/<int:group_id>", may=Action.SEE_SERVICE_BOTS)
def get_service_bot(call: Call, group_id: int) -> CatalogueBot:
    """One entry of the catalogue."""
    return _shown(call, use_cases.load_service_bot(call.municipality_id, group_id, store=call.store).record)


@service_bots.put(
    "/municipalities/<id:municipality_id>/service-bots/<int:group_id>",
    may=Action.EDIT_SERVICE_BOTS,
    audits=AuditAction.SERVICE_BOT_CHANGED,
)
def change_service_bot(call: Call, group_id: int, body: ServiceBotChangeAsk) -> CatalogueBot:
    """Changes what the catalogue says of a bot."""
    doing = call.doing()
    return _shown(
        call,
        use_cases.change_service_bot(group_id, body.name, body.does, body.organization_id, doing, store=call.store),
    )


@service_bots.delete(
    "/municipalities/<id:municipality_id>/service-bots/<int:group_id>",
    may=Action.EDIT_SERVICE_BOTS,
    audits=AuditAction.SERVICE_BOT_DELETED,
)
def delete_service_bot(call: Call, group_id: int) -> Removed:
    """Takes a bot that no house has out of the catalogue."""
    use_cases.delete_service_bot(group_id, call.doing(), store=call.store)
    return Removed(id=str(group_id))


@service_bots.get(
    "/municipalities/<id:municipality_id>/service-bots/<int:group_id>/houses", may=Action.SEE_SERVICE_BOTS
)
def list_service_bot_houses(call: Call, group_id: int, query: BotHousesQuery) -> BotHousePage:
    """The houses that have the bot, by address."""
    use_cases.load_service_bot(call.municipality_id, group_id, store=call.store)
    listing = Listing(call, query.cursor, "service-bot-houses", group_id, query.awaited)
    page = list_houses_with(
        group_id, call.municipality_id, listing.after, query.limit, awaited=query.awaited, store=call.store
    )
    return BotHousePage(
        items=[
            BotHouse(house=show_house(house), is_in_chat=group_id not in house.service_bots_awaited)
            for house in page.items
        ],
        next_cursor=listing.next_cursor(page.after),
    )


@service_bots.post(
    "/municipalities/<id:municipality_id>/service-bots/<int:group_id>/attachments",
    may=Action.ASSIGN_PEOPLE,
    audits=AuditAction.HOUSE_ASSIGNED,
)
def attach_service_bot(call: Call, group_id: int, body: BotHousesAsk) -> BotHousesAnswer:
    """Gives the bot to these houses: it stands in their menus, and their administrators are asked to add it."""
    return _assign(call, group_id, body, Assignment(add_service_bots=(group_id,)))


@service_bots.post(
    "/municipalities/<id:municipality_id>/service-bots/<int:group_id>/detachments",
    may=Action.ASSIGN_PEOPLE,
    audits=AuditAction.HOUSE_ASSIGNED,
)
def detach_service_bot(call: Call, group_id: int, body: BotHousesAsk) -> BotHousesAnswer:
    """Takes the bot from these houses: it leaves their menus; from the chats people remove it."""
    return _assign(call, group_id, body, Assignment(remove_service_bots=(group_id,)))


@service_bots.post(
    "/municipalities/<id:municipality_id>/houses/<id:house_id>/service-bots/check",
    may=Action.ASSIGN_PEOPLE,
    audits=None,
)
def check_service_bots(call: Call, house_id: str) -> HouseDetails:
    """Asks VK now which of the house's bots are in the chat."""
    house = load_house(call.rights, house_id, Action.ASSIGN_PEOPLE, store=call.store).record
    return show_details(
        call, check_house(call.municipality_id, house, store=call.store, vk=call.vk, now=call.clock.now())
    )


def _assign(call: Call, group_id: int, body: BotHousesAsk, assignment: Assignment) -> BotHousesAnswer:
    use_cases.load_service_bot(call.municipality_id, group_id, store=call.store)
    doing = call.doing()
    if body.house_ids is not None:
        changed = assign(call.rights, body.house_ids, assignment, {}, doing, store=call.store)
        return BotHousesAnswer(houses=len(set(body.house_ids)), changed=changed)
    if not body.organization_id:
        raise DomainError("organization_unknown")
    done = assign_to_organization(call.rights, body.organization_id, assignment, doing, store=call.store)
    return BotHousesAnswer(houses=done.houses, changed=done.changed)


def _shown(call: Call, bot: ServiceBot) -> CatalogueBot:
    return CatalogueBot(
        group_id=bot.group_id,
        name=bot.name,
        does=bot.does,
        organization_id=bot.organization_id or None,
        organization_name=_organization_name(call, bot.organization_id),
        url=bot.page_url,
        houses_count=use_cases.count_houses_with(bot.group_id, call.municipality_id, store=call.store),
        awaited_count=use_cases.count_houses_awaiting(bot.group_id, call.municipality_id, store=call.store),
    )


def _organization_name(call: Call, organization_id: str) -> str:
    if not organization_id:
        return ""
    found = call.store.get(organization_path(call.municipality_id, organization_id), Organization)
    return found.record.name if found else ""
