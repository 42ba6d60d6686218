"""Before a broadcast is sent: how it will look, whom it will reach, whom not and why, who got the same text today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct, field

from lib.broadcasts.audience import Audience, parts_are_all, reason_not_ready
from lib.broadcasts.audience_reading import walk_audience
from lib.broadcasts.batch import Batch, Does, batches_path, broadcasts_path
from lib.broadcasts.broadcast import Broadcast, Content
from lib.broadcasts.delivery import Delivery
from lib.broadcasts.house_groups import expanded
from lib.broadcasts.message_text import (
    LONGEST_MESSAGE,
    OfficialText,
    is_personal,
    official,
    text_fingerprint,
    text_for_house,
    vk_length,
)
from lib.broadcasts.unreachable import Unreachable, unreachables_path
from lib.gateways.firestore.store import Condition, Store
from lib.gateways.vk.limits import CALLS_AN_EXECUTE, PEERS_A_SEND
from lib.gateways.vk.pace import SHARES, Purpose
from lib.houses.house import House, HouseState, house_path, houses_path
from lib.municipalities.local_time import day_in
from lib.people.permissions import Rights

# An audience that is larger is told roughly; reading it all would take longer than anybody waits.
MOST_WALKED = 20_000
# Houses that are named, for each reason.
MOST_NAMED = 20
_MOST_UNREACHABLE = 2000
_MOST_BEFORE = 50
_EXAMPLE_ADDRESS, _EXAMPLE_COMPANY = "г. Екатеринбург, ул. Ленина, д. 5", "ООО «Уютный дом»"


class Missed(Struct):
    """Houses that will not get it for one reason, and some of them by name."""

    reason: str
    count: int = 0
    houses: list[House] = field(default_factory=list)

    def add(self, house: House) -> None:
        """Counts a house."""
        self.count += 1
        if len(self.houses) < MOST_NAMED:
            self.houses.append(house)


class Preview(Struct, frozen=True):
    """What will happen. `is_rough` says that the audience is larger than what was looked at."""

    message: OfficialText
    chats: int
    residents: int
    missed: tuple[Missed, ...]
    got_it_today: int
    seconds: float
    is_rough: bool = False

    @property
    def houses(self) -> int:
        """All houses of the audience."""
        return self.chats + sum(missed.count for missed in self.missed)


def preview(
    content: Content, audience: Audience, rights: Rights, now: datetime, *, store: Store, without: str = ""
) -> Preview:
    """Looks at a broadcast before it is sent; `without` is its own id, if it has one.

    Raises:
        DomainError: `house_group_unknown`, `audience_too_complex`.
    """
    unreachable = _unreachable(rights.municipality_id, store)
    before = list(_sent_today(content, rights.municipality_id, now, without, store))
    parts = expanded(audience.parts, rights.municipality_id, store=store)
    if parts_are_all(parts) and rights.works_with_all_houses and not is_personal(content.text):
        return _of_all_houses(content, rights, unreachable, before, store)
    return _of_chosen_houses(content, audience, rights, unreachable, before, store)


def _of_all_houses(
    content: Content, rights: Rights, unreachable: dict[str, Unreachable], before: list[Broadcast], store: Store
) -> Preview:
    """Counted by Firestore, however many there are."""
    path = houses_path(rights.municipality_id)
    live, sums = store.totals(path, [("state", "==", HouseState.LIVE)], ["members_count"])
    missed: list[Missed] = []
    for state in (HouseState.WAITING, HouseState.FAILED, HouseState.CLOSED):
        where: list[Condition] = [("state", "==", state)]
        if count := store.totals(path, where)[0]:
            named = [stored.record for stored in store.query(path, House, where, limit=MOST_NAMED)]
            missed.append(Missed(reason_not_ready(named[0]), count, named))
    paths = [house_path(rights.municipality_id, house_id) for house_id in unreachable]
    found = [stored.record for stored in store.get_many(paths, House).values()]
    blocked = [house for house in found if not reason_not_ready(house)]
    missed += _by_reason((unreachable[house.id].failure, house) for house in blocked)
    residents = sums["members_count"] - sum(house.members_count for house in blocked)
    got = sum(_count_got(broadcast, store) for broadcast in before)
    chats = live - len(blocked)
    return Preview(_sample(content, None), chats, residents, tuple(missed), got, sending_seconds(content, chats))


def _of_chosen_houses(
    content: Content,
    audience: Audience,
    rights: Rights,
    unreachable: dict[str, Unreachable],
    before: list[Broadcast],
    store: Store,
) -> Preview:
    got_ids = {house_id for broadcast in before for house_id in _ids_that_got(broadcast, store)}
    chats = residents = got = walked = 0
    sample: House | None = None
    missed: list[tuple[str, House]] = []
    for house in walk_audience(audience, rights, store=store, most=MOST_WALKED):
        walked += 1
        got += house.id in got_ids
        if reason := _reason(content, house, unreachable):
            missed.append((reason, house))
            continue
        sample = sample or house
        chats += 1
        residents += house.members_count
    return Preview(
        _sample(content, sample),
        chats,
        residents,
        tuple(_by_reason(missed)),
        got,
        sending_seconds(content, chats),
        is_rough=walked == MOST_WALKED,
    )


def _reason(content: Content, house: House, unreachable: dict[str, Unreachable]) -> str:
    if reason := reason_not_ready(house):
        return reason
    if known := unreachable.get(house.id):
        return known.failure
    text = text_for_house(content.text, address=house.address, company=house.company)
    too_long = vk_length(official(text, content.kind, content.author).text) > LONGEST_MESSAGE
    return "broadcast_text_too_long" if too_long else ""


def _by_reason(houses: Iterable[tuple[str, House]]) -> list[Missed]:
    missed: dict[str, Missed] = {}
    for reason, house in houses:
        missed.setdefault(reason, Missed(reason)).add(house)
    return sorted(missed.values(), key=lambda each: -each.count)


def _sample(content: Content, house: House | None) -> OfficialText:
    address = house.address if house else _EXAMPLE_ADDRESS
    company = house.company if house else _EXAMPLE_COMPANY
    text = text_for_house(content.text, address=address, company=company)
    return official(text, content.kind, content.author)


def sending_seconds(content: Content, chats: int) -> float:
    """How long the sending will take at the share of broadcasts."""
    a_request = CALLS_AN_EXECUTE if is_personal(content.text) else PEERS_A_SEND
    return -(-chats // a_request) / SHARES[Purpose.BROADCAST].requests_a_second


def _unreachable(municipality_id: str, store: Store) -> dict[str, Unreachable]:
    found = store.query(unreachables_path(municipality_id), Unreachable, limit=_MOST_UNREACHABLE)
    return {stored.record.house_id: stored.record for stored in found}


def _sent_today(
    content: Content, municipality_id: str, now: datetime, without: str, store: Store
) -> Iterator[Broadcast]:
    where: list[Condition] = [
        ("fingerprint", "==", text_fingerprint(content.text)),
        ("sent_on", "==", day_in(municipality_id, now, store=store).isoformat()),
    ]
    for stored in store.query(broadcasts_path(municipality_id), Broadcast, where, limit=_MOST_BEFORE):
        if stored.record.id != without and stored.record.withdrawn_at is None:
            yield stored.record


def _count_got(broadcast: Broadcast, store: Store) -> int:
    path = batches_path(broadcast.municipality_id, broadcast.id)
    return store.sums(path, [("does", "==", Does.SEND)], [Delivery.DONE.value])[Delivery.DONE.value]


def _ids_that_got(broadcast: Broadcast, store: Store) -> Iterator[str]:
    path = batches_path(broadcast.municipality_id, broadcast.id)
    where: list[Condition] = [("does", "==", Does.SEND), ("has", "array_contains", Delivery.DONE)]
    for stored in store.query(path, Batch, where, limit=MOST_WALKED // PEERS_A_SEND):
        yield from (house.house_id for house in stored.record.at(Delivery.DONE))
