"""Planning: a page of the audience becomes batches, frozen before the first of them is sent.

The page, the place where the next one begins and the batches are one commit; their tasks are enqueued after it, and
enqueued again by whoever finds that this one died in between.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from lib.broadcasts.audience import reason_not_ready
from lib.broadcasts.audience_reading import read_audience
from lib.broadcasts.batch import Batch, Does, batch_path, houses_a_batch, random_id_after, with_houses
from lib.broadcasts.broadcast import Broadcast
from lib.broadcasts.delivery import BatchHouse, Delivery
from lib.broadcasts.message_text import LONGEST_MESSAGE, is_personal, official, text_for_house, vk_length
from lib.broadcasts.outside import Broadcasting
from lib.broadcasts.regions import spread
from lib.broadcasts.unreachable import Unreachable, unreachable_between
from lib.broadcasts.walk import Walk
from lib.gateways.firestore.store import Create, Update, Write
from lib.houses.house import House
from lib.pages import pages
from lib.people.rights import load_workplace

# Ten batches of a hundred: a commit of some 200 KB, far below the 10 MiB that Firestore takes.
HOUSES_A_PAGE = 1000


class WalkedPage(Struct, frozen=True):
    """What a page of a walk does: the walk after it, the batches that it makes, whatever else it writes."""

    walk: Walk
    batches: tuple[Batch, ...] = ()
    writes: tuple[Write, ...] = ()


def plan_page(walk: Walk, broadcast: Broadcast, outside: Broadcasting) -> WalkedPage:
    """The next page of the audience, within the rights that the sender has now."""
    # VK's client is made while nothing can leave yet: that takes longer than the first request.
    outside.vk.of(walk.group_id)
    place = load_workplace(walk.municipality_id, walk.vk_id, store=outside.store)
    if place is None or not broadcast.may_leave:
        return _ended(replace(walk, is_open=False), broadcast)
    if not walk.pages and broadcast.municipality_ids:
        spread(broadcast, outside)
    page = read_audience(broadcast.audience, place.rights, walk.after, HOUSES_A_PAGE, store=outside.store)
    batches = tuple(_batches(walk, broadcast, page.houses, outside))
    ids_used = sum(len(batch.houses) if batch.is_personal else 1 for batch in batches)
    after = replace(
        walk,
        after=page.after or walk.after,
        number=walk.number + len(batches),
        first_random_id=random_id_after(walk.first_random_id, ids_used),
        is_open=page.after is not None,
    )
    return _ended(after, broadcast, batches) if page.after is None else WalkedPage(after, batches)


def _ended(walk: Walk, broadcast: Broadcast, batches: tuple[Batch, ...] = ()) -> WalkedPage:
    return WalkedPage(walk, batches, (Update(broadcast.path, {"is_planned": True}),))


def _batches(walk: Walk, broadcast: Broadcast, houses: Sequence[House], outside: Broadcasting) -> Iterator[Batch]:
    if not houses:
        return
    known = unreachable_between(walk.municipality_id, houses[0].id, houses[-1].id, store=outside.store)
    planned = [(house.group_id, batch_house(house, broadcast, known, outside)) for house in houses]
    # Batches are of one community, and those which have nothing to send stand apart.
    by_sender = sorted(planned, key=lambda each: (each[0], each[1].state))
    number, random_id = walk.number, walk.first_random_id
    for (group_id, _), run in groupby(by_sender, key=lambda each: (each[0], each[1].state)):
        size = houses_a_batch(Does.SEND, is_personal=is_personal(broadcast.content.text))
        for page in pages([house for _, house in run], size):
            batch = new_batch(walk, broadcast, group_id, number, random_id, page, outside)
            yield batch
            number += 1
            random_id = random_id_after(random_id, len(page) if batch.is_personal else 1)


def batch_house(house: House, broadcast: Broadcast, known: dict[str, Unreachable], outside: Broadcasting) -> BatchHouse:
    """A house as it goes into a batch: waiting, or failed already where there is nothing that could be sent."""
    planned = BatchHouse(
        house_id=house.id,
        chat_id=house.chat_id,
        address=house.address,
        company=house.company,
        welcome_cmid=house.welcome_cmid,
        was_unreachable=house.id in known,
    )
    failure = reason_not_ready(house) or _reason_too_long(broadcast, planned)
    if not failure:
        return planned
    return replace(planned, state=Delivery.FAILED, failure=failure, at=outside.clock.now())


def new_batch(
    walk: Walk,
    broadcast: Broadcast,
    group_id: int,
    number: int,
    random_id: int,
    houses: Sequence[BatchHouse],
    outside: Broadcasting,
) -> Batch:
    """A batch that sends the broadcast, not written yet."""
    now = outside.clock.now()
    empty = Batch(
        id=outside.ids.document_id(),
        municipality_id=walk.municipality_id,
        broadcast_id=walk.broadcast_id,
        group_id=group_id,
        walk_id=walk.id,
        number=number,
        does=Does.SEND,
        random_id=random_id,
        due_at=max(broadcast.send_at or now, now),
        houses=(),
        is_personal=is_personal(broadcast.content.text),
    )
    return with_houses(empty, houses)


def created(batch: Batch) -> Create:
    """The write that makes a batch."""
    return Create(batch_path(batch.municipality_id, batch.broadcast_id, batch.id), batch)


def _reason_too_long(broadcast: Broadcast, house: BatchHouse) -> str:
    content = broadcast.content
    if not is_personal(content.text):
        return ""
    text = text_for_house(content.text, address=house.address, company=house.company)
    too_long = vk_length(official(text, content.kind, content.author).text) > LONGEST_MESSAGE
    return "broadcast_text_too_long" if too_long else ""
