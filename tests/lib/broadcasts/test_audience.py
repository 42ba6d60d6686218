"""Whom a broadcast reaches: parts, groups, lists, rights; and what the preview says of it beforehand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from lib.broadcasts.audience import Audience, AudiencePart
from lib.broadcasts.audience_reading import read_audience, walk_audience
from lib.broadcasts.broadcast import Content
from lib.broadcasts.house_groups import delete_group, save_group
from lib.broadcasts.house_lists import keep_list
from lib.broadcasts.plan import HOUSES_A_PAGE
from lib.broadcasts.preview import preview
from lib.broadcasts.sending import retry_failed, send_broadcast
from lib.broadcasts.unreachable import Unreachable, unreachables_path
from lib.errors import DomainError
from lib.gateways.firestore.store import Create, Delete, Store, Update
from lib.houses.house import House, HouseState, house_path
from lib.houses.tagging import list_tags, tag_houses
from lib.organizations.organization import LooksAfter
from lib.people.member import Member, Representation, consistent, member_path
from tests.lib.broadcasts.conftest import ALL, EMPLOYEE, Stage
from tests.lib.broadcasts.test_broadcasts import PERSONAL, WATER

REPRESENTATIVE = 502


def reached(stage: Stage, audience: Audience, vk_id: int = EMPLOYEE) -> set[str]:
    """The addresses of an audience, read in pages of every size, each house once."""
    seen: list[set[str]] = []
    for size in (1, 7, 1000):
        addresses: list[str] = []
        after: str | None = ""
        while after is not None:
            page = read_audience(audience, stage.rights(vk_id), after, size, store=stage.outside.store)
            addresses += [house.address for house in page.houses]
            after = page.after
        assert len(addresses) == len(set(addresses))
        seen.append(set(addresses))
    assert seen[0] == seen[1] == seen[2]
    return seen[0]


def of(*parts: AudiencePart) -> Audience:
    return Audience(parts)


@pytest.fixture
def city(stage: Stage) -> Stage:
    stage.add_houses(4)
    stage.add_houses(3, street="ул. Мира", company="ООО «Дом»", company_key="ооо дом")
    stage.add_houses(2, settlement="п. Исток", street="ул. Мира", official_vk_ids=(REPRESENTATIVE,))
    stage.add_houses(1, state=HouseState.WAITING, chat_id=0, members_count=0)
    return stage


def addresses(houses: list[House]) -> set[str]:
    return {house.address for house in houses}


def test_parts_narrow_within_and_add_up_among_each_other(city: Stage) -> None:
    houses = city.houses
    assert reached(city, ALL) == addresses(houses)
    assert reached(city, of(AudiencePart(street="ул. Мира"))) == addresses(houses[4:9])
    assert reached(city, of(AudiencePart(street="ул. Мира", settlement="п. Исток"))) == addresses(houses[7:9])
    assert reached(city, of(AudiencePart(company_key="ооо дом"))) == addresses(houses[4:7])
    assert reached(city, of(AudiencePart(state=HouseState.WAITING))) == addresses(houses[9:])
    both = of(
        AudiencePart(street="ул. Мира"), AudiencePart(settlement="п. Исток"), AudiencePart(house_ids=(houses[0].id,))
    )
    assert reached(city, both) == addresses([houses[0], *houses[4:9]])


def test_a_house_that_changes_while_it_is_read_is_met_once_at_most(city: Stage) -> None:
    audience = of(AudiencePart(street="ул. Мира"), AudiencePart(company_key="ооо уют"))
    seen: list[str] = []
    after: str | None = ""
    flip = False
    while after is not None:
        page = read_audience(audience, city.rights(), after, 2, store=city.outside.store)
        seen += [house.id for house in page.houses]
        after = page.after
        flip = not flip
        for house in city.houses:
            changed = {"street": "ул. Мира" if flip else "ул. Ленина", "sort": "я" if flip else "а"}
            city.outside.store.commit([Update(house_path(city.municipality.id, house.id), changed)])
    assert len(seen) == len(set(seen))


def test_tags_groups_and_lists_are_audiences(city: Stage) -> None:
    houses, store = city.houses, city.outside.store
    ids = [house.id for house in houses[:2]]
    assert tag_houses(city.rights(), ids, ["Старый  Фонд"], [], city.doing(), store=store) == 2
    assert tag_houses(city.rights(), ids, ["старый фонд"], [], city.doing(), store=store) == 0
    assert list_tags(city.municipality.id, store=store) == ["старый фонд"]
    assert reached(city, of(AudiencePart(tag="старый фонд"))) == addresses(houses[:2])
    parts = (AudiencePart(tag="старый фонд"), AudiencePart(settlement="п. Исток"))
    group = save_group("Центр", parts, city.doing(), store=store)
    assert reached(city, of(AudiencePart(group_id=group.id))) == addresses([*houses[:2], *houses[7:9]])
    delete_group(group.id, city.doing(), store=store)
    with pytest.raises(DomainError, match="house_group_unknown"):
        reached(city, of(AudiencePart(group_id=group.id)))


def test_a_list_pasted_from_a_sheet_finds_houses_however_they_are_written(stage: Stage) -> None:
    from lib.houses.address_parsing import parse_address
    from lib.houses.house import house_id

    store = stage.outside.store
    for number in (1, 2, 3):
        address = parse_address(f"г. Город, ул. Мира, д. {number}")
        (house,) = stage.add_houses(1, id=house_id(address.key), address=address.canonical)
        assert store.get(house_path(stage.municipality.id, house.id), House)
    text = "1\tг. Город, ул. Мира, д. 1\t96 кв.\nМира ул., дом 2\n\nул. Мира, 2\nул. Мира, 77\nпросто слова"
    kept = keep_list(text, stage.municipality, stage.rights(), stage.doing(), store=store)
    assert (kept.houses, kept.repeats) == (2, 1)
    assert [(line.number, bool(line.reason)) for line in kept.unusable] == [(5, True), (6, True)]
    assert len(reached(stage, of(AudiencePart(list_id=kept.id)))) == 2


def test_a_representative_reaches_only_the_houses_they_look_after_however_they_ask(city: Stage) -> None:
    store, houses = city.outside.store, city.houses
    member = Member(
        REPRESENTATIVE,
        city.municipality.id,
        "Ольга",
        "",
        city.clock.now(),
        "",
        representations=(Representation("o1", "ООО «Дом»", "ооо дом", LooksAfter.ALL),),
    )
    store.commit([Create(member_path(city.municipality.id, REPRESENTATIVE), consistent(member))])
    own = addresses(houses[4:9])
    foreign = houses[0]
    assert reached(city, ALL, REPRESENTATIVE) == own
    assert reached(city, of(AudiencePart(house_ids=(foreign.id, houses[4].id))), REPRESENTATIVE) == {houses[4].address}
    assert reached(city, of(AudiencePart(company_key="ооо уют")), REPRESENTATIVE) == addresses(houses[7:9])
    kept = keep_list(
        "\n".join(house.address for house in houses),
        city.municipality,
        city.rights(REPRESENTATIVE),
        city.doing(),
        store=store,
    )
    assert kept.houses == 0 or reached(city, of(AudiencePart(list_id=kept.id)), REPRESENTATIVE) <= own
    everything = keep_list("г. Город, ул. Ленина, д. 1", city.municipality, city.rights(), city.doing(), store=store)
    assert reached(city, of(AudiencePart(list_id=everything.id)), REPRESENTATIVE) <= own


def test_what_a_sender_may_is_asked_when_it_is_planned_and_not_when_it_was_written(city: Stage) -> None:
    sent = city.send()
    city.outside.store.commit([Delete(member_path(city.municipality.id, EMPLOYEE))])
    city.play()
    assert city.got(WATER) == {0: 10}
    assert city.progress(sent).houses == 0


def test_the_preview_tells_who_will_not_get_it_and_why(city: Stage) -> None:
    store = city.outside.store
    city.change_house(city.houses[1], members_count=40)
    city.close(city.houses[0])
    first = city.send("Другое сообщение")
    city.play()
    assert city.progress(first).failed == 2
    for audience in (ALL, of(AudiencePart(settlement="г. Город"), AudiencePart(settlement="п. Исток"))):
        seen = preview(Content(WATER), audience, city.rights(), city.clock.now(), store=store)
        assert {each.reason: [house.id for house in each.houses] for each in seen.missed} == {
            "broadcast_removed": [city.houses[0].id],
            "broadcast_chat_not_ready": [city.houses[9].id],
        }
        assert (seen.chats, seen.houses, seen.residents, seen.got_it_today) == (8, 10, 40, 0)
    assert WATER in seen.message.text


def test_a_chat_that_can_be_reached_again_is_no_longer_told_of(city: Stage) -> None:
    store, house = city.outside.store, city.houses[0]
    city.close(house)
    sent = city.send()
    city.play()
    assert [each.record.house_id for each in store.query(unreachables_path(city.municipality.id), Unreachable)] == [
        house.id
    ]
    chat = city.outside.vk.of(city.group_id).call("messages.createChat", title="Дом")
    city.change_house(house, chat_id=chat["chat_id"])
    retry_failed(sent.id, city.rights(), city.doing(), city.outside)
    city.play()
    assert store.query(unreachables_path(city.municipality.id), Unreachable) == []


@pytest.mark.parametrize("again", [WATER, f"  {WATER.upper()} "])
def test_the_preview_tells_how_many_of_these_houses_got_the_same_text_today(city: Stage, again: str) -> None:
    store = city.outside.store
    city.send(WATER, of(AudiencePart(street="ул. Ленина")))
    city.play()
    for audience, got in ((ALL, 4), (of(AudiencePart(house_ids=(city.houses[0].id, city.houses[8].id))), 1)):
        seen = preview(Content(again), audience, city.rights(), city.clock.now(), store=store)
        assert seen.got_it_today == got
    city.clock.move(days=1)
    assert preview(Content(again), ALL, city.rights(), city.clock.now(), store=store).got_it_today == 0


@pytest.mark.parametrize(("sent_at", "looked_at", "got"), [((20, 30), (22, 0), 0), ((21, 30), (29, 0), 4)])
def test_today_is_the_day_that_it_is_in_the_municipality(
    city: Stage, sent_at: tuple[int, int], looked_at: tuple[int, int], got: int
) -> None:
    """In Moscow the day begins at 21:00 UTC."""
    midnight = city.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    city.clock.time = midnight + timedelta(hours=sent_at[0], minutes=sent_at[1])
    city.send(WATER, of(AudiencePart(street="ул. Ленина")))
    city.play()
    now = midnight + timedelta(hours=looked_at[0], minutes=looked_at[1])
    assert preview(Content(WATER), ALL, city.rights(), now, store=city.outside.store).got_it_today == got


def test_a_text_that_is_too_long_for_one_house_leaves_that_house_out_with_the_reason(city: Stage) -> None:
    city.change_house(city.houses[0], address="г. Город, " + "очень длинная улица " * 40)
    content = Content(PERSONAL + "а" * 3600)
    seen = preview(content, ALL, city.rights(), city.clock.now(), store=city.outside.store)
    assert "broadcast_text_too_long" in {each.reason for each in seen.missed}
    sent = city.send(content)
    city.play()
    assert city.progress(sent).failed == 2


def test_an_audience_of_more_than_a_page_is_planned_page_by_page(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.broadcasts.plan.HOUSES_A_PAGE", 30)
    assert HOUSES_A_PAGE == 1000
    stage.add_houses(95)
    sent = stage.send()
    stage.play_one()
    assert stage.progress(sent).houses == 30
    assert not stage.broadcast(sent).is_planned
    stage.play()
    assert stage.got(WATER) == {1: 95}
    assert stage.broadcast(sent).is_planned
    assert len({batch.random_id for batch in stage.batches(sent)}) == len(stage.batches(sent))


def test_a_page_reads_its_own_houses_and_one_that_says_whether_it_goes_on(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.add_houses(7)
    read: list[int] = []
    query = Store.query

    def counted(*given: Any, **named: Any) -> Any:
        found = query(*given, **named)
        read.append(len(found))
        return found

    monkeypatch.setattr(Store, "query", counted)
    rights, shown = stage.rights(), list[int]()
    after: str | None = ""
    while after is not None:
        page = read_audience(ALL, rights, after, 3, store=stage.outside.store)
        shown.append(len(page.houses))
        after = page.after
    assert shown == [3, 3, 1]
    assert read == [4, 4, 1]


def test_walking_stops_where_it_is_told(city: Stage) -> None:
    assert len(list(walk_audience(ALL, city.rights(), store=city.outside.store, most=3))) == 3


def test_an_emergency_is_confirmed_twice(city: Stage) -> None:
    from lib.broadcasts.message_text import BroadcastKind

    drafted = city.draft(Content(WATER, BroadcastKind.EMERGENCY))
    with pytest.raises(DomainError, match="emergency_unconfirmed"):
        send_broadcast(drafted.id, None, city.rights(), city.doing(), city.outside)
    assert replace(city.broadcast(drafted)) == drafted
