from __future__ import annotations

from datetime import UTC, datetime, timedelta

from lib.communities.community import FIRST_PAUSE, LONGEST_PAUSE, Community, CommunityState, paused, resumed, stopped

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
COMMUNITY = Community(220000001, "Чаты")


def test_a_pause_ends_by_itself() -> None:
    community = paused(COMMUNITY, 9, NOW)
    assert not community.may_send(NOW)
    assert community.may_send(NOW + FIRST_PAUSE)


def test_workers_that_meet_the_same_error_together_do_not_lengthen_the_pause() -> None:
    once = paused(COMMUNITY, 9, NOW)
    assert paused(once, 9, NOW + timedelta(seconds=1)) == once


def test_pauses_in_a_row_double_up_to_half_an_hour() -> None:
    community, now, lengths = COMMUNITY, NOW, []
    for _ in range(12):
        community = paused(community, 9, now)
        assert community.paused_until is not None
        lengths.append(community.paused_until - now)
        now = community.paused_until
    assert lengths[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert lengths[-1] == LONGEST_PAUSE


def test_a_pause_long_after_the_last_one_is_short_again() -> None:
    once = paused(COMMUNITY, 9, NOW)
    again = paused(once, 9, NOW + timedelta(hours=1))
    assert again.paused_until == NOW + timedelta(hours=1) + FIRST_PAUSE


def test_a_stopped_community_sends_nothing_until_it_is_resumed() -> None:
    community = stopped(COMMUNITY, 5)
    assert community.state is CommunityState.STOPPED
    assert not community.may_send(NOW + timedelta(days=30))
    assert resumed(community).may_send(NOW)
