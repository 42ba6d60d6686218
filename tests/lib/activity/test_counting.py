"""What a count makes of a house: a table of what was seen and what it is counted as."""

from __future__ import annotations

from msgspec.structs import replace

from lib.activity.counting import Move, Seen, Shown, count_house
from lib.activity.numbers import HouseActivity, HouseDay

BEFORE, DAY, TODAY = "2026-11-22", "2026-11-23", "2026-11-24"
HOUSE = HouseActivity("h" * 20, 7, "2026-09-01", administrator_vk_id=5)
COUNTED = replace(HOUSE, cmid=100, members=10, day=BEFORE, day_cmid=90, message_on=BEFORE, person_on=BEFORE)


def test_messages_are_what_vk_numbered_since_the_last_count_without_comings_and_goings() -> None:
    moves = [Move(DAY, True, 101), Move(DAY, True, 105), Move(DAY, False, 106), Move(BEFORE, True, 99)]
    counted = count_house(HOUSE, COUNTED, Seen(Shown(112, 11), {DAY: {5, 6}}, moves, {6}), [DAY])
    assert counted.days == {DAY: HouseDay(messages=9, people=2, officials=1, joined=2, left=1, members=11)}
    after = counted.activity
    assert (after.cmid, after.day, after.day_cmid, after.members) == (112, DAY, 100, 11)
    assert (after.message_on, after.person_on, after.resident_on, after.administrator_on) == (DAY, DAY, DAY, DAY)


def test_a_count_that_is_done_twice_says_the_same_and_one_later_in_the_day_more() -> None:
    seen = Seen(Shown(112, 11), {DAY: {6}})
    first = count_house(HOUSE, COUNTED, seen, [DAY])
    assert count_house(HOUSE, first.activity, seen, [DAY]) == first
    later = count_house(HOUSE, first.activity, Seen(Shown(120, 11), {DAY: {6, 7}}), [DAY])
    assert later.days[DAY] == HouseDay(messages=20, people=2, members=11)
    following = count_house(HOUSE, later.activity, Seen(Shown(121, 11)), [TODAY])
    assert following.days == {TODAY: HouseDay(messages=1, members=11)}


def test_a_day_on_which_nothing_happened_leaves_no_trace() -> None:
    counted = count_house(HOUSE, COUNTED, Seen(Shown(100, 10)), [DAY])
    assert counted.days == {}
    assert counted.activity == COUNTED


def test_a_chat_that_was_old_when_counting_began_does_not_count_its_whole_past() -> None:
    assert count_house(HOUSE, None, Seen(Shown(5_000, 10)), [DAY]).days == {}
    new = replace(HOUSE, live_on=DAY)
    assert count_house(new, None, Seen(Shown(3, 1)), [DAY]).days == {DAY: HouseDay(messages=2, members=1)}


def test_missed_nights_keep_their_people_and_leave_their_messages_to_the_last_day() -> None:
    seen = Seen(Shown(130, 12), {BEFORE: {1}, DAY: {2, 3}}, [Move(BEFORE, True, 110), Move(DAY, True, 120)])
    counted = count_house(HOUSE, replace(COUNTED, day=""), seen, [BEFORE, DAY])
    assert counted.days == {
        BEFORE: HouseDay(people=1, joined=1, members=12),
        DAY: HouseDay(messages=28, people=2, joined=1, members=12),
    }


def test_a_chat_that_vk_does_not_show_keeps_its_number_and_its_members() -> None:
    counted = count_house(HOUSE, COUNTED, Seen(None, {DAY: {6}}), [DAY])
    assert counted.days == {DAY: HouseDay(people=1, members=10)}
    assert (counted.activity.cmid, counted.activity.members) == (100, 10)


def test_where_only_officials_write_residents_are_silent() -> None:
    counted = count_house(HOUSE, COUNTED, Seen(Shown(101, 10), {DAY: {6}}, officials={6}), [DAY])
    assert counted.activity.person_on == DAY
    assert counted.activity.resident_on == ""


def test_a_new_administrator_has_not_written_yet() -> None:
    known = replace(COUNTED, administrator_on=BEFORE)
    assert count_house(HOUSE, known, Seen(Shown(100, 10)), [DAY]).activity.administrator_on == BEFORE
    somebody_new = replace(HOUSE, administrator_vk_id=8)
    assert count_house(somebody_new, known, Seen(Shown(100, 10)), [DAY]).activity.administrator_on == ""


def test_a_chat_is_silent_when_nobody_wrote_for_a_month_and_a_new_one_is_given_as_long() -> None:
    assert not replace(HOUSE, person_on="2026-10-25").is_silent(DAY)
    assert replace(HOUSE, person_on="2026-10-24").is_silent(DAY)
    assert not replace(HOUSE, live_on="2026-11-01").is_silent(DAY)
    assert HOUSE.is_silent(DAY)
