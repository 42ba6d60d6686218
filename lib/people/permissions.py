"""Who may do what: action × role × scope, in one table.

Staff work with all houses of the municipality. A representative's houses are those of the companies whose every house
they look after, and those to which they are attached; a chat administrator's are those that name them. Whatever is
outside of a person's scope does not exist for them.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from lib.houses.house import House
from lib.people.roles import STAFF, Role


class Action(StrEnum):
    """What a route lets somebody do in a municipality."""

    SEE_MUNICIPALITY = "see_municipality"
    SEE_HOUSES = "see_houses"
    READ_HOUSE_HISTORY = "read_house_history"
    CREATE_HOUSES = "create_houses"
    EDIT_HOUSES = "edit_houses"
    ASSIGN_PEOPLE = "assign_people"
    RETRY_HOUSES = "retry_houses"
    MAKE_POSTERS = "make_posters"
    IMPORT_HOUSES = "import_houses"
    SEE_PROGRESS = "see_progress"
    FIND_PEOPLE = "find_people"
    SEE_MEMBERS = "see_members"
    EDIT_MEMBERS = "edit_members"
    SEE_ORGANIZATIONS = "see_organizations"
    EDIT_ORGANIZATIONS = "edit_organizations"
    SEE_SERVICE_BOTS = "see_service_bots"
    EDIT_SERVICE_BOTS = "edit_service_bots"
    SEE_SETTINGS = "see_settings"
    EDIT_SETTINGS = "edit_settings"
    READ_AUDIT = "read_audit"
    BROADCAST = "broadcast"
    TAG_HOUSES = "tag_houses"
    SEE_COORDINATION = "see_coordination"
    MODERATE_CHAT = "moderate_chat"
    SEE_COMPLAINTS = "see_complaints"
    DEAL_WITH_COMPLAINTS = "deal_with_complaints"
    HAND_ON_COMPLAINTS = "hand_on_complaints"
    SEE_QUESTIONS = "see_questions"
    ASK_QUESTIONS = "ask_questions"
    ANSWER_QUESTIONS = "answer_questions"
    SEE_DISCUSSIONS = "see_discussions"
    HOLD_DISCUSSIONS = "hold_discussions"
    SEE_HEALTH = "see_health"
    MEND_HEALTH = "mend_health"
    SEE_ACTIVITY = "see_activity"
    SEE_REGION = "see_region"


_LEADERS = frozenset({Role.REGION_OFFICER, Role.ADMINISTRATOR})
_WITH_REPRESENTATIVES = STAFF | {Role.REPRESENTATIVE}
_EVERYBODY_WITH_HOUSES = _WITH_REPRESENTATIVES | {Role.CHAT_ADMINISTRATOR}

WHO_MAY: dict[Action, frozenset[Role]] = {
    Action.SEE_MUNICIPALITY: _EVERYBODY_WITH_HOUSES,
    Action.SEE_HOUSES: _EVERYBODY_WITH_HOUSES,
    Action.READ_HOUSE_HISTORY: _WITH_REPRESENTATIVES,
    Action.CREATE_HOUSES: STAFF,
    Action.EDIT_HOUSES: STAFF,
    Action.ASSIGN_PEOPLE: STAFF,
    Action.RETRY_HOUSES: STAFF,
    Action.MAKE_POSTERS: STAFF,
    Action.IMPORT_HOUSES: STAFF,
    Action.SEE_PROGRESS: STAFF,
    Action.FIND_PEOPLE: STAFF,
    Action.SEE_MEMBERS: STAFF,
    Action.EDIT_MEMBERS: _LEADERS,
    Action.SEE_ORGANIZATIONS: STAFF,
    Action.EDIT_ORGANIZATIONS: STAFF,
    Action.SEE_SERVICE_BOTS: STAFF,
    Action.EDIT_SERVICE_BOTS: STAFF,
    Action.SEE_SETTINGS: STAFF,
    Action.EDIT_SETTINGS: _LEADERS,
    Action.READ_AUDIT: _LEADERS,
    Action.BROADCAST: _WITH_REPRESENTATIVES,
    Action.TAG_HOUSES: STAFF,
    Action.SEE_COORDINATION: STAFF | {Role.CHAT_ADMINISTRATOR},
    # Who manages the house may not: nobody removes what is said against themselves.
    Action.MODERATE_CHAT: STAFF | {Role.CHAT_ADMINISTRATOR},
    Action.SEE_COMPLAINTS: _WITH_REPRESENTATIVES,
    # Whoever deals with one reads who complains: those who represent the responsible organisation, and nobody else.
    Action.DEAL_WITH_COMPLAINTS: frozenset({Role.REPRESENTATIVE}),
    # Employees find somebody for those that nobody is responsible for.
    Action.HAND_ON_COMPLAINTS: _WITH_REPRESENTATIVES,
    Action.SEE_QUESTIONS: _EVERYBODY_WITH_HOUSES,
    # Whoever is to answer does not decide what is asked.
    Action.ASK_QUESTIONS: STAFF | {Role.CHAT_ADMINISTRATOR},
    Action.ANSWER_QUESTIONS: _WITH_REPRESENTATIVES,
    Action.SEE_DISCUSSIONS: _EVERYBODY_WITH_HOUSES,
    Action.HOLD_DISCUSSIONS: _WITH_REPRESENTATIVES,
    Action.SEE_HEALTH: STAFF,
    Action.MEND_HEALTH: STAFF,
    Action.SEE_ACTIVITY: STAFF,
    Action.SEE_REGION: frozenset({Role.REGION_OFFICER}),
}


class Rights(Struct, frozen=True):
    """What one person is in one municipality. `company_keys`: companies whose every house the person looks after."""

    vk_id: int
    name: str
    municipality_id: str
    roles: frozenset[Role]
    company_keys: tuple[str, ...] = ()

    @property
    def works_with_all_houses(self) -> bool:
        """Whether no house of the municipality is outside of the person's scope."""
        return bool(self.roles & STAFF)

    def may(self, action: Action) -> bool:
        """Whether the person may do it at all, be it with some houses only."""
        return bool(self.roles & WHO_MAY[action])

    def may_with(self, house: House, action: Action) -> bool:
        """Whether the person may do it with this house: by a role that both allows it and reaches the house."""
        return any(self._reaches(house, role) for role in self.roles & WHO_MAY[action])

    def actions(self) -> list[Action]:
        """Everything the person may do, in the table's order."""
        return [action for action in WHO_MAY if self.may(action)]

    def _reaches(self, house: House, role: Role) -> bool:
        match role:
            case Role.REPRESENTATIVE:
                return house.company_key in self.company_keys or self.vk_id in house.official_vk_ids
            case Role.CHAT_ADMINISTRATOR:
                return house.administrator_vk_id == self.vk_id
            case _:
                return role in STAFF
