"""Service bots that come into a house's chat or leave it, and the administrator's «Проверить»."""

from __future__ import annotations

from collections.abc import Mapping

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.outside import Outside
from lib.errors import DomainError
from lib.events.event import ButtonPressed, Event, MessageWritten
from lib.gateways.firestore.store import Store
from lib.houses.house import House, house_path
from lib.services.arrivals import bot_came, bot_left, check_house
from lib.services.leading import CHECK_SERVICE_BOTS, checked_text
from lib.services.service_bot import ServiceBot, service_bot_path

_NOT_YOURS = "Это может сделать только администратор чата."
_HIDDEN = "ВКонтакте пока не показывает участников чата. Попробуйте позже."


def _wants_move(event: Event) -> bool:
    if not isinstance(event, MessageWritten) or event.is_private or event.act is None:
        return False
    is_move = event.act.kind.is_arrival or event.act.kind.is_departure
    return is_move and event.act.member_id < 0 and event.act.member_id != -event.group_id


def _take_move(event: Event, outside: Outside) -> bool:
    assert isinstance(event, MessageWritten)
    assert event.act is not None
    found = outside.houses.house(event.group_id, event.chat_id)
    if found is None or -event.act.member_id not in found[1].record.service_bot_group_ids:
        return False
    municipality_id, house, bot = found[0].municipality_id, found[1].record, -event.act.member_id
    try:
        # Events come late and out of order, so VK is asked what is so now.
        vk = outside.vk.of(event.group_id)
        check_house(municipality_id, house, store=outside.store, vk=vk, now=outside.clock.now())
    except DomainError as error:
        if error.code != "chat_members_hidden":
            raise
        if event.act.kind.is_arrival:
            bot_came(municipality_id, house.id, bot, store=outside.store)
        else:
            bot_left(municipality_id, house.id, bot, outside.clock.now(), store=outside.store)
    return True


def _wants_check(event: Event) -> bool:
    return isinstance(event, ButtonPressed) and _named_house(event.payload) is not None


def _take_check(event: Event, outside: Outside) -> bool:
    assert isinstance(event, ButtonPressed)
    said = _checked(event, outside)
    outside.answers.snackbar(event.group_id, event.peer_id, event.user_id, event.press_id, said)
    return True


def _checked(event: ButtonPressed, outside: Outside) -> str:
    named = _named_house(event.payload)
    assert named is not None
    municipality_id, house_id = named
    stored = outside.store.get(house_path(municipality_id, house_id), House)
    # People can forge payloads: only the house's own administrator is told anything of it.
    if stored is None or stored.record.administrator_vk_id != event.user_id or stored.record.group_id != event.group_id:
        return _NOT_YOURS
    try:
        vk = outside.vk.of(event.group_id)
        house = check_house(municipality_id, stored.record, store=outside.store, vk=vk, now=outside.clock.now())
    except DomainError as error:
        if error.code not in ("chat_members_hidden", "chat_not_ready"):
            raise
        return _HIDDEN
    return checked_text(_awaited(municipality_id, house, outside.store))


def _awaited(municipality_id: str, house: House, store: Store) -> list[ServiceBot]:
    paths = [service_bot_path(municipality_id, each) for each in house.service_bots_awaited]
    found = store.get_many(paths, ServiceBot) if paths else {}
    return [found[path].record for path in paths if path in found]


def _named_house(payload: object) -> tuple[str, str] | None:
    """The municipality and the house that the button's payload names, if it is this button's."""
    if not isinstance(payload, Mapping) or payload.get("do") != CHECK_SERVICE_BOTS:
        return None
    town, house = payload.get("town"), payload.get("house")
    if not (isinstance(town, str) and town.isalnum() and isinstance(house, str) and house.isalnum()):
        return None
    return town, house


SERVICE_BOT_MOVES = Conversation("service_bot_moves", _wants_move, _take_move)
SERVICE_BOT_CHECK = Conversation("service_bot_check", _wants_check, _take_check, is_repeatable=True)
