"""Houses as the API shows them: with the words for everything, so that no screen has to know any."""

from __future__ import annotations

from collections.abc import Iterable

from functions.api.calls import Call
from functions.api.models.houses import (
    ChatAdministrator,
    Failure,
    HouseDetails,
    HouseItem,
    HouseTask,
    ServiceBot,
    Trouble,
)
from functions.api.shown.people import show_person
from lib.activity.health.texts import TASK_TITLES, WHAT_TO_DO, why
from lib.errors import ERRORS
from lib.houses.covering_text import covering_text
from lib.houses.house import AdministratorState, HealthTask, House, HouseState
from lib.houses.house_report import STATE_TITLES
from lib.onboarding.shown import STATE_TITLES as ONBOARDING_TITLES
from lib.organizations.organization import organization_id
from lib.people.directory import people_by_id
from lib.people.permissions import Action
from lib.provisioning.welcome import welcome_text
from lib.services.service_bot import ServiceBot as CatalogueEntry
from lib.services.service_bot import service_bot_path

ADMINISTRATOR_TITLES = {
    AdministratorState.NONE: "не назначен",
    AdministratorState.NAMED: "назначен, ещё не в чате",
    AdministratorState.JOINED: "в чате",
}


def show_houses(houses: Iterable[House]) -> list[HouseItem]:
    """Houses in a list."""
    return [show_house(house) for house in houses]


def show_house(house: House) -> HouseItem:
    """A house in a list."""
    return HouseItem(
        id=house.id,
        title=house.title,
        address=house.address,
        settlement=house.settlement,
        state=house.state,
        state_title=STATE_TITLES[house.state],
        failure=show_failure(house.failure) if house.state is HouseState.FAILED else None,
        trouble=_trouble(house),
        administrator=show_administrator(house),
        company=house.company,
        organization_id=organization_id(house.company_key) or None,
        invite_link=house.invite_link,
        members_count=house.members_count,
        onboarding=house.onboarding,
        onboarding_title=ONBOARDING_TITLES[house.onboarding],
        apartments=house.apartments,
        is_silent=house.is_silent,
    )


def show_failure(code: str) -> Failure:
    """Why a house failed, and what to do."""
    row = ERRORS[code]
    return Failure(code=code, title=row.title, action=row.action, can_retry=row.retryable)


def _trouble(house: House) -> Trouble | None:
    if house.state is not HouseState.LIVE or not house.chat_trouble:
        return None
    row = ERRORS[house.chat_trouble]
    return Trouble(
        code=house.chat_trouble,
        title=row.title,
        # lib/upkeep looks at every chat about so often.
        action=f"{row.action} Чаты проверяются раз в час: когда всё в порядке, сообщение исчезнет само.",
        since=house.chat_trouble_at,
    )


def show_details(call: Call, house: House) -> HouseDetails:
    """A house on its own screen."""
    people = people_by_id(house.official_vk_ids, vk=call.vk, store=call.store) if house.official_vk_ids else {}
    facts = {"address": house.address, "company": house.company, "invite_link": house.invite_link}
    may = call.rights.may_with
    return HouseDetails(
        house=show_house(house),
        street=house.street,
        entrances=house.entrances,
        officials=[show_person(person) for person in people.values()],
        service_bots=_service_bots(call, house),
        tags=list(house.tags),
        health=[_task(house, task) for task in house.health] if may(house, Action.SEE_HEALTH) else [],
        created_at=house.created_at,
        live_at=house.live_at,
        import_id=house.import_id,
        welcome_text=welcome_text(call.municipality.welcome_template, **facts),
        covering_text=covering_text(call.municipality.covering_template, **facts),
        may_edit=may(house, Action.EDIT_HOUSES),
        may_tag=may(house, Action.TAG_HOUSES),
        may_assign=may(house, Action.ASSIGN_PEOPLE),
        may_retry=may(house, Action.RETRY_HOUSES) and house.state is HouseState.FAILED,
        may_read_history=may(house, Action.READ_HOUSE_HISTORY),
    )


def _task(house: House, task: HealthTask) -> HouseTask:
    return HouseTask(task=task, title=TASK_TITLES[task], why=why(house, task), what_to_do=WHAT_TO_DO[task])


def _service_bots(call: Call, house: House) -> list[ServiceBot]:
    paths = {group_id: service_bot_path(call.municipality_id, group_id) for group_id in house.service_bot_group_ids}
    known = call.store.get_many(paths.values(), CatalogueEntry) if paths else {}
    bots = {group_id: known[path].record for group_id, path in paths.items() if path in known}
    return [
        ServiceBot(
            group_id=group_id,
            url=bots[group_id].page_url if group_id in bots else f"https://vk.com/club{group_id}",
            name=bots[group_id].name if group_id in bots else "",
            does=bots[group_id].does if group_id in bots else "",
            is_in_chat=group_id not in house.service_bots_awaited,
        )
        for group_id in house.service_bot_group_ids
    ]


def show_administrator(house: House) -> ChatAdministrator | None:
    """Who is named as the chat's administrator; None where nobody is."""
    if house.administrator_state is AdministratorState.NONE:
        return None
    return ChatAdministrator(
        vk_id=house.administrator_vk_id or None,
        name=house.administrator_name or ("по номеру телефона" if house.administrator_phone else ""),
        photo_url=house.administrator_photo_url,
        state=house.administrator_state,
        state_title=ADMINISTRATOR_TITLES[house.administrator_state],
    )
