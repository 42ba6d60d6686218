"""The count of a community: little is asked and written, it may be broken off anywhere, done twice and at once."""

from __future__ import annotations

import threading

import pytest

from lib.activity.asking import ask_to_count
from lib.activity.collect import collect_community, due_days
from lib.activity.nightly import begin_night
from lib.activity.numbers import HouseDay, Sums
from lib.activity.records import CHATS_A_PAGE, Collected, DaySums, load_collected, sums_path
from lib.activity.speakers import day_of
from lib.communities.community import Community, CommunityState, community_path
from lib.errors import DomainError
from lib.gateways.firestore.store import Update
from lib.houses.house import house_path
from lib.municipalities.municipality import municipality_path
from lib.people.member import Member, consistent, member_path
from tests.clock import MovableClock
from tests.lib.activity.town import Killed, Town

DAY = "2026-11-23"


def sums(town: Town, day: str = DAY) -> Sums:
    """The town's numbers on a day."""
    found = town.store.get(sums_path(municipality_path(town.municipality.id), day), DaySums)
    assert found is not None
    return found.record.total


def days(town: Town, number: int) -> dict[str, HouseDay]:
    """A house's days."""
    return town.seen()[1].get(town.houses[number].id, {})  # type: ignore[attr-defined, no-any-return]


def test_a_night_counts_messages_members_people_and_who_came_and_went(town: Town) -> None:
    town.build(3, apartments=40)
    first, second, _ = town.houses
    town.write(first, 30)
    person = town.come(first)
    town.write(first, 2)
    town.speak(first, person, 8, 9)
    town.speak(second, 8)
    town.store.commit(
        [Update(house_path(town.municipality.id, second.id), {"official_vk_ids": [8], "administrator_vk_id": 8})]
    )
    town.clock.move(hours=12)
    town.collect()
    assert days(town, 0) == {DAY: HouseDay(messages=32, people=3, joined=1, members=1)}
    assert days(town, 1) == {DAY: HouseDay(people=1, officials=1)}
    assert days(town, 2) == {}
    assert sums(town) == Sums(3, 0, 120, 1, 32, 4, 1, 1, 0, 2)
    now = town.seen()[0]
    assert now[second.id].administrator_on == DAY  # type: ignore[index]
    assert now[second.id].resident_on == ""  # type: ignore[index]


def test_employees_and_representatives_are_officials_wherever_they_write(town: Town) -> None:
    town.build(2, company_key="уют", company="ООО «Уют»")
    employee = consistent(Member(5, town.municipality.id, "Марина", "", town.clock.now(), "", staff_role="employee"))
    town.store.commit([Update(community_path(town.community.group_id), {"name": "x"})])
    from lib.gateways.firestore.store import Create

    town.store.commit([Create(member_path(town.municipality.id, 5), employee)])
    town.speak(town.houses[0], 5, 6)
    town.clock.move(hours=12)
    town.collect()
    assert days(town, 0)[DAY] == HouseDay(people=2, officials=1)


def test_a_count_twice_asks_and_writes_nothing_the_second_time(town: Town) -> None:
    town.build(3)
    town.write(town.houses[0], 5)
    town.clock.move(hours=12)
    town.collect()
    seen = town.seen()
    with town.requests() as asked, town.writes() as written:
        town.collect()
    assert (asked, written) == ([0], [0])
    assert town.seen() == seen


def test_requests_are_one_a_thousand_chats_and_writes_follow_the_chats_that_changed(town: Town) -> None:
    town.build(300)
    town.clock.move(hours=12)
    town.collect()
    town.clock.move(days=1)
    town.write(town.houses[7], 3)
    with town.requests() as asked, town.writes() as written:
        town.collect()
    assert asked == [1]
    # The page of houses and its month, the day, fourteen boards, the region's day and boards, how far it is counted.
    assert written == [2 + 1 + 14 + 3 + 1]
    assert sums(town, "2026-11-24").messages == 3
    town.clock.move(days=1)
    with town.writes() as written:
        town.collect()
    assert written == [1 + 14 + 3 + 1]


@pytest.mark.parametrize("commit", range(1, 8))
def test_a_count_that_is_broken_off_anywhere_comes_to_the_same_when_it_is_done_again(
    town: Town, commit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.activity.records.CHATS_A_PAGE", 2)
    town.build(4)
    for number, house in enumerate(town.houses):
        town.write(house, number + 1)
        town.speak(house, 1, 2)
    town.clock.move(hours=12)
    town.store.commits, town.store.dies_at_commit = 0, commit
    with pytest.raises(Killed):
        town.collect()
    # More is written before it is tried again: it belongs to the day that is being closed.
    town.write(town.houses[3], 1)
    town.store.dies_at_commit = 0
    town.clock.move(minutes=2)
    town.collect()
    assert [days(town, number)[DAY].messages for number in range(4)] == [1, 2, 3, 5]
    assert sums(town) == Sums(4, 0, 0, 0, 11, 8, 0, 0, 0, 4)
    assert load_collected(town.municipality.id, store=town.store).closed == DAY
    town.clock.move(days=1)
    town.collect()
    assert sums(town, "2026-11-24").messages == 0


def test_two_counts_at_once_count_nothing_twice(town: Town) -> None:
    town.build(CHATS_A_PAGE + 20)
    for house in town.houses[:5]:
        town.write(house, 4)
    town.clock.move(hours=12)
    workers = [threading.Thread(target=town.collect) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sums(town).messages == 20
    assert [days(town, number)[DAY].messages for number in range(5)] == [4] * 5


def test_on_demand_the_present_day_is_counted_so_far_and_the_night_completes_it(town: Town) -> None:
    town.build(1)
    town.write(town.houses[0], 4)
    asked = ask_to_count(town.municipality, store=town.store, queue=town.outside.queue, clock=town.clock)
    assert asked.asked_at == town.clock.now()
    assert len(town.queue.tasks) == 1
    town.collect(today=True)
    assert sums(town).messages == 4
    collected = load_collected(town.municipality.id, store=town.store)
    assert (collected.closed, collected.last_day) == ("2026-11-22", DAY)
    ask_to_count(town.municipality, store=town.store, queue=town.outside.queue, clock=town.clock)
    assert len(town.queue.tasks) == 1
    town.write(town.houses[0], 6)
    town.clock.move(hours=12)
    town.collect()
    assert sums(town).messages == 10
    assert load_collected(town.municipality.id, store=town.store).closed == DAY


def test_a_chat_falls_silent_after_a_month_and_the_houses_list_finds_it_by_that(town: Town) -> None:
    town.build(2)
    town.clock.move(days=29, hours=12)
    town.speak(town.houses[0], 5)
    town.clock.move(days=1)
    town.collect()
    assert [town.house(number).is_silent for number in range(2)] == [False, True]
    assert sums(town, "2026-12-23").silent == 1
    town.speak(town.houses[1], 6)
    town.clock.move(days=1)
    town.collect()
    assert [town.house(number).is_silent for number in range(2)] == [False, False]


def test_a_chat_out_of_vks_sight_does_not_keep_the_others_from_being_counted(town: Town) -> None:
    town.build(2)
    town.store.commit([Update(house_path(town.municipality.id, town.houses[0].id), {"chat_id": 9_999})])
    town.write(town.houses[1], 5)
    town.clock.move(hours=12)
    town.collect()
    assert sums(town) == Sums(2, 0, 0, 0, 5, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(("error", "state"), [(9, CommunityState.ACTIVE), (5, CommunityState.STOPPED)])
def test_where_vk_refuses_the_community_rests_and_the_day_stays_due(
    town: Town, error: int, state: CommunityState
) -> None:
    town.build(1)
    town.clock.move(hours=12)
    town.vk.post("/sim/faults", {"method": "execute", "error_code": error, "count": 1})
    town.collect()
    assert begin_night(town.outside)["communities"] == 1
    kept = town.store.get(community_path(town.community.group_id), Community)
    assert kept is not None
    assert kept.record.state is state
    assert not kept.record.may_send(town.clock.now())
    with town.requests() as asked:
        town.collect()
    assert asked == [0]


def test_a_night_enqueues_what_is_due_and_tells_of_what_is_late(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    town.build(1)
    town.clock.move(hours=10)
    assert begin_night(town.outside) == {"communities": 1, "late": 0}
    town.clock.move(hours=5)
    assert begin_night(town.outside) == {"communities": 1, "late": 1}
    assert "activity_not_counted" in capsys.readouterr().out
    town.collect()
    assert begin_night(town.outside) == {"communities": 0, "late": 0}


def test_missed_nights_are_made_good_for_a_month_and_no_longer() -> None:
    now = MovableClock().now()
    due = list(due_days(Collected(closed="2026-11-19"), now, today=True))
    assert [each.days for each in due] == [["2026-11-20", "2026-11-21", "2026-11-22"], [day_of(now)]]
    assert len(next(due_days(Collected(closed="2026-01-01"), now, today=False)).days) == 32
    assert [each.days for each in due_days(Collected(), now, today=False)] == [["2026-11-22"]]
    assert list(due_days(Collected(closed="2026-11-22"), now, today=False)) == []


def test_an_unknown_community_is_told(town: Town) -> None:
    with pytest.raises(DomainError, match="community_unknown"):
        collect_community(1, town.outside)
