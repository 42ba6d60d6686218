"""Changing what is known of a house. A new title renames the chat in VK too."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from lib.activity.health.mended import mended_writes
from lib.activity.health.rules import judged
from lib.audit.line import AuditAction
from lib.audit.record import Doing, Planned, record_change
from lib.errors import DomainError
from lib.gateways.firestore.store import AlreadyExists, Create, Delete, Replace, Store, Stored, Write
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown
from lib.houses.changes import house_changes, house_subject
from lib.houses.house import House, HouseState, house_path
from lib.houses.organizations import organization_key, organization_name
from lib.houses.search_words import findable
from lib.organizations.registry import ensure_organizations
from lib.people.permissions import Action, Rights
from lib.provisioning.plan import ChatTitle, title_path


class HouseChange(Struct, frozen=True):
    """What changes; None stays."""

    title: str | None = None
    company: str | None = None
    entrances: int | None = None
    apartments: int | None = None


def load_house(rights: Rights, house_id: str, action: Action, *, store: Store) -> Stored[House]:
    """A house with which the person may do it. One outside of the person's scope is not there for them.

    Raises:
        DomainError: `house_unknown`, `forbidden`.
    """
    found = store.get(house_path(rights.municipality_id, house_id), House)
    if found is None or not rights.may_with(found.record, Action.SEE_HOUSES):
        raise DomainError("house_unknown")
    if not rights.may_with(found.record, action):
        raise DomainError("forbidden")
    return found


def change_house(
    rights: Rights, house_id: str, asked: HouseChange, doing: Doing, *, store: Store, vk: VkClient
) -> House:
    """Changes a house.

    Raises:
        DomainError: `house_unknown`, `house_busy` and `title_taken` for a new title, `vk_unavailable`, `chat_refused`.
    """

    def plan() -> Planned:
        stored = load_house(rights, house_id, Action.EDIT_HOUSES, store=store)
        before, after = stored.record, _changed(stored.record, asked)
        if after == before:
            return Planned()
        after = judged(after, doing.now)
        noted = mended_writes(doing.municipality_id, [(before, after)], doing.now, doing.actor)
        writes: list[Write] = [Replace(stored.path, after, stored.revision), *noted]
        if after.title != before.title:
            _rename_chat(before, after.title, rights.municipality_id, store, vk)
            writes.append(Delete(title_path(before.group_id, before.title)))
        line = doing.line(AuditAction.HOUSE_CHANGED, house_subject(after), house_changes(before, after, {}))
        return Planned(writes, [line])

    if asked.company is not None:
        ensure_organizations([asked.company], rights.municipality_id, doing.now, store=store)
    record_change(doing, plan, store)
    return load_house(rights, house_id, Action.EDIT_HOUSES, store=store).record


def _changed(house: House, asked: HouseChange) -> House:
    title = house.title if asked.title is None else " ".join(asked.title.split())
    company = house.company if asked.company is None else organization_name(asked.company)
    return findable(
        replace(
            house,
            title=title,
            company=company,
            company_key=organization_key(company),
            entrances=house.entrances if asked.entrances is None else asked.entrances,
            apartments=house.apartments if asked.apartments is None else asked.apartments,
        )
    )


def _rename_chat(house: House, title: str, municipality_id: str, store: Store, vk: VkClient) -> None:
    """Claims the title, then renames the chat. Who is interrupted after either finds it done when they try again."""
    if house.state is HouseState.WAITING:
        # A wave knows its chats by the titles that it was planned with.
        raise DomainError("house_busy")
    _claim_title(house, title, municipality_id, store)
    if not house.chat_id:
        return
    try:
        vk.call("messages.editChat", chat_id=house.chat_id, title=title)
    except VkOutcomeUnknown as error:
        raise DomainError("vk_unavailable", error=str(error)) from None
    except VkError as error:
        raise DomainError("chat_refused", vk_code=error.code) from None


def _claim_title(house: House, title: str, municipality_id: str, store: Store) -> None:
    path = title_path(house.group_id, title)
    claim = ChatTitle(title, municipality_id, house.id)
    try:
        store.commit([Create(path, claim)])
    except AlreadyExists:
        taken = store.get(path, ChatTitle)
        if taken is None or taken.record != claim:
            raise DomainError("title_taken") from None
