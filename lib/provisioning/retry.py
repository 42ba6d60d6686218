"""A second try for the houses that failed, and for them alone: each goes on from where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from msgspec.structs import replace

from lib import log
from lib.gateways.firestore.store import AlreadyExists, Create, Replace, StaleRecord, Stored, Write
from lib.houses.house import AdministratorState, House, HouseState, house_path, houses_path
from lib.pages import pages
from lib.provisioning.outside import Provisioning, wave_task
from lib.provisioning.wave import HOUSES_A_WAVE, Step, Wave, WaveHouse, wave_path

# An earlier wave may have sent a welcome that it never learnt of, under a `random_id` that is gone: so long ago that
# it is looked for.
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


# Writes that are to be made in the commit that retries a house.
AlsoWrite = Callable[[House], Sequence[Write]]


def retry_failed(
    municipality_id: str,
    outside: Provisioning,
    house_ids: Sequence[str] | None = None,
    also: AlsoWrite = lambda _: (),
) -> int:
    """Puts failed houses of the municipality (all, or those named) into new waves; returns how many.

    A house that somebody else retries at the same moment is left to them.
    """
    failed = _failed_houses(municipality_id, outside, house_ids)
    retried = 0
    by_community: dict[int, list[Stored[House]]] = {}
    for stored in failed:
        by_community.setdefault(stored.record.group_id, []).append(stored)
    for group_id, houses in by_community.items():
        for page in pages(houses, HOUSES_A_WAVE):
            retried += _retry_together(municipality_id, group_id, page, outside, also)
    if retried:
        log.info("failed_houses_retried", municipality_id=municipality_id, houses=retried)
    return retried


def _failed_houses(municipality_id: str, outside: Provisioning, house_ids: Sequence[str] | None) -> list[Stored[House]]:
    if house_ids is None:
        return outside.store.query(houses_path(municipality_id), House, [("state", "==", HouseState.FAILED)])
    named = outside.store.get_many([house_path(municipality_id, id_) for id_ in house_ids], House)
    return [stored for stored in named.values() if stored.record.state is HouseState.FAILED]


def _retry_together(
    municipality_id: str,
    group_id: int,
    houses: Sequence[Stored[House]],
    outside: Provisioning,
    also: AlsoWrite,
) -> int:
    now = outside.clock.now()
    wave = Wave(
        id=outside.ids.document_id(),
        municipality_id=municipality_id,
        group_id=group_id,
        import_id="",
        due_at=now,
        houses=tuple(_from_where_it_stopped(stored.record, now, outside) for stored in houses),
    )
    writes: list[Write] = [Create(wave_path(municipality_id, wave.id), wave)]
    for stored in houses:
        waiting = replace(stored.record, state=HouseState.WAITING, wave_id=wave.id, failure="", failure_vk_code=0)
        writes.append(Replace(stored.path, waiting, stored.revision))
        writes.extend(also(stored.record))
    try:
        outside.store.commit(writes)
    except (AlreadyExists, StaleRecord):
        # One of them changed meanwhile: alone each is retried or left, the others don't suffer.
        return (
            sum(_retry_together(municipality_id, group_id, [stored], outside, also) for stored in houses)
            if len(houses) > 1
            else 0
        )
    outside.queue.enqueue(wave_task(wave))
    return len(houses)


def _from_where_it_stopped(house: House, now: datetime, outside: Provisioning) -> WaveHouse:
    step, since = where_it_stopped(house.chat_id, house.invite_link, house.welcome_cmid, now)
    return WaveHouse(
        house_id=house.id,
        title=house.title,
        address=house.address,
        company=house.company,
        random_id=outside.ids.random_id(),
        since=since,
        step=step,
        chat_id=house.chat_id,
        invite_link=house.invite_link,
        welcome_cmid=house.welcome_cmid,
        has_administrator=house.administrator_state is not AdministratorState.NONE,
    )


def where_it_stopped(chat_id: int, invite_link: str, welcome_cmid: int, now: datetime) -> tuple[Step, datetime]:
    """The step from which a chat that failed goes on, and since when it counts as standing there."""
    if welcome_cmid:
        return Step.WELCOMED, now
    if invite_link:
        return Step.LINKED, _LONG_AGO
    return (Step.CREATED if chat_id else Step.WAITING), now
