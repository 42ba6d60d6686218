"""A municipality's catalogue of service bots: how entries come, change and go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec.structs import replace

from lib import log
from lib.audit.line import AuditAction, AuditLine, Subject, SubjectKind, changes
from lib.audit.record import Doing, Planned, record_change
from lib.errors import DomainError
from lib.gateways.firestore.paging import Page, read_page
from lib.gateways.firestore.store import AlreadyExists, Condition, Create, Delete, Replace, Store, Stored
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown
from lib.gateways.vk.people import CommunityCard, communities_by_id
from lib.houses.house import houses_path
from lib.organizations.registry import load_organization
from lib.services.service_bot import ServiceBot, service_bot_path, service_bots_path, sort_of

_TITLES = {"name": "Название", "does": "Что делает", "organization": "Для домов организации"}


def list_service_bots(municipality_id: str, after: str, limit: int, *, store: Store) -> Page[ServiceBot]:
    """A page of the catalogue, by name."""
    path = service_bots_path(municipality_id)
    return read_page(path, ServiceBot, order="sort", after=after, limit=limit, store=store)


def load_service_bot(municipality_id: str, group_id: int, *, store: Store) -> Stored[ServiceBot]:
    """An entry's record.

    Raises:
        DomainError: `service_bot_unknown`.
    """
    found = store.get(service_bot_path(municipality_id, group_id), ServiceBot)
    if found is None:
        raise DomainError("service_bot_unknown")
    return found


def add_service_bot(
    group_id: int, name: str, does: str, organization_id: str, doing: Doing, *, store: Store, vk: VkClient
) -> ServiceBot:
    """Adds a community to the catalogue; without a name it is called as its community is.

    Raises:
        DomainError: `service_bot_exists`, `organization_unknown`, `community_reference_unknown`, `vk_unavailable`.
    """
    card = _card(group_id, vk)
    new = _entry(card, doing.now, name=name, does=does, organization_id=organization_id)
    path = service_bot_path(doing.municipality_id, group_id)

    def plan() -> Planned:
        if store.get(path, ServiceBot):
            raise DomainError("service_bot_exists")
        return Planned([Create(path, new)], [_line(AuditAction.SERVICE_BOT_ADDED, None, new, doing, store)])

    record_change(doing, plan, store)
    return load_service_bot(doing.municipality_id, group_id, store=store).record


def change_service_bot(
    group_id: int, name: str, does: str, organization_id: str, doing: Doing, *, store: Store
) -> ServiceBot:
    """Changes what the catalogue says of a bot; houses that have it keep it.

    Raises:
        DomainError: `service_bot_unknown`, `organization_unknown`.
    """

    def plan() -> Planned:
        stored = load_service_bot(doing.municipality_id, group_id, store=store)
        spelt = " ".join(name.split()) or stored.record.name
        after = replace(
            stored.record,
            name=spelt,
            does=" ".join(does.split()),
            organization_id=organization_id,
            sort=sort_of(spelt, group_id),
        )
        if after == stored.record:
            return Planned()
        line = _line(AuditAction.SERVICE_BOT_CHANGED, stored.record, after, doing, store)
        return Planned([Replace(stored.path, after, stored.revision)], [line])

    record_change(doing, plan, store)
    return load_service_bot(doing.municipality_id, group_id, store=store).record


def delete_service_bot(group_id: int, doing: Doing, *, store: Store) -> None:
    """Takes a bot that no house has out of the catalogue.

    Raises:
        DomainError: `service_bot_unknown`, `service_bot_in_use`.
    """

    def plan() -> Planned:
        stored = load_service_bot(doing.municipality_id, group_id, store=store)
        if count_houses_with(group_id, doing.municipality_id, store=store):
            raise DomainError("service_bot_in_use")
        line = _line(AuditAction.SERVICE_BOT_DELETED, stored.record, None, doing, store)
        return Planned([Delete(stored.path)], [line])

    record_change(doing, plan, store)


def ensure_catalogued(
    group_ids: Iterable[int], municipality_id: str, now: datetime, *, store: Store, vk: VkClient
) -> dict[int, ServiceBot]:
    """The entries of these bots; one that a sheet or a link brought in is added under its community's name. Whom VK
    does not tell now is left out.
    """
    paths = {service_bot_path(municipality_id, group_id): group_id for group_id in dict.fromkeys(group_ids)}
    known = {paths[path]: stored.record for path, stored in store.get_many(paths, ServiceBot).items()}
    if missing := [group_id for group_id in paths.values() if group_id not in known]:
        for card in _cards(missing, vk):
            entry = _entry(card, now)
            try:
                store.commit([Create(service_bot_path(municipality_id, card.group_id), entry)])
            except AlreadyExists:
                entry = load_service_bot(municipality_id, card.group_id, store=store).record
            known[card.group_id] = entry
    return known


def count_houses_with(group_id: int, municipality_id: str, *, store: Store) -> int:
    """How many houses have the bot."""
    where: list[Condition] = [("service_bot_group_ids", "array_contains", group_id)]
    return store.totals(houses_path(municipality_id), where)[0]


def count_houses_awaiting(group_id: int, municipality_id: str, *, store: Store) -> int:
    """In how many of them it is not in the chat yet."""
    where: list[Condition] = [("service_bots_awaited", "array_contains", group_id)]
    return store.totals(houses_path(municipality_id), where)[0]


def _card(group_id: int, vk: VkClient) -> CommunityCard:
    try:
        found = communities_by_id(vk, [group_id])
    except (VkError, VkOutcomeUnknown) as error:
        raise DomainError("vk_unavailable", error=str(error)) from None
    if group_id not in found:
        raise DomainError("community_reference_unknown")
    return found[group_id]


def _cards(group_ids: Sequence[int], vk: VkClient) -> list[CommunityCard]:
    try:
        return list(communities_by_id(vk, group_ids).values())
    except (VkError, VkOutcomeUnknown) as error:
        log.warning("service_bots_not_named", bots=len(group_ids), error=str(error))
        return []


def _entry(
    card: CommunityCard, now: datetime, *, name: str = "", does: str = "", organization_id: str = ""
) -> ServiceBot:
    spelt = " ".join((name or card.name).split())
    return ServiceBot(
        card.group_id,
        spelt,
        " ".join(does.split()),
        organization_id,
        card.screen_name,
        now,
        sort_of(spelt, card.group_id),
    )


def _line(
    action: AuditAction, before: ServiceBot | None, after: ServiceBot | None, doing: Doing, store: Store
) -> AuditLine:
    known = after or before
    assert known is not None
    subject = Subject(SubjectKind.SERVICE_BOT, str(known.group_id), known.name)
    return doing.line(
        action, subject, changes(_TITLES, _in_words(before, doing, store), _in_words(after, doing, store))
    )


def _in_words(bot: ServiceBot | None, doing: Doing, store: Store) -> dict[str, str]:
    if bot is None:
        return {}
    organization = ""
    if bot.organization_id:
        organization = load_organization(doing.municipality_id, bot.organization_id, store=store).record.name
    return {"name": bot.name, "does": bot.does, "organization": organization}
