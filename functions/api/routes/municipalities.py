"""A municipality, its settings, how far its chats are."""

from __future__ import annotations

from functools import partial

from functions.api.calls import Call
from functions.api.models.municipalities import (
    DigestAsk,
    HouseCounters,
    MarkingAsk,
    Municipality,
    PreviewAnswer,
    PreviewAsk,
    Progress,
    SettingsAnswer,
    SettingsAsk,
)
from functions.api.routing import Resource
from functions.api.shown.people import show_roles
from functions.api.shown.progress import show_community, show_progress
from lib.audit.line import AuditAction
from lib.events.consents import may_write_to
from lib.gateways.firestore.at_once import at_once
from lib.gateways.firestore.store import Condition
from lib.houses.covering_text import STANDARD_COVERING, covering_text
from lib.houses.editing import load_house
from lib.houses.house import AdministratorState, HouseState, houses_path
from lib.municipalities import municipality as records
from lib.municipalities import settings as use_cases
from lib.municipalities.settings import Settings, change_settings
from lib.people.permissions import Action
from lib.provisioning.progress import count_progress
from lib.provisioning.welcome import (
    LONGEST_TEMPLATE,
    PLACEHOLDERS,
    STANDARD_WELCOME,
    template_errors,
    welcome_text,
)

municipalities = Resource("Муниципалитеты")

# What a preview shows where no house is named.
_EXAMPLE = {
    "address": "г. Екатеринбург, ул. Ленина, д. 5",
    "company": "ООО «Уютный дом»",
    "invite_link": "https://vk.me/join/primer",
}


@municipalities.get("/municipalities/<id:municipality_id>", may=Action.SEE_MUNICIPALITY)
def get_municipality(call: Call) -> Municipality:
    """The municipality, its community and its counters."""
    return Municipality(
        id=call.municipality_id,
        name=call.municipality.name,
        region=call.municipality.region,
        roles=show_roles(call.rights.roles),
        may=call.rights.actions(),
        community=show_community(call),
        bot_may_write=may_write_to(call.municipality.group_id, call.vk_id, store=call.store),
        counters=_counters(call) if call.rights.may(Action.SEE_PROGRESS) else None,
    )


@municipalities.get("/municipalities/<id:municipality_id>/progress", may=Action.SEE_PROGRESS)
def get_progress(call: Call) -> Progress:
    """How far all chats of the municipality are."""
    return show_progress(call, count_progress(call.municipality_id, store=call.store))


@municipalities.get("/municipalities/<id:municipality_id>/settings", may=Action.SEE_SETTINGS)
def get_settings(call: Call) -> SettingsAnswer:
    """Texts that the municipality may change, with the standard ones."""
    return _settings(call.municipality)


@municipalities.put(
    "/municipalities/<id:municipality_id>/settings", may=Action.EDIT_SETTINGS, audits=AuditAction.SETTINGS_CHANGED
)
def update_settings(call: Call, body: SettingsAsk) -> SettingsAnswer:
    """Changes the texts; chats that are there keep theirs."""
    asked = Settings(body.home_settlement, body.welcome_template, body.covering_template)
    return _settings(change_settings(asked, call.doing(), store=call.store))


@municipalities.put(
    "/municipalities/<id:municipality_id>/settings/marking",
    may=Action.EDIT_SETTINGS,
    audits=AuditAction.SETTINGS_CHANGED,
)
def switch_marking(call: Call, body: MarkingAsk) -> SettingsAnswer:
    """Whether messages of officials are marked in the chats from now on."""
    return _settings(use_cases.switch_marking(body.is_on, call.doing(), store=call.store))


@municipalities.put(
    "/municipalities/<id:municipality_id>/settings/digest",
    may=Action.EDIT_SETTINGS,
    audits=AuditAction.SETTINGS_CHANGED,
)
def switch_digest(call: Call, body: DigestAsk) -> SettingsAnswer:
    """Whether the week's digest goes to the coordination chat from now on."""
    return _settings(use_cases.switch_digest(body.is_on, call.doing(), store=call.store))


@municipalities.post("/municipalities/<id:municipality_id>/texts/preview", may=Action.SEE_SETTINGS, audits=None)
def preview_text(call: Call, body: PreviewAsk) -> PreviewAnswer:
    """How a text will look, and what is wrong with it."""
    facts = _facts(call, body.house_id) if body.house_id else _EXAMPLE
    text = (welcome_text if body.kind == "welcome" else covering_text)(body.template, **facts)
    return PreviewAnswer(text=text, errors=template_errors(body.template) if body.template else [])


def _facts(call: Call, house_id: str) -> dict[str, str]:
    house = load_house(call.rights, house_id, Action.SEE_HOUSES, store=call.store).record
    return {"address": house.address, "company": house.company, "invite_link": house.invite_link}


def _counters(call: Call) -> HouseCounters:
    counted = count_progress(call.municipality_id, store=call.store)
    without_administrator, nobody_joined = at_once(
        [
            partial(_count, call, [("administrator_state", "==", AdministratorState.NONE)]),
            partial(_count, call, [("state", "==", HouseState.LIVE), ("members_count", "==", 0)]),
        ]
    )
    return HouseCounters(
        total=counted.houses,
        waiting=counted.waiting,
        live=counted.live,
        failed=counted.failed,
        without_administrator=without_administrator,
        nobody_joined=nobody_joined,
    )


def _count(call: Call, where: list[Condition]) -> int:
    return call.store.totals(houses_path(call.municipality_id), where)[0]


def _settings(municipality: records.Municipality) -> SettingsAnswer:
    return SettingsAnswer(
        home_settlement=municipality.home_settlement,
        welcome_template=municipality.welcome_template,
        covering_template=municipality.covering_template,
        standard_welcome=STANDARD_WELCOME,
        standard_covering=STANDARD_COVERING,
        placeholders=[f"{{{name}}}" for name in PLACEHOLDERS],
        longest_template=LONGEST_TEMPLATE,
        marks_officials=municipality.marks_officials,
        sends_digest=municipality.sends_digest,
    )
